"""Updates taken in: by long polling or by webhook. An update is kept before Telegram hears that it arrived."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.channels.telegram.reading import ALLOWED, stored
from bot.channels.telegram.transport import READ_S, Fatal, NotSent, Trouble
from bot.errors import StoreError
from bot.store.telegram import StoredUpdate, TelegramRows

LOG = logging.getLogger("zongjie.telegram")
BATCH = 100
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 10.0
GRACE_S = 10.0  # after a start: the long poll of a process that was killed may still be open at the server
GAP_S = 0.5  # how long an update waits for one that must come before it
MOST_BODY = 4 << 20
SECRET_HEADER = b"x-telegram-bot-api-secret-token"

Arrived = Callable[[tuple[StoredUpdate, ...]], None]


class Line(Protocol):
    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        file: tuple[str, bytes] | None = None,
        read_s: float = READ_S,
    ) -> Any: ...


class Poller:
    """getUpdates for ever. The offset moves only past updates that are kept."""

    def __init__(self, line: Line, rows: TelegramRows, arrived: Arrived, wait_s: int) -> None:
        self._line = line
        self._rows = rows
        self._arrived = arrived
        self._wait_s = wait_s
        self._offset = 0

    async def run(self) -> None:
        """Raises Fatal."""
        pause, begun = FIRST_PAUSE_S, time.monotonic()
        while True:
            try:
                await self._poll()
                pause = FIRST_PAUSE_S
                continue
            except Fatal as error:
                if error.code != 409 or time.monotonic() - begun > GRACE_S:
                    raise
                wait = FIRST_PAUSE_S
            except (Trouble, StoreError) as error:
                LOG.warning("getUpdates: %s", error)
                asked = error.wait if isinstance(error, NotSent) else 0.0
                wait, pause = max(pause, asked), min(2 * pause, LONGEST_PAUSE_S)
            await asyncio.sleep(wait)

    async def _poll(self) -> None:
        parameters: dict[str, Any] = {
            "timeout": self._wait_s,
            "limit": BATCH,
            "allowed_updates": list(ALLOWED),
        }
        if self._offset:
            parameters["offset"] = self._offset
        bodies = await self._line.call("getUpdates", parameters, read_s=self._wait_s + READ_S)
        if not isinstance(bodies, list) or not bodies:
            return
        received = time.time()
        rows = [row for row in (stored(body, received) for body in bodies) if row is not None]
        fresh = await asyncio.to_thread(self._rows.take_in, rows)
        self._offset = max((row.update_id for row in rows), default=self._offset - 1) + 1
        self._arrived(fresh)


class Sequence:
    """Updates handed on in the order of their ids, which grow by one: a webhook may bring them out of order.

    One before which another is missing waits for it, but only a moment: it may be another bot's process that has it, or come much later.
    """

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived
        self._next = 0
        self._held: dict[int, StoredUpdate] = {}

    def add(self, rows: tuple[StoredUpdate, ...]) -> None:
        """In the event loop."""
        for row in rows:
            if self._next and row.update_id > self._next:
                self._held[row.update_id] = row
                asyncio.get_running_loop().call_later(GAP_S, self._let_go, row.update_id)
            else:
                self._pass(row)

    def _pass(self, row: StoredUpdate) -> None:
        """It, and those that waited for it alone."""
        self._arrived((row,))
        self._next = max(self._next, row.update_id + 1)
        while (following := self._held.pop(self._next, None)) is not None:
            self._arrived((following,))
            self._next += 1

    def _let_go(self, update_id: int) -> None:
        """What it waited for does not come: it and all before it go on."""
        for number in sorted(number for number in self._held if number <= update_id):
            if (row := self._held.pop(number, None)) is not None:
                self._pass(row)


class Webhook:
    """An ASGI application for one path: POST with the secret in its header; 200 when the update is kept."""

    def __init__(self, address: str, secret: str, rows: TelegramRows, arrived: Arrived) -> None:
        self.path = urlsplit(address).path or "/"
        self._secret = secret.encode()
        self._rows = rows
        self._sequence = Sequence(arrived)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        status = await self._status(scope, receive)
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _status(self, scope: Any, receive: Any) -> int:
        if scope["method"] != "POST":
            return 405
        given = dict(scope["headers"]).get(SECRET_HEADER, b"")
        if not hmac.compare_digest(given, self._secret):
            return 403
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return 400
            body += message.get("body", b"")
            if len(body) > MOST_BODY:
                return 413
            if not message.get("more_body"):
                break
        try:
            found = json.loads(body)
            row = stored(found, time.time()) if isinstance(found, dict) else None
        except ValueError:
            row = None
        if row is None:
            return 400
        try:
            self._sequence.add(await asyncio.to_thread(self._rows.take_in, [row]))
        except StoreError as error:
            LOG.warning("an update was not kept: %s", type(error).__name__)
            return 503
        return 200


def secret_of(token: str, chosen: str) -> str:
    """The webhook's secret: the one of the settings, else one that only who knows the token can make."""
    return chosen or hashlib.sha256(f"zongjie webhook {token}".encode()).hexdigest()
