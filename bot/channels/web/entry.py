"""What the routes take in: who asks, the session named in the path, and JSON out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Path, Request, Security
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.datastructures import UploadFile

from bot.channels.web import shapes as s
from bot.channels.web.access import Visitor
from bot.channels.web.office import Office
from bot.channels.web.problems import Problem
from bot.conversation import Upload
from language.text import shown_size
from retrieval.errors import ReadingError

MOST_FILES = 10
MOST_FIELDS = 10

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The token of POST /sessions")


async def office(request: Request) -> Office:
    found: Office = request.app.state.office
    return found


OfficeIn = Annotated[Office, Depends(office)]


async def visitor(
    request: Request,
    office: OfficeIn,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
) -> Visitor:
    return await office.visitor(request.headers.get("authorization", ""))


async def visitor_or_none(
    request: Request,
    office: OfficeIn,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
) -> Visitor | None:
    """No token makes nobody yet; a bad one is refused."""
    header = request.headers.get("authorization")
    return None if header is None else await office.visitor(header)


VisitorIn = Annotated[Visitor, Depends(visitor)]
MaybeVisitor = Annotated[Visitor | None, Depends(visitor_or_none)]
SessionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$", description="id of a session")]
FactId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,20}$", description="id of a fact")]
Version = Annotated[int, Path(ge=1, le=1_000_000, description="number of a version")]


def shown(value: s.Shape, status: int = 200) -> Response:
    """The value as JSON."""
    return Response(value.model_dump_json(), status, media_type="application/json")


async def multipart(request: Request, max_bytes: int) -> tuple[dict[str, str], tuple[Upload, ...]]:
    """Fields and files of an upload. Raises Problem `media_type`, `invalid`; ReadingError where the files are too large together."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("media_type", expected="multipart/form-data")
    fields: dict[str, str] = {}
    files: list[Upload] = []
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields[name] = value
            elif name == "files":
                files.append(Upload(_file_name(value.filename), await value.read()))
    if not files:
        raise invalid("files", "required")
    if sum(len(upload.data) for upload in files) > max_bytes:
        raise ReadingError("file_too_large", name=files[0].name, limit=shown_size(max_bytes))
    return fields, tuple(files)


def attachment(name: str, format: str) -> str:
    """RFC 6266: an ASCII name for old browsers, the true one percent-encoded; neither can break out of the header."""
    ending = format if format.isascii() and format.isalnum() else "bin"
    return f"attachment; filename=\"zongjie.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


def invalid(field: str, message: str) -> Problem:
    problem = Problem("invalid")
    problem.errors = ((field, message),)
    return problem


def _file_name(name: str | None) -> str:
    """The bare name, whatever path or control character came with it."""
    bare = "".join(c for c in (name or "").replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return bare.lstrip(".")[-60:] or "file"  # 60 characters fit into a file name of 255 bytes
