"""One file for everything: taken in use, put back into either engine, all or nothing."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.errors import InputError, SettingsError, UserError
from bot.store import backup as module
from bot.store import database as kernel
from bot.store.backup import restore_backup, write_backup
from bot.store.care import CareRows
from bot.store.database import Database, open_database
from bot.store.event_rows import SqlEventStore
from bot.store.kept import KEPT
from bot.store.migrations import MIGRATIONS
from bot.store.sample_rows import SampleRows
from bot.store.sealing import new_key
from bot.store.sessions import SessionInfo, Turn
from tests.bot.channels.web.live import program
from tests.contract import test_migrations
from tests.contract.people import settle
from tests.contract.test_sample_rows import sample, sections


def filled(database: Database) -> Database:
    settle(database, "me", "甲")
    settle(database, "you", "乙")
    rows = SampleRows(database)
    rows.put(sample("a"), sections("a"))
    rows.put_vectors("e", {"a-0": b"\x00\xff\x01"})
    return database


def save(database: Database, path: Path) -> Path:
    with path.open("wb") as file:
        write_backup(database, file, "2024-06-30T12:00:00+08:00")
    return path


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.read() as tx:
        return {
            kept.table: tx.all(f"SELECT * FROM {kept.table} ORDER BY {', '.join(kept.key)}")
            for kept in KEPT
            if kept.table not in ("sample_note", "job", "care")
        }


@pytest.mark.parametrize("there", ["sqlite", "postgres"])
def test_what_was_saved_comes_back_in_either_engine(
    database: Database, there: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = save(filled(database), tmp_path / "b.zip")
    target = "" if there == "sqlite" else request.getfixturevalue("postgres").database()
    other = open_database(target, tmp_path / "other")
    found = restore_backup(other, file, replace=False)
    assert (found.sessions, found.made) == (2, "2024-06-30T12:00:00+08:00")
    assert everything(other) == everything(database)
    assert SampleRows(other).vectors("e") == {"a-0": b"\x00\xff\x01"}
    store = SqlEventStore(other)
    job = store.jobs.get("s-me")
    assert job is not None
    assert job.worker == "", "whoever wrote it wrote it elsewhere"
    store.append("s-me", store.info("s-me").sequence, Turn(99, "m99", "t", "接着说"), (), "topic")
    other.close()


def test_it_is_of_one_moment_while_others_write(database: Database, tmp_path: Path) -> None:
    """Each turn has one event: a backup in which they differ was not of one moment."""
    settle(database, "me", "甲")
    store, ended = SqlEventStore(database), threading.Event()

    def go_on() -> None:
        number = 100
        while not ended.is_set():
            number += 1
            store.create(SessionInfo(f"x{number}", "you", "", "t", "t"))
            store.append(f"x{number}", 0, Turn(0, "start", "t", "话"), (), "basics")

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        files = [save(database, tmp_path / f"{n}.zip") for n in range(6)]
    finally:
        ended.set()
        writer.join()
    counts = []
    for number, file in enumerate(files):
        other = open_database("", tmp_path / f"o{number}")
        restore_backup(other, file, replace=False)
        sessions = SqlEventStore(other).sessions("you")
        for info in sessions:
            SqlEventStore(other).turns(info.id)
        with other.read() as tx:
            assert tx.all("SELECT count(*) FROM turn WHERE session LIKE 'x%'")[0][0] in (
                len(sessions),
                len(sessions) - 1,
            )
        counts.append(len(sessions))
        other.close()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "others were not held up"


def test_nothing_is_overwritten_unasked(database: Database, tmp_path: Path) -> None:
    file = save(filled(database), tmp_path / "b.zip")
    settle(database, "third", "丙")
    with pytest.raises(InputError) as told:
        restore_backup(database, file, replace=False)
    assert told.value.key == "backup_not_empty"
    assert CareRows(database).owners() == ("me", "third", "you")
    restore_backup(database, file, replace=True)
    assert CareRows(database).owners() == ("me", "you")


def test_a_sample_of_ones_own_counts_as_something(database: Database, tmp_path: Path) -> None:
    file = save(database, tmp_path / "b.zip")
    restore_backup(database, file, replace=False)
    SampleRows(database).put(sample("a"), sections("a"))
    with pytest.raises(InputError):
        restore_backup(database, file, replace=False)


def test_a_running_library_sees_that_its_samples_changed(database: Database, tmp_path: Path) -> None:
    rows = SampleRows(database)
    rows.put(sample("a"), sections("a"))
    file = save(database, tmp_path / "b.zip")
    for name in ("b", "c"):
        rows.put(sample(name), sections(name))
    before = rows.revision()
    restore_backup(database, file, replace=True)
    assert rows.revision() > before


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_backup_of_every_earlier_version_comes_forward(
    version: int, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        for place in (module, kernel):
            patched.setattr(place, "MIGRATIONS", MIGRATIONS[:version])
        old = open_database("", tmp_path / "old")
        test_migrations.fill(old, version)
        with old.read() as tx:
            patched.setattr(module, "KEPT", tuple(kept for kept in KEPT if tx.columns(kept.table)))
        file = save(old, tmp_path / "old.zip")
        old.close()
    database = open_database(address, tmp_path)
    restore_backup(database, file, replace=False)
    if version >= 2:
        assert [note.said for note in SqlEventStore(database).notes("me")] == ["换表"]
        assert (SqlEventStore(database).jobs.get("w") is not None) == (version < 5)
    assert SampleRows(database).get("a") == sample("a")
    database.close()


def test_a_sealed_backup_wants_its_key(tmp_path: Path) -> None:
    key = new_key()
    sealed = open_database("", tmp_path / "sealed", keys=[key])
    settle(sealed, "me", "甲")
    file = save(sealed, tmp_path / "b.zip")
    for keys, fault in (([], "data_key_missing"), ([new_key()], "data_key_wrong")):
        other = open_database("", tmp_path / fault, keys=keys)
        with pytest.raises(SettingsError) as told:
            restore_backup(other, file, replace=False)
        assert told.value.key == fault
        other.close()
    fresh = new_key()
    other = open_database("", tmp_path / "other", keys=[fresh, key])
    restore_backup(other, file, replace=False)
    assert CareRows(other).rows_of("me")["note"][0]["said"] == "甲日志"
    other.close()
    open_database("", tmp_path / "other", keys=[fresh]).close()


# ------------------------------------------------------------------ files that are none


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(other, "w") as out:
        for name, data in members.items():
            out.writestr(name, data)
    return other


def manifest(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()

    return change


def _with_row(members: dict[str, bytes]) -> None:
    members["tables/note.jsonl"] += b'["x","me","2024-01-01","t","\xe5\x8a\xa0\xe7\x9a\x84"]\n'


def _with_other_words(members: dict[str, bytes]) -> None:
    name = "tables/note.jsonl"
    assert "日志".encode() in members[name]
    members[name] = members[name].replace("日志".encode(), "假话".encode(), 1)


def _without_table(members: dict[str, bytes]) -> None:
    del members["tables/turn.jsonl"]


def _other_table(members: dict[str, bytes]) -> None:
    found = json.loads(members["manifest.json"])
    found["tables"][0]["name"] = "schema_version; DROP TABLE session"
    members["manifest.json"] = json.dumps(found).encode()


def _other_columns(members: dict[str, bytes]) -> None:
    found = json.loads(members["manifest.json"])
    found["tables"][4]["columns"][0] = "id) SELECT 1; --"
    members["manifest.json"] = json.dumps(found).encode()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (manifest(format="other"), "backup_foreign"),
        (manifest(version=2), "backup_newer"),
        (manifest(schema=len(MIGRATIONS) + 1), "backup_newer"),
        (manifest(schema=0), "backup_foreign"),
        (manifest(tables="x"), "backup_foreign"),
        (lambda members: members.pop("manifest.json"), "backup_foreign"),
        (_other_table, "backup_foreign"),
        (_with_row, "backup_broken"),
        (_with_other_words, "backup_broken"),
        (_without_table, "backup_broken"),
        (_other_columns, "backup_broken"),
    ],
)
def test_a_file_that_was_tampered_with_changes_nothing(
    database: Database, tmp_path: Path, change: Callable[[dict[str, bytes]], None], fault: str
) -> None:
    file = changed(save(filled(database), tmp_path / "b.zip"), change)
    before = everything(database)
    with pytest.raises(InputError) as told:
        restore_backup(database, file, replace=True)
    assert told.value.key == fault
    assert everything(database) == before


def test_a_file_that_is_cut_off_or_damaged_changes_nothing(tmp_path: Path) -> None:
    database = filled(open_database("", tmp_path))
    whole = save(database, tmp_path / "b.zip").read_bytes()
    before, faults = everything(database), set()
    for number in range(60):
        place = number * len(whole) // 60
        broken = (
            whole[:place] if number % 2 else whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        )
        (tmp_path / "x.zip").write_bytes(broken)
        try:
            restore_backup(database, tmp_path / "x.zip", replace=True)
        except UserError as error:
            faults.add(error.key)
        assert everything(database) == before
    assert faults == {"backup_foreign", "backup_broken"}
    with pytest.raises(InputError) as told:
        restore_backup(database, tmp_path / "none.zip", replace=True)
    assert told.value.key == "file_missing"


@pytest.mark.slow
def test_it_does_not_replace_what_a_process_has_open(
    database: Database, address: str, tmp_path: Path
) -> None:
    """An idle server that has served somebody is enough; once it has ended the backup goes back."""
    file = save(filled(database), tmp_path / "b.zip")
    database.close()
    with program(tmp_path, DATABASE_URL=address, ZONGJIE_EMBEDDER="none") as (there, process):
        begun = httpx.post(f"{there}/api/v1/sessions", json={})
        assert begun.status_code == 201
        before = everything(database)
        with pytest.raises(InputError) as told:
            restore_backup(database, file, replace=True)
        assert told.value.key == "backup_in_use"
        assert (str(process.pid) if address else "zongjie.db") in str(told.value.values["who"])
        assert everything(database) == before, "nothing was changed"
        token = {"Authorization": f"Bearer {begun.json()['token']}"}
        assert httpx.get(f"{there}/api/v1/me", headers=token).status_code == 200, (
            "nor was the server disturbed"
        )
    restore_backup(database, file, replace=True)
    assert CareRows(database).owners() == ("me", "you")
    with database.write() as tx:
        assert database.dialect == "postgresql" or tx.one("PRAGMA journal_mode") == ("wal",)


def test_whoever_has_it_open_hinders_that_and_who_has_closed_it_does_not(
    database: Database, address: str, tmp_path: Path
) -> None:
    file = save(filled(database), tmp_path / "b.zip")
    other = open_database(address, tmp_path)
    with pytest.raises(InputError, match="backup_in_use"):
        restore_backup(database, file, replace=True)
    other.close()
    restore_backup(database, file, replace=True)
