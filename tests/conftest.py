"""Shared fixtures. Sockets are blocked but for loopback (pyproject: --disable-socket); real material lies beside the checkout, where it is there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.servers.postgres import Postgres

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real sample page is not here")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server, started when the first test asks for it. Whoever stops it starts it again.

    Its data lie outside of pytest's folders: under root it runs as another user, and every run of pytest shuts those to others.
    """
    from tests.servers.postgres import Postgres

    with tempfile.TemporaryDirectory(prefix="zongjie-postgres-") as folder:
        server = Postgres(Path(folder) / "data")
        yield server
        server.close()
