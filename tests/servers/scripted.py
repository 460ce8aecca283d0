"""A chat-completions server on loopback that does what its script says, the ill-mannered things included. Raw sockets' worth of control."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from select import select
from typing import Any

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """What a request gets. `text` is streamed in pieces of `piece` characters, `pause` seconds apart; then what the other fields ask for.

    `status` other than 200 sends `body` and `headers`; `body` with 200 is sent as it is in place of a stream. `finish` "" sends no finish_reason.
    `thinking` = chunks with a thought and no text before it, 0.1 s apart. After the text: `then` = "" [DONE], "cut" closes the socket, "stall"
    says nothing more, "keepalive" sends comments only, "endless" repeats the text, "error" sends an error event, "garbage" sends a chunk that
    is no JSON, "think" sends not even a head.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = {}
    body: str = ""
    finish: str = "stop"
    piece: int = 8
    thinking: int = 0
    pause: float = 0.0
    then: str = ""
    usage: int = 1
    prompt_tokens: int = 11
    completion_tokens: int = 7


Script = Callable[[dict[str, Any], int], Reply]
"""(request, its number from 1) → reply."""


class Scripted:
    """The server; `requests` are the bodies it was sent, in order; `times` when (time.monotonic()), `left` when a client hung up on it."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.left: list[float] = []
        self.stopped = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def reply_to(self, request: dict[str, Any]) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.times.append(time.monotonic())
            number = len(self.requests)
        return self.script(request, number)

    def sent(self) -> str:
        """Everything that was ever sent here, as one text."""
        return json.dumps(self.requests, ensure_ascii=False)


@contextmanager
def serving(script: Script) -> Iterator[Scripted]:
    server = Scripted(script)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(server: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("content-length", 0))
            reply = server.reply_to(json.loads(self.rfile.read(size)))
            try:
                _Answering(self, server, reply).send()
            except OSError:
                server.left.append(time.monotonic())  # the client has gone, as it should from most of this
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on stderr."""

    return Handler


class _Answering:
    def __init__(self, handler: BaseHTTPRequestHandler, server: Scripted, reply: Reply) -> None:
        self._handler = handler
        self._server = server
        self._reply = reply

    def send(self) -> None:
        reply = self._reply
        if reply.status != 200 or reply.body:
            self._head("text/html" if reply.body.startswith("<") else "application/json")
            self._handler.wfile.write(reply.body.encode())
            return
        if reply.then == "think":
            self._linger("think")
            return
        self._head("text/event-stream")
        for _ in range(reply.thinking):
            self._chunk({"reasoning_content": "想"})
            self._wait(0.1)
        self._text()
        self._after()

    def _head(self, kind: str) -> None:
        handler = self._handler
        handler.close_connection = True  # HTTP/1.0: the body ends with the connection
        handler.send_response(self._reply.status)
        handler.send_header("content-type", kind)
        for name, value in self._reply.headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    def _text(self) -> None:
        text, size, began = self._reply.text, self._reply.piece, time.monotonic()
        for number, start in enumerate(range(0, len(text), size), start=1):
            self._chunk({"content": text[start : start + size]})
            # by the clock, not by the last piece: a busy machine does not slow the stream
            self._wait(began + number * self._reply.pause - time.monotonic() if self._reply.pause else 0)

    def _after(self) -> None:
        then = self._reply.then
        if then == "cut":
            return
        if then in ("stall", "keepalive", "endless"):
            self._linger(then)
        elif then == "error":
            self._event(json.dumps({"error": {"message": "out of memory", "type": "server_error"}}))
        elif then == "garbage":
            self._event('{"choices": [{"delta": ')
        else:
            self._end()

    def _linger(self, how: str) -> None:
        while not self._server.stopped.is_set():
            if how == "keepalive":
                self._write(": keep-alive\n\n")
            elif how == "endless":
                self._text()
            elif select([self._handler.connection], [], [], 0)[0]:
                raise ConnectionAbortedError  # nothing but the end can come from a client that waits
            self._wait(0.02)

    def _end(self) -> None:
        reply = self._reply
        if reply.finish:
            self._chunk({}, reply.finish)
        for _ in range(reply.usage):
            usage = {
                "prompt_tokens": reply.prompt_tokens,
                "completion_tokens": reply.completion_tokens,
                "total_tokens": reply.prompt_tokens + reply.completion_tokens,
            }
            self._event(json.dumps({**_FRAME, "choices": [], "usage": usage}))
        self._write("data: [DONE]\n\n")

    def _chunk(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._event(json.dumps({**_FRAME, "choices": [choice]}, ensure_ascii=False))

    def _event(self, data: str) -> None:
        self._write(f"data: {data}\n\n")

    def _write(self, text: str) -> None:
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._server.stopped.wait(seconds)


_FRAME = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
