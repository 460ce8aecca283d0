"""A whole database as one file, taken while it is in use, put back into either engine.

The file is a zip: `tables/NAME.jsonl` (a row a line, bytes as {"bytes": base64}) and `manifest.json` with the version of the schema, and
columns, number of rows and SHA-256 of every table. It is read in one moment of the database. Vectors of samples are in it; the index of
them is made anew. Sealed words stay sealed: the key is needed to read them again.
"""

from __future__ import annotations

import base64
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import msgspec

from bot.errors import InputError, StoreError
from bot.model import Value
from bot.store.database import Database, bring_forward, keep_seal, sealed_word
from bot.store.holders import holders
from bot.store.kept import KEPT
from bot.store.migrations import MIGRATIONS
from bot.store.sample_rows import REVISION
from bot.store.transaction import Transaction

FORMAT = "zongjie-backup"
VERSION = 1  # of the file
MANIFEST = "manifest.json"
MOST_MANIFEST = 1 << 20  # bytes
ROWS_AT_ONCE = 500
UNREADABLE = (  # what zipfile and a decoder raise over bytes that are no zip, or not the one they were
    KeyError, ValueError, msgspec.MsgspecError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, MemoryError,
)  # fmt: skip


class TableEntry(Value, frozen=True):
    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


class Manifest(Value, frozen=True):
    """`schema` is the version of the database, `made` ISO, `seal` the word by which the key is known ("" = nothing is sealed)."""

    format: str
    version: int
    schema: int
    made: str
    tables: tuple[TableEntry, ...]
    seal: str = ""


class Restored(Value, frozen=True):
    """What was put back: when it was saved, how many sessions and rows."""

    made: str
    sessions: int
    rows: int


