"""A user at an interview, and the assistant put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.settings import load
from tests.bot.interview.stand_ins import Talk


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """In memory, without the project's own samples: importing them takes seconds."""
    empty = tmp_path / "none"
    empty.mkdir()
    monkeypatch.setattr("bot.app.data_folder", lambda _: empty)
    return App(load({}, home=str(tmp_path / "home"), embedder="none"), memory=True)
