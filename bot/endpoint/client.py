"""The one place where the assistant meets a model endpoint: LangChain and openai are imported here and nowhere else in it.

What the client libraries leave open is closed here: a wall clock for each call, a stream that says nothing, one that never ends,
one that ends without a reason, two counts of usage. Whatever goes wrong is an `EndpointError` of one of nine kinds.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import Any, Literal, Protocol

import msgspec

from bot.errors import ModelError

ErrorKind = Literal["busy", "down", "denied", "refused", "stalled", "late", "broken", "cancelled", "missing"]
_TICK = 0.1  # seconds between looks at the clock and at `cancelled`
_CONNECT = 10.0  # seconds for a connection
_OFFICIAL = "api.openai.com"


class EndpointError(ModelError):
    """Why a call brought nothing.

    busy: 429 or 5xx, `retry_after` in seconds where the server says; down: no connection; denied: key, address or model name are wrong;
    refused: the request itself (a response format the server does not know); stalled: silence; late: past the deadline;
    broken: no readable answer; cancelled: by the user; missing: the provider's package is not installed, `detail` is its name for pip, or
    there is no such provider (`detail` "").
    """

    def __init__(
        self, kind: ErrorKind, detail: str = "", retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


class EndpointConfig(msgspec.Struct, frozen=True):
    """Where the model is and how long to wait (seconds); `extra` is a JSON object added to each request, "" for none."""

    base_url: str
    api_key: str
    model: str
    provider: str = "openai"
    timeout_s: float = 60.0
    stall_s: float = 20.0
    extra: str = ""

    def __repr__(self) -> str:
        return f"EndpointConfig({self.base_url}, {self.model})"  # never the key


class Call(msgspec.Struct, frozen=True):
    """One question. `messages` are (role, text); `max_tokens` is asked of the server, `max_chars` is held by us; temperature < 0: not sent."""

    messages: tuple[tuple[str, str], ...]
    max_tokens: int
    max_chars: int
    temperature: float = -1.0
    response_format: dict[str, Any] | None = None


class Answer(msgspec.Struct, frozen=True):
    """`finish` as the server gave it ("" = it gave none); tokens as the server counted them (0 = it did not)."""

    text: str
    finish: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Asks(Protocol):
    """What the writer needs of an endpoint."""

    def ask(
        self,
        call: Call,
        deadline: float,
        cancelled: Callable[[], bool] = ...,
        on_text: Callable[[str], None] = ...,
    ) -> Answer: ...


class _Piece(msgspec.Struct, frozen=True):
    text: str = ""
    finish: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Endpoint:
    """Asks one model, streaming. Safe to use from many threads."""

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self._model: Any = None
        self._lock = threading.Lock()
        self._calls = threading.local()

    def ask(
        self,
        call: Call,
        deadline: float,
        cancelled: Callable[[], bool] = lambda: False,
        on_text: Callable[[str], None] = lambda text: None,
    ) -> Answer:
        """The whole answer; `deadline` is a reading of time.monotonic(). Raises EndpointError."""
        deadline = min(deadline, time.monotonic() + self.config.timeout_s)
        reader = _Reader(self, call, deadline)
        try:
            return _collected(
                reader.pieces(deadline, self.config.stall_s, cancelled), call.max_chars, on_text
            )
        finally:
            reader.cut()

    def stream(self, call: Call, deadline: float, on_socket: Callable[[socket], None]) -> Iterator[_Piece]:
        """The answer as it comes, with no guard but the socket's time-out. Raises what the client raises.

        `on_socket` is handed each socket as soon as it is connected, so that another thread can shut it.
        """
        self._calls.on_socket = on_socket
        left = max(0.1, deadline - time.monotonic())
        body: dict[str, Any] = msgspec.json.decode(self.config.extra or "{}")
        body |= {"response_format": call.response_format} if call.response_format else {}
        options: dict[str, Any] = {} if call.temperature < 0 else {"temperature": call.temperature}
        if self.config.provider == "openai":
            # in extra_body: LangChain would rename max_tokens and parse the format itself, and other servers know neither
            official = not self.config.base_url or _OFFICIAL in self.config.base_url
            name = "max_completion_tokens" if official else "max_tokens"
            options |= {"extra_body": {**body, name: call.max_tokens}, "timeout": left}
        for chunk in self._chat().stream(list(call.messages), **options):
            usage = chunk.usage_metadata or {}
            yield _Piece(
                str(chunk.text),
                str(chunk.response_metadata.get("finish_reason") or ""),
                usage.get("input_tokens", 0),
                usage.get("output_tokens", 0),
            )

    def _traced(self, request: Any) -> None:
        """Have the client tell of the connection this request gets (also anew, for TLS)."""
        on_socket = self._calls.on_socket

        def trace(event: str, info: dict[str, Any]) -> None:
            stream = info.get("return_value")
            if stream is not None and hasattr(stream, "get_extra_info"):
                on_socket(stream.get_extra_info("socket"))

        request.extensions["trace"] = trace

    def ready(self) -> None:
        """Make the client, without asking anything. Raises EndpointError `missing` where its package is not there."""
        self._chat()

    def _chat(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = self._made()
        return self._model

    def _made(self) -> Any:
        """The chat model. Raises EndpointError where its provider's package is not installed."""
        from langchain.chat_models import init_chat_model

        config = self.config
        options: dict[str, Any] = {"api_key": config.api_key or "none", "max_retries": 0}
        if config.base_url:
            options["base_url"] = config.base_url
        if config.provider == "openai":
            import httpx2  # the client of openai 3

            options["http_client"] = httpx2.Client(
                timeout=httpx2.Timeout(config.timeout_s, connect=_CONNECT),
                limits=httpx2.Limits(
                    max_keepalive_connections=0
                ),  # a connection a call: shutting it ends just that call
                event_hooks={"request": [self._traced]},
            )
            options |= {"use_responses_api": False, "stream_usage": True}
        try:
            return init_chat_model(config.model, model_provider=config.provider, **options)
        except ImportError as error:
            named = re.search(r"pip install (?:-U )?([\w\[\]-]+)", str(error))  # as LangChain says it
            raise EndpointError("missing", named[1] if named else str(error)) from error
        except ValueError as error:
            if f"provider={config.provider!r}" in str(error).replace(" ", ""):
                raise EndpointError("missing") from error
            raise EndpointError("denied", str(error)) from error


