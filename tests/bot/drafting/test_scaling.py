"""Amounts in the scale the user wishes, exact or as they were said."""

from __future__ import annotations

import pytest

from bot.drafting.scaling import in_wished_scale
from bot.facts.reading import Directive
from tests.bot.facts.reading_aids import reading


@pytest.mark.parametrize(
    ("said", "scale", "told"),
    [
        ("追缴欠费36500元", "万", "追缴欠费3.65万元"),
        ("存款余额54300万元", "亿", "存款余额5.43亿元"),
        ("存款净增4300万元", "亿", "存款净增4300万元"),
        ("罚款800元", "万", "罚款800元"),
        ("收费123456.7元", "万", "收费123456.7元"),
        ("投入约20000元", "万", "投入约20000元"),
    ],
)
def test_amounts_are_told_in_the_wished_scale(said: str, scale: str, told: str) -> None:
    facts = reading(said).facts
    (fact,) = in_wished_scale(facts, [Directive(kind="sums", value=scale)])
    assert fact.text == told
    assert fact.figures[0].value == facts[0].figures[0].value


def test_without_a_wish_amounts_stay() -> None:
    facts = reading("追缴欠费36500元").facts
    assert in_wished_scale(facts, []) == facts
