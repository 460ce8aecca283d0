"""Delivery of updates to a bot's webhook: one after another within a chat, at once across chats, again after a failure."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.telegram_api.inbox import Pending

if TYPE_CHECKING:
    from tests.telegram_api.accounts import BotAccount
    from tests.telegram_api.world import World

LONGEST_PAUSE = 64  # seconds between two attempts


@dataclass(frozen=True)
class Delivery:
    """One attempt: when (steady clock), which update, the status it got (0 where no answer came)."""

    at: float
    update_id: int
    status: int


@dataclass(eq=False)
class Webhook:
    """Where a bot wants its updates, and what became of them."""

    world: World
    bot: BotAccount
    url: str
    secret: str
    max_connections: int
    ip_address: str
    error: str = ""
    error_at: float = 0.0
    closed: bool = False
    deliveries: list[Delivery] = field(default_factory=list)
    _busy: set[tuple[str, int]] = field(default_factory=set)
    _flying: set[int] = field(default_factory=set)
    _later: dict[int, tuple[float, int]] = field(default_factory=dict)  # update → (not before, failures)

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self.closed = True
        self.world.notify()

    def _run(self) -> None:
        while not self.closed and not self.world.closing:
            with self.world.lock:
                due = self._due()
                for update in due:
                    self._busy.add(update.queue)
                    self._flying.add(update.id)
                    threading.Thread(target=self._deliver, args=(update,), daemon=True).start()
                if not due:
                    self.world.changed.wait(self._pause())

    def _due(self) -> list[Pending]:
        """The first of each queue that is neither under way nor put off."""
        inbox = self.bot.inbox
        inbox.drop_expired()
        free = self.max_connections - len(self._busy)
        found: list[Pending] = []
        seen = set(self._busy)
        waiting = [*inbox.again, *inbox.waiting]
        if inbox.reorders and len(waiting) > 1:
            inbox.reorders -= 1
            waiting.reverse()
        for update in waiting:
            if update.queue in seen or len(found) >= free:
                continue
            seen.add(update.queue)
            if self._later.get(update.id, (0.0, 0))[0] <= time.monotonic():
                found.append(update)
        return found

    def _pause(self) -> float:
        soonest = min((at for at, _ in self._later.values()), default=time.monotonic() + 1)
        return min(max(soonest - time.monotonic(), 0.005), 1.0)

    def _deliver(self, update: Pending) -> None:
        status, wait, answer = 0, 0, b""
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, wait, answer = self._post(update.body)
        with self.world.lock:
            self.deliveries.append(Delivery(time.monotonic(), update.id, status))
            self._busy.discard(update.queue)
            self._flying.discard(update.id)
            if 200 <= status < 300:
                self._took(update)
            else:
                self._failed(update, status, wait)
            self.world.changed.notify_all()
        if 200 <= status < 300:
            self._answered(answer)

    def _took(self, update: Pending) -> None:
        inbox = self.bot.inbox
        self._later.pop(update.id, None)
        inbox.handed.append((self.world.now(), update.id))
        if update in inbox.again:
            inbox.again.remove(update)
        elif inbox.duplicates:
            inbox.duplicates -= 1
            inbox.again.append(update)
        inbox.done(update)

    def _failed(self, update: Pending, status: int, wait: int) -> None:
        failures = self._later.get(update.id, (0.0, 0))[1]
        pause = wait or (0 if failures == 0 else min(2**failures, LONGEST_PAUSE)) * self.world.webhook_pace
        self._later[update.id] = (time.monotonic() + pause, failures + 1)
        self.error_at = self.world.now()
        reason = http.client.responses.get(status, "")
        self.error = f"Wrong response from the webhook: {status} {reason}" if status else "Connection refused"

    def _post(self, body: dict[str, Any]) -> tuple[int, int, bytes]:
        """(status, Retry-After in seconds, answer)."""
        parts = urlsplit(self.url if "://" in self.url else f"https://{self.url}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.world.webhook_timeout)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", target, json.dumps(body, ensure_ascii=False).encode(), headers)
            response = connection.getresponse()
            after = response.getheader("Retry-After") or "0"
            return response.status, int(after) if after.isdigit() else 0, response.read()
        finally:
            connection.close()

    def _answered(self, answer: bytes) -> None:
        """A bot may make a call in its answer; it never learns what came of it."""
        try:
            body = json.loads(answer)
        except ValueError:
            return
        if isinstance(body, dict) and isinstance(body.get("method"), str):
            name = body.pop("method")
            if not name.lower().startswith("get") and name.lower() not in (
                "setwebhook",
                "deletewebhook",
                "close",
                "logout",
            ):
                self.world.call_back(self.bot, name, body)
