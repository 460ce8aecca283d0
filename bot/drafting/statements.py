"""Facts told in the written register: one statement for what the user said in one breath, with the ids of all it states."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from bot.drafting.clauses import sentence
from bot.drafting.faith import true_to
from bot.drafting.parting import breaths
from bot.drafting.register import carries, numbers, written, years
from bot.drafting.request import DraftRequest
from bot.facts.totals import Series, is_sum, series
from bot.model import Fact
from bot.wording import table
from language import numerals
from language.text import pairs

_QUOTED_NAMES = re.compile(
    r"(?:还)?剩(?:下|余)?(?:的)?((?:[、，]?“[^”]{2,12}”)+)|(“[^”]{2,12}”(?:[、，]?“[^”]{2,12}”)+)"
)
_ZERO = re.compile(
    r"^(?:暂扣|扣押|处罚|罚款|立案|拆除|清理|劝离|查扣|没收)[\u4e00-\u9fff]{0,4}0(?:[\u4e00-\u9fff]{1,2})?$"
)
_WHOLE = re.compile(
    r"^(?:本|全|当|这个?)(?:月|周|年|季度|学期)|^(?:累计|合计|截至)"
)  # sums of the period, whatever day they were noted
_DATE_HEAD = re.compile(r"^(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?")
_SUMS_UP = re.compile(r"(?:正好|恰好|刚好)(?:是|为)?\d")
_STARTS = r"(?:^|，|。|(?:提高|下降|增长|降低|上升)(?=\d))"
_ROUGH = re.compile(r"约|余|左右|近|多|几|上下|待核")
EXTRA = "补充"
SAME_THING, NEAR = (
    2,
    0.08,
)  # pairs of characters shared, and distance of the values, of a figure told roughly and exactly
_SUM_SHOWN = re.compile("正好|刚好|等于|就是|合起来|加起来|一共|合计")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
LIKE, LIKE_SHARE = 3, 0.4  # pairs of characters, and share of an addition's, that show what it says more of
_CLAUSES = re.compile("，(?!分别为)")
RESTATED = 5  # characters from which a statement found word for word in another is that one over again


class Statement(msgspec.Struct, frozen=True):
    """`text` without its full stop; `facts` the ids it states; `topic`, `heading` as in the ledger; `item` the list item it was said in.

    `place` counts statements in the order they are told; `follows` = it says more of the one before it, and stays with it.
    """

    text: str
    facts: tuple[str, ...]
    topic: str
    heading: str = ""
    item: str = ""
    place: int = 0
    follows: bool = False


def statements(request: DraftRequest, short: str) -> list[Statement]:
    """Every fact of the ledger that may be told, in the order it was said, each in exactly one statement."""
    live = told(request.facts)
    runs = series(tuple(fact for fact in live if not is_sum(fact)))
    in_run = {fact.group: run for run in runs if not _rounds(run) for fact in run.members}
    done: set[str] = set()
    result: list[Statement] = []
    for group in _with_parts(_grouped(fact for fact in live if not is_sum(fact))):
        run = in_run.get(group[0].group)
        if run is None:
            role = role_of(group[0].topic)
            parts = breaths(group, role, request.basics.unit_type)
            result.extend(_statement(part, short, request) for part in parts)
        elif run.members[0].id not in done:
            done.add(run.members[0].id)
            result.append(_series_statement(run, live, short, request))
    told_ = _beside_its_like(_once([statement for statement in result if statement.text]))
    return [replace(statement, place=place) for place, statement in enumerate(told_)]


def _with_parts(groups: list[list[Fact]]) -> list[list[Fact]]:
    """A count that was said in a sentence of its own, with the sentence that gives its parts: 接警142起。火灾39起，救援61起，救助42起."""
    joined: list[list[Fact]] = []
    for group in groups:
        before = joined[-1] if joined else []
        if (
            len(before) == 1
            and len(group) > 1
            and before[0].topic == group[0].topic
            and _adds_up(before[0], group)
        ):
            joined[-1] = [*before, *group]
        else:
            joined.append(group)
    return joined


def _adds_up(whole: Fact, parts: list[Fact]) -> bool:
    values = [fact.figures[0].value for fact in (whole, *parts) if len(fact.figures) == 1]
    if len(values) <= len(parts) or any(value is None for value in values):
        return False
    first, *rest = (value for value in values if value is not None)
    return first == sum(rest)


def _beside_its_like(told_: list[Statement]) -> list[Statement]:
    """What was added at the end, put behind the statement that it says more of (存款余额口径… behind 各项存款余额…)."""
    kept = [statement for statement in told_ if statement.topic != EXTRA]
    for added in (statement for statement in told_ if statement.topic == EXTRA):
        own = pairs(re.sub(r"\d+", "", added.text))
        shared = [len(own & pairs(other.text)) if other.topic != EXTRA else 0 for other in kept]
        if shared and max(shared) >= max(LIKE, LIKE_SHARE * len(own)):
            host = kept[shared.index(max(shared))]
            behind = replace(added, topic=host.topic, item=host.item, heading=host.heading, follows=True)
            kept.insert(shared.index(max(shared)) + 1, behind)
        else:
            kept.append(added)
    return kept


def _once(told_: list[Statement]) -> list[Statement]:
    """What is said word for word within another statement is told there alone; what only adds up the one before joins it."""
    kept: list[Statement] = []
    for n, statement in enumerate(told_):
        if n and _explains_a_sum(statement, told_):
            told_ = [_with(other, statement) if m == n - 1 else other for m, other in enumerate(told_)]
            told_[n] = replace(statement, text="", facts=())
    told_ = [statement for statement in told_ if statement.text]
    for statement in told_:
        place = next((n for n, other in enumerate(told_) if _restates(statement, other)), None)
        if place is not None:
            told_ = [_with(other, statement) if n == place else other for n, other in enumerate(told_)]
    for statement in told_:
        if any(_restates(statement, other) for other in told_):
            continue
        if kept and _SUMS_UP.match(statement.text) and kept[-1].topic == statement.topic:
            kept[-1] = _with(kept[-1], statement, f"，{statement.text}")
        else:
            kept.append(statement)
    return kept


def _explains_a_sum(statement: Statement, told_: list[Statement]) -> bool:
    """Whether a statement only shows how told figures add up (5120加上186，正好5306), all of them told elsewhere."""
    if not re.search(r"\d加上?[^，]{0,8}\d|减去?[^，]{0,4}\d", statement.text) or not _SUM_SHOWN.search(
        statement.text
    ):
        return False
    own = set(_NUMBERS.findall(statement.text))
    others = {n for other in told_ if other is not statement for n in _NUMBERS.findall(other.text)}
    return own <= others


def told_exactly(ledger: Iterable[Fact]) -> frozenset[str]:
    """Ids of facts that only remember roughly (占比约六成) what another has exactly (占财政收入比例58.7%)."""
    ledger = [fact for fact in ledger if len(fact.figures) == 1 and fact.figures[0].value]
    exact = [fact for fact in ledger if not _ROUGH.search(fact.text)]
    return frozenset(
        fact.id
        for fact in ledger
        if _ROUGH.search(fact.text) and any(_same_thing(fact, other) for other in exact)
    )


def _same_thing(rough: Fact, exact: Fact) -> bool:
    one, other = rough.figures[0], exact.figures[0]
    if not one.value or not other.value or one.unit != other.unit or abs(other.value / one.value - 1) > NEAR:
        return False
    return len(pairs(re.sub(r"[\d约余左右]", "", rough.text)) & pairs(exact.text)) >= SAME_THING


def _with(statement: Statement, other: Statement, text: str = "") -> Statement:
    return replace(statement, text=statement.text + text, facts=(*statement.facts, *other.facts))


def _restates(statement: Statement, other: Statement) -> bool:
    return (
        len(statement.text) < len(other.text)
        and len(statement.text) >= RESTATED
        and bool(re.search(rf"{_STARTS}{re.escape(statement.text)}(?:$|，|。)", other.text))
    )


def told(ledger: Iterable[Fact]) -> list[Fact]:
    """The facts that may be told: not private, not superseded by a correction nor by what says the same exactly."""
    ledger = list(ledger)
    replaced = {fact.replaces for fact in ledger if fact.replaces} | told_exactly(ledger)
    return [fact for fact in ledger if not fact.private and fact.id not in replaced]


def _grouped(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Facts of one sentence or log entry together, in order of first mention."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(f"{fact.topic}/{fact.group or fact.id}", []).append(fact)
    return list(groups.values())


def _statement(group: list[Fact], short: str, request: DraftRequest) -> Statement:
    told_facts = [fact for fact in group if not _ZERO.match(fact.text)]
    pieces = [_piece(fact, short, request) for fact in told_facts]
    plain = "，".join(piece for piece in pieces if piece)
    text = _subject_once(_sentence(pieces, role_of(group[0].topic)))
    if text != plain and not request.hides_shops and not true_to(text, tuple(told_facts), request.basics):
        text = plain
    return Statement(
        _dated(text, group[0]),
        tuple(fact.id for fact in group),
        group[0].topic,
        group[0].heading,
        group[0].group.rpartition(".")[0],
    )


def _sentence(pieces: list[str], role: str) -> str:
    """The pieces as one sentence; simply one behind the other where putting them in order would lose something."""
    plain = "，".join(piece for piece in pieces if piece)
    text = sentence([clause for piece in pieces for clause in _CLAUSES.split(piece)], role, "")
    return text if carries(text, plain) else plain


def _piece(fact: Fact, short: str, request: DraftRequest) -> str:
    text = without_shops(fact) if request.hides_shops else fact.text
    new = written(text, short)
    if not (carries(new, text) or carries(new, years(text))) or not true_to(
        new, (replace(fact, text=text),), request.basics
    ):
        spoken = numbers(text)
        new = written_safely(spoken if carries(spoken, text) else text)
    return f"{new}{table('phrases/frames')['gap']['unchecked']}" if _unchecked(fact, new) else new


def _unchecked(fact: Fact, text: str) -> bool:
    """Whether a number must be marked as not yet confirmed: told two ways, or told as doubtful and written as exact."""
    doubtful = fact.certainty == "unsure" and bool(fact.figures) and not _ROUGH.search(text)
    return bool(fact.conflict) or doubtful


def written_safely(text: str) -> str:
    """The user's words with nothing but their full stop taken off: what remains when a rewriting cannot be trusted."""
    return text.strip(" ，,。；;")


