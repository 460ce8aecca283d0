"""The gate's rules from the word tables, with the phrase bank as words that may be shared with anyone."""

from __future__ import annotations

import msgspec

from bot.drafting.faith import true_to
from bot.drafting.register import written
from bot.drafting.request import DraftRequest
from bot.drafting.statements import without_shops
from bot.facts.fields import figures_of
from bot.facts.totals import is_sum
from bot.model import Fact, Figure


def with_written(request: DraftRequest) -> tuple[Fact, ...]:
    """The ledger as the gate reads it: beside the user's words their written form, so that 人手不够 carries 人手不足.

    A written form that the gate would not pass against the user's own words is none: a wrong rule of the register table is not
    believed. Shops that stay unnamed are counted: 剩“甲”“乙” carries 剩余2家.
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
    if formal == fact.text or not (spoken != fact.text or true_to(formal, (fact,), request.basics)):
        return fact
    counted = figures_of(spoken) if spoken != fact.text else ()
    return msgspec.structs.replace(fact, text=f"{fact.text}；{formal}", figures=(*fact.figures, *counted))
