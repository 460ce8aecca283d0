"""The word lists of masking: config/masking.toml, loaded once at the border."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec


class MaskingTables(msgspec.Struct, frozen=True):
    """What stays and what is looked for; the file explains each list."""

    national: frozenset[str]
    public_persons: frozenset[str]
    law_endings: tuple[str, ...]
    own_titles: tuple[str, ...]
    campaign_nouns: tuple[str, ...]
    honour_verbs: tuple[str, ...]
    honour_nouns: tuple[str, ...]
    generic_units: frozenset[str]
    spot_endings: tuple[str, ...]


@cache
def load(config: Path) -> MaskingTables:
    """The lists in folder `config`. Raises OSError or msgspec.ValidationError where the file is missing or malformed."""
    return msgspec.convert(tomllib.loads((config / "masking.toml").read_text("utf-8")), MaskingTables)
