"""How fast a bot may send: one message a second to a chat with a short burst, thirty a second over all, twenty a minute in a group."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram_api.refusals import flood


@dataclass
class Limits:
    """Switched off until `on`. The figures are those of Telegram's FAQ, the burst is what it allows for a moment."""

    on: bool = False
    per_second: float = 1.0
    burst: int = 3
    overall: int = 30
    per_minute_in_group: int = 20
    _chats: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    _recent: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _groups: dict[tuple[int, int], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, bot: int, chat: int, now: float, *, group: bool) -> None:
        """One message at `now` (seconds of a steady clock). Raises 429 with the seconds to wait."""
        if not self.on:
            return
        level, at = self._chats.get((bot, chat), (float(self.burst), now))
        level = min(self.burst, level + (now - at) * self.per_second)
        wait = 0.0 if level >= 1 else (1 - level) / self.per_second
        wait = max(wait, _until(self._recent[bot], now, 1.0, self.overall))
        if group:
            wait = max(wait, _until(self._groups[bot, chat], now, 60.0, self.per_minute_in_group))
        if wait > 0:
            raise flood(max(1, math.ceil(wait)))
        self._chats[bot, chat] = (level - 1, now)
        self._recent[bot].append(now)
        if group:
            self._groups[bot, chat].append(now)


def _until(times: deque[float], now: float, window: float, most: int) -> float:
    while times and times[0] <= now - window:
        times.popleft()
    return 0.0 if len(times) < most else times[0] + window - now
