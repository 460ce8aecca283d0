"""The evidence that goes with a draft: where each figure, date and name came from, and the receipt of what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from bot.export.likeness import likeness, nearest
from bot.export.text import as_txt
from bot.export.tidy import slips
from bot.export.words import word
from bot.model import Draft, Fact, Figure, Finding, Sentence
from language import dates, figures
from language.figures import NOT_FACTS, FigureSpan


class Row(msgspec.Struct, frozen=True):
    """One figure, date or name of a draft. `turn` 0 = no source in the ledger; `kind` is 数字, 日期 or 名称."""

    kind: str
    text: str
    sentence: str
    turn: int = 0
    quote: str = ""
    certainty: str = ""
    computed: str = ""
    fact: str = ""


class Leakage(msgspec.Struct, frozen=True):
    """What a check against every sample found: how many samples, what of theirs stands in the draft, the longest shared run."""

    samples: int
    found: tuple[str, ...] = ()
    run_chars: int = 0
    run_text: str = ""

    @property
    def figures(self) -> int:
        return sum(any(character.isdigit() for character in text) for text in self.found)

    @property
    def names(self) -> int:
        return len(self.found) - self.figures


class Likeness(msgspec.Struct, frozen=True):
    """雷同率, 0–1, to the last report (None: none given) and to the nearest sample."""

    last: float | None = None
    sample: str = ""
    sample_share: float | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What a clerk should know before handing in."""

    title: str
    chars: int
    asked_chars: int
    framing_share: float
    gaps: tuple[str, ...]
    findings: tuple[Finding, ...]
    slips: tuple[Finding, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    leakage: Leakage | None
    likeness: Likeness
    rows: tuple[Row, ...]


def receipt(
    draft: Draft, leakage: Leakage | None = None, last: str = "", samples: Mapping[str, str] | None = None
) -> Receipt:
    """The receipt of a draft. `last` is the text of last year's report, `samples` title → text of the samples to compare with."""
    text = as_txt(draft)
    title, share = nearest(text, samples) if samples else ("", None)
    known = {fact.id: fact for fact in draft.facts}
    return Receipt(
        title=draft.title.replace("\n", ""),
        chars=draft.chars,
        asked_chars=draft.asked_chars,
        framing_share=round(draft.framing_share, 4),
        gaps=tuple(sentence.text for sentence in draft.sentences() if sentence.kind == "gap"),
        findings=draft.findings,
        slips=slips(draft),
        left_out=tuple(known[name].text if name in known else name for name in draft.left_out),
        notes=draft.notes,
        leakage=leakage,
        likeness=Likeness(likeness(text, last) if last else None, title, share),
        rows=rows(draft),
    )


def rows(draft: Draft) -> tuple[Row, ...]:
    """Each figure, date and known name of the paper, in reading order, with its source."""
    found: list[Row] = []
    for sentence in _stated(draft):
        own = [fact for fact in draft.facts if fact.id in sentence.facts]
        others = [fact for fact in draft.facts if fact.id not in sentence.facts and not fact.private]
        found.extend(_rows(sentence, own, others))
    return tuple(found)


def _stated(draft: Draft) -> Iterator[Sentence]:
    """Sentences and headings; a heading has no facts of its own."""
    yield from draft.lead
    for section in draft.sections:
        yield Sentence(section.heading, "framing")
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
    yield from draft.closing


def _rows(sentence: Sentence, own: list[Fact], others: list[Fact]) -> list[Row]:
    if sentence.kind == "gap":
        return []
    placed: list[tuple[int, Row]] = []
    for span in figures.find(sentence.text):
        if span.kind not in NOT_FACTS and span.kind != "time":
            fact = next((fact for fact in (*own, *others) if _holds(fact, span)), None)
            placed.append((span.start, _row("figure", span.text, sentence, fact)))
    for date in dates.find(sentence.text):
        dated = next((fact for fact in (*own, *others) if _dated(fact, date)), None)
        basic = dated is None and (sentence.kind == "framing" or not date.iso)
        placed.append((date.start, _row("date", date.text, sentence, dated, basic)))
    named = {name: fact for fact in reversed(own) for name in (*fact.names, *fact.titles) if name}
    for name, fact in named.items():
        if name in sentence.text:
            placed.append((sentence.text.index(name), _row("name", name, sentence, fact)))
    return [row for _, row in sorted(placed, key=lambda pair: pair[0])]


def _row(kind: str, text: str, sentence: Sentence, fact: Fact | None, basic: bool = False) -> Row:
    shown = word("kinds", kind)
    if fact is None:
        return Row(shown, text, sentence.text, quote=word("evidence", "basics" if basic else "no_source"))
    certainty = word("certainty", fact.certainty)
    return Row(
        shown, text, sentence.text, fact.source.turn, fact.source.quote, certainty, fact.computed, fact.id
    )


def _holds(fact: Fact, span: FigureSpan) -> bool:
    """Whether the fact gave this figure: the same value in a unit that does not contradict, or the same words."""
    return any(_same(figure, span) for figure in fact.figures) or any(
        found.text == span.text
        or (found.value is not None and found.value == span.value and found.unit == span.unit)
        for found in figures.find(fact.text)
    )


def _same(figure: Figure, span: FigureSpan) -> bool:
    if figure.text == span.text:
        return True
    fits = figure.value is not None and figure.value == span.value and figure.high == span.high
    return fits and (figure.unit == span.unit or not figure.unit or not span.unit)


def _dated(fact: Fact, date: dates.DateSpan) -> bool:
    """A year may be missing on one side (--06-03 and 2024-06-03 are one day)."""
    if date.iso and any(
        known.endswith(date.iso.lstrip("-")) or date.iso.endswith(known.lstrip("-"))
        for known in fact.dates
        if known
    ):
        return True
    return date.text in fact.text or date.text in fact.source.quote or date.text in fact.dates
