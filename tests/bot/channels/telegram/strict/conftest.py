"""One bot for all checks, and a waiting room of people who are in the middle of an interview with it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

pytest.register_assert_rewrite(
    *(
        f"{__package__}.{name}"
        for name in ("endings", "faults", "groups", "input", "kills", "manners", "together")
    )
)

from tests.bot.channels.telegram.strict import together  # noqa: E402
from tests.bot.channels.telegram.strict.running import Running, running  # noqa: E402
from tests.bot.channels.telegram.strict.typing import begin  # noqa: E402

PROCESSES = 3  # bots besides the common one at a time


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("bot")) as run:
        yield run


@pytest.fixture(scope="session")
def outcomes(
    run: Running, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[None]]]:
    """Every check that was asked for, all at work at the same time."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    wanted = [str(item.callspec.params["name"]) for item in items if "outcomes" in item.fixturenames]

    def work(name: str) -> None:
        if name in together.APART:
            together.APART[name](tmp_path_factory.mktemp("apart"))
            return
        window = run.talk()
        if name not in together.NEW:
            begin(window)
        together.CHECKS[name](run, window)

    with ThreadPoolExecutor(len(wanted) or 1) as people, ThreadPoolExecutor(PROCESSES) as apart:
        yield {name: (apart if name in together.APART else people).submit(work, name) for name in wanted}
