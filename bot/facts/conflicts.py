"""Facts that cannot both hold: 12场 and 15场 of the same thing; parts that do not add up to their total."""

from __future__ import annotations

import re
from itertools import combinations

from bot.model import Conflict, Fact, Figure
from bot.wording import table

_TOTAL = re.compile(r"(?:一?共|总共|合计|累计|总计)")
_MINUS = re.compile(r"(?P<done>办结|完成|整改|解决|回复|化解)[^\d，]{0,4}$")
_SERIES = re.compile(r"第[一二三四五六七八九十\d]+(?:次|场|期|批|轮|季度|届)|上(?:半年|学期|月|年)|去年|同期|原来|以前|之前|目标|应[到签]|计划")


def find(ledger: tuple[Fact, ...]) -> tuple[Conflict, ...]:
    """The conflicts of the ledger, each pair once. Facts linked by `replaces` or already marked are left alone."""
    live = [fact for fact in ledger if not fact.private and not fact.computed and fact.certainty != "planned"]
    found: list[Conflict] = []
    for first, second in combinations(live, 2):
        clash = _clash(first, second)
        if clash:
            found.append(_conflict(first, second, *clash))
    for fact in live:
        if wrong := _sum_fault(fact):
            found.append(_fault(fact, *wrong))
    return tuple(found)


def _clash(first: Fact, second: Fact) -> tuple[Figure, Figure] | None:
    """Two figures of one unit for the same thing with different values."""
    if _SERIES.search(first.text) or _SERIES.search(second.text):
        return None
    if first.dates and second.dates and not set(first.dates) & set(second.dates):
        return None
    if first.group and first.group == second.group:
        return None
    for a in first.figures:
        for b in second.figures:
            if not a.unit or a.unit != b.unit or a.value is None or a.value == b.value or _approximately(a, b):
                continue
            if _same_thing(first.text, second.text, a, b):
                return a, b
    return None


def _approximately(a: Figure, b: Figure) -> bool:
    """40来斤 and 42斤 do not contradict each other."""
    if not (a.qualifier or b.qualifier) or a.value is None or b.value is None:
        return False
    return abs(a.value - b.value) <= 0.1 * max(a.value, b.value)


def _same_thing(one: str, other: str, a: Figure, b: Figure) -> bool:
    """Whether the words around two figures name the same thing: what precedes and what is counted share most of their pairs."""
    left, right = _about(one, a), _about(other, b)
    if not left or not right:
        return False
    shared = left & right
    return len(shared) >= 2 and len(shared) >= 0.6 * min(len(left), len(right))


def _about(text: str, figure: Figure) -> frozenset[str]:
    """Pairs of characters of the clause a figure stands in, without figures and light words."""
    at = text.find(figure.text)
    start = max(text.rfind(mark, 0, max(at, 0)) for mark in "，,。；;") + 1
    ends = [text.find(mark, at + len(figure.text)) for mark in "，,。；;"]
    end = min((place for place in ends if place >= 0), default=len(text))
    clause = text[start:end].replace(figure.text, " ")
    light = "|".join(table("facts")["conflict_light"])
    clause = re.sub(rf"{light}|[\d\W]+", " ", clause)
    return frozenset(pair for word in clause.split() for pair in map("".join, zip(word, word[1:], strict=False)))


def _sum_fault(fact: Fact) -> tuple[Figure, list[Figure]] | None:
    """A total and its parts within one fact that do not add up (共9辆，其中拖走7辆、开走3辆)."""
    if "其中" not in fact.text:
        return None
    at = fact.text.find("其中")
    before = [figure for figure in fact.figures if 0 <= fact.text.find(figure.text) < at]
    after = [figure for figure in fact.figures if fact.text.rfind(figure.text) > at]
    if not before or len(after) < 2:
        return None
    total = before[-1]
    parts = [part for part in after if part.unit == total.unit and part.value is not None]
    if len(parts) < 2 or total.value is None or any(part.qualifier for part in (total, *parts)):
        return None
    added = sum(part.value or 0 for part in parts)
    return (total, parts) if added > total.value else None


def _conflict(first: Fact, second: Fact, a: Figure, b: Figure) -> Conflict:
    wording = table("facts")["conflict"]
    question = wording["pair"].format(one=first.source.quote, other=second.source.quote, a=a.text, b=b.text)
    return Conflict(id=f"{first.id}-{second.id}", facts=(first.id, second.id), question=question, choices=(a.text, b.text))


def _fault(fact: Fact, total: Figure, parts: list[Figure]) -> Conflict:
    wording = table("facts")["conflict"]
    listed = "＋".join(part.text for part in parts)
    return Conflict(id=fact.id, facts=(fact.id,), question=wording["sum"].format(quote=fact.source.quote, parts=listed, total=total.text))
