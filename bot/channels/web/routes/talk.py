"""The conversation: turns, messages, files, the stream."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from bot.channels.web import bodies, stream, views
from bot.channels.web import shapes as s
from bot.channels.web.describe import UPLOAD_FILES
from bot.channels.web.entry import OfficeIn, SessionId, VisitorIn, invalid, multipart, shown
from bot.channels.web.news import Mark, Since
from bot.channels.web.problems import Problem
from bot.conversation import Incoming

router = APIRouter(tags=["conversation"])
CHANNEL = "web"


@router.get("/sessions/{session}/turns", response_model=s.Turns, summary="What was said and replied")
async def turns(
    session: SessionId,
    office: OfficeIn,
    who: VisitorIn,
    after: Annotated[int, Query(ge=-1, le=1_000_000, description="turns above this number")] = -1,
) -> Response:
    def work() -> s.Turns:
        office.own_now(who, session)
        found = (turn for turn in office.store.turns(session) if turn.turn > after)
        return s.Turns(turns=[views.turn(turn) for turn in found])

    return shown(await office.run(work))


@router.post("/sessions/{session}/messages", response_model=s.Answer, summary="Say something")
async def say(session: SessionId, body: bodies.Message, office: OfficeIn, who: VisitorIn) -> Response:
    """Answers when everything is said, a draft included."""
    return shown(await office.say(who, session, Incoming(body.text, body.id, CHANNEL)))


@router.post("/sessions/{session}/stop", response_model=s.Stopped, summary="Stop the writing of a draft")
async def stop(session: SessionId, office: OfficeIn, who: VisitorIn) -> Response:
    """The draft ends at once, with the offline writer's text for what is not written, and is kept. `stopped`: something was under way."""
    await office.run(lambda: office.own_now(who, session))
    here = office.works.stop(session)
    elsewhere = await office.run(lambda: office.app.assistant.stop(session))
    return shown(s.Stopped(stopped=here or elsewhere))


@router.post(
    "/sessions/{session}/files",
    response_model=s.Answer,
    summary="Upload notes, a work log or a notice",
    openapi_extra=UPLOAD_FILES,
)
async def files(session: SessionId, request: Request, office: OfficeIn, who: VisitorIn) -> Response:
    """Read like a paste. What cannot be read is said in the reply."""
    await office.run(lambda: office.own_now(who, session))  # before a single byte of theirs is kept
    fields, uploads = await multipart(request, office.settings.file_max_bytes)
    if not re.fullmatch(bodies.ID, fields.get("id", "")):
        raise invalid("id", bodies.ID)
    incoming = Incoming("", views.FILES + fields["id"], CHANNEL, uploads)
    return shown(await office.say(who, session, incoming))


@router.get(
    "/sessions/{session}/events",
    summary="The stream of events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    session: SessionId,
    office: OfficeIn,
    who: VisitorIn,
    last_event_id: Annotated[str, Header(max_length=40)] = "",
) -> Response:
    await office.run(lambda: office.own_now(who, session))
    streams, limit = office.access.streams, office.settings.streams_per_token
    if streams[who.owner] >= limit:
        raise Problem("rate_limited", headers={"Retry-After": "5"}, seconds=5)

    async def read(mark: Mark | None) -> Since:
        return await office.run(lambda: office.since_now(session, mark))

    told = stream.events(session, stream.mark_of(last_event_id), office.hub, read, office.told)

    async def body() -> AsyncIterator[bytes]:
        streams[who.owner] += 1
        office.metrics.streams += 1
        try:
            async for part in told:
                yield part
        finally:
            streams[who.owner] -= 1
            office.metrics.streams -= 1

    return StreamingResponse(body(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
