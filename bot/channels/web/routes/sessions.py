"""Sessions: begin, list, look, rename, delete; and the person they belong to."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.channels.web import bodies, views
from bot.channels.web import shapes as s
from bot.channels.web.access import Visitor, shown_time
from bot.channels.web.entry import MaybeVisitor, OfficeIn, SessionId, VisitorIn, attachment, shown
from bot.channels.web.guard import address
from bot.channels.web.news import News
from bot.prompts import words

router = APIRouter(tags=["sessions"])
ZIP = "application/zip"


@router.post("/sessions", status_code=201, response_model=s.Begun, summary="Begin a session")
async def begin(body: bodies.NewSession, request: Request, office: OfficeIn, who: MaybeVisitor) -> Response:
    """Without a token a new person, whose token is shown this once."""
    place = address(request.scope)

    def work() -> s.Begun:
        person: Visitor = who or office.access.new_person(place, body.code)
        turns, status = office.begin_now(person, body.name, who is None)
        return s.Begun(
            token=None if who else person.token,
            expires_at=None if who else shown_time(person.expires),
            turns=[views.turn(turn) for turn in turns],
            status=status,
        )

    answer = shown(await office.run(work), 201)
    office.warm()
    return answer


@router.get("/sessions", response_model=s.Sessions, summary="One's own sessions, the last touched first")
async def listed(office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> s.Sessions:
        infos = office.store.sessions(who.owner)[: office.settings.sessions_per_person]
        lines = [views.session_line(info, info.name or office.topic_now(info)) for info in infos]
        return s.Sessions(sessions=lines)

    return shown(await office.run(work))


@router.get("/sessions/{session}", response_model=s.State, summary="All there is to know of a session")
async def state(session: SessionId, office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> s.State:
        seen = office.seen_now(who, session)
        return views.state(seen, office.app.desk.ledger(seen.session), office.wording)

    return shown(await office.run(work))


@router.patch("/sessions/{session}", response_model=s.Status, summary="Rename")
async def rename(session: SessionId, body: bodies.Rename, office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> s.Status:
        office.own_now(who, session)
        office.app.assistant.rename(session, body.name)
        return office.status_now(session)

    status = await office.run(work)
    office.hub.tell(session, News("renamed"))
    return shown(status)


@router.delete("/sessions/{session}", status_code=204, summary="Delete for good")
async def delete(session: SessionId, office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> None:
        office.own_now(who, session)
        office.app.assistant.delete(session)

    await office.run(work)
    office.hub.tell(session, News("gone"))
    return Response(status_code=204)


@router.get("/me", response_model=s.Me, summary="Who one is")
async def me(office: OfficeIn, who: VisitorIn) -> Response:
    count = await office.run(lambda: len(office.store.sessions(who.owner)))
    return shown(s.Me(expires_at=shown_time(who.expires), sessions=count))


@router.get(
    "/me/export",
    summary="Everything that is kept of this person",
    response_class=Response,
    responses={200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def exported(office: OfficeIn, who: VisitorIn) -> Response:
    """A zip: the rows as JSON, and each report to read: the conversation, every version, the last one as Word."""
    packed = await office.run(lambda: office.app.dossiers.packed(who.owner))
    return Response(
        packed,
        media_type=ZIP,
        headers={"Content-Disposition": attachment(words("interview").say("mine.file"), "zip")},
    )


@router.delete("/me", status_code=204, summary="Delete everything of this person, tokens included")
async def forget(office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> tuple[str, ...]:
        gone = tuple(info.id for info in office.store.sessions(who.owner))
        office.app.care.forget(who.owner)
        office.access.forget(who.owner)
        return gone

    for session in await office.run(work):
        office.hub.tell(session, News("gone"))
    return Response(status_code=204)
