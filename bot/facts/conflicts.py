"""Facts that cannot both hold: 12场 and 15场 of the same thing; parts that do not add up to their total."""

from __future__ import annotations

import re
from itertools import combinations

from bot.facts.corrections import rewritten
from bot.facts.reading import ReadContext
from bot.facts.repairs import substituted
from bot.model import Conflict, Fact, Figure, Value
from bot.wording import table
from language import figures

_DECIDING = (
    re.compile(r"(?:以|按|用|写)[^，,。]{1,12}?(?:为准|算|吧|$)"),
    re.compile(r"(?:应该|应|其实|实际)(?:上)?(?:是|为)[^，,。]{1,12}"),
    re.compile(r"(?:总共|一共|共|合计)(?:是)?[^，,。]{1,12}"),
    re.compile(r"(?<!不)是[^，,。]{1,12}(?:才对|对|没错)"),
)
_SERIES = re.compile(
    r"第[一二三四五六七八九十\d]+(?:次|场|期|批|轮|季度|届)|上(?:半年|学期|月|年)|去年|同期|原来|以前|之前|目标|应[到签]|计划"
)


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
            if (
                not a.unit
                or a.unit != b.unit
                or a.value is None
                or a.value == b.value
                or _approximately(a, b)
            ):
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
    return frozenset(
        pair for word in clause.split() for pair in map("".join, zip(word, word[1:], strict=False))
    )


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
    return Conflict(
        id=f"{first.id}-{second.id}", facts=(first.id, second.id), question=question, choices=(a.text, b.text)
    )


def _fault(fact: Fact, total: Figure, parts: list[Figure]) -> Conflict:
    wording = table("facts")["conflict"]
    listed = "＋".join(part.text for part in parts)
    return Conflict(
        id=fact.id,
        facts=(fact.id,),
        question=wording["sum"].format(quote=fact.source.quote, parts=listed, total=total.text),
    )


class Settlement(Value, frozen=True):
    """A conflict decided: facts `kept` and `dropped`, and perhaps one `corrected` that supersedes the kept one."""

    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    corrected: Fact | None = None


def settle(
    conflict: Conflict, answer: str, ledger: tuple[Fact, ...], context: ReadContext
) -> Settlement | None:
    """What an answer to the conflict's question decides; None if it decides nothing (记不清)."""
    facts = [fact for fact in ledger if fact.id in conflict.facts]
    value = _decided(answer)
    if value is None or not facts:
        return None
    for fact in facts:
        if any(figure.value == value for figure in fact.figures):
            return _in_favour(fact, [other for other in facts if other is not fact], value, answer, context)
    target = facts[-1]
    decided = next(span.text for span in figures.find(answer) if span.value == value)
    text = substituted(target.text, decided)
    if text is None:
        return None
    dropped = tuple(fact.id for fact in facts if fact is not target)
    return Settlement((target.id,), dropped, rewritten(target, text, answer.strip(), context))


def _in_favour(right: Fact, wrong: list[Fact], value: float, answer: str, context: ReadContext) -> Settlement:
    """The wrong facts go; one that says more besides stays with its figure put right, and the bare right one goes instead."""
    rich = next((fact for fact in wrong if len(fact.figures) > 1), None)
    if rich is None or len(right.figures) > 1:
        return Settlement((right.id,), tuple(fact.id for fact in wrong))
    figure = next(figure for figure in right.figures if figure.value == value)
    old = next((other for other in rich.figures if other.unit == figure.unit and other.value != value), None)
    if old is None:
        return Settlement((right.id,), tuple(fact.id for fact in wrong))
    corrected = rewritten(rich, rich.text.replace(old.text, figure.text, 1), answer.strip(), context)
    return Settlement((rich.id,), (right.id,), corrected)


def _decided(answer: str) -> float | None:
    """The number an answer settles on: 以15为准, 总共15场, else the last one it names."""
    spans = [
        span for span in figures.find(answer) if span.value is not None and span.kind not in figures.NOT_FACTS
    ]
    for expression in _DECIDING:
        found = expression.search(answer)
        if found:
            named = [span for span in spans if found.start() <= span.start < found.end()]
            if named:
                return named[0].value
    return spans[-1].value if spans else None
