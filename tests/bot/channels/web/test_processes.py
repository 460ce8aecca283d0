"""Two servers on one database, as processes of their own: what one writes the other tells at once, stops, and takes over."""

from __future__ import annotations

import contextlib
import copy
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.channels.web.live import program
from tests.bot.channels.web.test_writing import API, Clerk, is_drafted
from tests.bot.test_watching import FAST, WRITE
from tests.servers import manners
from tests.servers.scripted import Reply, serving

pytestmark = pytest.mark.slow
LOOKS_S = {
    "postgres": 60.0,
    "sqlite": 1.0,
}  # seconds between looks: Postgres tells, so that nobody has to look
TOLD_S = 20.0  # well before the next look on Postgres
LEASE_S = 2.0


class Held:
    """A model of good manners that writes lead and closing only once it is let go."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, asked: dict[str, Any], number: int) -> Reply:
        if manners.is_frame(asked):
            self.open.wait(20)
        return manners.good(asked, number)


class Pair:
    """Servers A and B on one database, with the model's answers held back until it is let go."""

    def __init__(self, engine: str, address: str, folder: Path) -> None:
        self.engine = engine
        self.model = Held()
        self._stack = contextlib.ExitStack()
        endpoint = self._stack.enter_context(serving(self.model))
        settings = {f"ZONGJIE_{name.upper()}": str(value) for name, value in FAST.items()}
        settings |= {
            "ZONGJIE_MODEL_BASE_URL": endpoint.url,
            "ZONGJIE_EMBEDDER": "none",
            "DATABASE_URL": address,
        }
        settings["ZONGJIE_STREAM_POLL_S"] = str(LOOKS_S[engine])
        settings["ZONGJIE_DRAFT_LEASE_S"] = str(LEASE_S)
        homes = (folder, folder) if engine == "sqlite" else (folder / "a", folder / "b")
        started = [self._stack.enter_context(program(home, **settings)) for home in homes]
        (self.a, self.process_a), (self.b, self.process_b) = started

    def close(self) -> None:
        self.model.open.set()
        self._stack.close()


@pytest.fixture(params=["sqlite", "postgres"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else ""
    made = Pair(request.param, address, tmp_path)
    yield made
    made.close()


def at(clerk: Clerk, address: str) -> Clerk:
    """The same person and session at another server."""
    other = copy.copy(clerk)
    other.client = httpx.Client(base_url=f"{address}{API}", timeout=30, trust_env=False)
    return other


def written(message: str) -> Callable[[str, Any], bool]:
    """Whether an event tells that part of the draft asked for in `message` is there."""
    return lambda name, data: name == "progress" and data["message"] == message and data["done"] > 0


def asking(clerk: Clerk) -> tuple[threading.Thread, list[Any]]:
    """The draft asked for, in a thread; what came of it."""
    answers: list[Any] = []

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError, ValueError):
            answers.append(clerk.say("w", WRITE))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, answers


def test_a_draft_asked_of_one_server_is_told_stopped_and_taken_over_by_the_other(pair: Pair) -> None:
    with Clerk(pair.a) as here, at(here, pair.b) as there:
        with there.listening() as stream:
            stream.until(lambda name, data: name == "status")
            time.sleep(0.1 if pair.engine == "sqlite" else 2.5)  # it begins to listen once it is in use
            here.say("x", "另外，食堂换了新灶台。")
            said = time.monotonic()
            stream.until(lambda name, data: name == "turn" and data["message"] == "x")
            assert time.monotonic() - said < TOLD_S

            thread, answers = asking(here)
            told = stream.until(written("w"))
            step = told[-1][1]
            assert (step["message"], step["text"]) == ("w", "")
            assert 0 < step["done"] <= step["total"]
            assert there.stop() == {"stopped": True}
            stream.until(is_drafted)
            thread.join(10)
            assert answers[0]["status"]["draft"]["version"] == 1

        with there.listening() as stream:
            thread, _ = asking_again(here)
            stream.until(written("w2"))
            os.kill(pair.process_a.pid, signal.SIGKILL)
            pair.process_a.wait()
            pair.model.open.set()
            stream.until(lambda name, data: is_drafted(name, data) and data["draft"]["version"] == 2)
            thread.join(10)
        versions = there.client.get(f"{there.path}/versions", headers=there.headers).json()["versions"]
        assert [line["version"] for line in versions] == [1, 2]


def asking_again(clerk: Clerk) -> tuple[threading.Thread, list[Any]]:
    """Another draft, of an interview that has one."""
    answers: list[Any] = []

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError, ValueError):
            clerk.say("n", "又修了路灯6盏。")
            answers.append(clerk.say("w2", "重写"))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, answers
