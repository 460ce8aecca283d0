"""Facts, outline and sentences changed by hand; versions, their changes, and the files."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from bot.acts import (
    Act,
    Arranged,
    FactDropped,
    FactHidden,
    FactText,
    GapFilled,
    PaperTexts,
    Place,
    SentenceText,
    VersionRestored,
)
from bot.channels.web import bodies, views
from bot.channels.web import shapes as s
from bot.channels.web.access import Visitor
from bot.channels.web.entry import FactId, OfficeIn, SessionId, Version, VisitorIn, attachment, shown
from bot.channels.web.office import Office
from bot.channels.web.problems import Problem
from bot.conversation import Incoming
from bot.desk import MEDIA, file_name
from bot.model import Draft

router = APIRouter(tags=["paper"])
Format = Literal["txt", "md", "docx", "json", "html", "pdf"]
_BINARY = {"type": "string", "format": "binary"}
_SCHEMAS = {"json": {"type": "object"}}
SentenceNumber = Annotated[int, Path(ge=0, le=99_999)]


async def _act(office: Office, who: Visitor, session: str, message: str, act: Act) -> Response:
    incoming = Incoming("", views.EDIT + message, "web", (), act)
    return shown(await office.say(who, session, incoming))


# ------------------------------------------------------------------ facts


@router.patch("/sessions/{session}/facts/{fact}", response_model=s.Answer, summary="Correct or hide a fact")
async def correct(
    session: SessionId,
    fact: FactId,
    body: bodies.FactWords | bodies.FactPrivacy,
    office: OfficeIn,
    who: VisitorIn,
) -> Response:
    """One thing at a time: a new text, or whether it is private."""
    if isinstance(body, bodies.FactWords):
        return await _act(office, who, session, body.id, FactText(fact, body.text))
    return await _act(office, who, session, body.id, FactHidden(fact, body.private))


@router.delete("/sessions/{session}/facts/{fact}", response_model=s.Answer, summary="Drop a fact")
async def drop(
    session: SessionId,
    fact: FactId,
    office: OfficeIn,
    who: VisitorIn,
    id: Annotated[str, Query(pattern=bodies.ID, description="Client message id")],
) -> Response:
    return await _act(office, who, session, id, FactDropped(fact))


# ------------------------------------------------------------------ the paper


@router.get("/sessions/{session}/draft", response_model=s.Paper, summary="The present draft")
async def draft(session: SessionId, office: OfficeIn, who: VisitorIn) -> Response:
    return await _paper(office, who, session)


@router.put("/sessions/{session}/draft/sentences/{n}", response_model=s.Answer, summary="Change a sentence")
async def sentence(
    session: SessionId, n: SentenceNumber, body: bodies.SentenceEdit, office: OfficeIn, who: VisitorIn
) -> Response:
    return await _act(office, who, session, body.id, SentenceText(body.version, n, body.text))


@router.put(
    "/sessions/{session}/draft/text", response_model=s.Answer, summary="Change title, signature or date"
)
async def texts(session: SessionId, body: bodies.TextsEdit, office: OfficeIn, who: VisitorIn) -> Response:
    act = PaperTexts(body.version, body.title, body.signature, body.date)
    return await _act(office, who, session, body.id, act)


@router.put(
    "/sessions/{session}/draft/outline", response_model=s.Answer, summary="Order and name the sections"
)
async def outline(session: SessionId, body: bodies.OutlineEdit, office: OfficeIn, who: VisitorIn) -> Response:
    places = tuple(Place(place.index, place.heading, place.level) for place in body.sections)
    return await _act(office, who, session, body.id, Arranged(body.version, places))


@router.put("/sessions/{session}/draft/gaps/{number}", response_model=s.Answer, summary="Fill a gap")
async def gap(
    session: SessionId,
    number: Annotated[int, Path(ge=1, le=999)],
    body: bodies.GapText,
    office: OfficeIn,
    who: VisitorIn,
) -> Response:
    return await _act(office, who, session, body.id, GapFilled(number, body.text))


# ------------------------------------------------------------------ versions


@router.get("/sessions/{session}/versions", response_model=s.Versions, summary="Every version")
async def versions(session: SessionId, office: OfficeIn, who: VisitorIn) -> Response:
    drafts = (await office.run(lambda: office.seen_now(who, session))).session.drafts
    lines = [s.VersionLine(version=d.version, writer=d.writer, chars=d.chars, title=d.title) for d in drafts]
    return shown(s.Versions(versions=lines))


@router.get("/sessions/{session}/versions/{version}", response_model=s.Paper, summary="A version")
async def one_version(session: SessionId, version: Version, office: OfficeIn, who: VisitorIn) -> Response:
    return await _paper(office, who, session, version)


@router.get(
    "/sessions/{session}/versions/{version}/changes",
    response_model=s.Changes,
    summary="What changed since another version",
)
async def changes(
    session: SessionId,
    version: Version,
    office: OfficeIn,
    who: VisitorIn,
    since: Annotated[int, Query(ge=0, le=1_000_000, description="0: the one before")] = 0,
) -> Response:
    def work() -> s.Changes:
        from bot.channels.web import papers

        after = _draft_now(office, who, session, version)
        if not since and version == 1:
            return s.Changes(changes=[])
        return papers.changed(_draft_now(office, who, session, since or version - 1), after)

    return shown(await office.run(work))


@router.post(
    "/sessions/{session}/versions/{version}/restore",
    response_model=s.Answer,
    summary="Make a version the present one again",
)
async def restore(
    session: SessionId, version: Version, body: bodies.Once, office: OfficeIn, who: VisitorIn
) -> Response:
    return await _act(office, who, session, body.id, VersionRestored(version))


@router.get(
    "/sessions/{session}/export/{format}",
    summary="The draft as a file",
    response_class=Response,
    responses={
        200: {"content": {media: {"schema": _SCHEMAS.get(fmt, _BINARY)} for fmt, media in MEDIA.items()}}
    },
)
async def export(
    session: SessionId,
    format: Format,
    office: OfficeIn,
    who: VisitorIn,
    version: Annotated[int, Query(ge=0, le=1_000_000, description="0: the last")] = 0,
) -> Response:
    def work() -> tuple[str, bytes]:
        from bot.export import render

        found = _draft_now(office, who, session, version)
        return f"{file_name(found.title)}.{format}", render(found, format, office.settings)

    name, data = await office.run(work)
    return Response(data, media_type=MEDIA[format], headers={"Content-Disposition": attachment(name, format)})


async def _paper(office: Office, who: Visitor, session: str, version: int = 0) -> Response:
    def work() -> s.Paper:
        from bot.channels.web import (
            papers,
        )  # brings the gate with it, which a server about to start does not need

        return papers.paper(_draft_now(office, who, session, version))

    return shown(await office.run(work))


def _draft_now(office: Office, who: Visitor, session: str, version: int = 0) -> Draft:
    """A version, the last by default. Raises Problem."""
    drafts = office.seen_now(who, session).session.drafts
    if not drafts:
        raise Problem("no_draft", 404)
    if not version:
        return drafts[-1]
    found = next((draft for draft in drafts if draft.version == version), None)
    if found is None:
        raise Problem("version_missing", version=version)
    return found
