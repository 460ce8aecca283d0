"""What can go wrong on the way, on demand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["flood", "error", "html", "cut before", "cut after", "delay", "hang"]


@dataclass(eq=False)
class Fault:
    """One fault, for calls of `method` ("" any; getUpdates only by name) by any bot to `chat` (0 any), from the `nth` such call on, `times` times.

    `kind`: flood — 429 with `seconds` to wait, nothing done; error — `status` as JSON with `description`, nothing
    done; html — `status` as an HTML page, nothing done;
    cut before — the connection ends, nothing done; cut after — done, and the connection ends without an answer;
    delay — done, answered after `seconds`; hang — nothing done, no answer for `seconds`, then the end of the connection.
    """

    kind: Kind
    method: str = ""
    chat: int = 0
    nth: int = 1
    times: int = 1
    seconds: float = 1.0
    status: int = 502
    description: str = ""
    seen: int = 0
    struck: int = 0

    def meets(self, method: str, chat: int) -> bool:
        name = method.lower()
        wanted = self.method.lower()
        if wanted != name and (wanted or name == "getupdates"):
            return False
        return not self.chat or self.chat == chat


@dataclass(eq=False)
class Faults:
    """`add` puts a fault in the way; the first that fits a call strikes."""

    waiting: list[Fault] = field(default_factory=list)
    struck: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        kind: Kind,
        method: str = "",
        *,
        chat: int = 0,
        nth: int = 1,
        times: int = 1,
        seconds: float = 1.0,
        status: int = 502,
        description: str = "",
    ) -> Fault:
        fault = Fault(kind, method, chat, nth, times, seconds, status, description)
        with self._lock:
            self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self.waiting.clear()

    def take(self, method: str, chat: int) -> Fault | None:
        with self._lock:
            for fault in self.waiting:
                if not fault.meets(method, chat):
                    continue
                fault.seen += 1
                if fault.seen < fault.nth:
                    continue
                fault.struck += 1
                self.struck.append(fault)
                if fault.struck >= fault.times:
                    self.waiting.remove(fault)
                return fault
        return None
