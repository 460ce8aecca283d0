"""What is handed over as a file: the evidence of a draft, and files that came with a reply."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from bot.channels.web.entry import OfficeIn, SessionId, VisitorIn, attachment
from bot.channels.web.problems import Problem
from bot.conversation import Document
from bot.desk import EVIDENCE_MEDIA

router = APIRouter(tags=["paper"])
Evidence = Literal["xlsx", "docx", "md", "json"]
_NAMES = {"docx": "核验单"}  # the other formats are called by the table in them
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/sessions/{session}/evidence/{format}",
    summary="Where each figure, date and name of the draft came from, and what is open in it",
    response_class=Response,
    responses={
        200: {
            "content": {
                EVIDENCE_MEDIA[fmt]: {"schema": {"type": "object"}} if fmt == "json" else _BINARY
                for fmt in ("xlsx", "docx", "md", "json")
            }
        }
    },
)
async def evidence(session: SessionId, format: Evidence, office: OfficeIn, who: VisitorIn) -> Response:
    """xlsx is a table to be sorted, docx a receipt to be filed with the paper."""

    def work() -> Document:
        found = office.seen_now(who, session).session
        if found.draft is None:
            raise Problem("no_draft", 404)
        return office.app.desk.evidence(found, _NAMES.get(format, "数据来源表"), format)

    return _sent(await office.run(work))


@router.get(
    "/sessions/{session}/turns/{turn}/documents/{number}",
    summary="A file that came with a reply",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": _BINARY}}},
)
async def document(
    session: SessionId,
    turn: Annotated[int, Path(ge=0, le=1_000_000)],
    number: Annotated[int, Path(ge=1, le=99, description="among the files of that turn, from 1")],
    office: OfficeIn,
    who: VisitorIn,
) -> Response:
    """Just as it was handed over, whatever became of the draft since."""

    def work() -> Document:
        office.own_now(who, session)
        turns = office.store.turns(session, turn - 1)[:1]
        replies = turns[0].replies if turns and turns[0].turn == turn else ()
        found = [reply.document for reply in replies if reply.document is not None]
        if len(found) < number:
            raise Problem("not_found")
        return found[number - 1]

    return _sent(await office.run(work), "application/octet-stream")


def _sent(found: Document, media_type: str = "") -> Response:
    headers = {"Content-Disposition": attachment(found.name, found.name.rpartition(".")[2])}
    return Response(found.data, media_type=media_type or found.media_type, headers=headers)
