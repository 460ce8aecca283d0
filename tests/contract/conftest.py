"""What the contract suites run over: an address of either engine, and a database there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database, open_database
from bot.store.event_rows import SqlEventStore
from bot.store.sealing import new_key
from bot.store.sessions import EventStore, MemoryStore


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> str:
    """A database that nobody has used; "" = SQLite in `tmp_path`."""
    if request.param == "sqlite":
        return ""
    found: str = request.getfixturevalue("postgres").database()
    return found


@pytest.fixture
def database(address: str, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(address, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "sqlite", "postgres", "sealed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    """`sealed`: SQLite with users' words under a key."""
    if request.param == "memory":
        yield MemoryStore()
        return
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else ""
    database = open_database(address, tmp_path, keys=[new_key()] if request.param == "sealed" else [])
    yield SqlEventStore(database)
    database.close()
