"""The word tables that reading works by: config/reading.toml, roles.toml, unit_types.toml, loaded once at the border."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec


class UnitType(msgspec.Struct, frozen=True):
    """A kind of unit, as config/unit_types.toml describes it."""

    zh: str
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    self_names: tuple[str, ...] = msgspec.field(default=(), name="self")
    head: str = ""
    drop: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    ask: dict[str, str] = {}
    add: dict[str, dict[str, Any]] = {}


class RoleWords(msgspec.Struct, frozen=True):
    """What betrays a role: patterns in headings (strong) and in running text; `ruling` headings decide for all below them."""

    ruling: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    weight: float = 1.0


class Tables(msgspec.Struct, frozen=True):
    """Everything `importing.parse_page` needs beside the page."""

    boilerplate: tuple[str, ...]
    title_end: str
    heading_nouns: tuple[str, ...]
    lead_in: str
    title_verbs: tuple[str, ...]
    title_adverbs: tuple[str, ...]
    result_verbs: tuple[str, ...]
    fresh_starts: tuple[str, ...]
    cut_phrases: tuple[str, ...]
    roles: dict[str, RoleWords]
    unit_types: dict[str, UnitType]


@cache
def load(config: Path) -> Tables:
    """The tables in folder `config`. Raises OSError or msgspec.ValidationError where a file is missing or malformed."""
    values = _toml(config / "reading.toml")
    values["roles"] = _toml(config / "roles.toml")
    values["unit_types"] = _toml(config / "unit_types.toml")
    return msgspec.convert(values, Tables)


@cache
def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """One pattern for a tuple of patterns, longest first, so that 工作专班 wins over 工作."""
    return re.compile("|".join(sorted(words, key=len, reverse=True)) or r"(?!)")


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
