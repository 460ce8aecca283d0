"""The fields of a fact, the first four answers, and where a fact is filed."""

from __future__ import annotations

import pytest

from bot.facts.basics import read_basics, report_word, topic_core, unit_type_of
from bot.facts.fields import dates_of, figures_of, log_dates, without_relative_days
from bot.facts.topics import topic_of
from bot.model import Basics
from tests.bot.facts.reading_aids import YEAR, reading


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("大概停3天", [("3天", 3, "天", "大概")]), ("一天40多斤", [("40多斤", 40, "斤", "多")]), ("每周一，第二周", []), ("8点到9点值班", []),
        ("占七成多", [("七成多", 70, "%", "多")]), ("5月8号开会", []), ("一站式服务", []), ("超3/4没换", [("3/4", 0.75, "", "")]),
    ],
)  # fmt: skip
def test_figures(text: str, figures: list[tuple[str, float, str, str]]) -> None:
    assert [(f.text, f.value, f.unit, f.qualifier) for f in figures_of(text)] == figures


@pytest.mark.parametrize(
    ("written", "dates"),
    [("5/8", "2031-05-08"), ("5.8", "2031-05-08"), ("5月8日", "2031-05-08"), ("4.3—4.5", "2031-04-03/2031-04-05"), ("2031-05-08", "2031-05-08"),
    ("12日", "---12")],
)  # fmt: skip
def test_dates_at_the_head_of_a_log_entry(written: str, dates: str) -> None:
    assert log_dates(written, YEAR) == (dates,)


def test_dates_resolve_against_the_period_or_stay_as_said() -> None:
    assert dates_of("5月8日和清明", YEAR) == ("2031-05-08", "清明")
    assert dates_of("5月8日", Basics()) == ("--05-08",)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("甲班上个月底评上红旗班", "甲班评上红旗班"),
        ("上周三请厂家讲课", "请厂家讲课"),
        ("停机26小时", "停机26小时"),
    ],
)
def test_days_told_from_today_can_be_dropped(text: str, without: str) -> None:
    assert without_relative_days(text) == without


@pytest.mark.parametrize(
    ("answer", "asks"),
    [("办了多次讲座", "times"), ("来了不少人", "people"), ("发了一批书", "amount"), ("上周三请厂家讲课，20人听", "day"), ("办讲座6次", "")],
)  # fmt: skip
def test_what_a_probe_asks(answer: str, asks: str) -> None:
    assert [vague.asks for vague in reading(answer).vague] == ([asks] if asks else [])


TOPICS = [
    ("成立防汛领导小组", "主要工作", "组织领导"), ("下半年打算修路", "主要工作", "下一步打算"),
    ("人手不够", "服务群众", "问题不足"),
    ("修路3公里", "主要工作", "主要工作"), ("公众号发文20篇", "补充", "宣传发动"), ("修路3公里", "补充", "补充"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asked", "topic"), TOPICS)
def test_a_fact_is_filed_where_it_belongs(text: str, asked: str, topic: str) -> None:
    assert topic_of(text, asked) == topic


BASICS = [
    ("单位", "我们是河湾镇中心卫生院", {"unit": "河湾镇中心卫生院", "unit_type": "hospital"}),
    ("时间段", "2031年上半年", {"period": "2031年上半年", "period_kind": "半年", "start": "2031-01", "end": "2031-06"}),
    ("时间段", "2021到2022学年上学期", {"period": "2021—2022学年第一学期", "period_kind": "学期"}),
    ("时间段", "2031年", {"period_kind": "年度", "start": "2031-01", "end": "2031-12"}),
    ("主题", "写个防汛工作总结", {"topic": "防汛工作总结"}),
    ("给谁看", "报区里，控制在800字以内", {"max_chars": 800}),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "text", "fields"), BASICS)
def test_the_first_four_answers(slot: str, text: str, fields: dict[str, object]) -> None:
    basics = read_basics(slot, text, Basics())
    assert {name: getattr(basics, name) for name in fields} == fields
    assert basics.said == {slot: text}


def test_the_names_of_a_paper() -> None:
    assert topic_core("防汛工作总结") == "防汛"
    assert topic_core("年终总结") == ""
    assert report_word("防汛情况总结") == "总结"
    assert unit_type_of("某某消防救援站") == "fire"


@pytest.mark.parametrize(
    ("typed", "topic", "core"),
    [
        ("咱班11月的工作总结", "11月的工作总结", ""),
        ("我们所上半年的防火工作总结", "上半年的防火工作总结", "防火"),
        ("我区文明创建总结", "文明创建总结", "文明创建"),
        ("2024年9月工作总结", "2024年9月工作总结", ""),
    ],
)
def test_a_topic_is_without_who_asks_and_when(typed: str, topic: str, core: str) -> None:
    read = read_basics("主题", typed, Basics()).topic
    assert (read, topic_core(read)) == (topic, core)
