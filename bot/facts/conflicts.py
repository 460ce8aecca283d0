"""Facts that cannot both hold: 20场 and 24场 of the same thing; parts that do not add up to their total."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from bot.facts.corrections import rewritten
from bot.facts.reading import ReadContext
from bot.facts.repairs import substituted
from bot.facts.sums import Column, Fault, columns_off, fault_of
from bot.model import Conflict, Fact, Figure, Value
from bot.wording import table
from language import figures
from language.text import pairs

_DECIDING = (
    re.compile(r"(?:以|按|用|写)[^，,。]{1,12}?(?:为准|算|吧|$)"),
    re.compile(r"(?:应该|应|其实|实际)(?:上)?(?:是|为)[^，,。]{1,12}"),
    re.compile(r"(?:总共|一共|共|合计)(?:是)?[^，,。]{1,12}"),
    re.compile(r"(?<!不)是[^，,。]{1,12}(?:才对|对|没错)"),
)
_DECIDES = re.compile(r"为准|不就是|应该?是|应为|才对|减|等于")
# What is told of other times, or as a goal, does not contradict.
_APART = re.compile(
    r"第[一二三四五六七八九十\d]+(?:次|场|期|批|轮|季度|届|茬|针)|上(?:半年|学期|月|年|季度)|去年|前年|同期|同比|环比|原来|以前|之前|此前|年初"
    r"|目标|任务|应[到签收]|计划|平均|人均|户均|每|最[多高大长少低]|其中|比.{1,6}(?:多|少|增|降)|新增|当天|当日|单日"
    r"|以外|之外|除了|要求的|没到|未达|没达到|走了|流失|离职|辞职|退休|调走|调离|新招|招录|入职|缺|减少|增加|净增|派出|选派|借调"
)
_TOTAL = re.compile(r"全[校站所队院行局体馆村镇乡厂司员]|全体|共有|现有|总数|总人数|一共|总共|共计|合计")
_NTH = re.compile(r"[一二三四五六七八九十]{1,2}[组队班车间]")  # a name: 二组
_TOTAL_HEAD = re.compile(r"^(?:合计|总计|共计|小计|总数)")
_PERSONS = frozenset("个名位人")
_RATINGS = frozenset(
    ("kV", "V", "伏", "kVA", "mm", "W", "寸")
)  # what a thing is built for: 10kV线路, 0.4kV线路
_VERB = re.compile(r"组织|开展|举办|召开|进行|完成|实施|集中|累计")
_OF_ONE_THING = (
    40  # figures told in the same words: more are a record of each time, and do not contradict one another
)
_NEAR = 100  # figures of a unit and day before and behind one that it is compared with
_MOST = 200  # conflicts found at once; nobody answers more questions, and a file of noise makes millions
_WORD = 3  # characters of a word that may stand in another's place
_ENOUGH_RATE = 0.75  # the same for rates, which are all called alike
_HALF = 0.5  # of the longer context that the shorter one of a rate has at least
_FAR_APART = 10  # times: of so different a size nobody tells the same thing twice
_ENOUGH_HEAD = 0.4  # the same where both open alike (安全教育讲座, 安全讲座请的交警)
_ENOUGH = 0.5  # of the pairs of characters of the shorter context


class _Placed(NamedTuple):
    """A figure of a fact, the words that say what it measures, and their pairs of characters. `lead` is what the fact opens with,
    "" where the figure stands there."""

    fact: Fact
    figure: Figure
    words: str
    about: frozenset[str]
    lead: str


def find(ledger: tuple[Fact, ...], new: frozenset[str] | None = None) -> tuple[Conflict, ...]:
    """The conflicts of the ledger, each pair once. Facts linked by `replaces` or already marked are left alone.

    `new`: only conflicts of these facts, with each other and with older ones; None = of all. A long interview looks for no pair twice.
    """
    live = [fact for fact in ledger if not fact.private and not fact.computed and fact.certainty != "planned"]
    fresh = live if new is None else [fact for fact in live if fact.id in new]
    found = [_conflict(one, other) for one, other in _clashing(live, fresh)]
    groups: dict[str, list[Fact]] = {fact.group or fact.id: [] for fact in fresh}
    for fact in live:
        if (key := fact.group or fact.id) in groups:
            groups[key].append(fact)
    found += [_fault(facts, fault) for facts in groups.values() if (fault := fault_of(facts))]
    return (*found, *(_column(off) for off in columns_off(live)))


def _clashing(live: list[Fact], fresh: list[Fact]) -> list[tuple[_Placed, _Placed]]:
    """Pairs of figures that measure the same thing and differ, one of a fresh fact; at most one for each pair of facts."""
    units = {figure.unit for fact in fresh for figure in fact.figures if _measured(figure)}
    if not units:
        return []
    if units & _PERSONS:
        units |= _PERSONS
    opening: dict[str, Fact] = {}
    by_unit: dict[str, list[_Placed]] = {}
    for fact in live:
        first = opening.setdefault(fact.group or fact.id, fact)
        figures = [
            figure for figure in fact.figures if figure.unit in units
        ]  # of few facts: the rest is quickly over
        if not figures or _APART.search(fact.text):
            continue
        for figure in filter(_measured, figures):
            words = _words(fact.text, figure.text)
            if about := _pairs(words):
                lead = _lead(fact.text, figure.text) if first is fact else _lead(first.text)
                by_unit.setdefault(_unit(figure), []).append(_Placed(fact, figure, words, about, lead))
    new = {fact.id for fact in fresh}
    clashes: dict[tuple[str, str], tuple[_Placed, _Placed]] = {}
    for placed in by_unit.values():
        for one, other in _comparable(_without_records(placed), new):
            if len(clashes) < _MOST and _contradict(one, other):
                clashes.setdefault((one.fact.id, other.fact.id), (one, other))
    return list(clashes.values())


def _without_records(placed: list[_Placed]) -> list[_Placed]:
    times = Counter((one.words, _days(one.fact)) for one in placed)
    return [one for one in placed if times[one.words, _days(one.fact)] <= _OF_ONE_THING]


def _measured(figure: Figure) -> bool:
    """Whether a figure is compared with others."""
    measured = figure.unit and figure.value is not None and figure.unit not in _RATINGS
    return bool(measured) and not _NTH.fullmatch(figure.text)


def _unit(figure: Figure) -> str:
    return "人" if figure.unit in _PERSONS else figure.unit


def _comparable(placed: list[_Placed], new: set[str]) -> Iterator[tuple[_Placed, _Placed]]:
    """Every pair with a new fact in it, in order, but those told of different days: a log of a year is not held day against day."""
    days = [_days(one.fact) for one in placed]
    of_day: dict[str, list[int]] = {}
    for place, own in enumerate(days):
        for day in own or {""}:
            of_day.setdefault(day, []).append(place)
    found: set[tuple[int, int]] = set()
    for place, one in enumerate(placed):
        if one.fact.id in new:
            among = (
                [of_day.get(day, ()) for day in {*days[place], ""}] if days[place] else [range(len(placed))]
            )
            others = (n for places in among for n in _around(places, place))
            found.update((min(place, n), max(place, n)) for n in others if n != place)
    for first, second in sorted(found):
        yield placed[first], placed[second]


def _around(places: Sequence[int], place: int) -> Sequence[int]:
    """The next of some places, in order, before and behind `place`."""
    middle = bisect_left(places, place)
    return places[max(0, middle - _NEAR) : middle + _NEAR + 1]


def _contradict(one: _Placed, other: _Placed) -> bool:
    first, second = one.fact, other.fact
    if one.figure.value == other.figure.value or first.id == second.id:
        return False
    if not _same_thing(one, other) or _approximately(one.figure, other.figure) or _far_apart(one, other):
        return False
    if _told_of_others(one, other) or (not _everybody(one, other) and _swapped(one.words, other.words)):
        return False
    return not ((first.group and first.group == second.group) or _built_otherwise(first, second))


def _built_otherwise(one: Fact, other: Fact) -> bool:
    """10kV线路 and 0.4kV线路 are two kinds of thing."""
    ratings = [{f.value for f in fact.figures if f.unit in _RATINGS} for fact in (one, other)]
    return all(ratings) and ratings[0] != ratings[1]


@lru_cache(maxsize=65_536)
def _swapped(one: str, other: str) -> bool:
    """存款余额 and 贷款余额, 一组 and 二组: one word stands in the other's place, so that they are two things."""
    one, other = (_VERB.sub("", words) for words in (one, other))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return any(
        op == "replace" and a2 - a1 <= _WORD and b2 - b1 <= _WORD and (a2 < len(one) and b2 < len(other))
        for op, a1, a2, b1, b2 in matcher.get_opcodes()
    )


