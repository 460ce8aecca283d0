"""A report of an earlier period that was pasted or uploaded: its plans, to be asked back, and its figures, to be compared with.

Nothing of it is a fact of the report being written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from bot.facts import grammar, reader
from bot.facts.basics import unit_type_of, written_period
from bot.facts.cleaning import is_private
from bot.facts.reading import ReadContext
from bot.facts.topics import topic_of
from bot.model import Basics, Fact, Value
from bot.wording import table
from language import dates, markers
from language.text import normalise, nows, sentences

MOST_PLANS = 6  # more than that nobody likes to be asked one by one
_SHORTEST = 200  # characters of a whole report
_TITLE_LONGEST, _HEADING_LONGEST, _NAME_LONGEST = 60, 40, 14
_TITLE_LINES = 3  # a paper may begin with its number or its unit
_SECTIONS = 3
_PLANS = "下一步打算"
_TITLE = re.compile(
    r"(?:总结|小结|汇报|(?:工作|总结|述职|情况|自查|自评)报告)(?:材料|报告)?(?:[（(][^（）()]*[)）])?$"
)
_YEAR = r"(?:20\d{2}|二[〇○零]\S{2})"
_PERIOD = re.compile(
    rf"{_YEAR}(?:[—–\-至到]+{_YEAR})?(?:学?年度?)(?:(?:上|下)半年|第?[一二三四1-4]季度|第?[一二上下]学期"
    r"|\d{1,2}月份?(?:[至到—–\-~～]+\d{1,2}月份?)?|全年)?"
)
_NARROWER = re.compile(
    r"春运|暑运|春节|国庆|五一|中秋|元旦|端午|清明|黄金周|假期|寒假|暑假|专项|期间|汛期|度夏|度冬|创建"
)
_AHEAD = re.compile(r"(?:^|，)(?:我们?\S?)?将")
_FAULTS = re.compile("问题|不足|短板|困难")  # 问题和打算: what is planned stands among what is wrong
_LABEL = re.compile(r"([^。：:，,；]{2,16})[。：:]")  # what a paragraph is about: 重点措施。… / 下季度安排：…


class PastReport(Value, frozen=True):
    """`basics`: unit and period as its title names them, "" where it does not. `figures` are facts with ids of their own (L1 …)."""

    title: str
    basics: Basics = Basics()
    plans: tuple[str, ...] = ()
    figures: tuple[Fact, ...] = ()


class _Section(Value, frozen=True):
    heading: str
    lines: tuple[str, ...] = ()


def read(text: str, turn: int = 0) -> PastReport | None:
    """The report that `text` is as a whole: title, at least three headed sections. None for notes, logs and notices."""
    lines = [line.strip(" \t#*　") for line in normalise(text).splitlines()]
    lines = [line for line in lines if line]
    at = next((i for i, line in enumerate(lines[:_TITLE_LINES]) if _is_title(line)), None)
    if at is None or len(nows(text)) < _SHORTEST:
        return None
    found = _sections(lines[at + 1 :])
    if sum(bool(section.heading) for section in found) < _SECTIONS:
        return None
    basics = _basics(lines[at], "".join(lines[at + 1 : at + 2]))
    return PastReport(lines[at], basics, _plans(found), _figures(text, found, basics, turn))


def is_earlier(report: PastReport, basics: Basics) -> bool:
    """Whether the report is of a period before that of `basics`; where one of the two is unknown, a finished report counts as the last."""
    end, start = report.basics.end, basics.start
    if not re.match(r"\d{4}", end) or not re.match(r"\d{4}", start):
        return True
    return end < start if len(end) == len(start) else end[:4] < start[:4]


def is_of_another_unit(report: PastReport, basics: Basics) -> bool:
    """Whether its title names a unit that has nothing of the user's unit's own name."""
    theirs, own = report.basics.unit, basics.unit
    if not theirs or not own:
        return False
    return own[:2] not in theirs and theirs[:2] not in own


# ------------------------------------------------------------------ parts


def _is_title(line: str) -> bool:
    return len(line) <= _TITLE_LONGEST and bool(_TITLE.search(line)) and not re.search("[。；！？，]", line)


def _basics(title: str, first: str) -> Basics:
    """Unit and period by the title; the period else by the first paragraph, where it says for what it reports."""
    found = _PERIOD.search(title)
    unit = re.sub(r"^关于|[（(].*$", "", title[: found.start()] if found else "")
    unit = unit if unit_type_of(unit) else ""
    found = found or _PERIOD.search(first[:60])
    if found is None:
        return Basics(unit=unit)
    written, kind, start, end = written_period(found[0])
    if re.fullmatch(r".{4}年(?:度)?", found[0]) and _NARROWER.search(title):
        start = end = found[0][:4]  # some weeks of that year
    return Basics(unit=unit, period=written, period_kind=kind, start=start, end=end)


def _sections(lines: list[str]) -> list[_Section]:
    """The text under each heading of the outermost numbering, and of a plain label (存在问题：…); before the first there is no heading."""
    marked = [m for line in lines if (m := markers.match(line)) is not None]
    scheme = marked[0].scheme if marked else None
    found = [_Section("")]
    for line in lines:
        heading, rest = _parted(line, scheme)
        if heading:
            found.append(_Section(heading, (rest,) if rest else ()))
        else:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, line))
    return found


def _parted(line: str, scheme: markers.Scheme | None) -> tuple[str, str]:
    """The heading that a line begins with, and what follows it in the same line; no heading: ("", line)."""
    marker = markers.match(line)
    if marker is not None and marker.scheme != scheme:
        return "", line
    plain = line[marker.length :] if marker else line
    if marker and len(plain) <= _HEADING_LONGEST and not plain.endswith(("。", "；", "，", "、")):
        return plain.strip("：: "), ""
    label = _LABEL.match(plain)
    if label and (marker or _role("heading").search(label[1]) or _role("ruling").search(label[1])):
        return label[1], plain[label.end() :].strip()
    return "", line


@cache
def _role(key: str) -> re.Pattern[str]:
    listed = table("roles", "config")["打算"][key]
    return re.compile("|".join(f"(?:{form})" for form in listed))


def _is_plan_section(section: _Section) -> bool:
    return bool(_role("heading").search(section.heading) or _role("ruling").search(section.heading))


def _plans(found: list[_Section]) -> tuple[str, ...]:
    """The plans in order, at most `MOST_PLANS`: those with a figure or a date before mere intentions."""
    plans = list(dict.fromkeys(plan for section in found for plan in _plans_of(section)))
    firm = [plan for plan in plans if grammar.quantities(plan) or dates.find(plan)]
    chosen = [*firm, *(plan for plan in plans if plan not in firm)][:MOST_PLANS]
    return tuple(plan for plan in plans if plan in chosen)


def _plans_of(section: _Section) -> Iterator[str]:
    """Under a heading that tells faults too (问题和打算), what comes from the first plan on."""
    if not _is_plan_section(section):
        return
    begun = not _FAULTS.search(section.heading)
    for item in (item for line in section.lines for item in _items(line)):
        begun = begun or bool(_AHEAD.search(item) or _role("opening").match(item)) or grammar.is_planned(item)
        if begun and _says_something(item):
            yield item


def _items(line: str) -> Iterator[str]:
    """A line of plans, one by one: 一是…；二是… are several, and so are sentences, each with the short one that names it."""
    starts = [0, *(at for at, _ in markers.inline(line) if at)]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        piece = line[start:end]
        marker = markers.match(piece)
        yield from _sentences(piece[marker.length :] if marker else piece)


def _sentences(piece: str) -> Iterator[str]:
    name = ""
    for start, end in sentences(piece):
        sentence = piece[start:end].strip()
        if sentence.endswith(("：", ":")):
            continue  # introduces what follows
        if not name and len(sentence) <= _NAME_LONGEST and not grammar.quantities(sentence):
            name = sentence
            continue
        yield (name + sentence).rstrip("。；;，, ")
        name = ""
    if name:
        yield name.rstrip("。；;，, ")


def _says_something(item: str) -> bool:
    """A plan that a reader of answers takes for one: no signature, no phone number, no order to us."""
    if len(item) < 6 or is_private(item) or not (grammar.has_verb(item) or _AHEAD.search(item)):
        return False
    facts = reader.read(item, ReadContext(_PLANS, 0)).facts
    return bool(facts) and not any(fact.private for fact in facts)


def _figures(raw: str, found: list[_Section], basics: Basics, turn: int) -> tuple[Fact, ...]:
    """What the report says with figures outside its plans, exact and done."""
    told: list[Fact] = []
    for section in found:
        if _is_plan_section(section):
            continue
        topic = topic_of(section.heading, "")
        body = "\n".join(section.lines)
        told += reader.read(body, ReadContext(topic, turn, basics)).facts
    kept = [f for f in told if f.figures and f.certainty == "exact" and not f.private]
    return tuple(replace(fact, id=f"L{number}") for number, fact in enumerate(kept, start=1))
