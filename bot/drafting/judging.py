"""The gate's rules from the word tables, with the phrase bank as words that may be shared with anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.drafting.gate import GateRules
from bot.wording import table


@cache
def gate_rules(framing_max: float = 0.20) -> GateRules:
    """The rules in force; every phrase of the offline writer's bank is no leak."""
    return GateRules(
        table("gate"), phrases=tuple(phrase_bank()), framing_max=framing_max, neutral=tuple(register_words())
    )


def register_words() -> Iterator[str]:
    """Words that the register table puts in place of spoken ones: they say no more than what they replace."""
    for stage in ("turns", "words", "order"):
        for _, put in table("register")[stage]:
            yield from re.findall(r"[\u4e00-\u9fff]{2,}", put)


def phrase_bank() -> Iterator[str]:
    """Every text of prompts/phrases: titles, headings, frames."""
    for name in ("headings", "labels", "frames"):
        yield from _strings(table(f"phrases/{name}"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield key  # themes of points are keys
            yield from _strings(held)
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held)
