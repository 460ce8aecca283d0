"""Comparisons with the last report: computed, and only between like and like."""

from __future__ import annotations

from typing import Any

import pytest

from bot.facts import comparing, reader
from bot.facts.reading import ReadContext
from bot.model import Basics, Fact
from bot.prompts import words

H1_2023 = Basics(period="2023年上半年", start="2023-01", end="2023-06")
H1_2024 = Basics(period="2024年上半年", start="2024-01", end="2024-06")
YEAR_2022 = Basics(period="2022年", start="2022-01", end="2022-12")
YEAR_2023 = Basics(period="2023年", start="2023-01", end="2023-12")


def phrase(key: str, **values: Any) -> str:
    return words("interview").say_known(f"compare.{key}", **values)


def facts(text: str, basics: Basics) -> tuple[Fact, ...]:
    return reader.read(text, ReadContext("主要工作", 1, basics)).facts


def compared(
    now: str, last: str, basics: Basics = H1_2024, before: Basics = H1_2023
) -> tuple[comparing.Comparison, ...]:
    return comparing.comparisons(facts(now, basics), facts(last, before), basics, before, phrase)


def told(now: str, last: str, **periods: Basics) -> list[str]:
    return [one.text for one in compared(now, last, **periods)]


@pytest.mark.parametrize(
    ("now", "last", "text"),
    [
        ("发送旅客168万人次", "发送旅客150万人次", "发送旅客比去年同期增长12%"),
        ("上半年共发送旅客168万人次", "全站发送旅客150万人次", "发送旅客比去年同期增长12%"),
        ("办了20场安全培训", "开展安全培训16场", "安全培训比去年同期增长25%"),
        ("抢修故障96起", "抢修故障120起", "抢修故障比去年同期减少20%"),
        ("满意率98.2%", "满意率96.5%", "满意率比去年同期提高1.7个百分点"),
        ("线损率3.2%", "线损率4.1%", "线损率比去年同期降低0.9个百分点"),
        ("安全培训7场", "安全培训5场", "安全培训比去年同期增加2场"),
        ("消防演练3次", "消防演练4次", "消防演练比去年同期减少1次"),
        ("调解纠纷31件", "调解纠纷31件", "调解纠纷与去年同期持平"),
        ("存款余额3.6亿元", "存款余额30000万元", "存款余额比去年同期增长20%"),
    ],
)
def test_like_with_like(now: str, last: str, text: str) -> None:
    assert told(now, last) == [text]


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("发送旅客约168万人次", "发送旅客150万人次"),
        ("发送旅客168万人次", "发送旅客150多万人次"),
        ("走访客户300多户", "走访客户280户"),
        ("发送旅客168万人次", "接待旅客150万人次"),
        ("安全培训20场", "业务培训16场"),
        ("安全培训20场", "安全培训300人次"),
        ("3月5日安全培训40人", "安全培训30人"),
        ("安全培训40人", "4月安全培训30人"),
        ("4月抢修故障14起。5月抢修故障13起", "抢修故障120起"),
        ("抢修故障14起。后来抢修故障13起", "抢修故障120起"),
        ("打算发送旅客168万人次", "发送旅客150万人次"),
        ("到馆人次比去年增长9.4%", "到馆人次比前年增长4.1%"),
        ("计划改造台区12个", "改造台区10个"),
        ("投诉由31件降到12件", "投诉由40件降到31件"),
        ("走访612户", "走访500户"),
        ("获得第二名", "获得第三名"),
        ("发送旅客168万人次", "发送旅客0人次"),
        ("大概发送旅客168万人次", "发送旅客150万人次"),
    ],
)
def test_nothing_else_is_compared(now: str, last: str) -> None:
    assert told(now, last) == []


@pytest.mark.parametrize(
    ("basics", "before", "since"),
    [
        (H1_2024, H1_2023, "比去年同期"),
        (YEAR_2023, YEAR_2022, "比上年"),
        (H1_2024, Basics(period="2023年下半年", start="2023-07", end="2023-12"), "比2023年下半年"),
        (H1_2024, YEAR_2023, ""),
        (YEAR_2023, H1_2023, ""),
        (H1_2023, H1_2024, ""),
        (H1_2024, H1_2024, ""),
        (H1_2024, Basics(), ""),
        (Basics(start="--01", end="--06"), H1_2023, ""),
        (Basics(start="2024", end="2024"), Basics(start="2023", end="2023"), ""),
    ],
)
def test_only_periods_of_one_length(basics: Basics, before: Basics, since: str) -> None:
    found = told("发送旅客168万人次", "发送旅客150万人次", basics=basics, before=before)
    assert bool(found) is bool(since)
    assert all(since in text for text in found)


def test_two_units_of_one_thing_are_named() -> None:
    found = told("安全培训20场，安全培训600人次", "安全培训16场，安全培训500人次")
    assert found == ["安全培训场数比去年同期增长25%", "安全培训人次数比去年同期增长20%"]


def test_the_sum_is_shown_and_the_fact_stands_beside_its_own() -> None:
    (one,) = compared("发送旅客168人次", "发送旅客150人次")
    assert one.computed == "168-150=18，18÷150=12%"
    fact = comparing.fact_of(one, 9, H1_2024)
    assert fact.id == "F9"
    assert fact.computed == one.computed
    assert fact.source == one.fact.source
    assert [figure.text for figure in fact.figures] == ["12%"]
    assert fact.group == one.fact.group


def test_the_key_outlives_a_correction() -> None:
    (one,) = compared("发送旅客168人次", "发送旅客150人次")
    (other,) = compared("发送旅客180人次", "发送旅客150人次")
    assert one.key == other.key
    assert one.text != other.text


def test_what_is_private_or_disputed_is_not_compared() -> None:
    import msgspec

    now, last = facts("发送旅客168人次", H1_2024), facts("发送旅客150人次", H1_2023)
    for change in ({"private": True}, {"conflict": "C1"}, {"certainty": "unsure"}, {"computed": "1+2=3"}):
        changed = tuple(msgspec.structs.replace(fact, **change) for fact in now)
        assert comparing.comparisons(changed, last, H1_2024, H1_2023, phrase) == ()
