"""The files of page, embed and demo: served from memory, compressed, by known names only."""

from __future__ import annotations

import gzip
import mimetypes
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from bot.channels.web.origins import Origins
from bot.channels.web.problems import Problem
from bot.model import Value

FOLDER = Path(__file__).resolve().parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
    " manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
DEMO_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PACKED = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg")


class Served(Value, frozen=True):
    data: bytes
    packed: bytes | None
    media_type: str
    tag: str
    changed: int


class Files:
    """Reads a file when it is first asked for, and again when it has changed on the disk."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._served: dict[str, Served] = {}

    def get(self, name: str) -> Served:
        """Raises Problem `not_found`."""
        path = self._path(name)
        changed = path.stat().st_mtime_ns
        known = self._served.get(name)
        if known is None or known.changed != changed:
            known = self._served[name] = _read(path, changed)
        return known

    def _path(self, name: str) -> Path:
        """The file of that name below the folder: looked up among those that are there, so that no name climbs out."""
        parts = name.split("/")
        if not all(parts) or any(part.startswith(".") or "\\" in part or "\x00" in part for part in parts):
            raise Problem("not_found")
        path = self._folder.joinpath(*parts)
        if not path.is_file() or not path.resolve().is_relative_to(self._folder.resolve()):
            raise Problem("not_found")
        return path


def pages(origins: Origins, files: Files | None = None) -> APIRouter:
    """The routes; none of them belongs to the API or its description."""
    known = files or Files()
    router = APIRouter(include_in_schema=False)
    policy = POLICY.format(ancestors=origins.ancestors())

    def served(request: Request, name: str, rule: str) -> Response:
        file = known.get(name)
        headers = {"ETag": file.tag, "Cache-Control": "no-cache", "Content-Security-Policy": rule}
        headers["Vary"] = "Accept-Encoding"
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(file.packed, media_type=file.media_type, headers=headers)
        return Response(file.data, media_type=file.media_type, headers=headers)

    @router.get("/")
    async def page(request: Request) -> Response:
        return served(request, "index.html", policy)

    @router.get("/embed.js")
    async def embed(request: Request) -> Response:
        """Any page may load it; what it may then do is decided by its origin."""
        response = served(request, "embed.js", policy)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    @router.get("/demo")
    async def demo(request: Request) -> Response:
        return served(request, "demo/index.html", DEMO_POLICY)

    @router.get("/static/{name:path}")
    async def file(request: Request, name: str) -> Response:
        return served(request, name, DEMO_POLICY if name.startswith("demo/") else policy)

    return router


def _read(path: Path, changed: int) -> Served:
    data = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = "text/javascript" if path.suffix in (".js", ".mjs") else kind
    packed = gzip.compress(data, 6, mtime=0) if kind.startswith(_PACKED) and len(data) > 500 else None
    media_type = f"{kind}; charset=utf-8" if kind.startswith(("text/", "application/json")) else kind
    return Served(data, packed, media_type, f'"{sha256(data).hexdigest()[:20]}"', changed)
