"""An emulator of its own for each test, and a bot of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.telegram_api import Bot, Telegram, serving


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with serving() as telegram:
        yield telegram


@pytest.fixture
def bot(telegram: Telegram) -> Bot:
    return telegram.bot()