def write_backup(database: Database, file: IO[bytes], made: str) -> Manifest:
    """Everything in the database into `file`, as it stood at one moment; nobody is held up. Raises StoreError, OSError."""
    entries = []
    with (
        database.read() as tx,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed,
    ):
        for kept in KEPT:
            entries.append(_write_table(tx, packed, kept.table, ", ".join(kept.key)))
        manifest = Manifest(FORMAT, VERSION, len(MIGRATIONS), made, tuple(entries), sealed_word(tx))
        packed.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _write_table(tx: Transaction, packed: zipfile.ZipFile, table: str, order: str) -> TableEntry:
    columns, rows, digest = tx.columns(table), 0, sha256()
    with packed.open(_member(table), "w", force_zip64=True) as out:
        for row in tx.stream(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"):
            line = msgspec.json.encode([_portable(value) for value in row]) + b"\n"
            digest.update(line)
            out.write(line)
            rows += 1
    return TableEntry(table, columns, rows, digest.hexdigest())


# ------------------------------------------------------------------ back


def restore_backup(database: Database, path: Path, *, replace: bool) -> Restored:
    """Put a backup back, all or nothing, in the place of what is there.

    Raises InputError where the file is broken, something else or of a newer version, `backup_not_empty` where the database holds anybody's
    words and `replace` is not set, and `backup_in_use` where it is and other processes have the database open; SettingsError where it is sealed
    with another key; StoreError.
    """
    with _opened(path) as packed:
        manifest = _manifest(packed, path)
        for entry in manifest.tables:
            _checked(packed, entry, path)
        if manifest.seal:
            database.seal.open(manifest.seal)
        if replace and (others := holders(database)):
            raise InputError("backup_in_use", who="、".join(others))
        with database.write(lock="migrations") as tx:
            if not replace and _inhabited(tx):
                raise InputError("backup_not_empty")
            revision = _revision(tx)
            _start_anew(tx, manifest.schema)
            for entry in manifest.tables:
                _put_back(tx, packed, entry, path)
            bring_forward(tx, manifest.schema, len(MIGRATIONS))
            _settle(tx, max(revision, _revision(tx)) + 1)
    by_name = {entry.name: entry.rows for entry in manifest.tables}
    return Restored(manifest.made, by_name.get("session", 0), sum(by_name.values()))


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InputError("file_missing", name=path.name) from None
    except OSError as error:
        raise InputError("cannot_read", name=path.name, reason=error.strerror) from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise InputError("backup_foreign", name=path.name) from None


def _manifest(packed: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST:
            raise InputError("backup_foreign", name=path.name)
        with packed.open(info) as read:
            data = read.read(MOST_MANIFEST)
        manifest = msgspec.json.decode(data, type=Manifest)
    except UNREADABLE:
        raise InputError("backup_foreign", name=path.name) from None
    if manifest.format != FORMAT:
        raise InputError("backup_foreign", name=path.name)
    if manifest.version > VERSION or manifest.schema > len(MIGRATIONS):
        raise InputError("backup_newer", name=path.name, version=manifest.schema, known=len(MIGRATIONS))
    known = [kept.table for kept in KEPT]
    if not {entry.name for entry in manifest.tables} <= set(known) or manifest.schema < 1:
        raise InputError("backup_foreign", name=path.name)
    ordered = sorted(manifest.tables, key=lambda entry: known.index(entry.name))
    return msgspec.structs.replace(manifest, tables=tuple(ordered))


def _lines(packed: zipfile.ZipFile, entry: TableEntry, path: Path) -> Iterator[bytes]:
    try:
        with packed.open(_member(entry.name)) as read:
            yield from read
    except UNREADABLE:
        raise InputError("backup_broken", name=path.name, part=entry.name) from None


def _checked(packed: zipfile.ZipFile, entry: TableEntry, path: Path) -> None:
    digest, rows = sha256(), 0
    for line in _lines(packed, entry, path):
        digest.update(line)
        rows += 1
    if digest.hexdigest() != entry.sha256 or rows != entry.rows:
        raise InputError("backup_broken", name=path.name, part=entry.name)


def _inhabited(tx: Transaction) -> bool:
    """Whether anybody's rows, or samples that did not come with the program, are there."""
    own = [f"SELECT 1 FROM {kept.table}" for kept in KEPT if kept.of]
    return any(tx.one(f"{sql} LIMIT 1") for sql in (*own, "SELECT 1 FROM sample WHERE builtin = 0"))


def _start_anew(tx: Transaction, schema: int) -> None:
    """Empty tables as they were at version `schema`."""
    for kept in reversed(KEPT):
        tx.run(f"DROP TABLE IF EXISTS {kept.table}")
    tx.run("DELETE FROM schema_version")
    bring_forward(tx, 0, schema)


def _put_back(tx: Transaction, packed: zipfile.ZipFile, entry: TableEntry, path: Path) -> None:
    if entry.columns != tx.columns(entry.name):
        raise InputError("backup_broken", name=path.name, part=entry.name)
    sql = (
        f"INSERT INTO {entry.name} ({', '.join(entry.columns)})"
        f" VALUES ({', '.join(f':{column}' for column in entry.columns)})"
    )
    rows: list[dict[str, object]] = []
    for line in _lines(packed, entry, path):
        try:
            values = msgspec.json.decode(line, type=list[Any])
            rows.append(dict(zip(entry.columns, map(_native, values), strict=True)))
        except (msgspec.MsgspecError, ValueError, TypeError, KeyError):
            raise InputError("backup_broken", name=path.name, part=entry.name) from None
        if len(rows) == ROWS_AT_ONCE:
            tx.many(sql, rows)
            rows.clear()
    tx.many(sql, rows)


def _settle(tx: Transaction, revision: int) -> None:
    """What belongs to this place, not to the file: the state of the index, the leases of writers, the key in use."""
    tx.run("DELETE FROM sample_note")
    tx.run("INSERT INTO sample_note (name, value) VALUES (:name, :value)", name=REVISION, value=str(revision))
    tx.run("UPDATE job SET worker = '', until = 0")
    keep_seal(tx)


def _revision(tx: Transaction) -> int:
    if not tx.columns("sample_note"):
        raise StoreError("no sample_note")
    row = tx.one("SELECT value FROM sample_note WHERE name = :name", name=REVISION)
    return int(row[0]) if row else 0


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _portable(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return value


def _native(value: Any) -> Any:
    return base64.b64decode(value["bytes"], validate=True) if isinstance(value, dict) else value
