"""What a score card must reach, and by how much it falls short."""

from __future__ import annotations

import msgspec

from bot.evaluation.playing import Total

FRAMING_MAX = 0.20
LENGTH_MIN = 0.95
COVERAGE_MIN = 0.99


class Shortfall(msgspec.Struct, frozen=True):
    """One figure below its mark. `key` names it in prompts/evaluation.*.toml."""

    key: str
    value: str
    least: str = ""


def shortfalls(total: Total, coverage: float = COVERAGE_MIN) -> tuple[Shortfall, ...]:
    """Every figure of the card that is below its mark; none = green."""
    found = []
    if total.coverage < coverage:
        found.append(Shortfall("coverage", percent(total.coverage), percent(coverage)))
    if total.precision < 1:
        found.append(Shortfall("precision", percent(total.precision)))
    found += [Shortfall(key, str(count)) for key in ("traps", "leaks") if (count := getattr(total, key))]
    if total.framing > FRAMING_MAX:
        found.append(Shortfall("framing", percent(total.framing)))
    if total.length_met is not None and total.length_met < LENGTH_MIN:
        found.append(Shortfall("length_met", percent(total.length_met)))
    return tuple(found)


def percent(share: float) -> str:
    """0.9987 → 99.9%, never rounded up to 100."""
    shown = int(share * 1000) / 10
    return f"{shown:g}%"
