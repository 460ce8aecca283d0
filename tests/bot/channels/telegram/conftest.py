"""One emulator and one bot in a thread for all these tests, sending without pauses; each test has a person of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from tests.bot.channels.telegram.live import Threaded, threaded
from tests.telegram_api import Bot, Telegram, Window, serving


@pytest.fixture(scope="package")
def telegram() -> Iterator[Telegram]:
    """The emulator. What the bot called must be right by aiogram's models, and nothing it called refused."""
    with serving() as found:
        yield found
        assert found.problems() == []


@pytest.fixture(scope="package")
def account(telegram: Telegram) -> Bot:
    return telegram.bot()


@pytest.fixture(scope="package")
def running(telegram: Telegram, account: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Threaded]:
    home: Path = tmp_path_factory.mktemp("telegram")
    with (
        mock.patch("bot.channels.telegram.limits.CHAT_GAP_S", 0.0),
        mock.patch("bot.channels.telegram.sender.FIRST_PAUSE_S", 0.2),
        mock.patch("bot.channels.telegram.intake.FIRST_PAUSE_S", 0.2),
        mock.patch("bot.channels.telegram.files.PAUSE_S", 0.2),
        threaded(telegram, account, home, telegram_paste_s=0.4) as bot,
    ):
        yield bot


@pytest.fixture
def chat(telegram: Telegram, account: Bot, running: Threaded) -> Window:
    """A new person's private chat with the bot."""
    return telegram.talk(account)


@pytest.fixture
def begun(chat: Window) -> Window:
    """A chat whose first four questions are answered and whose plan is settled: the first topic is asked."""
    chat.start()
    chat.next(30)
    for text in ("石坪镇卫生院", "2025年上半年", "半年工作总结", "报县卫健局"):
        chat.say(text)
        chat.next(30)
    chat.tap("好")
    chat.next()
    return chat
