"""Pasted plans: done is told as done, what is not done never is, and no mark stays."""

from __future__ import annotations

import pytest

from tests.bot.facts.reading_aids import reading


@pytest.mark.parametrize(
    ("paste", "told"),
    [
        ("√做完，×没做，△做一半\n1.修灯塔 √ 2座\n2.买浮标 ×", ["修灯塔，2座", "买浮标未完成"]),
        ("打勾的是做了，打叉的没做\n√修灯塔2座\n×买浮标", ["修灯塔2座", "买浮标未完成"]),
        (
            "√ 修灯塔2座\n× 买浮标（厂家没货）\n△ 夜校，去了3个码头",
            ["修灯塔2座", "买浮标未完成（厂家没货）", "夜校部分完成，去了3个码头"],
        ),
        ("✅ 修灯塔2座\n❌ 买浮标8个，钱没到", ["修灯塔2座", "买浮标8个未完成，钱没到"]),
        ("[x] 修灯塔2座\n[ ] 盘点缆绳", ["修灯塔2座", "打算盘点缆绳"]),
        (
            "1、修灯塔2座——已完成\n2、买浮标80个——未完成，推到明年",
            ["修灯塔2座", "买浮标80个未完成，推到明年"],
        ),
        ("1、夜校3场 只办了1场\n2、缆绳更换 没做", ["夜校3场，只办了1场", "缆绳更换未完成"]),
        ("1. 修灯塔（完成）\n2. 船坞维保（未完成，等配件）", ["修灯塔", "船坞维保未完成，等配件"]),
        ("完成：修灯塔2座；未完成：买浮标、换缆绳", ["修灯塔2座", "买浮标、换缆绳未完成"]),
    ],
)
def test_how_far_a_point_came(paste: str, told: list[str]) -> None:
    assert [fact.text for fact in reading(paste).facts] == told


@pytest.mark.parametrize("answer", ["查出漏点5处，都堵上了", "查出漏点12处，整改了10处", "2排×3个泊位"])
def test_what_is_no_plan_stays(answer: str) -> None:
    told = "，".join(fact.text for fact in reading(answer).facts)
    assert told == answer


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("海事热线不归我们，是港务局的，他们接了140件。来信办结9件", ["来信办结9件"]),
        ("渡船检修是船厂的，不是我们管，他们修了3条，我们清了6处暗礁", ["我们清了6处暗礁"]),
        ("鲁大爷是县里聘的调解员，去年得的奖，不算我们", []),
    ],
)
def test_what_is_disowned_is_not_ours(answer: str, told: list[str]) -> None:
    assert [fact.text for fact in reading(answer).facts] == told
