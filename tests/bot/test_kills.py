"""A few of the kills of `python -m tests.bench kills_sessions`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.kills_sessions import rounds
from tests.servers.postgres import Postgres


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_kill_9_in_an_interview_loses_and_doubles_nothing(postgres: Postgres, tmp_path: Path) -> None:
    outcomes = rounds("web", postgres, 4, tmp_path, seed=7)
    assert [outcome.fault for outcome in outcomes] == [""] * len(outcomes)
    assert any(outcome.hit for outcome in outcomes)
