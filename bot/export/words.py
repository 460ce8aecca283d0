"""The words of prompts/export.toml."""

from __future__ import annotations

from bot.prompts import words
from bot.wording import table


def word(section: str, name: str, **values: object) -> str:
    """One phrase with its variables filled in; those it does not use are left out."""
    return words("export").say_known(f"{section}.{name}", **values)


def listed(section: str, name: str) -> list[str]:
    """A phrase list, such as the columns of a table."""
    return list(table("export")[section][name])
