"""Putting another figure, day, name or word in the place of the one that was wrong. Pure functions over str."""

from __future__ import annotations

import re

from language import dates, figures, names
from language.text import pairs

_TAIL = re.compile(r"(?:左右|上下|以上|以下|出头)$")
_NEAR = 16  # characters before a figure that say what it counts
_PERSONS = frozenset({"人", "人次", "名", "位", "个"})
_SAME_UNIT = {"家": "户", "名": "人", "位": "人", "个": "人", "回": "次", "趟": "次"}


def changed(text: str, new: str, old: str, words: frozenset[str]) -> tuple[str, int] | None:
    """`text` with a day, a figure, a name or other words put right, and how well the place fits."""
    days = dates.find(new)
    if days and days[0].start <= 2 and days[0].kind == "date":
        return _with_day(text, new[: days[0].end], old)
    if spans_of(new):
        return _with_figure(text, new, old, words)
    if not old and names.is_name(new):
        return _with_person(text, new, words)
    return (text.replace(old, new, 1), 0) if len(old) >= 2 and not spans_of(old) and old in text else None


def _with_figure(text: str, new: str, old: str, words: frozenset[str]) -> tuple[str, int] | None:
    """`text` with the wrong figure, else the one of the unit that is meant, put right."""
    fresh = spans_of(new)[0]
    wrong = next(iter(spans_of(old)), None)
    if old and wrong is None:
        return None
    spans = [span for span in spans_of(text) if span.value is not None and span.value != fresh.value]
    if wrong is not None:
        spans = [span for span in spans if span.value == wrong.value and alike(span.unit, wrong.unit)]
    same = [span for span in spans if alike(span.unit, fresh.unit)]
    spans = same or [span for span in spans if {span.unit, fresh.unit} <= _PERSONS]
    if not spans:
        return None

    def fit(span: figures.FigureSpan) -> int:
        clause = re.split(r"[，,。；;、]", text[max(0, span.start - _NEAR) : span.start])[-1]
        return len(words & word_pairs(f"{clause}{text[span.end : span.end + 2]}"))

    place = max(spans, key=fit)
    rest = re.sub(r"^(?:左右|上下)?吧$", "", text[place.end :])
    return f"{text[: place.start]}{fitted(fresh, place)}{rest}", fit(place)


def fitted(fresh: figures.FigureSpan, old: figures.FigureSpan) -> str:
    """The new figure with the measure word of the old one where it has none (一千九左右 for 两千份 → 一千九百份左右)."""
    unit = fresh.unit
    written = re.search(r"[\d.,][万亿]?(?P<unit>[^\d万亿多余来几左右以上下.,]+)$", old.text)
    own = written["unit"] if written else old.unit
    if unit and {unit, old.unit} <= _PERSONS and unit != old.unit and old.unit == "人次":
        return re.sub(r"(?:个人|人|名|位|个)$", "人次", fresh.text)
    if unit or not old.unit:
        return fresh.text
    tail = _TAIL.search(fresh.text)
    at = tail.start() if tail else len(fresh.text)
    number = fresh.text[:at]
    if (
        not re.search(r"\d", number)
        and fresh.value is not None
        and fresh.value >= 100
        and not fresh.qualifier.strip("左右上下")
    ):
        number = f"{fresh.value:.10g}"
    return f"{number}{own}{fresh.text[at:]}"


def _with_day(text: str, new: str, old: str) -> tuple[str, int] | None:
    """Another day in place of the one that was wrong, else of the first; 21号 keeps the month that was told."""
    spans = [span for span in dates.find(text) if span.kind == "date"]
    spans = [span for span in spans if span.text.endswith(old) or old in span.text] if old else spans
    if not spans:
        return None
    span = spans[0]
    month = re.match(r".*?月份?", span.text)
    fresh = new if "月" in new or month is None else f"{month[0]}{new}"
    return f"{text[: span.start]}{fresh}{text[span.end :]}", 0


def _with_person(text: str, new: str, words: frozenset[str]) -> tuple[str, int] | None:
    """Another name in place of the person whose post is meant, else of the one of the same surname."""
    people = [span for span in names.find(text) if span.kind == "PERSON"]

    def fit(span: names.NameSpan) -> int:
        return len(words & word_pairs(text[max(0, span.start - _NEAR) : span.end + 3])) + (
            span.text[0] == new[0]
        )

    place = max(people, key=fit, default=None)
    if place is None or not fit(place):
        return None
    start = place.start - names.is_name(text[max(0, place.start - 1) : place.end])
    return f"{text[: max(0, start)]}{new}{text[place.end :]}", fit(place)


def spans_of(text: str) -> list[figures.FigureSpan]:
    return [span for span in figures.find(text) if span.kind not in figures.NOT_FACTS]


def alike(one: str, other: str) -> bool:
    return not one or not other or _SAME_UNIT.get(one, one) == _SAME_UNIT.get(other, other)


def word_pairs(text: str) -> frozenset[str]:
    return pairs(re.sub(r"[\W\d]+", " ", text))