class _Reader:
    """Reads a stream in a thread of its own, so that neither silence nor keep-alives can hold up the one who waits."""

    def __init__(self, endpoint: Endpoint, call: Call, deadline: float) -> None:
        self._endpoint = endpoint
        self._queue: queue.Queue[_Piece | EndpointError | None] = queue.Queue()
        self._socket: socket | None = None
        self._gone = False
        threading.Thread(target=self._read, args=(call, deadline), daemon=True).start()

    def pieces(self, deadline: float, stall: float, cancelled: Callable[[], bool]) -> Iterator[_Piece]:
        """Each piece as it comes. Raises EndpointError; `stall` seconds without a piece are too many."""
        heard = time.monotonic()
        while True:
            if cancelled():
                raise EndpointError("cancelled")
            now = time.monotonic()
            if now >= deadline:
                raise EndpointError("late")
            if now - heard >= stall:
                raise EndpointError("stalled")
            try:
                piece = self._queue.get(timeout=min(_TICK, deadline - now))
            except queue.Empty:
                continue
            if piece is None:
                return
            if isinstance(piece, EndpointError):
                raise piece
            heard = time.monotonic()  # also a piece without text: a model that thinks sends those, and no comment of a keep-alive is one
            yield piece

    def cut(self) -> None:
        """Hang up, whether an answer has begun or not: the server sees it at once and writes no more tokens.

        Closing the response would not do: a thread that waits for its next byte keeps the connection open.
        """
        self._gone = True
        if self._socket is not None:
            with suppress(OSError):  # already closed
                self._socket.shutdown(SHUT_RDWR)

    def _hold(self, connected: socket) -> None:
        self._socket = connected
        if self._gone:
            self.cut()

    def _read(self, call: Call, deadline: float) -> None:
        try:
            for piece in self._endpoint.stream(call, deadline, self._hold):
                self._queue.put(piece)
                if self._gone:
                    return
            self._queue.put(None)
        except Exception as error:  # noqa: BLE001 - clients raise anything at a malformed stream; all of it is told to the one who waits
            self._queue.put(_translated(error))


def _collected(pieces: Iterator[_Piece], max_chars: int, on_text: Callable[[str], None]) -> Answer:
    """The pieces joined. More than `max_chars` is a stream that does not end: it is cut, with finish "length"."""
    texts: list[str] = []
    size, finish, prompt, completion = 0, "", 0, 0
    for piece in pieces:
        texts.append(piece.text)
        size += len(piece.text)
        finish = finish or piece.finish
        # some servers count twice, in the last chunk and after it: the greater count, not the sum
        prompt, completion = max(prompt, piece.prompt_tokens), max(completion, piece.completion_tokens)
        if piece.text:
            on_text(piece.text)
        if size > max_chars:
            finish = "length"
            break
    return Answer("".join(texts), finish, prompt, completion)


def _translated(error: Exception) -> EndpointError:
    """What a client raised, as one of our kinds."""
    import openai

    if isinstance(error, EndpointError):
        return error
    if isinstance(error, openai.APITimeoutError):
        return EndpointError("stalled", str(error))
    if isinstance(error, openai.APIConnectionError):
        return EndpointError("down", str(error))
    if isinstance(error, openai.APIStatusError):
        return _by_status(error.status_code, error.response.headers.get("retry-after", ""), str(error))
    status = getattr(error, "status_code", 0)  # other providers' errors
    if isinstance(status, int) and status >= 400:
        return _by_status(status, "", str(error))
    return EndpointError("broken", f"{type(error).__name__}: {error}")


def _by_status(status: int, retry_after: str, detail: str) -> EndpointError:
    if status in (408, 409, 429) or (status >= 500 and status != 501):
        return EndpointError("busy", detail, seconds_of(retry_after), status)
    if status in (401, 402, 403, 404):
        return EndpointError("denied", detail, status=status)
    return EndpointError("refused", detail, status=status)


def seconds_of(retry_after: str) -> float | None:
    """Retry-After: seconds, or the seconds until a date (RFC 9110, 10.2.3); None where it says neither."""
    from email.utils import parsedate_to_datetime

    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    return None
