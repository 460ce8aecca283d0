"""The offline writer: facts rewritten into official prose, sections as the style asks, nothing said that the facts do not say."""

from __future__ import annotations

from msgspec.structs import replace

from bot.drafting import framing
from bot.drafting.headings import formula, heading
from bot.drafting.outline import (
    ONE_PAGE_LIMIT,
    PLAIN,
    PlannedSection,
    Point,
    continues,
    plan,
)
from bot.drafting.request import DraftRequest
from bot.drafting.statements import Statement, statements, told_exactly
from bot.drafting.titles import subject_named
from bot.model import Draft, Paragraph, Section, Sentence
from bot.wording import table
from language import numerals
from retrieval.records import StyleProfile

SENTENCE = 10  # characters every point has at least where points are counted
PARAGRAPH = 34  # characters of a point without title, on average, from which each is a paragraph
A_PARAGRAPH = 6  # statements of a paragraph where points are neither named nor counted
MOST_UNNAMED = (
    7  # points without title that are counted one by one; more are gathered under those that have one
)
FEW = 3  # titled points from which the untitled rest gets a title of its own
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
            not 0 < request.limit <= ONE_PAGE_LIMIT
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
            part
            for section in planned
            for part in _section(section, _headed(section, formed, request), style, request)
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
            left_out=tuple(sorted(told_exactly(request.facts))),
            asked_chars=request.limit,
            writer=self.name,
            like=request.like,
        )


def _headed(section: PlannedSection, formed: str, request: DraftRequest) -> str:
    """The heading of a section; where room is short, only what stands before its comma."""
    full = heading(section, formed)
    return full.split("，")[0] if request.terse > 2 and not full.startswith("以") else full


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


def _section(section: PlannedSection, title: str, style: str, request: DraftRequest) -> list[Section]:
    """One section, or one with subsections where its points have titles and room."""
    role = section.roles[0]
    if role in PLAIN:
        return [Section(1, title, _plain(section.points, role, style), role)]
    points = tuple(point for point in section.points if not point.total)
    points = (
        _settled(points) if request.terse < 2 else _unnamed([s for point in points for s in point.statements])
    )
    totals = tuple(_paragraph(point.statements) for point in section.points if point.total)
    titled = bool(points) and all(point.title for point in points)
    spacious = section.chars >= ROOMY * len(points) and all(point.chars >= SLIGHTEST for point in points)
    asked = (
        request.profile is not None
    )  # a chosen sample is followed also where its headings leave little below them
    if style == "headed" and len(points) >= 2 and titled and (spacious or asked):
        return [
            Section(1, title, (), role),
            *(
                Section(2, point.title, (_paragraph(point.statements, titled=True),), role)
                for point in points[:-1]
            ),
            Section(2, points[-1].title, (_paragraph(points[-1].statements, titled=True), *totals), role),
        ]
    return [Section(1, title, (*_body(points, style, titled), *totals), role)]


def _body(points: tuple[Point, ...], style: str, titled: bool) -> tuple[Paragraph, ...]:
    """Points counted by 一是 (or 1.), each a paragraph where it has a title or is long; else one paragraph without marks."""
    long = not titled and len(points) > MOST_UNNAMED
    if style == "plain" or len(points) < 2 or long or any(point.chars < SENTENCE for point in points):
        told = sorted((s for point in points for s in point.statements), key=lambda one: one.place)
        return tuple(_paragraph(tuple(told[n : n + A_PARAGRAPH])) for n in range(0, len(told), A_PARAGRAPH))
    marked = tuple(_marked(point, number, style, titled) for number, point in enumerate(points))
    if titled or sum(point.chars for point in points) >= PARAGRAPH * len(points):
        return marked
    return (Paragraph(tuple(sentence for paragraph in marked for sentence in paragraph.sentences)),)


def _settled(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points that all have titles, or of which none has one: points of one level are named alike.

    What goes on with the titled point before it joins it. A few that fit no title are gathered under one of their own.
    """
    joined: list[Point] = []
    for point in points:
        if joined and not point.title and joined[-1].title and continues(point.statements[0].text):
            joined[-1] = Point(joined[-1].title, (*joined[-1].statements, *point.statements))
        else:
            joined.append(point)
    named = [point for point in joined if point.title]
    loose = tuple(statement for point in joined if not point.title for statement in point.statements)
    if not loose:
        return tuple(joined)
    told = sum(len(point.statements) for point in named)
    few = len(loose) < len(named) or (told + len(loose) > MOST_UNNAMED and len(loose) < told)
    if len(named) >= FEW + (len(loose) < 2) and few and sum(len(s.text) for s in loose) >= SENTENCE:
        return (*named, Point(str(table("phrases/labels")["other"]), loose))
    return _unnamed([statement for point in points for statement in point.statements])


def _unnamed(told: list[Statement]) -> tuple[Point, ...]:
    """Statements in the order they were said, each a point; what goes on with the one before it, or is of the same thing, joins it."""
    held: list[list[Statement]] = []
    for statement in sorted(told, key=lambda one: one.place):
        before = held[-1][-1] if held else None
        if before and (
            statement.follows
            or continues(statement.text)
            or (statement.heading and statement.heading == before.heading)
        ):
            held[-1].append(statement)
        else:
            held.append([statement])
    return tuple(Point("", tuple(one)) for one in held)


def _plain(points: tuple[Point, ...], role: str, style: str) -> tuple[Paragraph, ...]:
    """成效 as plain paragraphs, 问题 and 打算 counted by 一是 where there are several and the style counts at all."""
    if role in ("问题", "打算") and len(points) > 1:
        return (
            Paragraph(
                tuple(
                    _sentence(_whole(statement), _mark(n, style))
                    for n, point in enumerate(points)
                    for statement in point.statements
                )
            ),
        )
    return (_paragraph(tuple(statement for point in points for statement in point.statements)),)


def _whole(statement: Statement) -> Statement:
    """A problem or plan with what it was called, which stands in no title there (水质监测设备更新，视经费而定)."""
    name = statement.heading
    if not name or name in statement.text or subject_named(name):
        return statement
    return replace(statement, text=f"{name}，{statement.text}", heading="")


def _paragraph(held: tuple[Statement, ...], *, titled: bool = False) -> Paragraph:
    return Paragraph(tuple(_sentence(statement, titled=titled) for statement in held))


def _marked(point: Point, number: int, style: str, titled: bool) -> Paragraph:
    """A point that opens with 一是 (or 1.), and with its title where every point of the section has one."""
    mark = _mark(number, style)
    opening = f"{mark}{point.title}。" if titled else mark
    first, *rest = point.statements
    return Paragraph(
        (
            _sentence(first, opening, titled=titled),
            *(_sentence(one, titled=titled or one.heading == first.heading) for one in rest),
        )
    )


def _mark(number: int, style: str) -> str:
    """What counts the point at `number` (from 0): 一是, 1. or 第一，, the same all through a draft; nothing in a plain style."""
    numeral = numerals.written(number + 1)
    return {"numbered": f"{number + 1}.", "first": f"第{numeral}，", "plain": ""}.get(style, f"{numeral}是")


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
