"""Sums of what a log tells several times over."""

from __future__ import annotations

from bot.facts.totals import computed
from tests.bot.facts.reading_aids import reading


def test_occasions_told_one_by_one_are_added_up() -> None:
    facts = reading("3/5 清淤，清运淤泥12车\n4/9 第二次清淤，清运淤泥9车").facts
    assert [fact.text for fact in computed(facts, 99)] == ["合计清运淤泥21车"]


def test_a_count_of_all_occasions_is_none_of_them() -> None:
    told = reading("清淤3次，清运淤泥40车").facts
    logged = reading("4/9 第二次清淤，清运淤泥9车", ledger=told).facts
    assert computed((*told, *logged), 99) == ()
