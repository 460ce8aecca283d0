"""A home of its own for each test of a command."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No samples of the project, and lexical search only: importing them and loading the encoder take seconds."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ZONGJIE_HOME", str(folder))
    monkeypatch.setenv("ZONGJIE_EMBEDDER", "none")
    monkeypatch.setattr("bot.app.data_folder", lambda name: _empty(tmp_path, name))
    return folder


def _empty(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / f"no-{name}"
    folder.mkdir(exist_ok=True)
    return folder
