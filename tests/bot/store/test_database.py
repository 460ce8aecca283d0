"""The SQL kernel: durable, migrated once, its errors ours."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest

from bot.errors import SequenceConflict, SettingsError, StoreError, StoreUnavailable
from bot.store import database as kernel
from bot.store.database import Database, open_database
from bot.store.migrations import MIGRATIONS
from bot.store.transaction import Transaction


def add(database: Database, name: str, conflict: type[StoreError] = StoreError) -> None:
    with database.write(conflict) as tx:
        tx.run("INSERT INTO sample_note (name, value) VALUES (:name, :value)", name=name, value="x")


def names(database: Database) -> list[str]:
    with database.read() as tx:
        return [row[0] for row in tx.all("SELECT name FROM sample_note ORDER BY name")]


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    database = open_database("", tmp_path / "new" / "home")
    with database.read() as tx:
        assert tx.one("PRAGMA journal_mode") == ("wal",)
        assert tx.one("PRAGMA synchronous") == (2,)
        assert tx.one("PRAGMA foreign_keys") == (1,)
    assert (tmp_path / "new" / "home" / kernel.FILE_NAME).exists()


def test_commit_survives_reopening_and_failure_leaves_nothing(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    add(database, "kept")
    with pytest.raises(StoreError), database.write() as tx:
        tx.many(
            "INSERT INTO sample_note (name, value) VALUES (:name, 'x')", [{"name": "lost"}, {"name": "kept"}]
        )
    database.close()
    assert names(open_database("", tmp_path)) == ["kept"]


def test_violated_constraint_raises_the_conflict_asked_for(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    add(database, "a")
    with pytest.raises(SequenceConflict):
        add(database, "a", SequenceConflict)


def test_wrong_sql_is_a_store_error(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    with pytest.raises(StoreError), database.read() as tx:
        tx.all("SELECT nothing FROM nowhere")


def test_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / kernel.FILE_NAME).write_bytes(b"no database at all, " * 200)
    with pytest.raises(StoreError):
        open_database("", tmp_path)


def test_home_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable):
        open_database("", tmp_path / "file")


@pytest.mark.parametrize(
    ("url", "key"),
    [("nonsense", "database_url_bad"), ("oracle9://x", "database_url_bad")],
)
def test_address_that_cannot_be_used_names_its_fix(url: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        open_database(url, tmp_path)
    assert raised.value.key == key


def test_migrations_run_once_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def later(tx: Transaction) -> None:
        ran.append("later")
        tx.run("CREATE TABLE later (x TEXT)")

    open_database("", tmp_path).close()
    monkeypatch.setattr(kernel, "MIGRATIONS", [*MIGRATIONS, later])
    open_database("", tmp_path).close()
    open_database("", tmp_path).close()
    assert ran == ["later"]


def test_failed_migration_leaves_the_old_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(tx: Transaction) -> None:
        tx.run("CREATE TABLE half (x TEXT)")
        raise RuntimeError("half way")

    open_database("", tmp_path).close()
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "MIGRATIONS", [*MIGRATIONS, broken])
        with pytest.raises(RuntimeError):
            open_database("", tmp_path)
    database = open_database("", tmp_path)
    with database.read() as tx:
        assert tx.all("SELECT name FROM sqlite_master WHERE name = 'half'") == []


def test_database_of_a_newer_program_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database("", tmp_path).close()
    monkeypatch.setattr(kernel, "MIGRATIONS", MIGRATIONS[:-1])
    with pytest.raises(StoreError, match="upgrade"):
        open_database("", tmp_path)


def test_threads_share_a_database(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    threads = [threading.Thread(target=add, args=(database, f"n{n:02}")) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(database) == [f"n{n:02}" for n in range(12)]


def _open_and_add(home: Path, name: str) -> None:
    database = open_database("", home)
    add(database, name)
    database.close()


@pytest.mark.slow
def test_processes_may_create_the_database_together(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_add, args=(tmp_path, f"p{n}")) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert names(open_database("", tmp_path)) == ["p0", "p1", "p2", "p3"]
