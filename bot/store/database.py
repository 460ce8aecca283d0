"""The SQL kernel: engine, transactions, migrations, and the one place where SQLAlchemy's errors become ours.

Stores write plain SQL with `:name` parameters; SQLite and Postgres both understand what they use. Nothing else imports SQLAlchemy.

    database = open_database(settings.database_url, settings.home)
    with database.write(conflict=SequenceConflict) as tx:      # commits at the end, rolls back on an exception
        tx.run("INSERT INTO event (session, sequence) VALUES (:session, :sequence)", session="a", sequence=1)
    with database.read() as tx:
        rows = tx.all("SELECT sequence FROM event WHERE session = :session", session="a")
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import SettingsError, StoreError, StoreUnavailable
from bot.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Engine

FILE_NAME = "zongjie.db"
BUSY_MS = 15_000  # how long a writer waits for another process's transaction
MIGRATION_LOCK = 7_301_455  # any number of our own: Postgres' advisory lock while migrating


class Transaction:
    """Plain SQL inside one transaction. `dialect` is "sqlite" or "postgresql"."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect.name

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement; how many rows it touched."""
        return self._execute(sql, values).rowcount

    def many(self, sql: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute one statement for each row."""
        if rows:
            self._execute(sql, rows)

    def all(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._execute(sql, values)]

    def one(self, sql: str, **values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row = self._execute(sql, values).first()
        return None if row is None else tuple(row)

    def _execute(self, sql: str, values: Any) -> CursorResult[Any]:
        from sqlalchemy import text

        return self._connection.execute(text(sql), values)


class Database:
    """An open, migrated database. Safe to share between threads: every transaction takes its own connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def write(self, conflict: type[StoreError] = StoreError) -> Iterator[Transaction]:
        """A transaction that holds the write lock from its start. A violated constraint raises `conflict`.

        Once the block has been left, the rows survive kill -9 and a power cut.
        """
        with _translated(conflict), self._engine.connect() as connection:
            connection = connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield Transaction(connection)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view; writers are not held up by it."""
        with _translated(StoreError), self._engine.connect() as connection, connection.begin():
            yield Transaction(connection)

    def close(self) -> None:
        self._engine.dispose()


def open_database(url: str, home: Path) -> Database:
    """The database at `url`; an empty one means SQLite in `home`. Migrates it. Raises StoreError, SettingsError."""
    if not url:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(str(error)) from error
        url = f"sqlite:///{home / FILE_NAME}"
    database = Database(_engine(url))
    try:
        _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


# ------------------------------------------------------------------ engines


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    try:
        engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except ModuleNotFoundError as error:
        raise SettingsError("database_driver_missing", package=error.name) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError("database_url_bad") from error  # the address may hold a password: not shown
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL makes every commit reach the disk before it is acknowledged."""
    raw.isolation_level = None  # we send BEGIN ourselves: the driver would delay it past the first read
    raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    _switch_to_wal(raw)
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")


def _switch_to_wal(raw: Any) -> None:
    """The switch ignores busy_timeout: two processes that create the file together would fail on it."""
    import sqlite3

    for attempt in range(50):
        try:
            raw.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 49:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


# ------------------------------------------------------------------ migrations


def _migrate(database: Database) -> None:
    """Apply what is missing, all or nothing, one process at a time."""
    if _version(database) == len(MIGRATIONS):
        return
    with database.write() as tx:
        if tx.dialect == "postgresql":
            tx.all("SELECT pg_advisory_xact_lock(:key)", key=MIGRATION_LOCK)
        tx.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        row = tx.one("SELECT max(version) FROM schema_version")
        done = int(row[0]) if row and row[0] is not None else 0
        if done > len(MIGRATIONS):
            raise StoreError(
                f"the database is of version {done}, this program knows {len(MIGRATIONS)}: upgrade zongjie"
            )
        pending: list[Callable[[Transaction], None]] = MIGRATIONS[done:]
        for number, migration in enumerate(pending, done + 1):
            migration(tx)
            tx.run("INSERT INTO schema_version (version) VALUES (:number)", number=number)


def _version(database: Database) -> int:
    """The version of the schema; 0 for a new database."""
    from sqlalchemy import inspect

    with _translated(StoreError):
        known = inspect(database._engine).has_table("schema_version")
    if not known:
        return 0
    with database.read() as tx:
        row = tx.one("SELECT max(version) FROM schema_version")
    return int(row[0]) if row and row[0] is not None else 0


# ------------------------------------------------------------------ errors


@contextmanager
def _translated(conflict: type[StoreError]) -> Iterator[None]:
    from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

    try:
        yield
    except IntegrityError as error:
        raise conflict(str(error.orig)) from error
    except OperationalError as error:
        raise StoreUnavailable(str(error.orig)) from error
    except SQLAlchemyError as error:
        raise StoreError(str(getattr(error, "orig", error))) from error
