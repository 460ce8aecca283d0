"""What a later answer puts right: the older fact is superseded, and the remark is no fact."""

from __future__ import annotations

import pytest

from tests.bot.facts.reading_aids import reading

TOLD = (
    "种树230棵，比上年多15棵。咨询日接待咨询85人次。灯塔年检4月5日，两座都合格。"
    "夜校给渔民讲课，讲了14次，来听的31个人。海图册发了一千二百本。巡岸员26人，在岗40人"
)


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("前面说的种树230棵写错了，我翻了本子是203棵，比上年多15棵那个是对的", ["种树203棵，比上年多15棵"]),
        ("灯塔年检那天记错了，查了单子是4月6日", ["灯塔年检4月6日，两座都合格"]),
        ("咨询日接待人次不对，是58", ["咨询日接待咨询58人次"]),
        ("前述种树数经复核应为二百零三棵", ["种树二百零三棵，比上年多15棵"]),
        ("夜校14次说错了，是16次，31个人也不对，是35个人", ["讲了16次，来听的35个人"]),
        (
            "前面说海图册一千二百本，仓库说领了一千五，剩了四百，所以发出去是一千一，你就写一千一",
            ["海图册发了1100本"],
        ),
        ("巡岸员26写错 是２４ 40不变", ["巡岸员24人"]),
    ],
)
def test_an_older_fact_is_put_right(said: str, now: list[str]) -> None:
    told = reading(TOLD).facts
    read = reading(said, "补充", told)
    assert all(fact.replaces in {one.id for one in told} for fact in read.facts)
    assert len(read.facts) == len(now)
    for fact, expected in zip(read.facts, now, strict=True):
        assert expected in fact.text


def test_within_one_answer_it_takes_the_place_of_what_was_said() -> None:
    read = reading("浮标换了12个。缆绳换了300米。浮标数不对，是15个")
    assert [fact.text for fact in read.facts] == ["浮标换了15个", "缆绳换了300米"]


@pytest.mark.parametrize("said", ["前面说的种树230棵都成活了", "账目不对的有3笔", "数字不对，回头再查"])
def test_what_puts_nothing_right_changes_nothing(said: str) -> None:
    told = reading(TOLD).facts
    assert not any(fact.replaces for fact in reading(said, "补充", told).facts)
