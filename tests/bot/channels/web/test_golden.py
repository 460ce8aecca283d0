"""The golden interviews over HTTP: the same words as in the terminal, choice by choice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.channels.web.server import application
from bot.replay import WRITE
from bot.settings import load
from tests.bot.channels.web.conftest import BASE, Person, PlainApp
from tests.transcripts.test_golden import GOLDEN, frozen, recorded, spoken_lines


def told(turn: dict[str, Any]) -> Iterator[str]:
    """The lines of a turn's replies, their choices as the terminal prints them."""
    for reply in turn["replies"]:
        yield from filter(None, reply["text"].splitlines())
        if reply["choices"]:
            yield f"〔{' / '.join(choice['label'] for choice in reply['choices'])}〕"


@pytest.mark.parametrize("name", GOLDEN)
def test_the_page_is_told_the_same(name: str, tmp_path: Path) -> None:
    lines = recorded(name, tmp_path / "assistant")
    end = next(place for place, line in enumerate(lines) if line.text == WRITE)
    home = tmp_path / "web"
    with (
        frozen(home),
        TestClient(application(PlainApp(load({}, home=str(home), rate_token=1000))), BASE) as client,
    ):
        person = Person(client)
        turn, place = person.begun["turns"][0], 0
        while place <= end:
            following = next(n for n in range(place, len(lines)) if lines[n].who == "用户")
            assert list(told(turn)) == spoken_lines(lines[place:following])
            place = following + 1
            turn = person.say(lines[following].text)["turn"]
