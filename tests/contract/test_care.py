"""What is old goes, what is a person's is handed out or goes for good, on either engine."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.errors import NotFoundError, SettingsError
from bot.store.access import AccessRows
from bot.store.care import CareRows, Swept
from bot.store.database import Database, open_database
from bot.store.event_rows import SqlEventStore
from bot.store.kept import KEPT
from bot.store.sealing import MARK, Seal, new_key
from bot.store.sessions import Note, SessionInfo
from tests.contract.people import bytes_kept, settle

NOW = datetime.fromisoformat("2024-06-30T12:00:00+08:00")


def test_every_table_says_whose_it_is(database: Database) -> None:
    looked = inspect(database._engine)
    assert {kept.table for kept in KEPT} | {"schema_version"} == set(looked.get_table_names())
    for kept in KEPT:
        columns = {column["name"] for column in looked.get_columns(kept.table)}
        assert {*kept.key, *kept.words, *kept.secret} <= columns, kept.table
        assert set(looked.get_pk_constraint(kept.table)["constrained_columns"]) == set(kept.key), kept.table


def test_a_table_comes_before_those_that_lean_on_it(database: Database) -> None:
    looked, order = inspect(database._engine), [kept.table for kept in KEPT]
    for table in order:
        for key in looked.get_foreign_keys(table):
            assert order.index(key["referred_table"]) < order.index(table)


# ------------------------------------------------------------------ deletion


def test_one_persons_everything_goes_and_nobody_elses(database: Database) -> None:
    settle(database, "me", "甲")
    other = settle(database, "you", "乙")
    care = CareRows(database)
    assert care.owners() == ("me", "you")
    before = care.rows_of("you")
    assert all(before[kept.table] for kept in KEPT if kept.of), "somebody has something in every table"
    assert care.forget("me") > 20
    assert care.owners() == ("you",)
    assert not any(care.rows_of("me").values())
    assert care.rows_of("you") == before
    assert SqlEventStore(database).info(other).name == "乙名"
    assert AccessRows(database).token("t-me", 1) is None


def test_the_owner_of_nobody_is_never_forgotten(database: Database) -> None:
    settle(database, "", "甲")
    assert CareRows(database).forget("") == 0
    assert SqlEventStore(database).info("s-")


def test_no_byte_of_it_is_left_in_the_files_of_sqlite(tmp_path: Path) -> None:
    """Sessions of three sizes, interleaved with others, so that pages are shared, split and joined."""
    database = open_database("", tmp_path)
    for number in range(40):
        settle(database, f"p{number}", f"留下的{number}" if number % 2 else "要删的人说的话")
    assert "要删的人说的话".encode() in bytes_kept(tmp_path)
    care = CareRows(database)
    for number in range(0, 40, 2):
        care.forget(f"p{number}")
    left = bytes_kept(tmp_path)
    assert "要删的人说的话".encode() not in left
    assert "留下的39".encode() in left


def test_a_session_deleted_by_itself_is_out_of_the_files_after_the_next_sweep(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    session = settle(database, "me", "要删的话")
    SqlEventStore(database).delete(session)
    CareRows(database).forget("nobody")
    assert "要删的话第3件".encode() not in bytes_kept(tmp_path)


# ------------------------------------------------------------------ what is old


def test_what_was_not_touched_for_so_long_goes(database: Database) -> None:
    old = settle(database, "me", "甲", at="2024-05-30T11:59:59+08:00", expires=int(NOW.timestamp()))
    new = settle(database, "you", "乙", at="2024-05-31T12:00:01+08:00")
    swept = CareRows(database).sweep(NOW, 31)
    assert swept == Swept(sessions=1, notes=1, tokens=2, spending=2)
    store = SqlEventStore(database)
    assert [info.id for info in store.sessions()] == [new]
    with pytest.raises(NotFoundError):
        store.load(old)
    assert store.notes("me") == ()
    assert len(store.notes("you")) == 1


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2024-05-31T03:59:59+00:00", True),  # 11:59:59 there
        ("2024-05-31T04:00:01+00:00", False),
        ("2024-05-30T21:59:59-06:00", True),
        ("2024-05-30T22:00:01-06:00", False),
        ("not a time", False),
    ],
)
def test_times_of_any_zone_are_told_apart(database: Database, at: str, goes: bool) -> None:
    store = SqlEventStore(database)
    store.create(SessionInfo("s", "me", "", at, at))
    store.add_note(Note("n", "me", "2024-01-01", at, "x"))
    now = datetime.fromisoformat("2024-06-30T12:00:00+08:00")
    swept = CareRows(database).sweep(now, 30)
    assert (swept.sessions, swept.notes) == ((1, 1) if goes else (0, 0))


def test_nothing_goes_where_nothing_is_to_go(database: Database) -> None:
    settle(database, "me", "甲", at="1999-01-01T00:00:00+08:00")
    assert CareRows(database).sweep(NOW, 0) == Swept(spending=1)
    assert len(SqlEventStore(database).sessions()) == 1


def test_many_old_sessions_go_in_several_steps(database: Database) -> None:
    store = SqlEventStore(database)
    for number in range(250):
        store.create(
            SessionInfo(f"s{number}", "me", "", "2020-01-01T00:00:00+08:00", "2020-01-01T00:00:00+08:00")
        )
    assert CareRows(database).sweep(NOW, 1).sessions == 250


def test_of_all_who_ask_at_once_one_sweeps(address: str, tmp_path: Path) -> None:
    databases = [open_database(address, tmp_path) for _ in range(4)]
    told: list[bool] = []
    threads = [
        threading.Thread(target=lambda d=d: told.append(CareRows(d).due(NOW, 3600))) for d in databases
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, False, True]
    care = CareRows(databases[0])
    assert not care.due(datetime.fromisoformat("2024-06-30T12:59:59+08:00"), 3600)
    assert care.due(datetime.fromisoformat("2024-06-30T13:00:01+08:00"), 3600)
    assert care.due(datetime.fromisoformat("2024-06-01T00:00:00+08:00"), 3600), (
        "a clock set back does not stop it"
    )
    for database in databases:
        database.close()


# ------------------------------------------------------------------ sealed


def test_sealed_words_are_nowhere_to_be_read(tmp_path: Path) -> None:
    key = new_key()
    database = open_database("", tmp_path, keys=[key])
    settle(database, "me", "只有我知道")
    assert "只有我知道".encode() not in bytes_kept(tmp_path)
    assert CareRows(database).rows_of("me")["turn"][1]["said"].startswith("只有我知道第1件")
    assert key.encode() not in bytes_kept(tmp_path)


def test_without_the_right_key_nothing_is_opened(address: str, tmp_path: Path) -> None:
    open_database(address, tmp_path, keys=[new_key()]).close()
    for keys, fault in (
        ([], "data_key_missing"),
        ([new_key()], "data_key_wrong"),
        (["short"], "data_key_bad"),
    ):
        with pytest.raises(SettingsError) as told:
            open_database(address, tmp_path, keys=keys)
        assert told.value.key == fault


def test_a_key_comes_changes_and_goes(address: str, tmp_path: Path) -> None:
    first, second = new_key(), new_key()
    plain = open_database(address, tmp_path)
    settle(plain, "me", "甲")
    before = CareRows(plain).rows_of("me")
    plain.close()

    half = open_database(address, tmp_path, keys=[first])
    settle(half, "you", "乙")
    assert CareRows(half).rows_of("me") == before, "rows of before the key are read beside sealed ones"
    CareRows(half).reseal(half)
    half.close()

    both = open_database(address, tmp_path, keys=[second, first])
    assert CareRows(both).reseal(both) > 40
    both.close()
    only = open_database(address, tmp_path, keys=[second])
    assert CareRows(only).rows_of("me") == before
    with only.read() as tx:
        for kept in KEPT:
            for name in kept.words:
                rows = tx.all(f"SELECT {name} FROM {kept.table}")
                assert all(not value or _text(value).startswith(MARK) for (value,) in rows), (
                    kept.table,
                    name,
                )
    CareRows(only).reseal(only.sealed_by(()))
    only.close()
    again = open_database(address, tmp_path)
    assert CareRows(again).rows_of("me") == before
    again.close()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else bytes(value).decode()


@pytest.mark.parametrize(
    "text", ["", "话", f"{MARK}1:像密文", f"{MARK}0:像明文", "\ud800", "\x01zj", "😀" * 1000]
)
def test_any_text_comes_back_from_either_seal(text: str) -> None:
    for seal in (Seal(), Seal([new_key()])):
        assert seal.open(seal.text(text)) == text
        data = text.encode("utf-8", "surrogatepass")
        assert seal.open_data(seal.data(data)) == data
