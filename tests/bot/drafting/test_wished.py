"""Amounts in the scale the user wishes, exact or as they were said."""

from __future__ import annotations

import pytest

from bot.drafting.wished import as_wished
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
    (fact,) = as_wished(facts, [Directive(kind="sums", value=scale)])
    assert fact.text == told
    assert fact.figures[0].value == facts[0].figures[0].value


def test_without_a_wish_amounts_stay() -> None:
    facts = reading("追缴欠费36500元").facts
    assert as_wished(facts, []) == facts


def test_somebody_is_called_as_wished() -> None:
    told = reading("养蜂节花了3600元，里面老板赞助1500元").facts
    read = reading("他不要留名，你写热心人就行", ledger=told)
    wishes = [*read.directives, Directive(kind="call", value="老板=热心人")]
    assert "热心人赞助1500元" in as_wished(told, wishes)[-1].text


def test_set_phrases_go_where_they_are_not_wished() -> None:
    told = reading("在县水产站的亲切关怀下，我站放流鱼苗40万尾。上半年，在局党组坚强领导下").facts
    (fact, empty) = as_wished(told, reading("套话少一些").directives)
    assert fact.text == "我站放流鱼苗40万尾"
    assert empty.private
    assert as_wished(told, ()) == told
