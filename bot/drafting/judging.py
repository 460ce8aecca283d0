"""The gate's rules from the word tables, with the phrase bank as words that may be shared with anyone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from bot.drafting.gate import GateRules
from bot.drafting.gate_rules import load
from bot.drafting.register import written
from bot.drafting.request import DraftRequest
from bot.drafting.statements import without_shops
from bot.facts.fields import figures_of
from bot.facts.totals import is_sum
from bot.model import Fact, Figure
from bot.wording import table


@cache
def gate_rules(framing_max: float = 0.20) -> GateRules:
    """The rules in force; every phrase of the offline writer's bank is no leak."""
    return load(phrase_bank(), framing_max)


def with_written(request: DraftRequest) -> tuple[Fact, ...]:
    """The ledger as the gate reads it: beside the user's words their written form, so that 人手不够 carries 人手不足.

    The register table may say no more than what it replaces. Shops that stay unnamed are counted: 剩“甲”“乙” carries 剩余2家.
    """
    return tuple(_with_written(fact, request) for fact in request.facts)


def _with_written(fact: Fact, request: DraftRequest) -> Fact:
    if is_sum(fact):  # a sum over so many occasions carries their number too
        times = fact.computed.count("+") + 1
        return msgspec.structs.replace(
            fact, text=f"{fact.text}；共{times}次", figures=(*fact.figures, Figure(f"{times}次", times, "次"))
        )
    spoken = without_shops(fact) if request.hides_shops else fact.text
    formal = written(spoken)
    if formal == fact.text:
        return fact
    counted = figures_of(spoken) if spoken != fact.text else ()
    return msgspec.structs.replace(fact, text=f"{fact.text}；{formal}", figures=(*fact.figures, *counted))


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
