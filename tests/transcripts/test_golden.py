"""Golden interviews: two scenarios word for word, the same through the assistant and through the terminal.

Up to the draft: what is written has tests of its own. A change of wording or of what is asked shows up here as a difference.
To accept it: `python -m tests.transcripts.test_golden`.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from bot.app import App
from bot.channels.terminal import Terminal
from bot.replay import WRITE, Line, Replay, Scenario, printed
from bot.settings import load

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parent / "scenarios"
GOLDEN = ("02-community", "06-library")
DAY = "2024-12-02T09:00:00+08:00"  # a draft bears the day it is written


@contextmanager
def frozen(home: Path) -> Iterator[None]:
    """No samples of the project's own, and always the same day."""
    none = home / "none"
    none.mkdir(parents=True, exist_ok=True)
    with (
        mock.patch("bot.app.data_folder", return_value=none),
        mock.patch("bot.app.now", return_value=DAY),
    ):
        yield


def bare_app(home: Path) -> App:
    return App(load({}, home=str(home), embedder="none"), memory=True)


def recorded(name: str, home: Path) -> list[Line]:
    """What is said in the interview of a scenario, by both."""
    with frozen(home):
        told = json.loads((SCENARIOS / f"{name}.json").read_text("utf-8"))
        replay = Replay(bare_app(home).assistant, Scenario(told["basics_as_typed"], told["answers"]))
        replay.run()
    return replay.transcript


def through_terminal(lines: list[Line], home: Path) -> list[str]:
    """What the terminal shows for the same messages, without the places of the files it saves."""
    typed = [line.text for line in lines if line.who == "用户"]
    shown = io.StringIO()
    with frozen(home):
        app = bare_app(home)
        Terminal(app, io.StringIO("\n".join(typed) + "\n"), shown).run(new=True)
    bye = app.messages.say("chat.bye")
    lines_shown = (line for line in shown.getvalue().splitlines() if str(home) not in line)
    return [line for line in lines_shown if line and line != bye]


def interview(lines: list[Line]) -> str:
    """The transcript until the draft is asked for, as text."""
    end = next(place for place, line in enumerate(lines) if line.text == WRITE)
    return printed(lines[: end + 1])


def spoken_lines(lines: list[Line]) -> list[str]:
    return [part for line in lines if line.who == "助手" for part in line.text.splitlines() if part]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_assistant_says_what_it_said(name: str, tmp_path: Path) -> None:
    golden = (HERE / f"{name}.txt").read_text("utf-8")
    assert interview(recorded(name, tmp_path)) == golden


@pytest.mark.parametrize("name", GOLDEN)
def test_the_terminal_says_the_same(name: str, tmp_path: Path) -> None:
    lines = recorded(name, tmp_path / "assistant")
    assert all("\n" not in line.text for line in lines if line.who == "用户"), "a pipe sends lines one by one"
    assert through_terminal(lines, tmp_path / "terminal") == spoken_lines(lines)


def rewrite() -> None:
    """Write the golden files anew from what is said now."""
    for name in GOLDEN:
        with tempfile.TemporaryDirectory() as home:
            (HERE / f"{name}.txt").write_text(interview(recorded(name, Path(home))), "utf-8")


if __name__ == "__main__":
    rewrite()
