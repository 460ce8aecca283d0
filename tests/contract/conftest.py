"""What the contract suites run over: an address of either engine, and a database there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database, open_database


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
