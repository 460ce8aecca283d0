"""A page of sample reports, one row each: how it was read, whether it is found, and a draft of another unit's facts in its style."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from bot.app import App
from bot.drafting.gate_rules import gate_rules
from bot.evaluation import structure
from bot.evaluation.cases import Case, Cases
from bot.evaluation.playing import Player, read_back
from bot.evaluation.scoring import Run
from bot.evaluation.structure import StyleDistance
from bot.settings import Settings, data_folder
from retrieval.page_reader import PageReader
from retrieval.records import Sample, StyleProfile
from retrieval.sections import flat

ASKED = 10  # references looked at for the rank

Progress = Callable[[int, int, str], None]


class SampleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One report of the page. `rank` is its place for a query of its kind, 0 = not among the first ten.

    `facts` = the case whose facts were drafted like it; `own` is that draft's style read back, `sample` the report's;
    `leaks` what of any sample stands in the draft, `longest_run` the longest such run from 6 characters.
    """

    number: int
    title: str
    unit_type: str
    chars: int
    paragraphs: int
    breaks: int
    headings: int
    levels: int
    masks: int
    rank: int
    facts: str
    sample: StyleProfile
    own: StyleProfile | None
    distance: StyleDistance | None
    leaks: tuple[str, ...]
    longest_run: int


def rows(
    page: Path, cases: Cases, settings: Settings, progress: Progress = lambda *_: None
) -> Iterator[SampleRow]:
    """A row for each report of `page`, in its order. The page is read into a library of its own. Raises ReadingError."""
    with tempfile.TemporaryDirectory() as home:
        app = App(replace(settings, home=Path(home), database_url="", chroma_url=""), memory=True)
        try:
            reader = PageReader(data_folder("config"), settings.file_max_bytes)
            reports = reader.reports(page)
            app.library.add(page)
            table = _Table(app, reader, cases)
            for number, report in enumerate(reports, start=1):
                breaks = getattr(report.parsed, "breaks", 0)
                yield table.row(number, app.library.show(report.id), breaks)
                progress(number, len(reports), report.title)
        finally:
            app.library.close()
            app.database.close()


class _Table:
    """Rows of one page, whose reports are in the program's library already. A case is played once, however many rows it serves."""

    def __init__(self, app: App, reader: PageReader, cases: Cases) -> None:
        self._app = app
        self._reader = reader
        self._cases = cases.scenarios
        self._player = Player(app)
        self._runs: dict[str, Run] = {}

    def row(self, number: int, sample: Sample, breaks: int) -> SampleRow:
        case, run = self._other(number, sample)
        draft = self._player.like(run.session, sample.id)
        own = read_back(self._reader, draft)
        leaks, longest = self._player.samples.taken(draft, run.ledger, gate_rules(), run.session.basics)
        return SampleRow(
            number=number,
            title=sample.masked_title,
            unit_type=sample.unit_type,
            chars=len(sample.clean_text),
            paragraphs=len(sample.paragraphs),
            breaks=breaks,
            headings=sum(node.kind != "implied" for node in flat(sample.outline)),
            levels=sample.profile.levels,
            masks=sum(span.masked for span in sample.spans),
            rank=self._rank(sample),
            facts=case.id,
            sample=sample.profile,
            own=own,
            distance=structure.distance(own, sample.profile) if own else None,
            leaks=leaks,
            longest_run=longest,
        )

    def _other(self, number: int, sample: Sample) -> tuple[Case, Run]:
        """A case of another kind of unit, another one for each row."""
        for step in range(len(self._cases)):
            case = self._cases[(number - 1 + step) % len(self._cases)]
            if case.id not in self._runs:
                self._runs[case.id] = self._player.play(case)
            if self._runs[case.id].session.basics.unit_type != sample.unit_type:
                break
        return case, self._runs[case.id]

    def _rank(self, sample: Sample) -> int:
        """The sample's place among those found by what a clerk of its kind of unit says; twins (unit, period, topic alike) share one."""
        kind = (sample.unit_type, sample.period, sample.topic)
        found = self._app.library.references(sample.topic, *kind, k=ASKED)
        if all(one.sample_id != sample.id for one in found):
            return 0
        before = [one for one in found if (one.unit_type, one.period, one.topic) != kind]
        place = next(place for place, one in enumerate(found) if one.sample_id == sample.id)
        return 1 + sum(one in found[:place] for one in before)