def _told_of_others(one: _Placed, other: _Placed) -> bool:
    """Within one answer, figures behind different openings (高血压在管…，规范管理率… ; 糖尿病在管…，规范管理率…)."""
    same_turn = one.fact.source.turn == other.fact.source.turn
    return same_turn and bool(one.lead) and bool(other.lead) and one.lead != other.lead


@lru_cache(maxsize=8192)
def _lead(text: str, figure: str = "") -> str:
    first = re.split(r"[，,。；;]", text, maxsplit=1)[0]
    return "" if figure and figure in first else _bare(first)


def _days(fact: Fact) -> frozenset[str]:
    return frozenset(date for date in fact.dates if date[:2] in ("20", "--"))


def _approximately(a: Figure, b: Figure) -> bool:
    """40来车 and 42车 do not contradict each other."""
    if not (a.qualifier or b.qualifier) or a.value is None or b.value is None:
        return False
    return abs(a.value - b.value) <= 0.1 * max(a.value, b.value)


def _far_apart(one: _Placed, other: _Placed) -> bool:
    small, large = sorted(abs(placed.figure.value or 0.0) for placed in (one, other))
    return large > _FAR_APART * small and one.about != other.about


def _same_thing(one: _Placed, other: _Placed) -> bool:
    """Whether the words around two figures name the same thing: they share most pairs of characters, or both count everybody."""
    shared = one.about & other.about
    smaller, larger = sorted((len(one.about), len(other.about)))
    rate = one.figure.unit == "%"
    if rate and smaller < _HALF * larger:
        return False  # 赔付率 and 小额案件3天内赔付率
    if len(shared) >= 2:
        alike = _ENOUGH_RATE if rate or one.figure.text.startswith("第") else _ENOUGH
        return len(shared) >= (_ENOUGH_HEAD if one.words[:2] == other.words[:2] else alike) * smaller
    return _everybody(one, other) and smaller <= 2 and len(shared) == 1


