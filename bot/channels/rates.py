"""Token buckets: so many a minute for each key, bursts up to that number. Kept in memory, per process, bounded."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 50_000  # the least recently seen are forgotten: they get a full bucket again


class Rate:
    """`allow(key)` takes one from the key's bucket: 0 = allowed, else the seconds to wait."""

    def __init__(self, number: int, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = max(number, 1)
        self._speed = self._size / per_s
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, key: str) -> int:
        wait = self.wait(key)
        if not wait:
            self.take(key)
        return wait

    def wait(self, key: str) -> int:
        """Seconds until the key may again, 0 = now; takes nothing."""
        left = self._left(key)
        return 0 if left >= 1 else math.ceil((1 - left) / self._speed)

    def take(self, key: str) -> None:
        self._buckets[key] = (self._left(key) - 1, self._clock())
        self._buckets.move_to_end(key)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)

    def _left(self, key: str) -> float:
        left, at = self._buckets.get(key, (float(self._size), self._clock()))
        return min(float(self._size), left + (self._clock() - at) * self._speed)