def without_shops(fact: Fact) -> str:
    """Quoted names of shops given as their number: 剩“甲”“乙” → 剩余2家."""
    unit = next(
        (figure.unit for figure in reversed(fact.figures) if figure.unit in ("家", "户", "个", "处")), "家"
    )

    def counted(found: re.Match[str]) -> str:
        number = (found[1] or found[2]).count("“")
        return f"剩余{number}{unit}" if found[1] else f"{number}{unit}"

    return _QUOTED_NAMES.sub(counted, fact.text)


def _dated(text: str, fact: Fact) -> str:
    """The date of a log entry put before what was done that day."""
    if fact.group.count(".") == 1 and fact.dates and fact.dates[0].startswith(("--", "20")) and _logged(fact):
        date = spoken_date(fact.dates[0])
        if date and not _DATE_HEAD.match(text) and date not in text[:12]:
            return f"{date}{text}" if text.startswith("（") else f"{date}，{text}"
    return text


def _logged(fact: Fact) -> bool:
    """Whether the date stands at the head of the entry and not in the words of the fact."""
    return not re.search(r"\d{1,2}(?:月|/)\d{1,2}", fact.text[:8]) and not _WHOLE.match(fact.text)


def spoken_date(iso: str, *, month: bool = True) -> str:
    """--06-03 → 6月3日; 2024-06-03 → 6月3日 (the year is said once, in the lead); "" for a span or a month."""
    found = re.fullmatch(r"(?:--|\d{4}-)(\d{2})-(\d{2})", iso)
    if not found:
        return ""
    day = f"{int(found[2])}日"
    return f"{int(found[1])}月{day}" if month else day


