"""Uses an hour, counted for all processes together, on either engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.care import CareRows
from bot.store.database import Database, open_database
from bot.store.quotas import Quota, Quotas

NAME = "203.0.113.9"


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quotas(database: Database, clock: Clock) -> Quotas:
    return Quotas(database, clock)


def kept(database: Database) -> str:
    with database.read() as tx:
        return str(tx.all("SELECT * FROM quota"))


def test_so_many_an_hour_which_come_back_evenly(quotas: Quotas, clock: Clock) -> None:
    three, other = [Quota(NAME, 3)], [Quota("other", 3)]
    assert [quotas.take(three) for _ in range(5)] == [0, 0, 0, 1200, 1200]
    assert quotas.take(other) == 0
    clock.now += 1200
    assert [quotas.wait(three), quotas.wait(three), quotas.take(three), quotas.take(three)] == [0, 0, 0, 1200]
    quotas.give_back(three)
    assert quotas.take(three) == 0


def test_of_several_all_or_none_is_used(quotas: Quotas) -> None:
    both = [Quota(NAME, 5), Quota("all", 2)]
    assert [quotas.take(both) > 0 for _ in range(4)] == [False, False, True, True]
    assert [quotas.take(both[:1]) > 0 for _ in range(4)] == [False, False, False, True]


def test_a_clock_set_back_shuts_nobody_out_for_longer_than_an_hour(quotas: Quotas, clock: Clock) -> None:
    one = [Quota(NAME, 1)]
    assert quotas.take(one) == 0
    clock.now -= 600
    assert 0 < quotas.take(one) <= 3600
    clock.now -= 86_400
    assert quotas.take(one) == 0


def test_processes_on_one_database_count_together(address: str, tmp_path: Path) -> None:
    databases = [open_database(address, tmp_path) for _ in range(4)]
    quota = [Quota(NAME, 7), Quota("all", 100)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: Quotas(databases[n % 4]).take(quota), range(40)))
    assert found.count(0) == 7
    for database in databases:
        database.close()


def test_a_name_is_a_hash_and_is_forgotten(database: Database, quotas: Quotas, clock: Clock) -> None:
    quotas.take([Quota(NAME, 3)])
    assert NAME not in kept(database)
    for passed, left in ((3_000, False), (700, True)):
        clock.now += passed
        CareRows(database).sweep(datetime.fromtimestamp(clock.now).astimezone(), 0)
        assert (kept(database) == "[]") is left
