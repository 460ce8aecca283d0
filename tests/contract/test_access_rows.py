"""Tokens and joining codes in SQL, on either engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from bot.store.access import AccessRows, Grant
from bot.store.database import Database


@pytest.fixture
def rows(database: Database) -> AccessRows:
    return AccessRows(database)


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [found.result() for found in [pool.submit(call) for call in calls]]


def test_a_token_opens_until_it_runs_out_or_is_forgotten(rows: AccessRows) -> None:
    rows.add_token("t", "me", 100)
    rows.add_token("other", "you", 100)
    assert rows.token("t", 99) == Grant("me", 100)
    assert rows.token("t", 100) is None
    rows.extend("t", 5_000_000_000)
    assert rows.token("t", 4_999_999_999) == Grant("me", 5_000_000_000)
    rows.forget("me")
    assert rows.token("t", 1) is None
    assert rows.token("other", 1) == Grant("you", 100)


def test_a_code_that_is_taken_is_not_given_twice(rows: AccessRows) -> None:
    assert rows.add_code("123456", Grant("a", 100, "s"), 50)
    assert not rows.add_code("123456", Grant("b", 100, "t"), 50)
    assert rows.add_code("123456", Grant("b", 200, "t"), 100)
    assert rows.take_code("123456", 150) == Grant("b", 200, "t")
    assert rows.take_code("123456", 150) is None


def test_of_many_who_ask_at_once_one_gets_the_code(rows: AccessRows) -> None:
    for number in range(6):
        code = f"{number:06d}"
        made = at_once([partial(rows.add_code, code, Grant(f"o{n}", 100), 50) for n in range(4)])
        assert made.count(True) == 1
        taken = at_once([partial(rows.take_code, code, 60) for _ in range(4)])
        assert len([grant for grant in taken if grant is not None]) == 1
