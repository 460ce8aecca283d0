"""Plays cases through the ordinary interview and scores what comes out."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from bot.app import App
from bot.drafting.gate_rules import gate_rules
from bot.drafting.judging import with_written
from bot.drafting.request import DraftRequest
from bot.evaluation import structure
from bot.evaluation.cases import Case, Cases, Nowhere
from bot.evaluation.scoring import Run, Samples, Score, score
from bot.evaluation.variants import Writes
from bot.events import Asked, SampleChosen
from bot.export.text import as_txt
from bot.interview.folding import apply
from bot.interview.state import Session
from bot.model import Draft
from bot.replay import Replay
from bot.settings import data_folder
from bot.understanding import directives_of
from retrieval.leaks import LeakIndex
from retrieval.page_reader import PageReader
from retrieval.records import StyleProfile

SHORT_RUN = 6  # characters: shorter runs are nobody's
Progress = Callable[[int, int, str], None]


class Player:
    """Plays cases with one program. `like` = a sample (its id) that every draft is to follow; "" = none.

    `writes` writes in place of the program's own writer; the interview is the same.
    """

    def __init__(self, app: App, like: str = "", writes: Writes | None = None) -> None:
        self._app = app
        self._writes = writes
        self._rules = gate_rules()
        self._reader = PageReader(data_folder("config"), app.settings.file_max_bytes)
        self._sample = app.library.show(like) if like else None
        kept = [app.library.show(summary.id) for summary in app.library.list()]
        self.samples = Samples(app.leaks, LeakIndex.build(kept, SHORT_RUN))

    def scores(self, given: Cases, progress: Progress = lambda *_: None) -> Iterator[Score]:
        """A score for each case, as soon as it is played. Raises InputError where a case states nothing."""
        for number, case in enumerate(given.scenarios, start=1):
            yield self.scored(case, self.play(case), given.forbidden_everywhere)
            progress(number, len(given.scenarios), case.id)

    def play(self, case: Case) -> Run:
        """The case answered as its clerk would, and the draft written."""
        began = time.perf_counter()
        replay = Replay(self._app.assistant, case.scenario)
        draft = replay.run()
        session = replay.session
        if self._sample is not None:
            session = apply(session, SampleChosen(self._sample.id))
            draft = self._app.desk.compose(session) if self._writes is None else draft
        seconds = time.perf_counter() - began
        request = DraftRequest(basics=session.basics, facts=draft.facts, directives=directives_of(session))
        events = [record.event for record in self._app.store.load(replay.session_id)]
        run = Run(
            draft=draft,
            text=as_txt(draft),
            session=session,
            ledger=with_written(request),
            asked=tuple(event.question for event in events if isinstance(event, Asked)),
            said={turn.turn: turn.said for turn in self._app.assistant.turns(replay.session_id)},
            seconds=seconds,
        )
        return run if self._writes is None else self.rewritten(run, self._writes)

    def rewritten(self, run: Run, writes: Writes) -> Run:
        """The same interview with its draft by another writer; `seconds` are the writing's."""
        began = time.perf_counter()
        written = writes(self._app.desk.request(run.session))
        seconds = time.perf_counter() - began
        return msgspec.structs.replace(
            run, draft=written.draft, text=as_txt(written.draft), seconds=seconds, tokens=written.tokens
        )

    def scored(self, case: Case, run: Run, nowhere: Nowhere) -> Score:
        return score(case, run, self._rules, self.samples, nowhere, self.style(run.draft))

    def like(self, session: Session, sample: str) -> Draft:
        """The draft of an interview as it would be had the clerk chosen this sample."""
        return self._app.desk.compose(apply(session, SampleChosen(sample)))

    def style(self, draft: Draft) -> structure.StyleDistance | None:
        """How far the draft's style, read back from its text, is from the sample's; None where none was to be followed."""
        if self._sample is None:
            return None
        own = read_back(self._reader, draft)
        return structure.distance(own, self._sample.profile) if own else None


def read_back(reader: PageReader, draft: Draft) -> StyleProfile | None:
    """The style of a draft's text, read as that of a sample report would be; None where it reads like none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.txt"
        path.write_text(as_txt(draft), "utf-8")
        reports = reader.reports(path)
    return reader.sample(reports[0]).profile if reports else None


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """The score card's last line. Shares are 0–1; `length_met` is None where no case asks for a length its facts allow."""

    cases: int
    must: int
    missing: int
    coverage: float
    figures: int
    precision: float
    supported: float
    traps: int
    leaks: int
    longest_run: int
    framing: float
    length_met: float | None
    repeated: int
    faults: int
    one_formula: float
    style: float | None
    asked: int
    asked_twice: int
    probes: int
    seconds: float
    tokens: int
    cost: float


def total(scores: Sequence[Score]) -> Total:
    """All scores in one. `framing` and `longest_run` are the worst, shares are over all facts, figures, sentences."""
    stated = sum(one.figures.stated for one in scores)
    wrong = sum(len(one.figures.invented) + len(one.figures.misplaced) for one in scores)
    sentences = sum(one.sentences for one in scores)
    must, missing = sum(one.must for one in scores), sum(len(one.missing) for one in scores)
    allowed = [one.length == "met" for one in scores if one.length in ("met", "missed")]
    styles = [one.style.total for one in scores if one.style is not None]
    return Total(
        cases=len(scores),
        must=must,
        missing=missing,
        coverage=1 - missing / must if must else 1.0,
        figures=stated,
        precision=1 - wrong / stated if stated else 1.0,
        supported=1 - sum(len(one.unsupported) for one in scores) / sentences if sentences else 1.0,
        traps=sum(len(one.traps) for one in scores),
        leaks=sum(len(one.leaks) for one in scores),
        longest_run=max((one.longest_run for one in scores), default=0),
        framing=max((one.framing for one in scores), default=0.0),
        length_met=sum(allowed) / len(allowed) if allowed else None,
        repeated=sum(len(one.repeated) for one in scores),
        faults=sum(len(one.faults) for one in scores),
        one_formula=sum(one.one_formula for one in scores) / len(scores) if scores else 1.0,
        style=round(sum(styles) / len(styles), 3) if styles else None,
        asked=sum(one.asked for one in scores),
        asked_twice=sum(len(one.asked_twice) for one in scores),
        probes=sum(one.probes for one in scores),
        seconds=round(sum(one.seconds for one in scores), 2),
        tokens=sum(one.tokens for one in scores),
        cost=sum(one.cost for one in scores),
    )
