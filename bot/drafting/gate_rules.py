"""The gate's rules from the tables on disk: the border that spares the gate any reading of files."""

from __future__ import annotations

from collections.abc import Iterable

from bot.drafting.gate.rules import GateRules
from bot.wording import table


def load(phrases: Iterable[str] = (), framing_max: float = 0.20) -> GateRules:
    """Rules over `prompts/gate.toml`; `phrases` is the writer's phrase bank, whose words no rule holds against it."""
    verbs = str(table("facts")["grammar"]["verbs"]).split()
    return GateRules(table("gate"), phrases, framing_max=framing_max, neutral=verbs)
