"""From statements to an outline: sections by role, points within a section, headings of one formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from bot.drafting.statements import EXTRA, Statement, role_of
from bot.drafting.titles import label_of, own_title
from bot.wording import table
from retrieval.records import StyleProfile

PLAIN = ("成效", "荣誉", "问题", "打算")
_SUBJECTLESS = re.compile(
    r"下设|其中|高峰|最[大高多长快远]|单日|其间|期间|历时|共|同时|在[^，]{2,10}[中上下](?:占|计)|并|另|还|目前|累计|总计|合计|占|均|全部|由"
)
_WHOLE_PERIOD = re.compile(r"(?:本|全|当)(?:月|季度|周|学期)[^，]{0,6}(?:共|累计|合计|总)")
# Sections that hold nothing but their own matter, and the words that show it.
LATER = (
    "服务",
    "文体活动",
    "教育",
    "宣传",
    "制度",
    "组织领导",
)  # where an addition is looked for, in this order
STRICT = ("组织领导", "宣传")
_OWN_WORDS = {
    "组织领导": re.compile(
        r"^(?:一?共|现有|全部)\d+人|书记|主任|[所站校园院行队庭厂馆局镇乡组]长|经理|主管|分管|负责|牵头|部署|会议|召开|编制|在编|党员|支部|员工|干部|全[员站所行]|下辖|班组|方案"
    ),
    "宣传": re.compile(r"宣|公众号|媒体|报道|信息|广播|喇叭|横幅|电子屏|视频|海报|微信|抖音|画|讲|传单|册"),
}
ONE_PAGE_LIMIT = 700  # characters asked for up to which all work stands in one section
MOST_POINTS = 5  # more points than this are gathered under wider titles
THIN, THIN_SHARE = (
    36,
    0.09,
)  # characters, and share of the work told: a section shorter than both joins its neighbour
THIN_MOST = 80  # characters from which no section is thin, however long the report
DEFAULT_ORDER = (
    "组织领导",
    "宣传",
    "主要工作",
    "安全",
    "业务",
    "环境整治",
    "服务",
    "教育",
    "文体活动",
    "制度",
    "其他",
    "成效",
    "荣誉",
    "问题",
    "打算",
)


class Point(msgspec.Struct, frozen=True):
    """Statements under one short title, "" where none fits; `total` = sums of the whole period, told last and without a mark."""

    title: str
    statements: tuple[Statement, ...]
    total: bool = False

    @property
    def chars(self) -> int:
        return sum(len(statement.text) for statement in self.statements)


class PlannedSection(msgspec.Struct, frozen=True):
    """A section to be written: `roles` of the facts it holds, its heading and its points."""

    roles: tuple[str, ...]
    heading: str
    points: tuple[Point, ...]

    @property
    def chars(self) -> int:
        return sum(point.chars for point in self.points)


def plan(
    told: Iterable[Statement], profile: StyleProfile | None, limit: int, unit_type: str = ""
) -> list[PlannedSection]:
    """Sections in reading order. Thin ones are merged with their neighbour; a one-page report has one section of work."""
    by_role: dict[str, list[Statement]] = {}
    told = list(told)
    asked = {role_of(statement.topic) for statement in told}
    for statement in told:
        by_role.setdefault(_belongs(statement, unit_type, asked), []).append(statement)
    order = _order(profile)
    roles = sorted(by_role, key=lambda role: order.index(role) if role in order else order.index("其他"))
    groups: list[Group] = [((role,), by_role[role]) for role in roles]
    groups = _one_page(groups) if 0 < limit <= ONE_PAGE_LIMIT else _merged(groups)
    used: set[str] = set()
    sections: list[PlannedSection] = []
    for roles_, facts in groups:
        found = [_untitled_if(point, used) for point in points(facts, roles_[0], unit_type)]
        used |= {point.title for point in found}
        sections.append(PlannedSection(roles_, "", tuple(found)))
    return sections


def _untitled_if(point: Point, used: set[str]) -> Point:
    """A point without its title where another section has a point of that name."""
    return replace(point, title="") if point.title in used else point


def _belongs(statement: Statement, unit_type: str, asked: set[str]) -> str:
    """The role of a statement: its topic's, unless it was said of work while leadership or publicity was asked about.

    What was added at the end goes to the section whose short titles know it.
    """
    role = role_of(statement.topic)
    if statement.topic == EXTRA and not label_of(statement.text, role, unit_type):
        likely = (other for other in LATER if other in asked and label_of(statement.text, other, unit_type))
        return next(likely, role)
    if (
        role in STRICT
        and not label_of(statement.text, role, unit_type)
        and not _OWN_WORDS[role].search(statement.text)
    ):
        return "主要工作" if label_of(statement.text, "主要工作", unit_type) else role
    return role


Group = tuple[tuple[str, ...], list[Statement]]


def _order(profile: StyleProfile | None) -> list[str]:
    """The usual order, in which the roles the reference has change places as it has them; the plain sections stay at the end."""
    order = [role for role in DEFAULT_ORDER if role not in PLAIN]
    if profile and profile.order:
        taken = [role for role in dict.fromkeys(profile.order) if role in order]
        places = sorted(order.index(role) for role in taken)
        for place, role in zip(places, taken, strict=True):
            order[place] = role
    return [*order, *PLAIN]


def _merged(groups: list[Group]) -> list[Group]:
    """Thin work sections joined with the one before them (else after), 成效 with 荣誉."""
    work = [group for group in groups if group[0][0] not in PLAIN]
    rest = [group for group in groups if group[0][0] in PLAIN]
    merged: list[Group] = []
    told = sum(_chars(facts) for _, facts in work)
    least = max(THIN, min(THIN_MOST, THIN_SHARE * told))
    for roles, facts in work:
        thin = _chars(facts) < least or (bool(merged) and _chars(merged[-1][1]) < least)
        if merged and thin and len(merged[-1][0]) < 2:
            merged[-1] = ((*merged[-1][0], *roles), [*merged[-1][1], *facts])
        else:
            merged.append((roles, facts))
    results = [group for group in rest if group[0][0] in ("成效", "荣誉")]
    if len(results) == 2:
        rest = [
            (("成效", "荣誉"), [*results[0][1], *results[1][1]]),
            *(group for group in rest if group[0][0] not in ("成效", "荣誉")),
        ]
    return [*merged, *rest]


def _chars(facts: list[Statement]) -> int:
    return sum(len(statement.text) for statement in facts)


def _one_page(groups: list[Group]) -> list[Group]:
    work = [statement for roles, facts in groups if roles[0] not in ("问题", "打算") for statement in facts]
    rest = [group for group in groups if group[0][0] in ("问题", "打算")]
    return [(("主要工作",), work), *rest] if work else rest


def points(told: list[Statement], role: str, unit_type: str = "") -> list[Point]:
    """Statements gathered under short titles, in order of first mention; the untitled keep their place."""
    if role in PLAIN:
        return [Point("", (statement,)) for statement in told]
    gathered: dict[str, list[Statement]] = {}
    totals = (
        [statement for statement in told if _WHOLE_PERIOD.match(statement.text)]
        if len(told) > MOST_POINTS
        else []
    )
    told = [statement for statement in told if statement not in totals]
    before, item = "", "-"
    headed = [_headed(statement) for statement in told]
    labelled = len({own for _, own in headed if own}) > 1
    for number, (statement, own) in enumerate(headed):
        title = own or label_of(statement.text, role_of(statement.topic), unit_type)
        if before and (
            statement.follows
            or (not title and continues(statement.text))
            or (labelled and not own and statement.item == item)
        ):
            title = before
        before = title or f"#{number}"
        item = statement.item if own else item if statement.item == item else "-"
        gathered.setdefault(before, []).append(statement)
    found = [Point("" if title.startswith("#") else title, tuple(held)) for title, held in gathered.items()]
    found = _themed(found) if len(found) > MOST_POINTS else found
    return [*found, Point("", tuple(totals), total=True)] if totals else found


def _themed(found: list[Point]) -> list[Point]:
    """Many small points gathered under wider titles (整治占道经营, 清理小广告 → 整治市容秩序)."""
    themes = table("phrases/labels")["themes"]
    wider: dict[str, list[Statement]] = {}
    for number, point in enumerate(found):
        theme = next((theme for theme, titles in themes.items() if point.title in titles), point.title)
        wider.setdefault(theme or f"#{number}", []).extend(point.statements)
    return [Point("" if title.startswith("#") else title, tuple(held)) for title, held in wider.items()]


def continues(text: str) -> bool:
    """Whether a statement has no subject of its own and so goes on with the one before it (下设6个小组)."""
    return bool(_SUBJECTLESS.match(text))


def _headed(statement: Statement) -> tuple[Statement, str]:
    """A statement without the short name it opens with (厕所：改造416座), and that name as a title; "" where there is none."""
    if own := own_title(statement.heading):
        return statement, own
    named = re.match(r"([\u4e00-\u9fff]{1,8})：(?=[^：]{6,}$)", statement.text)
    own = own_title(named[1]) if named else ""
    if not named or not own:
        return statement, ""
    return replace(statement, text=statement.text[named.end() :], heading=named[1]), own
