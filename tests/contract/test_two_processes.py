"""Two processes append to one session at once: one order of all, nothing lost, nothing doubled. 1,000 appends: `python -m tests.bench stores`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.stores import appended


@pytest.mark.slow
def test_appends_of_two_processes_have_one_order(address: str, tmp_path: Path) -> None:
    assert appended(address, tmp_path, 15) == []
