"""Numerals that state no fact, and those beside them that do."""

from __future__ import annotations

import pytest

from language import idioms


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in idioms.find(text)]


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("落实“三会一课”", "三会一课", "in_name"),
        ("学习两个维护", "两个维护", "in_name"),
        ("党的十七届三中全会精神", "党的十七届三中全会", "in_name"),
        ("学习二十大报告", "二十大", "in_name"),
        ("24字核心价值观", "24字", "in_name"),
        ("推行一户一档", "一户一档", "in_name"),
        ("三（2）班获奖", "三（2）班", "in_name"),
        ("七年级开课", "七年级", "in_name"),
        ("拨打119报警", "119", "in_name"),
        ("95598热线", "95598", "in_name"),
        ("建成5G基站", "5G", "in_name"),
        ("结对1+1", "1+1", "in_name"),
        ("千家万户", "千家万户", "idiom"),
        ("一步一个脚印", "一步一个脚印", "idiom"),
        ("一个支部就是一个堡垒", "一个支部就是一个", "idiom"),
        ("联系电话0556-5551234", "0556-5551234", "phone"),
    ],
)
def test_no_fact(text: str, phrase: str, kind: str) -> None:
    assert (phrase, kind) in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "展板130余块",
        "出动119人",
        "开展三轮检查",
        "排查四处隐患",
        "扣十分。",
        "第三届四川",
        "二十一点四",
        "三分之一",
        "两场三次",
    ],
)
def test_a_fact_is_left_to_the_figures(text: str) -> None:
    assert kinds(text) == []


def test_a_phrase_is_either_national_or_an_idiom() -> None:
    assert not idioms.NATIONAL & idioms.IDIOMS
    assert "一等奖" not in idioms.IDIOMS  # a prize is a fact
