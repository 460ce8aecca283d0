"""The evidence that goes with a draft: where each figure, date and name came from, and the receipt of what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from bot.export.likeness import likeness, nearest
from bot.export.text import as_txt
from bot.export.tidy import slips
from bot.export.words import word
from bot.model import Draft, Fact, Finding, Sentence
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
    """What a check against every sample found: how many samples, what of theirs stands in the draft, the longest shared run.

    A run shorter than `limit` characters is not counted; 0 where every run was.
    """

    samples: int
    found: tuple[str, ...] = ()
    run_chars: int = 0
    run_text: str = ""
    limit: int = 0

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
    placed: list[tuple[int, Row | None]] = []
    for span in figures.find(sentence.text):
        if span.kind not in NOT_FACTS and span.kind != "time":
            placed.append((span.start, _figure(span, sentence, own, others)))
    for date in dates.find(sentence.text):
        placed.append((date.start, _date(date, sentence, own, others)))
    named = {name: fact for fact in reversed(own) for name in (*fact.names, *fact.titles) if name}
    for name, fact in named.items():
        if name in sentence.text:
            placed.append((sentence.text.index(name), _row("name", name, sentence, fact)))
    return [row for _, row in sorted(placed, key=lambda pair: pair[0]) if row is not None]


def _figure(span: FigureSpan, sentence: Sentence, own: list[Fact], others: list[Fact]) -> Row | None:
    """Facts of the sentence may count in another word (40个 for 40名); elsewhere the unit must be the same. A bare 一名 needs no source."""
    fact = next((fact for fact in own if _holds(fact, span, loose=True)), None)
    fact = fact or next((fact for fact in others if _holds(fact, span, loose=False)), None)
    if fact is None and span.value == 1 and span.text.startswith("一"):
        return None
    return _row("figure", span.text, sentence, fact)


def _date(date: dates.DateSpan, sentence: Sentence, own: list[Fact], others: list[Fact]) -> Row | None:
    """Words such as 每天 or 上半年 are no dates to be proved; clock times are."""
    fact = next((fact for fact in (*own, *others) if _dated(fact, date)), None)
    if fact is None and not date.iso and date.kind != "clock":
        return None
    return _row("date", date.text, sentence, fact, basic=sentence.kind == "framing")


def _row(kind: str, text: str, sentence: Sentence, fact: Fact | None, basic: bool = False) -> Row:
    shown = word("kinds", kind)
    if fact is None:
        return Row(shown, text, sentence.text, quote=word("evidence", "basics" if basic else "no_source"))
    certainty = word("certainty", fact.certainty)
    return Row(
        shown, text, sentence.text, fact.source.turn, fact.source.quote, certainty, fact.computed, fact.id
    )


# ------------------------------------------------------------------ is it the same figure, the same date

_PERSONS = frozenset("人名位个")
_OTHER_WORDS = (
    _PERSONS,
    frozenset({"次", "回", "趟", "遍"}),
    frozenset({"千米", "公里"}),
    frozenset({"千瓦时", "度"}),
    frozenset({"元", "块"}),
)
_NOT_THINGS = frozenset(
    {"次", "人次", "场", "场次", "元", "%", "天", "年", "月", "小时", "分钟", "个百分点", "倍"}
)


def _holds(fact: Fact, span: FigureSpan, loose: bool) -> bool:
    """Whether the fact gave this figure: the same words, or the same value in a unit that fits."""
    told = [(figure.text, figure.value, figure.high, figure.unit) for figure in fact.figures]
    told += [(found.text, found.value, found.high, found.unit) for found in figures.find(fact.text)]
    return any(
        text == span.text
        or (value is not None and value == span.value and high == span.high and _fits(unit, span.unit, loose))
        for text, value, high, unit in told
    )


def _fits(unit: str, other: str, loose: bool) -> bool:
    """One unit, or (loose) two words for it: 个 counts any thing, but 70次 is not 70人次."""
    if unit == other or not loose:
        return unit == other
    if not unit or not other or any(unit in words and other in words for words in _OTHER_WORDS):
        return True
    return "个" in (unit, other) and not {unit, other} & _NOT_THINGS


def _dated(fact: Fact, date: dates.DateSpan) -> bool:
    """A year may be missing on one side (--06-03 and 2024-06-03 are one day)."""
    day = re.fullmatch(r"(\d{1,2})[日号]", date.text)  # 6月3日、17日: the month was named before
    if day and any(known.endswith(f"-{int(day[1]):02d}") for known in fact.dates):
        return True
    if date.iso and any(_same_days(known, date.iso) for known in fact.dates):
        return True
    if date.kind == "clock":
        told = re.findall(r"\d+", f"{fact.text} {fact.source.quote}")
        return set(re.findall(r"\d+", date.text)) <= set(told)
    return date.text in fact.text or date.text in fact.source.quote or date.text in fact.dates


def _same_days(one: str, other: str) -> bool:
    """Months and days are equal, and so are the years where both have one."""
    bare = [re.sub(r"(?:\d{4}|-)-(?=\d\d)", "", iso) for iso in (one, other)]
    years = [set(re.findall(r"\d{4}", iso)) for iso in (one, other)]
    return bare[0] == bare[1] and (not years[0] or not years[1] or years[0] == years[1])
