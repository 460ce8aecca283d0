"""Whole interviews with the real readers: the scenarios of tests/scenarios, and the real ones where they are there.

What holds in every one: no question twice, every fact quotes its message, and the terminal says what the assistant says.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.terminal import Terminal
from bot.events import Asked
from bot.replay import Replay, Scenario
from bot.settings import load

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold" / "scenarios.json"
QUICK = 2  # how many the unit suite plays


def material() -> dict[str, dict[str, dict[str, str]]]:
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SCENARIOS.glob("*.json"))}
    if SHARED.exists():
        found |= {s["id"]: s for s in json.loads(SHARED.read_text("utf-8"))["scenarios"]}
    return found


@cache
def app(home: str) -> App:
    return App(load({}, home=home, embedder="none"), memory=True)


@pytest.fixture(autouse=True)
def bare(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No samples of the project: their import takes seconds and no question depends on them."""
    monkeypatch.setattr("bot.app.data_folder", lambda _: tmp_path_factory.mktemp("none"))


def names() -> list[object]:
    return [
        pytest.param(name, marks=() if place < QUICK else pytest.mark.slow)
        for place, name in enumerate(material())
    ]


def play(name: str, home: Path) -> Replay:
    scenario = material()[name]
    replay = Replay(app(str(home)).assistant, Scenario(scenario["basics_as_typed"], scenario["answers"]))
    replay.run()
    return replay


@pytest.mark.parametrize("name", names())
def test_whole_interview(name: str, tmp_path: Path) -> None:
    replay = play(name, tmp_path)
    assistant = app(str(tmp_path)).assistant
    turns = {turn.turn: turn.said for turn in assistant.turns(replay.session_id)}
    for fact in replay.session.facts:
        assert fact.source.quote in turns[fact.source.turn], fact
    asked = Counter(
        line.asks for line in replay.transcript if line.asks.startswith(("basics", "conflict", "probe"))
    )
    stores = app(str(tmp_path)).store.load(replay.session_id)
    topics = Counter(
        r.event.question.key
        for r in stores
        if isinstance(r.event, Asked) and r.event.question.kind == "topic"
    )
    assert [key for key, count in topics.items() if count > 1] == []
    assert asked
    left = [c for c in replay.session.conflicts if c.status in ("open", "put")]
    assert left == []


@pytest.mark.parametrize("name", list(material())[:QUICK])
def test_the_terminal_says_what_the_assistant_says(name: str, tmp_path: Path) -> None:
    replay = play(name, tmp_path / "a")
    typed = [line.text for line in replay.transcript if line.who == "用户"]
    if any("\n" in text for text in typed):
        pytest.skip("a pipe sends lines one by one")
    out = io.StringIO()
    Terminal(app(str(tmp_path / "b")), io.StringIO("\n".join(typed) + "\n"), out).run()
    shown = out.getvalue()
    for line in replay.transcript:
        if line.who == "助手":
            assert line.text in shown
