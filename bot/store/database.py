"""The SQL kernel: engine, transactions, migrations, and the one place where SQLAlchemy's and the drivers' errors become ours.

Stores write plain SQL with `:name` parameters; SQLite and Postgres both understand what they use. Nothing else imports SQLAlchemy.

    database = open_database(settings.database_url, settings.home)
    with database.write(conflict=SequenceConflict) as tx:      # commits at the end, rolls back on an exception
        tx.run("INSERT INTO event (session, sequence) VALUES (:session, :sequence)", session="a", sequence=1)
    with database.read() as tx:
        rows = tx.all("SELECT sequence FROM event WHERE session = :session", session="a")
"""

from __future__ import annotations

import secrets
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import SettingsError, StoreError, StoreUnavailable
from bot.store.holders import own_name
from bot.store.kept import KEPT
from bot.store.migrations import MIGRATIONS
from bot.store.sealing import Seal
from bot.store.transaction import CHANNEL, POSTGRES, Transaction

if TYPE_CHECKING:
    from sqlalchemy import Engine

FILE_NAME = "zongjie.db"
BUSY_MS = 15_000  # how long a writer waits for another process's transaction
CACHE_KB = 512  # of pages, for each connection: the system keeps the file in memory anyhow
LISTEN_S = 0.5  # how long a listener takes to hear that it is over
CONNECT_S = 5  # how long a server may take to let us in
CONNECT = {  # to Postgres; a server that is gone without a word is noticed within half a minute
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
SEAL = "seal"
ONE_VIEW = 3  # REPEATABLE READ, as Postgres numbers it (psycopg.IsolationLevel)
SCRUB_MS = 2_000  # how long cutting the log waits for readers
POOL = 8  # connections to a server that one process keeps; as many more in a rush


class Database:
    """An open, migrated database. Safe to share between threads: every transaction takes its own connection."""

    def __init__(self, engine: Engine, seal: Seal | None = None) -> None:
        self._engine = engine
        self._driver: Any = engine.dialect.dbapi
        self._name = secrets.token_hex(4)  # by which one's own words are known
        self._seal = seal or Seal()

    @property
    def seal(self) -> Seal:
        return self._seal

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @property
    def place(self) -> str | None:
        """The file, or the name of the database at its server."""
        return self._engine.url.database

    @contextmanager
    def write(self, conflict: type[StoreError] = StoreError, lock: str = "") -> Iterator[Transaction]:
        """A transaction that writes. A violated constraint raises `conflict`.

        SQLite has one writer at a time. On Postgres writers run side by side: whoever changes what he has read takes a row lock (UPDATE
        first, or SELECT … FOR UPDATE), or names a `lock` that one transaction of all processes holds at a time.
        Once the block has been left, the rows survive kill -9 and a power cut.
        """
        with self._begun(conflict, "BEGIN IMMEDIATE") as tx:
            if lock and tx.dialect == POSTGRES:
                tx.all("SELECT pg_advisory_xact_lock(:key)", key=zlib.crc32(lock.encode()))
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view: every statement sees the same moment. Writers are not held up by it."""
        with self._begun(StoreError, "BEGIN", ONE_VIEW) as tx:
            yield tx

    @contextmanager
    def _begun(
        self, conflict: type[StoreError], begin: str, isolation: int | None = None
    ) -> Iterator[Transaction]:
        """A transaction on a connection of the pool: begun by `begin` on SQLite, with `isolation` on Postgres, which begins by itself."""
        with _translated(conflict, self._driver), closing(self._engine.raw_connection()) as pooled:
            raw: Any = pooled.driver_connection
            if self.dialect == POSTGRES:
                raw.isolation_level = isolation
            else:
                raw.execute(begin)
            try:
                yield Transaction(raw, self.dialect, self._seal, self._name)
                raw.commit()
            except BaseException:
                raw.rollback()
                raise

    def sealed_by(self, keys: Sequence[str]) -> Database:
        """The same database, whose words are sealed by other keys, or by none."""
        return Database(self._engine, Seal(keys))

    def scrub(self) -> None:
        """Take what was deleted out of the files too: SQLite's log is written back and cut, Postgres' tables are cleaned of dead rows.

        What others are reading just now may keep it there until the next time.
        """
        with _translated(StoreError, self._driver):
            connection = self._engine.raw_connection()
            try:
                raw: Any = connection.driver_connection
                if self.dialect == POSTGRES:
                    raw.autocommit = True
                    raw.execute(f"VACUUM {', '.join(kept.table for kept in KEPT)}")
                    raw.autocommit = False
                else:
                    raw.execute(f"PRAGMA busy_timeout = {SCRUB_MS}")
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                    raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            finally:
                connection.close()

    @property
    def tells(self) -> bool:
        """Whether it says what moves."""
        return self.dialect == POSTGRES

    def listen(self, heard: Callable[[str], None], over: threading.Event) -> None:
        """Call `heard` with every session that another process moves, until `over`; first with "": what moved before may have been missed.

        Holds a connection of its own. Raises StoreError when that is lost.
        """
        import psycopg

        with _translated(StoreError, self._driver):
            pooled = self._engine.raw_connection()
            raw: Any = pooled.driver_connection
            pooled.detach()  # ours from here on, no more the pool's
        try:
            raw.autocommit = True
            raw.execute(f"LISTEN {CHANNEL}")
            heard("")
            while not over.is_set():
                for notice in raw.notifies(timeout=LISTEN_S):
                    sender, _, session = notice.payload.partition(" ")
                    if sender != self._name:
                        heard(session)
        except psycopg.Error as error:
            raise StoreUnavailable(str(error)) from error
        finally:
            raw.close()

    def close(self) -> None:
        self._engine.dispose()


def open_database(url: str, home: Path, pool: int = POOL, keys: Sequence[str] = ()) -> Database:
    """The database at `url`; an empty one means SQLite in `home`. Migrates it. Raises StoreError, SettingsError.

    `pool` is the number of connections to a server that are kept; `keys` seal users' words (bot.store.sealing).
    """
    seal = Seal(keys)
    if not url:
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(str(error)) from error
        url = f"sqlite:///{home / FILE_NAME}"
    database = Database(_engine(url, pool), seal)
    try:
        _migrate(database)
        _unlock(database)
    except BaseException:
        database.close()
        raise
    return database


# ------------------------------------------------------------------ engines


def _engine(url: str, pool: int) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    options: dict[str, Any] = {}
    if not url.startswith("sqlite"):  # asked for life before it is used: the server may have been restarted
        options = {"pool_pre_ping": True, "pool_size": pool, "max_overflow": pool, "pool_timeout": CONNECT_S}
    if url.startswith(POSTGRES):
        options["connect_args"] = {**CONNECT, "application_name": own_name()}
    try:
        engine = create_engine(url, **options)
    except ModuleNotFoundError as error:
        raise SettingsError("database_driver_missing", package=error.name) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError("database_url_bad") from error  # the address may hold a password: not shown
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    elif engine.dialect.name == POSTGRES:
        event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(raw: Any, _record: object) -> None:
    """Nobody waits for a lock for ever, and what a process that froze had locked is free again after a while."""
    with raw.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {BUSY_MS}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {4 * BUSY_MS}")
    raw.commit()


def _prepare_sqlite(raw: Any, _record: object) -> None:
    """WAL lets readers read while one writes; FULL makes every commit reach the disk before it is acknowledged."""
    raw.isolation_level = None  # we send BEGIN ourselves: the driver would delay it past the first read
    raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    _switch_to_wal(raw)
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros


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


# ------------------------------------------------------------------ migrations


def _migrate(database: Database) -> None:
    """Apply what is missing, all or nothing, one process at a time."""
    if _version(database) == len(MIGRATIONS):
        return
    with database.write(lock="migrations") as tx:
        tx.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        row = tx.one("SELECT max(version) FROM schema_version")
        done = int(row[0]) if row and row[0] is not None else 0
        if done > len(MIGRATIONS):
            raise StoreError(
                f"the database is of version {done}, this program knows {len(MIGRATIONS)}: upgrade zongjie"
            )
        bring_forward(tx, done, len(MIGRATIONS))


def bring_forward(tx: Transaction, done: int, wanted: int) -> None:
    """The migrations behind version `done`, up to `wanted`."""
    pending: list[Callable[[Transaction], None]] = MIGRATIONS[done:wanted]
    for number, migration in enumerate(pending, done + 1):
        migration(tx)
        tx.run("INSERT INTO schema_version (version) VALUES (:number)", number=number)


def _version(database: Database) -> int:
    """The version of the schema; 0 for a new database."""
    from sqlalchemy import inspect

    with _translated(StoreError, database._driver):
        known = inspect(database._engine).has_table("schema_version")
    if not known:
        return 0
    with database.read() as tx:
        row = tx.one("SELECT max(version) FROM schema_version")
    return int(row[0]) if row and row[0] is not None else 0


def _unlock(database: Database) -> None:
    """A word sealed with the key lies in the database: a missing or a wrong key is known at once, not at somebody's report."""
    with database.read() as tx:
        word = sealed_word(tx)
        tx.seal.open(word)
    if not word and database.seal.on:
        with database.write() as tx:
            keep_seal(tx)


def sealed_word(tx: Transaction) -> str:
    """The word as it lies there; "" where nothing is sealed."""
    row = tx.columns("care") and tx.one("SELECT value FROM care WHERE name = :name", name=SEAL)
    return str(row[0]) if row else ""


def keep_seal(tx: Transaction) -> None:
    """Keep the word by which the key in use is known; none where there is no key."""
    tx.run("DELETE FROM care WHERE name = :name", name=SEAL)
    if tx.seal.on:
        tx.run("INSERT INTO care (name, value) VALUES (:name, :value)", name=SEAL, value=tx.seal.text(SEAL))


# ------------------------------------------------------------------ errors


@contextmanager
def _translated(conflict: type[StoreError], driver: Any) -> Iterator[None]:
    """Errors as ours: SQLAlchemy's, which hold the driver's, and the driver's own (PEP 249 names them alike in every driver)."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, driver.Error) as error:
        raise _ours(error, conflict, driver) from error


def _ours(error: Exception, conflict: type[StoreError], driver: Any) -> StoreError:
    from sqlalchemy.exc import TimeoutError  # every connection is in use

    cause = getattr(error, "orig", None) or error
    if isinstance(cause, driver.IntegrityError):
        return conflict(str(cause))
    lost = isinstance(cause, (driver.OperationalError, TimeoutError))
    return (StoreUnavailable if lost or getattr(error, "connection_invalidated", False) else StoreError)(
        str(cause)
    )