def _everybody(one: _Placed, other: _Placed) -> bool:
    return bool(_TOTAL.search(one.fact.text)) and bool(_TOTAL.search(other.fact.text))


@lru_cache(maxsize=8192)
def _words(text: str, figure: str) -> str:
    """The clause a figure stands in, or the one before it, without figures and light words."""
    at = text.find(figure)
    start = max(text.rfind(mark, 0, max(at, 0)) for mark in "，,。；;") + 1
    ends = [text.find(mark, at + len(figure)) for mark in "，,。；;"]
    end = min((place for place in ends if place >= 0), default=len(text))
    clause = text[start:end].replace(figure, " ")
    own = _bare(clause)
    return (
        own
        if len(own.replace(" ", "")) > 1
        else _bare(re.split(r"[，,。；;]", text[: max(start - 1, 0)])[-1])
    )


@lru_cache(maxsize=2048)
def _bare(clause: str) -> str:
    light = "|".join(table("facts")["conflict_light"])
    return re.sub(rf"{light}|[\d\WA-Za-z]+", " ", clause).strip()


@lru_cache(maxsize=2048)
def _pairs(words: str) -> frozenset[str]:
    return pairs(words)


def _conflict(first: _Placed, second: _Placed) -> Conflict:
    a, b = first.figure, second.figure
    quotes = {"one": _quoted(first.fact), "other": _quoted(second.fact)}
    return Conflict(
        id=f"{first.fact.id}-{second.fact.id}",
        facts=(first.fact.id, second.fact.id),
        question=table("facts")["conflict"]["pair"].format(**quotes, a=a.text, b=b.text),
        choices=(a.text, b.text),
    )


