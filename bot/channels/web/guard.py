"""What stands before every endpoint: host and origin, rate by address, size and pace of bodies, security headers, the last catch.

Plain ASGI, so that event streams flow through it untouched.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.rates import Rate
from bot.channels.web import problems
from bot.channels.web.metrics import Metrics
from bot.channels.web.origins import Origins
from bot.channels.web.problems import Problem
from bot.settings import Settings

WATCHED = ("/healthz", "/readyz", "/metrics")  # asked for by machines under any host name
UPLOADS = ("/files", "/samples")
UPLOAD_TIME = 6  # an upload has so many times as long as another body
DRAIN_S, DRAIN_BYTES = 3.0, 32 << 20  # so long and so much of a body that is refused is read and thrown away
UPLOAD_EXTRA = 1 << 20  # bytes of multipart around the files
_ALLOWED_HEADERS = "Authorization, Content-Type, Accept-Language, Last-Event-ID"
_SHOWN_HEADERS = "Content-Disposition, Retry-After, Location"


class Guard:
    """Wraps the application. `leave` is for the event loop, when the server is told to end: what would never end by itself does then."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        origins: Origins,
        metrics: Metrics,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self.leave = leave
        self._app = app
        self._settings = settings
        self._origins = origins
        self._metrics = metrics
        self._rate = Rate(settings.rate_address, 60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visit = _Visit(self, scope, headers, receive, send)
        try:
            self._admit(scope, headers)
            if scope["method"] == "OPTIONS":
                await visit.preflight()
                return
            visit.check_length()
            await self._app(scope, visit.receive, visit.send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  the last catch: nothing leaves the server but a problem
            if not visit.complete:
                await visit.fail(problems.of_error(error))

    def _admit(self, scope: Scope, headers: Headers) -> None:
        host, origin = headers.get("host", ""), headers.get("origin")
        watched = scope["path"] in WATCHED
        if not watched and not self._origins.trusts_host(host):
            raise Problem("host_refused")
        if origin is not None and not self._origins.allows(origin, host):
            raise Problem("origin_refused", origin=origin[:100])
        if wait := 0 if watched else self._rate.allow(address(scope)):
            raise Problem("rate_limited", headers={"Retry-After": str(wait)}, seconds=wait)

    def limits(self, path: str) -> tuple[int, float]:
        """Bytes and seconds that a body sent to `path` may have."""
        if path.endswith(UPLOADS):
            return self._settings.file_max_bytes + UPLOAD_EXTRA, self._settings.body_timeout_s * UPLOAD_TIME
        return self._settings.body_max_bytes, self._settings.body_timeout_s

    def dress(self, headers: MutableHeaders, origin: str | None, path: str) -> None:
        """Security headers, and CORS for listed pages."""
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        headers.add_vary_header("Origin")
        if origin is not None and self._origins.is_foreign(origin):
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = _SHOWN_HEADERS

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        self._metrics.note(scope["method"], getattr(route, "path", "-"), status, seconds)


class _Visit:
    """One request: its limits, and what has been answered."""

    def __init__(self, guard: Guard, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        self._guard = guard
        self._scope = scope
        self._headers = headers
        self._receive = receive
        self._send = send
        self._limit, seconds = guard.limits(scope["path"])
        self._started = time.monotonic()
        self._deadline = self._started + seconds
        self._bytes = 0
        self._whole = False
        self._answered = False
        self.complete = False
        self._fault: Problem | None = None

    def check_length(self) -> None:
        """Refuse a body that says it is too large before any of it is read."""
        length = self._headers.get("content-length", "0")
        if not length.isdigit():
            raise Problem("bad_request")
        if int(length) > self._limit:
            raise self._too_large()

    async def receive(self) -> Message:
        """The next part of the body, within the limits. What they refuse is answered by us, whatever the application makes of it."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._deadline - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            self._fault = Problem("too_slow", headers={"Connection": "close"})
            raise self._fault from None
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._bytes > self._limit:
            self._fault = self._too_large()
            raise self._fault
        return message

    async def send(self, message: Message) -> None:
        if self._fault is not None and not self._answered:
            await self.fail(self._fault)
        if self._fault is not None:
            return
        if message["type"] == "http.response.start":
            self._dress(message)
        await self._send(message)
        self.complete = message["type"] == "http.response.body" and not message.get("more_body", False)

    async def _drain(self) -> None:
        """Read on for a moment what is refused: a client that is cut off while it sends never sees why."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                drained = 0
                while not self._whole and drained < DRAIN_BYTES:
                    message = await self._receive()
                    drained += len(message.get("body", b""))
                    self._whole = not message.get("more_body", False)

    async def preflight(self) -> None:
        """The answer to OPTIONS; what is allowed does not depend on the path."""
        allowed = (
            ("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"),
            ("Access-Control-Allow-Headers", _ALLOWED_HEADERS),
            ("Access-Control-Max-Age", "600"),
        )
        await self._respond(204, allowed, b"")

    async def fail(self, problem: Problem) -> None:
        """Answer with a problem; too late if an answer has begun: then the line is cut, so that nobody takes half for the whole."""
        if self._answered and problem is self._fault:
            return
        if self._answered:
            raise problem
        if problem.code == "too_large":
            await self._drain()
        body = problems.body(problem, problems.language(self._headers.get("accept-language", "")))
        await self._respond(
            problem.status, (("Content-Type", problems.MEDIA_TYPE), *problem.headers.items()), body
        )

    async def _respond(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        raw = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers]
        raw.append((b"content-length", str(len(body)).encode()))
        start: Message = {"type": "http.response.start", "status": status, "headers": raw}
        self._dress(start)
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})

    def _dress(self, start: Message) -> None:
        self._answered = True
        headers = MutableHeaders(raw=start["headers"])
        self._guard.dress(headers, self._headers.get("origin"), self._scope["path"])
        start["headers"] = headers.raw
        self._guard.note(self._scope, start["status"], time.monotonic() - self._started)

    def _too_large(self) -> Problem:
        return Problem("too_large", headers={"Connection": "close"}, limit_kb=self._limit >> 10)


def address(scope: Scope) -> str:
    """Where a request comes from; behind a trusted proxy, what that says (uvicorn has looked)."""
    client = scope.get("client")
    return client[0] if client else "local"
