"""One bot for the tests of a module: each test is another person's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.channels.telegram.strict.running import Running, running
from tests.telegram_api import Window


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("bot")) as run:
        yield run


@pytest.fixture
def window(run: Running) -> Window:
    """Somebody new, who has not written yet."""
    run.telegram.faults.clear()
    return run.talk()
