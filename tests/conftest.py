"""Shared fixtures. Sockets are blocked but for loopback (pyproject: --disable-socket); real material lies beside the checkout, where it is there."""

from __future__ import annotations

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
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real server, started when the first test asks for it. Whoever stops it starts it again."""
    from tests.servers.postgres import Postgres

    server = Postgres(tmp_path_factory.mktemp("postgres") / "data")
    yield server
    server.close()
