"""Every call, as it came and as it ended; and what may be asked of them."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MESSAGES = (
    "sendmessage", "senddocument", "sendphoto", "sendvoice", "sendaudio", "sendvideo", "sendanimation", "sendmediagroup", "sendpoll",
    "forwardmessage", "copymessage",
)  # fmt: skip


@dataclass(eq=False)
class Call:
    """`at` and `done` by the steady clock; `status` is the HTTP status, 0 where the connection was cut; `effect` whether it was done.

    `files` are the names of uploads, `parts` the names of their parts. `chat` is 0 where the call names none.
    """

    at: float
    bot: int
    method: str
    texts: dict[str, str]
    files: list[str]
    parts: list[str] = field(default_factory=list)
    chat: int = 0
    done: float = 0.0
    status: int = 0
    effect: bool = False
    result: Any = None
    description: str = ""
    fault: str = ""
    retry_after: int = 0

    @property
    def ok(self) -> bool:
        return self.status == 200


@dataclass(eq=False)
class Record:
    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def of(self, *methods: str, chat: int = 0, ok: bool | None = None) -> list[Call]:
        """Calls of the methods (all, where none is named), in the order they came."""
        names = [name.lower() for name in methods]
        with self._lock:
            calls = list(self.calls)
        return [
            call
            for call in calls
            if (not names or call.method.lower() in names)
            and (not chat or call.chat == chat)
            and (ok is None or call.ok is ok)
        ]

    def sent(self, chat: int = 0) -> list[Call]:
        """Calls that put a message into a chat, also those whose answer was lost."""
        return [call for call in self.of(*MESSAGES, chat=chat) if call.effect]

    def refused(self) -> list[Call]:
        """Calls the API found wrong: 400, 403 and 404, not floods or faults."""
        return [call for call in self.of() if call.status in (400, 403, 404) and not call.fault]

    def fastest(
        self, window: float, *, chat: int = 0, only: Callable[[Call], bool] = lambda call: True
    ) -> int:
        """The most messages sent within any `window` of seconds, to one chat or to all."""
        times = sorted(call.at for call in self.sent(chat) if only(call))
        return max((bisect_left(times, at + window) - place for place, at in enumerate(times)), default=0)

    def impatient(self) -> list[Call]:
        """Messages to a chat that came before the time a 429 had asked to wait there."""
        found = []
        for flood in self.of():
            if flood.status == 429 and flood.chat and flood.retry_after:
                found += [
                    call
                    for call in self.of(*MESSAGES, chat=flood.chat)
                    if flood.done < call.at < flood.done + flood.retry_after - 0.05
                ]
        return found
