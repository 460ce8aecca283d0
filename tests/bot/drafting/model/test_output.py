"""What of a model's answer can be read, and what is refused."""

from __future__ import annotations

import pytest

from bot.drafting.model.output import OutputError, read, response_format

WHOLE = '{"sentences":[{"point":1,"text":"发放宣传册1200份。","facts":[2]}]}'


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"好的，结果如下：\n{WHOLE}\n希望有帮助。",
        f"<think>先看{{事实}}，1200份……</think>{WHOLE}",
        WHOLE.replace("[2]", '["2"]'),
        "1|发放宣传册1200份。|2",
        "1｜发放宣传册1200份｜F2\n",
        '{"sentences":[{"point":1,"text":"**发放**宣传册\\n１２００份","facts":["F2","F2"],"note":"x"}]}',
    ],
)
def test_readable_answers_read_alike(text: str) -> None:
    (sentence,) = read(text, "stop")
    assert (sentence.point, sentence.text, sentence.facts) == (1, "发放宣传册1200份。", (2,))


@pytest.mark.parametrize(
    ("text", "finish", "reason"),
    [
        (WHOLE, "length", "cut"),  # a repaired half looks whole
        ("", "stop", "empty"),
        ("<think>想了很久", "stop", "empty"),
        (WHOLE[:-6], "stop", "form"),
        ('{"text":"发放宣传册"}', "stop", "form"),
        ('{"sentences":[{"point":"1","text":"甲","facts":[]}]}', "stop", "form"),
        ('{"sentences":[]}', "stop", "form"),
        ("[]", "stop", "form"),
        ("下面是总结：发放宣传册1200份。", "stop", "form"),
        ("1|甲|F1\n以上为总结", "stop", "form"),
        ("1|发放宣传册|F1", "", "cut"),
        ('{"sentences":[{"point":1,"text":"  ","facts":["F1"]}]}', "stop", "empty"),
        ('{"sentences":[{"point":1,"text":"见【待补充：人数】","facts":["F1"]}]}', "stop", "text"),
        ('{"sentences":[{"point":1,"text":"<script>","facts":["F1"]}]}', "stop", "text"),
        ('{"sentences":[{"point":1,"text":"详见https://a.cn","facts":["F1"]}]}', "stop", "text"),
    ],
)
def test_unreadable_answers_say_why(text: str, finish: str, reason: str) -> None:
    with pytest.raises(OutputError, match=reason):
        read(text, finish)


def test_whole_json_without_a_finish_reason_is_taken() -> None:
    assert read(WHOLE, "")


def test_schema_names_the_facts_that_may_be_cited() -> None:
    asked = response_format("json_schema", [1, 2])
    assert asked is not None
    schema = asked["json_schema"]["schema"]
    assert schema["properties"]["sentences"]["items"]["properties"]["facts"]["items"]["enum"] == [1, 2]
    assert asked["json_schema"]["strict"] is True
    assert response_format("json_object", []) == {"type": "json_object"}
    assert response_format("text", []) is None
