"""Shared fixtures. Sockets are blocked but for loopback (pyproject: --disable-socket); real material lies beside the checkout, where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real sample page is not here")
    return SHARED