def _quoted(fact: Fact) -> str:
    """As the user said it; of what was put right later (把15人改成18人) as it reads now."""
    return fact.text if fact.replaces else fact.source.quote


def _column(off: Column) -> Conflict:
    added = sum(part.value or 0 for part in off.parts)
    question = table("facts")["conflict"]["column"].format(
        column=_TOTAL_HEAD.sub("", off.name),
        parts="＋".join(part.text for part in off.parts),
        sum=f"{added:g}",
        total=off.total.text,
    )
    return Conflict(
        "-".join((*(fact.id for fact in off.facts), off.name)), tuple(fact.id for fact in off.facts), question
    )


def _fault(facts: list[Fact], fault: Fault) -> Conflict:
    said = [fact for fact in facts if any(figure in fact.figures for figure in (fault.total, *fault.parts))]
    quote = "，".join(dict.fromkeys(map(_quoted, said)))
    listed = "＋".join(part.text for part in fault.parts)
    wording = table("facts")["conflict"][fault.kind]
    return Conflict(
        id="-".join(fact.id for fact in said),
        facts=tuple(fact.id for fact in said),
        question=wording.format(quote=quote, parts=listed, total=fault.total.text),
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
    if not conflict.choices:
        units = {figure.unit for fact in facts for figure in fact.figures}
        return _put_right(facts, _only(answer, units), answer, context) if facts else None
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


def _only(answer: str, units: set[str]) -> float | None:
    """The one number of those units, or without any, that an answer names; None where it names several or none."""
    named = {s.value for s in figures.find(answer) if s.value is not None and (not s.unit or s.unit in units)}
    decided = _decided(answer)
    return decided if decided in named and (len(named) == 1 or _DECIDES.search(answer)) else None


def _put_right(
    facts: list[Fact], value: float | None, answer: str, context: ReadContext
) -> Settlement | None:
    """A sum or a rest that did not fit: the last figure of its unit gets the value decided on; nothing is dropped."""
    if value is None:
        return None
    if any(figure.value == value for fact in facts[:-1] for figure in fact.figures):
        return None
    decided = next(span.text for span in reversed(figures.find(answer)) if span.value == value)
    wrong = _wrong_one(facts, value)
    if wrong is not None:
        target = next(fact for fact in reversed(facts) if wrong in fact.figures)
        head, _, tail = target.text.rpartition(wrong.text)
        unit = "" if decided.endswith(wrong.unit) else wrong.unit
        return Settlement(
            (target.id,), (), rewritten(target, f"{head}{decided}{unit}{tail}", answer.strip(), context)
        )
    told = [figure.value for fact in facts for figure in fact.figures if figure.value is not None]
    if len(told) > 2 and value in (sum(told) - max(told), 2 * max(told) - sum(told)):
        return None  # what is missing, or what the parts make, was told: nothing is put right by it
    target = facts[-1]
    text = substituted(target.text, decided)
    return Settlement((target.id,), (), rewritten(target, text, answer.strip(), context)) if text else None


def _wrong_one(facts: list[Fact], value: float) -> Figure | None:
    """The one figure of a stated sum (20人、18人，合计35人) that makes it add up once it is `value`: the total, else a part."""
    fault = fault_of(facts)
    if fault is None or fault.kind != "sum" or not fault.stated:
        return None
    added = sum(part.value or 0 for part in fault.parts)
    if value == added:
        return fault.total
    fits = [part for part in fault.parts if (fault.total.value or 0) - (added - (part.value or 0)) == value]
    return fits[0] if len(fits) == 1 else None


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
