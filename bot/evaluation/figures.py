"""Figures of a draft against what was typed: same value and unit, and about the same thing.

Measured on the interview alone, not on the ledger: a figure that was misread on its way in counts as wrong here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from bot.drafting.gate import GateRules
from bot.evaluation.cases import Case
from bot.model import Draft
from language import figures
from language.figures import NOT_FACTS, FigureSpan
from language.text import is_hanzi, pairs

_UNCOUNTED = NOT_FACTS | {"time", "ordinal", "address"}
_REACH = 24  # characters of the answer on each side of a figure that may tell what it counts
_GAP = re.compile(r"【[^】]*】|〔[^〕]*〕")
_ARTICLE = re.compile("一[个名位家]")  # 有个学生 → 一名学生: no figure, but an article
_HEAD_UNIT = r"[(（]{0}[元吨户人]?[)）]|单位[:：是为]?\s*{0}"
_RESULT = re.compile("[=＝≈]")


class Given(msgspec.Struct, frozen=True):
    """A figure the clerk gave (or that may be reckoned from such), and the pairs of characters around it. No pairs: anything goes."""

    value: float
    high: float | None
    unit: str
    around: frozenset[str] = frozenset()


class FigureCount(msgspec.Struct, frozen=True):
    """How many figures a draft states, those nobody gave, and those that stand beside another thing than the one they were given for."""

    stated: int
    invented: tuple[str, ...]
    misplaced: tuple[str, ...]


def count(draft: Draft, case: Case, rules: GateRules) -> FigureCount:
    given = tuple(_given(case, rules))
    stated, invented, misplaced = 0, [], []
    for sentence, around in _sentences(draft, rules):
        for span in _figures(sentence):
            stated += 1
            same = [one for one in given if _same(span, one, rules)]
            if not same:
                invented.append(f"{span.text}（{sentence}）")
            elif not any(not one.around or one.around & around for one in same):
                misplaced.append(f"{span.text}（{sentence}）")
    return FigureCount(stated, tuple(invented), tuple(misplaced))


def _sentences(draft: Draft, rules: GateRules) -> Iterator[tuple[str, frozenset[str]]]:
    """Each sentence without gap marks, with the pairs of its paragraph and heading: 新建8个 may stand under the title 投放点."""
    paragraphs = [("", draft.lead), ("", draft.closing)]
    paragraphs += [
        (section.heading, paragraph.sentences)
        for section in draft.sections
        for paragraph in section.paragraphs
    ]
    for heading, sentences in paragraphs:
        text = f"{heading} {''.join(sentence.text for sentence in sentences)}"
        around = _words(rules.canonical(_GAP.sub("", text)))
        for sentence in sentences:
            yield _GAP.sub("", sentence.text), around


def _given(case: Case, rules: GateRules) -> Iterator[Given]:
    typed = case.typed
    for span in _figures(typed):
        window = typed[max(0, span.start - _REACH) : span.end + _REACH]
        around = _words(rules.canonical(window))
        yield Given(span.value or 0.0, span.high, span.unit, around)
    yield from _cells(typed, rules)
    for fact in case.facts:
        around = _words(rules.canonical(f"{fact.text} {fact.source_quote}"))
        for span in _figures(fact.text):
            yield Given(span.value or 0.0, span.high, span.unit, around)
        for listed in fact.figures:
            if (ends := _ends(listed.value)) is not None:
                yield Given(*ends, listed.unit or "", around)
    for line in case.derived_ok:
        for span in _figures(_RESULT.split(line)[-1]):
            yield Given(span.value or 0.0, span.high, span.unit)
        yield from _bare(_RESULT.split(line)[-1])


def _cells(typed: str, rules: GateRules) -> Iterator[Given]:
    """Numbers of a pasted table, in the scale that its head may give them (万元)."""
    scales = (
        1.0,
        *(scale for word, scale in (("万", 1e4), ("亿", 1e8)) if re.search(_HEAD_UNIT.format(word), typed)),
    )
    for line in typed.splitlines():
        if "\t" in line:
            around = _words(rules.canonical(line))
            for number in re.findall(r"(?<![\d.])\d[\d,]*(?:\.\d+)?", line):
                yield from (
                    Given(float(number.replace(",", "")) * scale, None, "*", around) for scale in scales
                )


def _bare(text: str) -> Iterator[Given]:
    """A reckoned number without unit: 23+17=40 allows 40 of anything."""
    for number in re.findall(r"\d+(?:\.\d+)?", text):
        yield Given(float(number), None, "*")


def _figures(text: str) -> Iterable[FigureSpan]:
    return (
        span
        for span in figures.find(text)
        if span.value is not None and span.kind not in _UNCOUNTED and not _ARTICLE.match(span.text)
    )


def _ends(value: float | str | None) -> tuple[float, float | None] | None:
    low, _, high = str(value).partition("..")
    try:
        return float(low), float(high) if high else None
    except ValueError:
        return None


def _same(span: FigureSpan, one: Given, rules: GateRules) -> bool:
    assert span.value is not None
    ends = {round(end, 6) for end in (one.value, one.high) if end is not None}
    if round(span.value, 6) not in ends:
        return False
    units = (one.unit, one.unit.split("/")[0])  # mg/L; 次/天, which is told as 每天…次
    return one.unit == "*" or any(rules.units.agree(span.unit, unit) for unit in units) or not span.unit


def _words(text: str) -> frozenset[str]:
    """Pairs of 汉字: what a figure counts is said in words."""
    return frozenset(pair for pair in pairs(text) if all(map(is_hanzi, pair)))
