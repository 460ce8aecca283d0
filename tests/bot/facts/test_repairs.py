"""Slips put right: within an answer, by a later message, by the answer to a follow-up."""

from __future__ import annotations

import pytest

from bot.facts import corrections, probing
from bot.facts.reading import ReadContext
from bot.facts.repairs import substituted
from bot.model import Fact
from tests.bot.facts.reading_aids import YEAR, reading, texts

SLIPS = [
    ("来了30个，不对，是50个", "来了50个"),
    ("来了30个不对50个", "来了50个"),
    ("装了6部 不对 是7部", "装了7部"),
    ("清了30车 不是30车啊 是50车 我看串了", "清了50车"),
    ("来了一千多个市民 具体是一千一百人", "来了一千一百个市民"),
]


@pytest.mark.parametrize(("said", "meant"), SLIPS)
def test_only_the_last_word_counts(said: str, meant: str) -> None:
    assert texts(said) == [meant]


def test_a_correction_aimed_at_something_earlier() -> None:
    assert texts("横幅挂了50条 楼道清了20车 不是20车啊 是40车 横幅那个才是20条") == [
        "横幅挂了20条",
        "楼道清了40车",
    ]


def test_nothing_is_lost_where_nothing_fits() -> None:
    assert "拔河" in "".join(texts("国庆没搞演出，不对，改成拔河了"))


@pytest.mark.parametrize(
    ("text", "instead", "wrong", "right"),
    [("新建5个，共19个", "6个", "5个", "新建6个，共19个"), ("来了一千多个市民", "1100人", "", "来了1100个市民"),
    ("办了12期", "15", "", "办了15期"), ("天晴", "15期", "", None)],
)  # fmt: skip
def test_substituted(text: str, instead: str, wrong: str, right: str | None) -> None:
    assert substituted(text, instead, wrong) == right


def told(*answers: str) -> tuple[Fact, ...]:
    ledger: tuple[Fact, ...] = ()
    for answer in answers:
        ledger += reading(answer, ledger=ledger).facts
    return ledger


def context(ledger: tuple[Fact, ...]) -> ReadContext:
    return ReadContext("补充", 9, YEAR, ledger, len(ledger) + 1)


CORRECTIONS = [
    ("把30盏改成50盏", "修路灯50盏"), ("刚才说错了，是50盏", "修路灯50盏"), ("不是30盏，是50盏", "修路灯50盏"),
    ("请将30盏更正为50盏。", "修路灯50盏"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "text"), CORRECTIONS)
def test_a_message_that_corrects(said: str, text: str) -> None:
    ledger = told("修路灯30盏。办讲座4期")
    change = corrections.apply(said, ledger, context(ledger))
    assert change is not None
    (fact,) = change.facts
    assert (fact.text, fact.replaces, fact.source.quote) == (text, ledger[0].id, said)
    assert [figure.value for figure in fact.figures] == [50]


def test_a_message_that_takes_something_back() -> None:
    ledger = told("修路灯30盏。办讲座4期")
    change = corrections.apply("删掉讲座这条", ledger, context(ledger))
    assert change is not None
    assert change.removed == (ledger[1].id,)
    assert corrections.apply("把90盏改成50盏", ledger, context(ledger)) is None
    assert corrections.apply("又修了桥3座", ledger, context(ledger)) is None


PROBES = [
    ("来了好几十个老人", "登记的是52个", "来了52个老人"), ("办了多次讲座", "6次", "办了6次讲座"),
    ("税收占比大概三成左右", "我问了财政，31.5%", "税收占比31.5%"),
    ("开展巡查多次", "12次，查出隐患5处，都整改了", "开展巡查12次，查出隐患5处，都整改了"),
    ("培训了多次", "6次，一共180人次", "培训了6次，一共180人次"),
    ("培训保洁员75个人", "一共90个，男的50人女的40人，75是我记岔了", "培训保洁员90个人，男的50人女的40人"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "answer", "text"), PROBES)
def test_a_follow_up_fills_what_was_missing(said: str, answer: str, text: str) -> None:
    ledger = told(said)
    (fact,) = probing.fill(answer, ledger, context(ledger)).facts
    assert fact.text == text
    assert fact.replaces == ledger[0].id


def test_a_follow_up_that_is_not_remembered_changes_nothing() -> None:
    ledger = told("来了好几十个老人")
    assert probing.fill("记不清了", ledger, context(ledger)).facts == ()


def test_a_correction_finds_the_clause_that_counts_the_same_thing() -> None:
    said = texts("20个志愿者轮流，每天早晚各一次，不对，是30个志愿者")
    assert any("30个志愿者" in text for text in said)
    assert any("各一次" in text for text in said)
