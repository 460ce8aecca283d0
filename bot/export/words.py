"""The words of prompts/export.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from bot.settings import data_folder


def word(section: str, name: str, **values: object) -> str:
    """One phrase with its names filled in. A phrase that is not there is a bug: KeyError."""
    return str(_file()[section][name]).format(**values) if values else str(_file()[section][name])


def listed(section: str, name: str) -> list[str]:
    """A phrase list, such as the columns of a table."""
    return list(_file()[section][name])


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads((data_folder("prompts") / "export.toml").read_text("utf-8"))
