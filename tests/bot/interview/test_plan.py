"""Topics by kind of unit, items of a notice, the sheet, where a question stands."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import Progress
from bot.events import PlannedTopic, Question
from bot.interview import checklist, sheet
from bot.interview.plan import topics_for
from bot.interview.questions import numbered, previous, progress
from bot.interview.state import EXTRA, Session, TopicState
from bot.model import Basics, Fact, Source
from bot.prompts import words
from bot.wording import table

TOPICS: dict[str, dict[str, Any]] = {
    "组织领导": {"figures": False},
    "宣传发动": {"figures": True},
    "问题不足": {},
    EXTRA: {},
}


def keys(unit: dict[str, Any]) -> list[str]:
    return [topic.topic for topic in topics_for(Basics(unit_type="x"), TOPICS, {"x": unit})]


@pytest.mark.parametrize(
    ("unit", "planned"),
    [
        ({}, ["组织领导", "宣传发动", "问题不足", EXTRA]),
        ({"drop": ["宣传发动"]}, ["组织领导", "问题不足", EXTRA]),
        ({"drop": [EXTRA]}, ["组织领导", "宣传发动", "问题不足", EXTRA]),
        ({"order": ["宣传发动"]}, ["宣传发动", "组织领导", "问题不足", EXTRA]),
        ({"add": {"春运": {"after": "组织领导"}}}, ["组织领导", "春运", "宣传发动", "问题不足", EXTRA]),
        ({"add": {"春运": {}}}, ["组织领导", "宣传发动", "春运", "问题不足", EXTRA]),
        ({"add": {"宣传发动": {}}}, ["组织领导", "宣传发动", "问题不足", EXTRA]),
    ],
)
def test_a_kind_of_unit_drops_orders_and_adds(unit: dict[str, Any], planned: list[str]) -> None:
    assert keys(unit) == planned


def test_labels_and_figures_come_along() -> None:
    unit = {"x": {"ask": {"宣传发动": "反诈宣传"}, "add": {"春运": {"ask": "春运组织", "figures": True}}}}
    planned = {t.topic: t for t in topics_for(Basics(unit_type="x"), TOPICS, unit)}
    assert planned["宣传发动"] == PlannedTopic("宣传发动", "反诈宣传", True)
    assert planned["春运"] == PlannedTopic("春运", "春运组织", True)


@pytest.mark.parametrize("unit_type", ["", "nosuch", *table("unit_types", "config")])
def test_every_kind_of_unit_has_a_plan_that_ends_with_extra(unit_type: str) -> None:
    planned = topics_for(
        Basics(unit_type=unit_type), table("topics", "config"), table("unit_types", "config")
    )
    topics = [topic.topic for topic in planned]
    assert topics[-1] == EXTRA
    assert len(set(topics)) == len(topics) >= 8
    assert {"问题不足", "下一步打算", "主要工作"} <= set(topics)


@pytest.mark.parametrize(
    ("notice", "items"),
    [
        ("1. 领导重视情况（10分）\n2. 经费保障情况（满分20分）；", ("领导重视情况", "经费保障情况")),
        (
            "一、组织领导\n（一）成立领导小组\n（二）制定工作方案\n二、宣传发动情况",
            ("成立领导小组", "制定工作方案", "宣传发动情况"),
        ),
        ("请各单位于5日前报送。\n联系人：张三", ()),
        ("1、开展培训\n1、开展培训", ("开展培训",)),
        ("", ()),
    ],
)
def test_items_of_a_notice(notice: str, items: tuple[str, ...]) -> None:
    assert checklist.items(notice) == items


def test_items_are_filed_by_topic() -> None:
    filed = checklist.by_topic("1. 宣传情况\n2. 培训情况\n3. 宣传氛围", lambda item: item[:2])
    assert filed == {"宣传": ("宣传情况", "宣传氛围"), "培训": ("培训情况",)}


def state(key: str, status: Any = "open", reason: str = "") -> TopicState:
    return TopicState(PlannedTopic(key), status, reason)


SESSION = Session(
    slots=("单位",),
    plan_settled=True,
    topics=(
        state("甲", "answered"),
        state("乙", "skipped", "dropped"),
        state("丙", "covered"),
        state("丁"),
        state(EXTRA),
    ),
)


def test_dropped_and_covered_topics_have_no_number() -> None:
    assert numbered(SESSION) == ("甲", "丁", EXTRA)
    assert progress(SESSION, Question("topic", "丁")) == Progress(2, 3)
    assert progress(SESSION, Question("probe", "丁")) == Progress(2, 3)
    assert progress(SESSION, Question("topic", "乙")) is None
    assert progress(SESSION, Question("review")) is None


@pytest.mark.parametrize(
    ("question", "before"),
    [
        (Question("topic", "丁"), Question("topic", "丙", again=True)),
        (Question("probe", "丁"), Question("topic", "丁", again=True)),
        (Question("topic", "甲"), Question("basics", "单位", again=True)),
        (Question("basics", "单位"), None),
        (Question("review"), Question("topic", "丙", again=True)),
    ],
)
def test_the_question_before(question: Question, before: Question | None) -> None:
    assert previous(SESSION, question) == before


def test_the_sheet_marks_what_is_special() -> None:
    def fact(number: int, **marks: Any) -> Fact:
        return Fact(f"F{number}", f"事{number}", "甲" if number % 2 else "丁", Source(1, "x"), **marks)

    facts = (
        fact(1),
        fact(2, private=True),
        fact(3, certainty="unsure"),
        fact(4, computed="1+2=3"),
        fact(5, conflict="c"),
    )
    lines = sheet.text(SESSION, facts, words("interview")).splitlines()
    assert [line for line in lines if line.startswith("【")] == ["【甲】", "【丁】"]
    assert "1. 事1" in lines
    assert any("不写进稿子" in line and line.startswith("2.") for line in lines)
    assert any("记不太清" in line and line.startswith("3.") for line in lines)
    assert any("1+2=3" in line for line in lines)
    assert any("待核" in line for line in lines)
    assert sheet.text(SESSION, (), words("interview")) == words("interview").say("sheet.empty")
