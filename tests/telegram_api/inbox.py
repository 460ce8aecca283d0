"""A bot's updates until it confirms them: getUpdates and its offset, and the queue a webhook is fed from."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KEPT = 24 * 3600  # seconds an update waits for its bot
DEFAULT_TYPES = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip
ALL_TYPES = (*DEFAULT_TYPES, "message_reaction", "message_reaction_count", "chat_member")


@dataclass(frozen=True)
class Pending:
    """An update that waits. `queue` orders what a webhook gets: one after another within it, at once across."""

    body: dict[str, Any]
    queue: tuple[str, int]
    expires: float

    @property
    def id(self) -> int:
        return int(self.body["update_id"])


@dataclass(eq=False)
class Inbox:
    """Used under the world's lock. `duplicates` and `reorders` count the faults still to be done to what is handed out."""

    now: Callable[[], float]
    waiting: list[Pending] = field(default_factory=list)
    allowed: tuple[str, ...] = DEFAULT_TYPES
    next_id: int = field(default_factory=lambda: random.randrange(100_000_000, 900_000_000))
    history: list[dict[str, Any]] = field(default_factory=list)
    handed: list[tuple[float, int]] = field(default_factory=list)
    duplicates: int = 0
    reorders: int = 0
    again: list[Pending] = field(default_factory=list)

    def allow(self, names: Any) -> None:
        """The parameter allowed_updates: a list of types; an empty list means the usual ones, anything else changes nothing."""
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            known = tuple(name.lower() for name in names if name.lower() in ALL_TYPES)
            self.allowed = known or DEFAULT_TYPES

    def put(self, kind: str, body: dict[str, Any], queue: tuple[str, int]) -> bool:
        """Whether the bot wants this type."""
        if kind not in self.allowed:
            return False
        update = copy.deepcopy({"update_id": self.next_id, kind: body})
        self.next_id += 1
        self.waiting.append(Pending(update, queue, self.now() + KEPT))
        self.history.append(update)
        return True

    def drop_expired(self) -> None:
        now = self.now()
        self.waiting = [p for p in self.waiting if p.expires > now]

    def pending(self) -> int:
        self.drop_expired()
        return len(self.waiting)

    def clear(self) -> None:
        self.waiting.clear()

    def confirm(self, offset: int) -> None:
        """Forgets what is before the offset; a negative one keeps only that many of the last."""
        self.drop_expired()
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif 0 < offset <= self.next_id + 10:
            done = [p for p in self.waiting if p.id < offset]
            self.waiting = [p for p in self.waiting if p.id >= offset]
            for update in done[: self.duplicates]:
                self.duplicates -= 1
                self.again.append(update)

    def take(self, limit: int) -> list[dict[str, Any]]:
        """The next updates, as they are; they wait on until confirmed."""
        self.drop_expired()
        found = [*self.again, *self.waiting][:limit]
        if len(found) > 1 and self.reorders:
            self.reorders -= 1
            found.reverse()
        self.again.clear() if found else None
        self.handed += [(self.now(), p.id) for p in found]
        return [p.body for p in found]

    def done(self, update: Pending) -> None:
        """A webhook took it."""
        self.waiting = [p for p in self.waiting if p.id != update.id]
