"""Amounts of money in the scale the user wishes: 80400元 → 8.04万元, 128640万元 → 12.864亿元. Never rounded."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.facts.fields import figures_of
from bot.facts.reading import Directive
from bot.model import Fact
from language import figures

_SCALES = {"万": (1e4, 1e8), "亿": (1e8, float("inf"))}
_DECIMALS = (
    4  # places up to which an amount is told in the wished scale; one that needs more stays as it was said
)


def in_wished_scale(facts: Iterable[Fact], wishes: Iterable[Directive]) -> tuple[Fact, ...]:
    """The facts with their exact amounts of money in the scale last wished; all as they were where none was."""
    scale = next((wish.value for wish in reversed(tuple(wishes)) if wish.kind == "sums"), "")
    return tuple(_scaled(fact, scale) for fact in facts) if scale in _SCALES else tuple(facts)


def _scaled(fact: Fact, scale: str) -> Fact:
    least, beyond = _SCALES[scale]
    text = fact.text
    for span in reversed(figures.find(text)):
        value = span.value
        if span.kind != "money" or span.unit != "元" or span.high is not None or span.qualifier or not value:
            continue
        if not least <= value < beyond or span.text.endswith((scale, f"{scale}元")):
            continue
        told = f"{value / least:.{_DECIMALS}f}".rstrip("0").rstrip(".")
        if abs(float(told) * least - value) < 1e-6 * value:
            text = f"{text[: span.start]}{told}{scale}元{text[span.end :]}"
    return fact if text == fact.text else msgspec.structs.replace(fact, text=text, figures=figures_of(text))
