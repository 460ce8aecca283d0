"""The offline writer: facts rewritten into official prose, sections as the style asks, nothing said that the facts do not say."""

from __future__ import annotations

from bot.drafting import framing
from bot.drafting.headings import formula, heading
from bot.drafting.outline import ONE_PAGE_LIMIT, PLAIN, PlannedSection, Point, plan
from bot.drafting.request import DraftRequest
from bot.drafting.statements import Statement, statements
from bot.model import Draft, Paragraph, Section, Sentence
from bot.wording import table
from retrieval.records import StyleProfile

_CN = "一二三四五六七八九十"
SENTENCE = 26  # characters an untitled point has on average where points are counted
FEW = 4  # points of which one without a title takes the titles from all
ROOMY = 32  # characters a point has on average where points get headings of their own
SUBHEADED_FROM = (
    560  # characters: longer reports give points headings of their own, shorter ones run them on by 一是
)


class OfflineWriter:
    """Writes with rules and a phrase bank, without model or network."""

    name = "offline"

    def write(self, request: DraftRequest) -> Draft:
        """The draft of everything the ledger holds; length and the gate are the service's business."""
        told = statements(request, short_name(request))
        roomy = (
            not 0 < request.limit <= ONE_PAGE_LIMIT
            and sum(len(statement.text) for statement in told) >= framing.SLIGHT
        )
        scale = framing.scale_of(told) if roomy else None
        body = [statement for statement in told if statement is not scale]
        planned = plan(body, request.profile, request.limit, request.basics.unit_type)
        style = enumeration(request.profile, sum(section.chars for section in planned))
        formed = formula(request.profile)
        sections = [
            part for section in planned for part in _section(section, heading(section, formed), style)
        ]
        sections += [_gap_section(topic) for topic in request.missing]
        return Draft(
            title=framing.title(request.basics),
            lead=framing.lead(request, planned, scale),
            sections=tuple(sections),
            closing=framing.closing(request.basics, sum(section.chars for section in planned)),
            signature=request.basics.unit or framing.gap("unit"),
            date=framing.gap("date"),
            facts=request.facts,
            asked_chars=request.limit,
            writer=self.name,
            like=request.like,
        )


def short_name(request: DraftRequest) -> str:
    """How the report names the unit after the first time: 我校, 社区 …"""
    entry = table("unit_types", "config").get(request.basics.unit_type, {})
    return str((entry.get("self") or ["本单位"])[0])


def enumeration(profile: StyleProfile | None, chars: int) -> str:
    """How points below a section are set: headed （一）, 1. or run on by 一是; none for plain paragraphs."""
    if profile is not None:
        return {
            "（一）": "headed",
            "1、": "numbered",
            "1.": "numbered",
            "一是": "run_on",
            "第一": "first",
            "none": "plain",
        }.get(profile.enumeration, "run_on")
    return "headed" if chars >= SUBHEADED_FROM else "run_on"


def _section(section: PlannedSection, title: str, style: str) -> list[Section]:
    """One section, or one with subsections where its points have titles and room."""
    role = section.roles[0]
    if role in PLAIN:
        return [Section(1, title, _plain(section.points, role), role)]
    points = _settled(tuple(point for point in section.points if not point.total))
    totals = tuple(_paragraph(point.statements) for point in section.points if point.total)
    all_titled = bool(points) and all(point.title for point in points)
    if (
        style == "headed"
        and len(points) >= 2
        and all_titled
        and not totals
        and section.chars >= ROOMY * len(points)
    ):
        return [
            Section(1, title, (), role),
            *(Section(2, point.title, (_paragraph(point.statements),), role) for point in points),
        ]
    marked = style != "plain" and len(points) >= 2 and (all_titled or section.chars >= SENTENCE * len(points))
    if marked:
        body = tuple(_marked(point, number, style, all_titled) for number, point in enumerate(points))
    else:
        body = (_paragraph(tuple(statement for point in points for statement in point.statements)),)
    return [Section(1, title, (*body, *totals), role)]


def _settled(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points of which all have titles, or none: where a few lack one they are gathered under a title that fits anything."""
    titled = [point for point in points if point.title]
    if len(titled) == len(points):
        return points
    if len(titled) * 2 < len(points) or len(points) <= FEW:
        return tuple(Point("", point.statements) for point in points)
    rest = tuple(statement for point in points if not point.title for statement in point.statements)
    return (*titled, Point(str(table("phrases/labels")["other"]), rest))


def _plain(points: tuple[Point, ...], role: str) -> tuple[Paragraph, ...]:
    """成效 as plain paragraphs, 问题 and 打算 counted by 一是 where there are several."""
    if role in ("问题", "打算") and len(points) > 1:
        return (
            Paragraph(
                tuple(
                    _sentence(statement, f"{counted(n + 1)}是")
                    for n, point in enumerate(points)
                    for statement in point.statements
                )
            ),
        )
    return (_paragraph(tuple(statement for point in points for statement in point.statements)),)


def _paragraph(held: tuple[Statement, ...]) -> Paragraph:
    return Paragraph(tuple(_sentence(statement) for statement in held))


def _marked(point: Point, number: int, style: str, titled: bool) -> Paragraph:
    """A point that opens with 一是 (or 1.), and with its title where every point of the section has one."""
    numeral = counted(number + 1)
    mark = {"numbered": f"{number + 1}.", "first": f"第{numeral}，"}.get(style, f"{numeral}是")
    opening = f"{mark}{point.title}。" if titled else mark
    first, *rest = point.statements
    return Paragraph((_sentence(first, opening), *(_sentence(statement) for statement in rest)))


def counted(number: int) -> str:
    """1 → 一, 12 → 十二."""
    return _CN[number - 1] if number <= 10 else f"十{_CN[number - 11]}" if number < 20 else str(number)


def _sentence(statement: Statement, opening: str = "") -> Sentence:
    return Sentence(f"{opening}{statement.text}。", "fact", statement.facts)


def _gap_section(topic: str) -> Section:
    names = {"问题不足": "problems", "下一步打算": "plans", "主要工作": "work"}
    what = names.get(topic, topic)
    title = {"problems": "存在的问题", "plans": "下一步打算"}.get(what, topic)
    return Section(1, title, (Paragraph((Sentence(framing.gap(what), "gap"),)),), "gap")
