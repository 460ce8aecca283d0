"""The offline writer: facts rewritten into official prose, sections as the style asks, nothing said that the facts do not say."""

from __future__ import annotations

import re

from bot.drafting import framing
from bot.drafting.headings import formula, heading
from bot.drafting.outline import (
    EXTRA,
    ONE_PAGE_LIMIT,
    PLAIN,
    PlannedSection,
    Point,
    plan,
    role_of,
    subject_named,
)
from bot.drafting.request import DraftRequest
from bot.drafting.statements import Statement, statements
from bot.model import Draft, Paragraph, Section, Sentence
from bot.wording import table
from language import numerals
from retrieval.records import StyleProfile

SENTENCE = 24  # characters every untitled point has at least where points are counted
FEW = 4  # titled points from which the untitled rest gets a title of its own
PASSING = 60  # characters of an untitled point that may go on with the titled one before it
SLIGHTEST = 16  # characters under which no point gets a heading of its own
ROOMY = 32  # characters a point has on average where points get headings of their own
SUBHEADED_FROM = (
    560  # characters: longer reports give points headings of their own, shorter ones run them on by 一是
)


OTHER_STYLE = {"headed": "run_on", "run_on": "numbered", "numbered": "run_on", "first": "run_on"}
OTHER_FORMULA = {"pair": "by", "by": "pair", "noun": "pair"}


class OfflineWriter:
    """Writes with rules and a phrase bank, without model or network."""

    name = "offline"

    def write(self, request: DraftRequest) -> Draft:
        """The draft of everything the ledger holds; length and the gate are the service's business."""
        told = statements(request, short_name(request))
        roomy = (
            not (0 < request.limit <= ONE_PAGE_LIMIT or request.terse)
            and sum(len(statement.text) for statement in told) >= framing.SLIGHT
        )
        scale = framing.scale_of(told) if roomy else None
        body = [statement for statement in told if statement is not scale]
        planned = plan(body, request.profile, request.limit, request.basics.unit_type)
        style = enumeration(request.profile, sum(section.chars for section in planned))
        formed = formula(request.profile)
        if request.variant % 2:
            style, formed = OTHER_STYLE.get(style, style), OTHER_FORMULA[formed]
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
    points, rest = _settled(tuple(point for point in section.points if not point.total))
    before = tuple(_paragraph(point.statements) for point in rest if _leading(point, role))
    totals = (
        *(_paragraph(point.statements) for point in rest if not _leading(point, role)),
        *(_paragraph(point.statements) for point in section.points if point.total),
    )
    all_titled = bool(points) and all(point.title for point in points)
    spacious = section.chars >= ROOMY * len(points) and all(point.chars >= SLIGHTEST for point in points)
    if style == "headed" and len(points) >= 2 and all_titled and spacious:
        return [
            Section(1, title, before, role),
            *(
                Section(2, point.title, (_paragraph(point.statements, titled=True),), role)
                for point in points[:-1]
            ),
            Section(2, points[-1].title, (_paragraph(points[-1].statements, titled=True), *totals), role),
        ]
    roomy = all(point.chars >= SENTENCE for point in points)
    marked = style != "plain" and len(points) >= 2 and (all_titled or roomy)
    if marked:
        body = tuple(_marked(point, number, style, all_titled) for number, point in enumerate(points))
    else:
        body = (_paragraph(tuple(statement for point in points for statement in point.statements)),)
    return [Section(1, title, (*before, *body, *totals), role)]


def _settled(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Points that all have titles, and the untitled rest told without a mark; or none has a title and nothing is left over.

    An untitled point goes on with the titled one before it, as it was said; what came first, was added at the end, or is long does not.
    """
    titled = sum(bool(point.title) for point in points)
    if titled == len(points):
        return points, ()
    if titled < max(2, len(points) - titled):
        return tuple(Point("", point.statements) for point in points), ()
    settled: list[Point] = []
    loose: list[Statement] = []
    for point in points:
        if point.title:
            settled.append(point)
        elif settled and _goes_on(point, settled[-1]):
            settled[-1] = Point(settled[-1].title, (*settled[-1].statements, *point.statements))
        else:
            loose.extend(point.statements)
    first = tuple(statement for statement in loose if role_of(statement.topic) == "组织领导")
    rest = tuple(statement for statement in loose if statement not in first)
    if len(rest) > 1 and len(settled) >= FEW:
        settled.append(Point(str(table("phrases/labels")["other"]), rest))
        rest = ()
    return tuple(settled), tuple(Point("", held) for held in (first, rest) if held)


def _goes_on(point: Point, before: Point) -> bool:
    """Whether an untitled point was said with the titled one before it: same question, short, no log entry of another day."""
    asked = {statement.topic for statement in point.statements}
    return (
        asked == {before.statements[-1].topic}
        and EXTRA not in asked
        and point.chars <= PASSING
        and not re.match(r"\d+月\d+日", point.statements[0].text)
        and not _leading(point, "")
    )


def _leading(point: Point, role: str) -> bool:
    """Who is in charge comes before the points, everything else without a title after them."""
    return role == "组织领导" or any(role_of(statement.topic) == "组织领导" for statement in point.statements)


def _plain(points: tuple[Point, ...], role: str) -> tuple[Paragraph, ...]:
    """成效 as plain paragraphs, 问题 and 打算 counted by 一是 where there are several."""
    if role in ("问题", "打算") and len(points) > 1:
        return (
            Paragraph(
                tuple(
                    _sentence(statement, f"{numerals.written(n + 1)}是")
                    for n, point in enumerate(points)
                    for statement in point.statements
                )
            ),
        )
    return (_paragraph(tuple(statement for point in points for statement in point.statements)),)


def _paragraph(held: tuple[Statement, ...], *, titled: bool = False) -> Paragraph:
    return Paragraph(tuple(_sentence(statement, titled=titled) for statement in held))


def _marked(point: Point, number: int, style: str, titled: bool) -> Paragraph:
    """A point that opens with 一是 (or 1.), and with its title where every point of the section has one."""
    numeral = numerals.written(number + 1)
    mark = {"numbered": f"{number + 1}.", "first": f"第{numeral}，"}.get(style, f"{numeral}是")
    opening = f"{mark}{point.title}。" if titled else mark
    first, *rest = point.statements
    return Paragraph(
        (
            _sentence(first, opening, titled=titled),
            *(_sentence(statement, titled=titled) for statement in rest),
        )
    )


def _sentence(statement: Statement, opening: str = "", *, titled: bool = False) -> Sentence:
    """A statement as a sentence. What its point is called is said in it where no title says so (厕所方面，改造416座)."""
    named = statement.heading if not titled and subject_named(statement.heading) else ""
    text = statement.text if named in statement.text else f"{named}方面，{statement.text}"
    return Sentence(f"{opening}{text}。", "fact", statement.facts)


def _gap_section(topic: str) -> Section:
    names = {"问题不足": "problems", "下一步打算": "plans", "主要工作": "work"}
    what = names.get(topic, topic)
    title = {"problems": "存在的问题", "plans": "下一步打算"}.get(what, topic)
    return Section(1, title, (Paragraph((Sentence(framing.gap(what), "gap"),)),), "gap")
