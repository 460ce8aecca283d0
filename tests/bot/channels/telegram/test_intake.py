"""The webhook as Telegram meets it, and updates that come out of order."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.intake import GAP_S, MOST_BODY, Webhook
from bot.errors import StoreUnavailable
from bot.store.database import open_database
from bot.store.telegram import StoredUpdate, TelegramRows

SECRET = "s3cret"


class Hook:
    """A webhook over a database of its own; `arrived` are the updates it handed on."""

    def __init__(self, home: Path) -> None:
        self.database = open_database("", home)
        self.rows = TelegramRows(self.database)
        self.arrived: list[int] = []
        self.webhook = Webhook("https://example.org/telegram", SECRET, self.rows, self._arrived)

    def _arrived(self, rows: tuple[StoredUpdate, ...]) -> None:
        self.arrived += [row.update_id for row in rows]

    async def post(self, body: bytes, secret: str = SECRET, method: str = "POST") -> int:
        """The status of one request, its body in two pieces."""
        sent: list[dict[str, Any]] = []
        half = len(body) // 2
        parts = iter([(body[:half], True), (body[half:], False)])

        async def receive() -> dict[str, Any]:
            piece, more = next(parts)
            return {"type": "http.request", "body": piece, "more_body": more}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        headers = [(b"x-telegram-bot-api-secret-token", secret.encode())] if secret else []
        await self.webhook({"type": "http", "method": method, "headers": headers}, receive, send)
        return int(sent[0]["status"])

    async def update(self, number: int) -> int:
        body = {"update_id": number, "message": {"chat": {"id": 7, "type": "private"}}}
        return await self.post(json.dumps(body).encode())


@pytest.fixture
def hook(tmp_path: Path) -> Hook:
    return Hook(tmp_path)


@pytest.mark.parametrize(
    ("body", "secret", "method", "status"),
    [
        (b"{}", "", "POST", 403),
        (b"{}", "s3cre", "POST", 403),
        (b"{}", SECRET, "GET", 405),
        (b"{", SECRET, "POST", 400),
        (b"[]", SECRET, "POST", 400),
        (b'{"update_id":"5"}', SECRET, "POST", 400),
        (b"\xff\xfe", SECRET, "POST", 400),
        (b" " * (MOST_BODY + 2), SECRET, "POST", 413),
        (b'{"update_id":5}', SECRET, "POST", 200),
    ],
)
def test_what_a_request_gets(hook: Hook, body: bytes, secret: str, method: str, status: int) -> None:
    assert asyncio.run(hook.post(body, secret, method)) == status
    assert [one.update_id for one in hook.rows.unfinished()] == ([5] if status == 200 else [])


def test_it_is_kept_before_it_is_answered_and_handed_on_once(hook: Hook) -> None:
    async def deliver() -> list[int]:
        return [await hook.update(5), await hook.update(5)]

    assert asyncio.run(deliver()) == [200, 200]
    assert hook.arrived == [5]


def test_a_database_that_is_away_is_told_to_telegram(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(rows: object) -> tuple[StoredUpdate, ...]:
        raise StoreUnavailable("away")

    monkeypatch.setattr(hook.rows, "take_in", away)
    assert asyncio.run(hook.update(5)) == 503
    assert hook.arrived == []


@pytest.mark.parametrize("order", [[5, 7, 6, 8], [5, 8, 7, 6], [5, 6, 7, 8]])
def test_updates_that_come_out_of_order_are_put_in_order(hook: Hook, order: list[int]) -> None:
    async def deliver() -> None:
        for number in order:
            await hook.update(number)

    asyncio.run(deliver())
    assert hook.arrived == [5, 6, 7, 8]


def test_one_that_never_comes_is_waited_for_only_a_moment(hook: Hook) -> None:
    async def deliver() -> list[int]:
        for number in (5, 9, 8):
            await hook.update(number)
        before = list(hook.arrived)
        await asyncio.sleep(GAP_S + 0.3)
        await hook.update(7)
        await hook.update(10)
        return before

    assert asyncio.run(deliver()) == [5]
    assert hook.arrived == [5, 8, 9, 7, 10]
