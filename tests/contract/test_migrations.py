"""Forward from every earlier version, with rows in it, on either engine."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from bot.conversation import Reply
from bot.errors import StoreError
from bot.events import Asked, Question, Started
from bot.model import encode
from bot.store import database as kernel
from bot.store.access import AccessRows, Grant
from bot.store.database import Database, open_database
from bot.store.event_rows import SqlEventStore
from bot.store.migrations import MIGRATIONS
from bot.store.sample_rows import SampleRows
from bot.store.sessions import Turn
from bot.store.spending_rows import SpendingRows
from bot.store.transaction import Transaction
from tests.contract.test_sample_rows import sample, sections

# What people may have had in a database of each version, as plain rows: the stores of today write what later versions know.
SAMPLE: dict[str, dict[str, object]] = {
    "sample": {"id": "a", "title": "甲", "unit_type": "bank", "period": "季度", "topic": "反诈", "origin": "a.txt",
               "content_hash": "h", "builtin": 0, "body": ""},
    "sample_section": {"id": "a-0", "sample_id": "a", "unit_type": "bank", "period": "季度", "topic": "反诈", "role": "引言", "text": "文"},
    "sample_vector": {"section_id": "a-0", "embedder": "e", "vector": b"\x00\xff"},
    "sample_note": {"name": "revision", "value": "3"},
}  # fmt: skip
SESSION: dict[str, dict[str, object]] = {
    "session": {"id": "s", "owner": "me", "name": "", "started": "2024-03-05T08:00:00+08:00", "updated": "2024-03-05T08:00:00+08:00",
                "sequence": 2, "stage": "basics"},
    "turn": {"session": "s", "turn": 0, "message": "start", "at": "2024-03-05T08:00:00+08:00", "said": "", "replies": ""},
    "note": {"id": "n", "owner": "me", "day": "2024-03-05", "at": "2024-03-05T08:00:00+08:00", "said": "换表"},
}  # fmt: skip
EVENTS = ('{"event":"Started","owner":"me"}', '{"event":"Asked","question":{"kind":"basics","key":"单位"}}')


def insert(tx: Transaction, table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    tx.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", **row)


def fill(database: Database, version: int) -> None:
    """Rows as the program of that version left them."""
    with database.write() as tx:
        if version >= 1:
            for table, row in SAMPLE.items():
                insert(tx, table, row | ({"body": encode(sample("a"))} if table == "sample" else {}))
        if version >= 2:
            for table, row in SESSION.items():
                insert(tx, table, row | ({"replies": encode((Reply("第一问"),))} if table == "turn" else {}))
            for number, body in enumerate(EVENTS, 1):
                insert(tx, "event", {"session": "s", "sequence": number, "turn": 0, "at": "t", "body": body})
            waits = SESSION["session"] | {"id": "w", "stage": ""}
            insert(tx, "session", waits)
            insert(tx, "turn", SESSION["turn"] | {"session": "w", "turn": 4, "replies": "[]"})
    if version >= 3:
        AccessRows(database).add_token("token", "me", 4_000_000_000)
    if version >= 4:
        SpendingRows(database, lambda: date(2030, 1, 1)).settle("me", 7)


def holds(database: Database, version: int) -> None:
    """What was there is there, and the stores of today work on."""
    if version >= 1:
        rows = SampleRows(database)
        assert [row.id for row in rows.sections()] == ["a-0"]
        assert rows.vectors("e") == {"a-0": b"\x00\xff"}
        assert rows.get("a") == sample("a")
        rows.put(sample("b"), sections("b"))
        assert rows.revision() == 4
    store = SqlEventStore(database)
    if version >= 2:
        assert [record.event for record in store.load("s")] == [
            Started("me"),
            Asked(Question("basics", "单位")),
        ]
        assert store.turns("s") == (Turn(0, "start", "2024-03-05T08:00:00+08:00", "", (Reply("第一问"),)),)
        assert [note.said for note in store.notes("me")] == ["换表"]
        store.append("s", 2, Turn(1, "m", "t", "话"), (Asked(Question("review")),), "review")
        assert store.info("s").sequence == 3
        waiting = store.jobs.get("w")
        assert (waiting.turn if waiting else None) == (4 if version < 5 else None)
    if version >= 4:
        assert SpendingRows(database, lambda: date(2030, 1, 1)).spent("me") == 7
    if version >= 3:
        assert AccessRows(database).token("token", 1) == Grant("me", 4_000_000_000)


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_earlier_version_comes_forward(
    version: int, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "MIGRATIONS", MIGRATIONS[:version])
        old = open_database(address, tmp_path)
        fill(old, version)
        old.close()
    database = open_database(address, tmp_path)
    holds(database, version)
    database.close()


def test_a_failed_migration_leaves_the_old_schema(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(tx: Transaction) -> None:
        tx.run("CREATE TABLE half (x TEXT)")
        tx.run("INSERT INTO nowhere (x) VALUES ('x')")

    open_database(address, tmp_path).close()
    with monkeypatch.context() as patched:
        patched.setattr(kernel, "MIGRATIONS", [*MIGRATIONS, broken])
        with pytest.raises(StoreError):
            open_database(address, tmp_path)
    database = open_database(address, tmp_path)
    with database.write() as tx:
        tx.run("CREATE TABLE half (x TEXT)")
    database.close()


def test_processes_that_come_up_together_migrate_once(address: str, tmp_path: Path) -> None:
    faults: list[StoreError] = []

    def come_up() -> None:
        try:
            open_database(address, tmp_path).close()
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=come_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    database = open_database(address, tmp_path)
    with database.read() as tx:
        assert tx.all("SELECT version FROM schema_version ORDER BY version") == [
            (number,) for number in range(1, len(MIGRATIONS) + 1)
        ]
    database.close()
