"""Tables of words from prompts/ and config/, read once and kept: the border that spares the pure packages any I/O."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from bot.settings import data_folder


@cache
def table(name: str, folder: str = "prompts") -> dict[str, Any]:
    """The TOML table `folder/name.toml`; the same object every time, not to be changed."""
    return tomllib.loads((data_folder(folder) / f"{name}.toml").read_text("utf-8"))


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """One compiled pattern of the alternatives listed under `key` of `prompts/name.toml` (each a regular expression)."""
    return re.compile("|".join(f"(?:{alternative})" for alternative in table(name)[key]))


@cache
def words(name: str, key: str) -> re.Pattern[str]:
    """One compiled pattern of the plain words listed under `key`, longest first."""
    listed = sorted(table(name)[key], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)))
