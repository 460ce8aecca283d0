"""What every place for spent tokens must do; and what the database adds: processes share it, and a new day begins at nothing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bot.endpoint.spending import MemorySpending, Spending
from bot.store.database import open_database
from bot.store.spending_rows import SpendingRows


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def spending(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spending]:
    if request.param == "memory":
        yield MemorySpending()
        return
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else ""
    database = open_database(address, tmp_path)
    yield SpendingRows(database)
    database.close()


def test_what_is_set_aside_counts_until_it_is_put_right(spending: Spending) -> None:
    assert spending.reserve("甲", 600, 1000)
    assert not spending.reserve("甲", 600, 1000)
    assert spending.reserve("乙", 600, 1000)
    spending.settle("甲", -300)
    assert spending.reserve("甲", 700, 1000)
    spending.settle("甲", 50)
    assert not spending.reserve("甲", 1, 1000)
    assert spending.reserve("甲", 10**6, 0)


def test_one_call_may_be_more_than_a_day_allows(spending: Spending) -> None:
    assert not spending.reserve("甲", 1001, 1000)
    assert spending.reserve("甲", 1000, 1000)


def test_callers_side_by_side_get_no_more_than_there_is(spending: Spending) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: spending.reserve("甲", 100, 1000), range(40)))
    assert given.count(True) == 10


def test_other_processes_see_it_and_a_new_day_forgets_it(tmp_path: Path) -> None:
    day = [date(2024, 6, 3)]
    one, other = open_database("", tmp_path), open_database("", tmp_path)
    here, there = SpendingRows(one, lambda: day[0]), SpendingRows(other, lambda: day[0])
    assert here.reserve("甲", 900, 1000)
    assert not there.reserve("甲", 200, 1000)
    there.settle("甲", 30)
    assert here.spent("甲") == 930
    day[0] = date(2024, 6, 4)
    assert there.spent("甲") == 0
    assert there.reserve("甲", 200, 1000)
    with one.read() as tx:
        assert tx.all("SELECT owner, day FROM model_spending") == [("甲", "2024-06-04")]
    one.close()
    other.close()
