"""The wire: python-telegram-bot as transport only. A call goes out, its result comes back, and what went wrong is told apart.

Trouble
├── NotSent      it is known that nothing arrived: no connection, or an error that the server answered with; `wait` in seconds
├── Uncertain    cut or timed out after it was sent: nobody knows whether it arrived
├── Refused      400, 403, 404: the same call will never do; `gone` where the user has blocked the bot or is no more
└── Fatal        401, 409: the bot cannot go on
"""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
from telegram import Bot, InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest, RequestData

from bot.errors import ZongjieError

CONNECT_S = 10.0
READ_S = 30.0  # a call is answered within that; a file within UPLOAD_S
UPLOAD_S = 120.0
POOL_S = 20.0
CONNECTIONS = 64
_BEFORE_SENDING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "PEER_ID_INVALID", "bot was kicked")


class Trouble(ZongjieError):
    """A call that did not do what it should. `code` is the server's, 0 where none came."""

    def __init__(self, said: str, code: int = 0) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


class NotSent(Trouble):
    """`wait` is what the server asks for, in seconds; 0 where it does not say."""

    def __init__(self, said: str, code: int = 0, wait: float = 0.0) -> None:
        super().__init__(said, code)
        self.wait = wait


class Uncertain(Trouble):
    pass


class Refused(Trouble):
    @property
    def gone(self) -> bool:
        return self.code == 403 or any(word in self.said for word in _GONE)


class Fatal(Trouble):
    pass


class Line:
    """One bot at one Bot API server. To be opened and closed in the event loop it is used in."""

    def __init__(self, token: str, api_url: str) -> None:
        base = api_url.rstrip("/")
        self._files = f"{base}/file/bot{token}/"
        self._bot = _Caller(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=_Request(CONNECTIONS, READ_S, READ_S, CONNECT_S, POOL_S, media_write_timeout=UPLOAD_S),
            get_updates_request=_Request(2, READ_S, READ_S, CONNECT_S, POOL_S),
        )

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        file: tuple[str, bytes] | None = None,
        read_s: float = READ_S,
    ) -> Any:
        """The result of a method. `file` is name and bytes for the parameter `document`. Raises Trouble."""
        values = dict(parameters)
        if file is not None:
            values["document"] = InputFile(file[1], filename=file[0])
            read_s = UPLOAD_S
        try:
            return await self._bot.call(method, values, read_s)
        except TelegramError as error:
            raise _told(error) from None  # its text may hold the address, and that the token

    async def download(self, file_path: str) -> bytes:
        """A file by its `file_path`. Raises Trouble."""
        try:
            return bytes(await self._bot.request.retrieve(self._files + file_path, read_timeout=UPLOAD_S))
        except TelegramError as error:
            raise _told(error) from None

    async def close(self) -> None:
        for request in self._bot.requests:
            await request.shutdown()


class _Caller(Bot):
    """A Bot that makes any call with plain values: the outbox keeps them as JSON."""

    async def call(self, method: str, values: dict[str, Any], read_s: float) -> Any:
        return await self._post(method, values, read_timeout=read_s)

    @property
    def requests(self) -> tuple[Any, ...]:
        return self._request


class _Answered(TelegramError):
    """What the server answered with, before it is put into words."""

    def __init__(self, code: int, body: bytes) -> None:
        super().__init__(f"HTTP {code}")
        self.code = code
        self.body = body


class _Request(HTTPXRequest):
    """Leaves every answer but 2xx to `_told`; python-telegram-bot does not tell a refused connection from a cut one."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **options: Any
    ) -> tuple[int, bytes]:
        code, body = await super().do_request(url, method, request_data, *args, **options)
        if not 200 <= code <= 299:
            raise _Answered(code, body)
        return code, body


def _told(error: TelegramError) -> Trouble:
    """An error of the library as ours."""
    if isinstance(error, _Answered):
        return _answered(error.code, error.body)
    cause = error.__cause__
    said = type(cause or error).__name__
    if isinstance(cause, _BEFORE_SENDING):
        return NotSent(said)
    if (
        isinstance(error, NetworkError) or type(error) is TelegramError
    ):  # the latter: 200 with what is no JSON
        return Uncertain(said)
    return Refused(said)


def _answered(code: int, body: bytes) -> Trouble:
    try:
        values = json.loads(body)
        said = str(values.get("description", "")) or f"HTTP {code}"
        wait = float(values.get("parameters", {}).get("retry_after", 0))
    except (ValueError, AttributeError, TypeError):
        said, wait = f"HTTP {code}", 0.0
    if code in (401, 409):
        return Fatal(said, code)
    if code == 429:
        return NotSent(said, code, max(wait, 1.0))
    if code >= 500:
        return NotSent(said, code, wait)
    return Refused(said, code)


class _Hidden(logging.Filter):
    """Takes the token out of whatever is logged."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if self._token in text:
            record.msg, record.args = text.replace(self._token, "…"), ()
        if record.exc_info and record.exc_info[1] is not None and self._token in str(record.exc_info[1]):
            record.exc_info = None
        return True


def hush(token: str) -> None:
    """Keep the token out of logs: those who write addresses are silenced, and what still holds it is struck out."""
    for name in ("httpx", "httpcore", "telegram", "telegram.request", "telegram.ext"):
        logging.getLogger(name).setLevel(logging.WARNING)
    hidden = _Hidden(token)
    root = logging.getLogger()
    for handler in root.handlers:
        handler.addFilter(hidden)
