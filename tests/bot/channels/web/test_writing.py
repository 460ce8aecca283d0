"""A draft in the making over HTTP: every stream tells how far it is, stop ends it, and it goes on when whoever asked has left."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bot.channels.web.live import program
from tests.bot.test_watching import FAST, LINES, WRITE
from tests.servers import manners
from tests.servers.scripted import Reply, serving

pytestmark = pytest.mark.slow
API = "/api/v1"


class Held:
    """A model of good manners that answers the first call, and the others once it is let go."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, asked: dict[str, Any], number: int) -> Reply:
        if number > 1:
            self.open.wait(20)
        return manners.good(asked, number)


class Clerk:
    """One with an interview that is told whole; the draft is not asked for yet."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=f"{address}{API}", timeout=30, trust_env=False)
        begun = self.client.post("/sessions", json={}).json()
        self.headers = {"Authorization": f"Bearer {begun['token']}"}
        self.path = f"/sessions/{begun['status']['id']}"
        for number, line in enumerate(LINES):
            self.say(f"a{number}", line)

    def __enter__(self) -> Clerk:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def say(self, message: str, text: str, timeout: float = 30.0) -> Any:
        body = {"id": message, "text": text}
        return self.client.post(
            f"{self.path}/messages", json=body, headers=self.headers, timeout=timeout
        ).json()

    def stop(self) -> Any:
        return self.client.post(f"{self.path}/stop", headers=self.headers).json()

    def draft(self) -> Any:
        return self.client.get(f"{self.path}/draft", headers=self.headers).json()

    @contextmanager
    def listening(self) -> Iterator[Stream]:
        with (
            httpx.Client(base_url=str(self.client.base_url), timeout=30, trust_env=False) as own,
            own.stream("GET", f"{self.path}/events", headers=self.headers) as response,
        ):
            yield Stream(response)


class Stream:
    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.iter_lines()

    def until(self, fits: Callable[[str, Any], bool]) -> list[tuple[str, Any]]:
        """The events up to and with the first that fits."""
        seen: list[tuple[str, Any]] = []
        name = ""
        for line in self._lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                seen.append((name, json.loads(line.removeprefix("data: "))))
                if fits(*seen[-1]):
                    return seen
        raise AssertionError(f"the stream ended: {[name for name, _ in seen]}")


def is_section(name: str, data: Any) -> bool:
    return name == "progress" and data["stage"] == "section"


def is_drafted(name: str, data: Any) -> bool:
    return name == "status" and data["draft"] is not None


@contextmanager
def server(home: Path, script: Callable[[dict[str, Any], int], Reply]) -> Iterator[str]:
    with serving(script) as endpoint:
        settings = {f"ZONGJIE_{name.upper()}": str(value) for name, value in FAST.items()}
        more = {"ZONGJIE_MODEL_BASE_URL": endpoint.url, "ZONGJIE_EMBEDDER": "none"}
        with program(home, **settings, **more) as (address, _):
            yield address


def test_every_stream_tells_how_far_a_draft_is_and_stop_ends_it(tmp_path: Path) -> None:
    model = Held()
    with server(tmp_path, model) as address, Clerk(address) as clerk:
        answers: list[Any] = []
        asking = threading.Thread(target=lambda: answers.append(clerk.say("w", WRITE)))
        with clerk.listening() as early:
            asking.start()
            told = early.until(is_section)
            steps = [data for name, data in told if name == "progress"]
            assert [steps[0]["stage"], steps[0]["done"], steps[0]["message"]] == ["planned", 0, "w"]
            assert "token" in steps[0]["note"]
            assert steps[-1]["text"]
            with clerk.listening() as late:
                seen = late.until(is_section)
                assert [name for name, _ in seen][:2] == ["status", "working"]
                assert [data for name, data in seen if name == "progress"] == steps
                assert clerk.stop() == {"stopped": True}
                stopped = time.monotonic()
                assert early.until(is_drafted)
                assert late.until(is_drafted)
            assert time.monotonic() - stopped < 5
        asking.join(10)
        model.open.set()
        assert answers[0]["status"]["draft"]["writer"] == "model"
        text = json.dumps(clerk.draft(), ensure_ascii=False)
        assert steps[-1]["text"].strip()[:8] in text
        assert all(figure in text for figure in ("1200份", "126公里", "276件"))
        assert clerk.stop() == {"stopped": False}


def test_a_draft_is_written_though_whoever_asked_has_left(tmp_path: Path) -> None:
    model = Held()
    with server(tmp_path, model) as address, Clerk(address) as clerk:
        with pytest.raises(httpx.TimeoutException):
            clerk.say("w", WRITE, timeout=1.5)
        with clerk.listening() as stream:
            told = stream.until(is_section)
            assert ("working", {"message": "w"}) in told
            assert told[0][1]["writing"]
            model.open.set()
            stream.until(is_drafted)
        assert clerk.draft()["writer"] == "model"
        again = clerk.say("w", WRITE)
        assert again["status"]["draft"]["version"] == 1


def test_a_server_that_is_told_to_end_keeps_what_was_being_written(tmp_path: Path) -> None:
    model = Held()
    with serving(model) as endpoint:
        settings = {f"ZONGJIE_{name.upper()}": str(value) for name, value in FAST.items()}
        more = {"ZONGJIE_MODEL_BASE_URL": endpoint.url, "ZONGJIE_EMBEDDER": "none"}
        with program(tmp_path, **settings, **more) as (address, process), Clerk(address) as clerk:
            with clerk.listening() as stream:
                asking = threading.Thread(target=lambda: _quietly(clerk))
                asking.start()
                stream.until(is_section)
                process.terminate()
                process.wait(15)
            asking.join(10)
        model.open.set()
    with program(tmp_path, ZONGJIE_EMBEDDER="none") as (address, _):
        kept = httpx.get(f"{address}{API}{clerk.path}/draft", headers=clerk.headers)
        assert kept.json()["writer"] == "model"


def _quietly(clerk: Clerk) -> None:
    with contextlib.suppress(httpx.HTTPError, ValueError):
        clerk.say("w", WRITE)
