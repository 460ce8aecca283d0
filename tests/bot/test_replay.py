"""A file of answers played as a person would type it."""

from __future__ import annotations

import json

import pytest

from bot.errors import InputError
from bot.replay import Replay, Scenario, printed, read_scenario
from tests.bot.interview.stand_ins import Talk

BASICS = {"单位": "河口供电所", "时间段": "上半年", "主题": "工作总结", "给谁看": "局里"}


def played(**answers: str) -> Replay:
    replay = Replay(Talk().assistant, Scenario(BASICS, answers))
    replay.run()
    return replay


def typed(replay: Replay) -> list[str]:
    return [line.text for line in replay.transcript if line.who == "用户"]


def test_answers_go_to_their_topics_and_the_rest_is_skipped() -> None:
    replay = played(组织领导="所长任组长。", 下一步打算="再修一条线。")
    assert typed(replay) == [
        "河口供电所",
        "上半年",
        "工作总结",
        "局里",
        "好",
        "所长任组长。",
        "跳过",
        "再修一条线。",
        "没有",
        "开始写",
    ]
    assert [fact.topic for fact in replay.session.facts] == ["组织领导", "下一步打算"]


def test_a_topic_never_asked_is_told_at_the_end_under_its_name() -> None:
    replay = played(组织领导="所长任组长。", 安全生产="查隐患9处。", 补充="都核过了。")
    assert "都核过了。\n安全生产：查隐患9处。" in typed(replay)


def test_a_follow_up_takes_the_answer_whose_words_it_shares() -> None:
    replay = played(
        **{
            "组织领导": "开会多次。",
            "追问：开会一共几次": "一共开会6次。",
            "宣传发动": "安全宣讲12场。安全宣讲15场。",
            "追问：哪个对": "是15场。",
        }
    )
    said = typed(replay)
    assert said[6] == "一共开会6次。"
    assert said[8] == "是15场。"


def test_follow_ups_that_nobody_asks_for_are_told_at_the_end() -> None:
    replay = played(**{"组织领导": "所长任组长。", "追问：几个人": "一共9个人。"})
    assert "几个人，一共9个人。" in typed(replay)


def test_an_answer_that_brings_nothing_is_not_repeated() -> None:
    replay = played(组织领导="哈哈哈", 宣传发动="发传单6次。")
    said = typed(replay)
    assert said.count("哈哈哈") == 1
    assert said[said.index("哈哈哈") + 1] == "跳过"


def test_without_any_material_it_says_so() -> None:
    with pytest.raises(InputError, match="notes_empty"):
        played()


def test_the_transcript_is_readable_and_says_what_is_asked() -> None:
    replay = played(组织领导="所长任组长。")
    assert printed(replay.transcript).startswith("助手：您好")
    assert "topic 组织领导" in [line.asks for line in replay.transcript]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"answers": {}}', b'{"basics_as_typed": {}, "answers": {"a": 1}}', b"\xff"]
)
def test_a_file_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="scenario_broken"):
        read_scenario(data, "x.json")


def test_keys_it_does_not_know_are_ignored() -> None:
    data = json.dumps({"id": "S", "basics_as_typed": BASICS, "answers": {"补充": "无"}, "facts": []}).encode()
    assert read_scenario(data, "x.json").answers == {"补充": "无"}
