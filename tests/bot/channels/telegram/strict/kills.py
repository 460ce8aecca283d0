"""kill -9 at chosen moments, in both ways of receiving updates."""

from __future__ import annotations

from pathlib import Path

from tests.bot.channels.telegram.strict.killing import MOMENTS, kill_at_moments
from tests.bot.channels.telegram.strict.running import running
from tests.bot.channels.telegram.strict.together import check_apart


@check_apart(("polling",), ("webhook",))
def kill_9_loses_nothing_and_repeats_no_more_than_once(way: str, tmp_path: Path) -> None:
    with running(tmp_path, webhook=way == "webhook") as run:
        outcome = kill_at_moments(run, len(MOMENTS), clerks=2, answers=3)
        assert outcome.faults == []
        assert sum(outcome.kills.values()) == len(MOMENTS)
        assert outcome.answers >= 2 * 3
        assert run.telegram.record.impatient() == []
