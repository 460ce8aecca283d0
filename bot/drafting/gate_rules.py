"""The gate's rules from the tables on disk: the border that spares the gate any reading of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from bot.drafting.gate.rules import GateRules
from bot.wording import table


def load(phrases: Iterable[str] = (), framing_max: float = 0.20) -> GateRules:
    """Rules over `prompts/gate.toml`; `phrases` is the writer's phrase bank, whose words no rule holds against it."""
    verbs = str(table("facts")["grammar"]["verbs"]).split()
    return GateRules(table("gate"), phrases, framing_max=framing_max, neutral=verbs)


@cache
def gate_rules(framing_max: float = 0.20) -> GateRules:
    """The rules in force; every phrase of the offline writer's bank is no leak."""
    return load(phrase_bank(), framing_max)


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
