"""Codes cannot be guessed for long: wrong ones are counted for whoever tries and for all together, over every process and channel."""

from __future__ import annotations

from bot.store.quotas import Quota, Quotas

ALL_TOGETHER = 20  # times as many wrong codes of all: somebody may guess from many addresses


class Guesses:
    """`per_hour` wrong codes of one `who`, such as an address. Blocking calls."""

    def __init__(self, quotas: Quotas, per_hour: int) -> None:
        self._quotas = quotas
        self._per_hour = per_hour

    def wait(self, who: str) -> int:
        """Seconds until `who` may try, 0 = now."""
        return self._quotas.wait(self._both(who))

    def begin(self, who: str) -> int:
        """A try, counted as a wrong one until `right` takes that back: 0, or the seconds to wait."""
        return self._quotas.take(self._both(who))

    def right(self, who: str) -> None:
        self._quotas.give_back(self._both(who))

    def _both(self, who: str) -> tuple[Quota, Quota]:
        return Quota(f"code {who}", self._per_hour), Quota("code", self._per_hour * ALL_TOGETHER)
