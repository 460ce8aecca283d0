"""Going on elsewhere (codes, QR), and sample reports for the style library."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.channels.web import bodies
from bot.channels.web import shapes as s
from bot.channels.web.access import shown_time
from bot.channels.web.describe import UPLOAD_SAMPLES
from bot.channels.web.entry import OfficeIn, SessionId, VisitorIn, multipart, shown
from bot.channels.web.guard import address
from bot.channels.web.office import Office
from bot.channels.web.origins import is_loopback
from bot.channels.web.problems import Problem
from bot.conversation import Upload

router = APIRouter(tags=["elsewhere"])
FACETS = ("unit_type", "period", "topic")


@router.post(
    "/sessions/{session}/codes", status_code=201, response_model=s.Code, summary="A code to go on elsewhere"
)
async def code(session: SessionId, request: Request, office: OfficeIn, who: VisitorIn) -> Response:
    def work() -> tuple[str, int]:
        office.own_now(who, session)
        return office.access.code(who, session)

    digits, expires = await office.run(work)
    base = office.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    link = f"{base}/#code={digits}"
    bot = office.settings.telegram_name.removeprefix("@")
    chat = f"https://t.me/{bot}?start={digits}" if bot else ""
    made = s.Code(
        code=digits,
        expires_at=shown_time(expires),
        link=link,
        qr=_squares(link),
        start=f"/start {digits}",
        telegram=chat,
        telegram_qr=_squares(chat) if chat else [],
    )
    return shown(made, 201)


@router.post("/join", response_model=s.Joined, summary="Go on with a code of another device")
async def join(body: bodies.JoinCode, request: Request, office: OfficeIn) -> Response:
    place = address(request.scope)

    def work() -> s.Joined:
        person, session = office.access.join(body.code, place)
        office.own_now(person, session)
        status = office.status_now(session)
        return s.Joined(token=person.token, expires_at=shown_time(person.expires), status=status)

    return shown(await office.run(work))


@router.post(
    "/samples",
    response_model=s.AddedSamples,
    summary="Add sample reports to the style library",
    openapi_extra=UPLOAD_SAMPLES,
)
async def samples(request: Request, office: OfficeIn, _: VisitorIn) -> Response:
    settings = office.settings
    open_here = settings.samples_upload == "local" and is_loopback(settings.host)
    if not open_here and settings.samples_upload != "everybody":
        raise Problem("samples_closed")
    fields, uploads = await multipart(request, settings.file_max_bytes)
    facets = {name: fields[name][:60] for name in FACETS if fields.get(name)}
    return shown(await office.run(lambda: _add(office, uploads, facets)))


def _add(office: Office, uploads: tuple[Upload, ...], facets: dict[str, Any]) -> s.AddedSamples:
    """Raises ReadingError."""
    added: list[str] = []
    skipped = 0
    with tempfile.TemporaryDirectory() as folder:
        for upload in uploads:
            path = Path(folder) / upload.name
            path.write_bytes(upload.data)
            result = office.app.library.add(path, **facets)
            added += result.added
            skipped += len(result.skipped)
            path.unlink()
    return s.AddedSamples(samples=[_sample(office, sample) for sample in added], skipped=skipped)


def _sample(office: Office, sample_id: str) -> s.AddedSample:
    from retrieval.sections import masked_outline

    sample = office.app.library.show(sample_id)
    headings = [f"{node.marker}{node.text}" for node in masked_outline(sample.outline)]
    return s.AddedSample(id=sample.id, title=sample.title, headings=headings)


def _squares(text: str) -> list[str]:
    """The QR code of a text, a string of 0 and 1 for each row."""
    import segno

    return ["".join(str(int(bool(square))) for square in row) for row in segno.make(text, micro=False).matrix]
