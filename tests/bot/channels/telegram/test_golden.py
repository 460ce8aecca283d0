"""The golden interviews in a chat: the same words as in the terminal; only the form differs (replies share a message, choices are buttons)."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from bot.app import App
from bot.replay import WRITE, Line
from bot.settings import load
from tests.bot.channels.telegram.live import Threaded
from tests.telegram_api import Seen, serving
from tests.transcripts.test_golden import GOLDEN, frozen, recorded


def told(seen: list[Seen]) -> list[str]:
    """The lines of messages, their buttons as the terminal prints choices."""
    lines: list[str] = []
    for one in seen:
        lines += [line.strip() for line in one.text.split("\n") if line.strip()]
        if one.buttons:
            lines.append(f"〔{' / '.join(one.buttons)}〕")
    return lines


def spoken(lines: list[Line]) -> list[str]:
    return [part.strip() for line in lines for part in line.text.split("\n") if part.strip()]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_chat_says_the_same(name: str, tmp_path: Path) -> None:
    lines = recorded(name, tmp_path / "assistant")
    end = next(place for place, line in enumerate(lines) if line.text == WRITE)
    with (
        serving() as telegram,
        frozen(tmp_path / "chat"),
        mock.patch("bot.channels.telegram.limits.CHAT_GAP_S", 0.0),
    ):
        bot = telegram.bot()
        settings = load(
            {},
            home=str(tmp_path / "chat"),
            embedder="none",
            telegram_token=bot.token,
            telegram_api_url=telegram.url,
            telegram_poll_s=1,
        )
        running = Threaded(App(settings, memory=True))
        running.start()
        try:
            chat = telegram.talk(bot)
            place, message = 0, "/start"
            while place <= end:
                chat.say(message)
                following = next(n for n in range(place, len(lines)) if lines[n].who == "用户")
                expected = spoken(lines[place:following])
                got = told([chat.next(30)])
                while len(got) < len(expected):
                    got += told([chat.next(10)])
                assert got == expected
                place, message = following + 1, lines[following].text
        finally:
            running.stop()