def _subject_once(text: str) -> str:
    """The same subject at the head of neighbouring clauses said once (公众号…，公众号…)."""
    head = re.match(r"([\u4e00-\u9fff]{2,6}?)(?=[\u4e00-\u9fff])", text)
    if not head:
        return text
    return (
        re.sub(rf"，{re.escape(head[1])}(?=(?:推送|发布|组织|开展|召开|完成|办理))", "，", text)
        if len(head[1]) >= 3
        else text
    )


def _rounds(run: Series) -> bool:
    """Whether the occasions are rounds (第一轮, 第二轮) or ended differently (没调成, 成了): no sum tells the story of each."""
    return any(
        re.search("第[一二三四五六七八九十]+[轮批期阶]|没[\u4e00-\u9fff]?成|不成|成了|成功", member.text)
        for member in run.members
    )


def _series_statement(run: Series, live: list[Fact], short: str, request: DraftRequest) -> Statement:
    """One sentence for an activity told several times over, with the sum computed from its parts."""
    groups = [member.group for member in run.members]
    entries = [fact for fact in live if fact.group in groups and not fact.computed]
    sums = [fact for fact in live if is_sum(fact) and fact.group == groups[0]]
    first = run.members[0]
    activity = re.split(r"[，,]", written(first.text, short))[0]
    activity = re.sub(r"^(?:\d{1,2}月)?\d{1,2}日(?:[上下]午)?", "", activity)  # all the days stand before it
    activity = re.sub(r"^开展(?=.{4,})", "", activity)
    days = _days([fact.dates[0] for fact in run.members if fact.dates])
    count = "两" if len(run.members) == 2 else numerals.written(len(run.members))
    summed = {part for total in sums for part in total.computed.split("=")[0].split("+")}
    rest = [
        fact
        for fact in entries
        if fact not in run.members and not _ZERO.match(fact.text) and not _is_part(fact, summed)
    ]
    extras = [fact for fact in rest if not _led(fact)]
    led = [fact for fact in rest if _led(fact)]
    pieces = [f"{days}先后{count}次{activity}", *(written(total.text, short) for total in sums)]
    pieces += [_piece(fact, short, request) for fact in extras]
    text = "，".join(pieces)
    if led:
        text += f"。其中{spoken_date(led[0].dates[0]) if led[0].dates else ''}由{'，'.join(_piece(fact, short, request) for fact in led)}"
    return Statement(text, tuple(fact.id for fact in (*entries, *sums)), first.topic, first.heading)


def _led(fact: Fact) -> bool:
    return bool(re.search(r"带队|出动|参加", fact.text))


def _is_part(fact: Fact, summed: set[str]) -> bool:
    return (
        len(fact.figures) == 1
        and fact.figures[0].value is not None
        and f"{fact.figures[0].value:g}" in summed
    )


def _days(dates: list[str]) -> str:
    """6月3日、17日、24日."""
    shown: list[str] = []
    month = ""
    for iso in dates:
        shown.append(spoken_date(iso, month=iso[:-3] != month))
        month = iso[:-3]
    return "、".join(shown) if all(shown) else ""


def role_of(topic: str) -> str:
    """The role of the section that a topic's facts go to by default."""
    topics = table("topics", "config")
    return str(topics.get(topic, {}).get("role") or "其他")
