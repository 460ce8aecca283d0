"""Manners, input, groups, faults, kills and endings: the checks of those modules, all at the same time."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from tests.bot.channels.telegram.strict import endings, faults, groups, input, kills, manners
from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.together import APART, CHECKS

pytestmark = pytest.mark.slow
MODULES = (endings, faults, groups, input, kills, manners)  # importing them enters their checks


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [*APART, *CHECKS])
def test_check(name: str, outcomes: dict[str, Future[None]]) -> None:
    outcomes[name].result(280)


def test_the_limits_were_kept_to(run: Running) -> None:
    """After all that: never faster than Telegram allows, never before a flood was over, nothing but what the documentation has."""
    record = run.telegram.record
    assert record.fastest(1.0) <= 30
    private = {call.chat for call in record.sent() if call.chat > 0}
    assert [chat for chat in private if record.fastest(0.95, chat=chat) > 1] == []
    assert record.impatient() == []
    assert run.telegram.problems() == []
