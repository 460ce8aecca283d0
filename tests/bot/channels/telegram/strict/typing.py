"""A clerk at the phone: types an interview as a scenario has it, and waits for each answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.replay import Line, Replay, Scenario
from tests.telegram_api import Seen, Window
from tests.transcripts.test_golden import SCENARIOS, bare_app


@dataclass(frozen=True)
class Turn:
    """What the clerk types and what the assistant says to it, elsewhere than in Telegram."""

    typed: str
    said: tuple[str, ...]


def turns(name: str, home: Path) -> list[Turn]:
    """The interview of a scenario as it goes without any channel, to its draft."""
    told = json.loads((SCENARIOS / f"{name}.json").read_text("utf-8"))
    replay = Replay(bare_app(home).assistant, Scenario(told["basics_as_typed"], told["answers"]))
    replay.run()
    found: list[Turn] = []
    typed = ""
    said: list[str] = []
    for line in replay.transcript:
        if line.who == "用户":
            found.append(Turn(typed, tuple(said)))
            typed, said = line.text, []
        else:
            said.append(without_buttons(line))
    return [*found, Turn(typed, tuple(said))]


BASICS = ("青禾社区居委会", "2025年上半年", "垃圾分类", "街道办", "好")
SAYINGS = ("书记带头，分了4个小组", "发放宣传单3000份", "新建投放点8个")


def ask(window: Window, text: str, quiet: float = 1.2) -> Seen:
    """The last of what the bot says to a message: what comes within `quiet` seconds of each other."""
    window.settle(0.05, 2)
    window.say(text)
    window.next(30)
    window.settle(quiet, 20)
    return window.from_bot()[-1]


def tell(window: Window, *texts: str) -> Window:
    """Says one thing after another, waiting for each answer's first message."""
    for text in texts:
        window.settle(0.05, 2)
        window.say(text)
        window.next(30)
    return window


def begin(window: Window) -> Window:
    """Until the first question of the interview."""
    return tell(window, "/start", *BASICS)


def facts(window: Window) -> str:
    """All that is noted, as /facts tells it."""
    before = len(window.from_bot())
    ask(window, "/facts", 1.5)
    return "\n".join(seen.text for seen in window.from_bot()[before:])


def without_buttons(line: Line) -> str:
    """The words alone: choices are the last line in plain text, buttons in Telegram."""
    head, _, last = line.text.rpartition("\n")
    return head if last.startswith("〔") and last.endswith("〕") else line.text


def squeezed(text: str) -> str:
    """Text but for its form: no spaces, no line ends."""
    return "".join(text.split())


def type_until_answered(window: Window, turn: Turn, timeout: float = 20) -> list[Seen]:
    """Types the turn's words and waits until all its answers are there."""
    before = len(window.from_bot())
    if turn.typed:
        window.say(turn.typed)
    wanted = "".join(squeezed(text) for text in turn.said)

    def heard() -> list[Seen]:
        return window.from_bot()[before:]

    window.world.wait_until(lambda: len("".join(squeezed(s.text) for s in heard())) >= len(wanted), timeout)
    return heard()
