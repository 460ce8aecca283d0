"""So many an hour of each name, counted in SQL (table: bot.store.migrations.m008_quota): for all processes on one database together.

Each use costs a transaction: it is for what is rare and must not be multiplied by the number of processes, such as wrong codes. A name is
kept as a hash, and forgotten an hour after its last use.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from hashlib import sha256

from bot.model import Value
from bot.store.database import Database
from bot.store.transaction import Transaction

HOUR_S = 3_600.0


class Quota(Value, frozen=True):
    """`number` uses an hour of `name`; they come back evenly."""

    name: str
    number: int


class Quotas:
    """Safe to share between threads and processes. `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def wait(self, quotas: Sequence[Quota]) -> int:
        """Seconds until one more of each may be used, 0 = now; takes nothing."""
        with self._database.read() as tx:
            return _wait(self._used(tx, quotas))

    def take(self, quotas: Sequence[Quota]) -> int:
        """Use one of each, or of none: 0, or the seconds to wait. Of two who ask for the last one, one gets it."""
        if seconds := self.wait(quotas):  # whoever is refused costs no writing
            return seconds
        with self._database.write(lock="quota") as tx:
            used = self._used(tx, quotas)
            if seconds := _wait(used):
                return seconds
            for quota, number in used:
                self._keep(tx, quota, number + 1)
        return 0

    def give_back(self, quotas: Sequence[Quota]) -> None:
        """One of each that need not have been used."""
        with self._database.write(lock="quota") as tx:
            for quota, number in self._used(tx, quotas):
                self._keep(tx, quota, max(0.0, number - 1))

    def _used(self, tx: Transaction, quotas: Sequence[Quota]) -> list[tuple[Quota, float]]:
        now, found = self._clock(), []
        for quota in quotas:
            row = tx.one("SELECT used, at FROM quota WHERE name = :name", name=_hash(quota.name))
            used, gone = (float(row[0]), now - float(row[1])) if row else (0.0, 0.0)
            if abs(gone) >= HOUR_S:  # also where the clock was set back
                used = 0.0
            found.append((quota, max(0.0, used - max(0.0, gone) * quota.number / HOUR_S)))
        return found

    def _keep(self, tx: Transaction, quota: Quota, used: float) -> None:
        tx.run(
            "INSERT INTO quota (name, used, at) VALUES (:name, :used, :at)"
            " ON CONFLICT (name) DO UPDATE SET used = excluded.used, at = excluded.at",
            name=_hash(quota.name),
            used=used,
            at=self._clock(),
        )


def sweep(tx: Transaction, now: float) -> None:
    """Forget the names that an hour has passed over."""
    tx.run("DELETE FROM quota WHERE at <= :before OR at >= :after", before=now - HOUR_S, after=now + HOUR_S)


def _wait(used: Sequence[tuple[Quota, float]]) -> int:
    over = ((number + 1 - quota.number) * HOUR_S / quota.number for quota, number in used)
    return max(0, *(math.ceil(round(seconds, 3)) for seconds in over))


def _hash(name: str) -> str:
    """A name may be somebody's address."""
    return sha256(name.encode()).hexdigest()
