"""The HTTP side: /bot<token>/<method> and /file/bot<token>/<path>, with the faults that were ordered."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.telegram_api.accounts import BotAccount
from tests.telegram_api.faults import Fault, Faults
from tests.telegram_api.files import DOWNLOAD_LIMIT
from tests.telegram_api.methods import METHODS, Request
from tests.telegram_api.parameters import REQUEST_LIMIT, Parameters, parse
from tests.telegram_api.record import Call, Record
from tests.telegram_api.refusals import Refused, flood, unauthorized
from tests.telegram_api.world import World

_PAGE = (
    "<html>\r\n<head><title>{status} {reason}</title></head>\r\n<body>\r\n<center><h1>{status} {reason}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_REASONS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


Control = Callable[[str, bytes], bytes]
"""(verb, body as JSON) → answer as JSON: a way in for tests in another process."""


class _Cut(Exception):
    """The connection ends here, without an answer."""


class Service:
    """Does calls; knows nothing of sockets."""

    def __init__(self, world: World, faults: Faults, record: Record) -> None:
        self.world, self.faults, self.record = world, faults, record
        world.call_back = self._call_back

    def handle(self, token: str, name: str, parameters: Parameters) -> tuple[int, str, bytes]:
        """(status, content type, body). Raises _Cut."""
        bot = self.world.bot_of(token)
        if bot is None:
            raise unauthorized()
        name = name or parameters.text("method")
        call = Call(
            time.monotonic(),
            bot.id,
            name,
            dict(parameters.texts),
            [u.name for u in parameters.files.values()],
            list(parameters.files),
        )
        chat = re.match(r"-?\d+", parameters.text("chat_id"))
        call.chat = int(chat[0]) if chat else 0
        self.record.add(call)
        fault = self.faults.take(name, call.chat)
        call.fault = fault.kind if fault else ""
        try:
            return self._answer(call, bot, parameters, fault)
        finally:
            call.done = time.monotonic()
            self.world.notify()

    def _answer(
        self, call: Call, bot: BotAccount, parameters: Parameters, fault: Fault | None
    ) -> tuple[int, str, bytes]:
        if fault and fault.kind == "html":
            call.status = fault.status
            page = _PAGE.format(status=fault.status, reason=_REASONS.get(fault.status, "Error"))
            return fault.status, "text/html", page.encode()
        try:
            if fault:
                self._before(fault)
            call.result = self._do(call.method, bot, parameters)
            call.status, call.effect = 200, True
            body: dict[str, Any] = {"ok": True, "result": call.result}
        except Refused as refusal:
            call.status, call.description = refusal.code, refusal.description
            call.retry_after = (refusal.parameters or {}).get("retry_after", 0)
            body = refusal.body()
        if fault and fault.kind == "delay":
            self.world.wait_until(lambda: False, fault.seconds)
        if fault and fault.kind == "cut after":
            call.status = 0
            raise _Cut
        return (
            call.status,
            "application/json",
            json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        )

    def _before(self, fault: Fault) -> None:
        if fault.kind == "flood":
            raise flood(int(fault.seconds))
        if fault.kind == "error":
            raise Refused(fault.status, fault.description or _REASONS.get(fault.status, "Error"))
        if fault.kind == "hang":
            self.world.wait_until(lambda: False, fault.seconds)
        if fault.kind in ("hang", "cut before"):
            raise _Cut

    def _do(self, name: str, bot: BotAccount, parameters: Parameters) -> Any:
        function = METHODS.get(name.lower())
        if function is None:
            raise Refused(404, "Not Found: method not found")
        with self.world.lock:
            return function(Request(self.world, bot, name, parameters))

    def file(self, token: str, path: str) -> tuple[int, str, bytes]:
        bot = self.world.bot_of(token)
        if bot is None:
            raise unauthorized()
        call = Call(time.monotonic(), bot.id, "/file", {"path": path}, [])
        self.record.add(call)
        fault = self.faults.take("/file", 0)
        with self.world.lock:
            file = self.world.files.at(path, bot.id)
        if fault and fault.kind == "html":
            call.status = fault.status
            return fault.status, "text/html", b"<html></html>"
        if fault:
            self._before(fault)
        if file is None or file.size > DOWNLOAD_LIMIT:
            call.status = 404
            raise Refused(404, "Not Found")
        call.status, call.effect = 200, True
        return 200, file.mime, file.data

    def _call_back(self, bot: BotAccount, name: str, body: dict[str, Any]) -> None:
        texts = {k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in body.items()}
        with contextlib.suppress(Refused, _Cut):
            self.handle(bot.token, name, Parameters(texts))


_METHOD = re.compile(r"/bot(?P<token>[^/]+)(?:/test)?/(?P<method>[^/]*)")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Service
    control: Control | None
    open_sockets: set[socket.socket]

    def setup(self) -> None:
        super().setup()
        self.open_sockets.add(self.connection)

    def finish(self) -> None:
        self.open_sockets.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the record has it all."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        try:
            status, kind, body = self._reply()
        except _Cut:
            self._cut()
            return
        except Refused as refusal:
            status, kind, body = refusal.code, "application/json", json.dumps(refusal.body()).encode()
        headers: dict[str, str] = {}
        if status == 429:
            after = json.loads(body).get("parameters", {}).get("retry_after")
            headers = {"Retry-After": str(after)} if after else {}
        self._send(status, kind, body, headers)

    def _reply(self) -> tuple[int, str, bytes]:
        body = self._body()
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if self.control and path.startswith("/control/"):
            return 200, "application/json", self.control(path.removeprefix("/control/"), body)
        if match := _FILE.fullmatch(path):
            return self.service.file(match["token"], match["path"])
        match = _METHOD.fullmatch(path)
        if match is None:
            raise Refused(404, "Not Found")
        parameters = parse(parts.query, self.headers.get("Content-Type", ""), body)
        return self.service.handle(match["token"], match["method"], parameters)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        length = int(self.headers.get("Content-Length") or 0)
        if length > REQUEST_LIMIT + (1 << 20):
            self.close_connection = True
            raise Refused(413, "Request Entity Too Large")
        body = self.rfile.read(length)
        if len(body) < length:  # the client died in mid-sentence: it has said nothing
            raise _Cut
        return body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def _cut(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


class Server:
    """The service on a loopback port."""

    def __init__(self, service: Service, port: int = 0, control: Control | None = None) -> None:
        self.sockets: set[socket.socket] = set()
        handler = type(
            "Handler",
            (_Handler,),
            {
                "service": service,
                "control": staticmethod(control) if control else None,
                "open_sockets": self.sockets,
            },
        )
        self._server = _Server(("127.0.0.1", port), handler)
        self._world = service.world
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        with self._world.lock:
            self._world.closing = True
            for bot in self._world.bots.values():
                if bot.webhook:
                    bot.webhook.close()
        self._world.notify()
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self.sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
