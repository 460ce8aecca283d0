"""Who else has a database open: what would be torn from under a running server must not be replaced."""

from __future__ import annotations

import os
import socket
import sqlite3
from typing import TYPE_CHECKING

from bot.errors import StoreUnavailable

if TYPE_CHECKING:
    from bot.store.database import Database

PROGRAM = "zongjie "  # begins the name by which Postgres knows our connections
WAIT_S = 1.0  # for one who is just about to let it go


def own_name() -> str:
    """The name of this process's connections, as `holders` reads it."""
    return f"{PROGRAM}{socket.gethostname()[:40]}/{os.getpid()}"


def holders(database: Database) -> tuple[str, ...]:
    """Other processes that have it open, each as host/process id; the file where it is SQLite, which does not say whose. Raises StoreError.

    Our own connections are closed for it, and opened again when they are needed.
    """
    database.close()
    if database.dialect == "sqlite":
        return (str(database.place),) if _held(str(database.place)) else ()
    with database.read() as tx:
        rows = tx.all(
            "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND application_name LIKE :ours ORDER BY application_name",
            ours=f"{PROGRAM}%",
        )
    return tuple(str(row[0]).removeprefix(PROGRAM) for row in rows)


def _held(path: str) -> bool:
    """Whoever has a database with a write-ahead log open holds a lock on it, busy or not; leaving that kind of log needs it to be alone."""
    connection = sqlite3.connect(path, WAIT_S, isolation_level=None)
    try:
        return bool(connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",))
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise StoreUnavailable(str(error)) from error
        return True
    finally:
        connection.close()
