"""The normaliser of punctuation, and the slips that are flagged."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from language.proofing import Tables, suspects
from language.punctuation import heading, normalise

CONFIG = Path(__file__).resolve().parents[2] / "config" / "proofing.toml"
TABLES = msgspec.convert(tomllib.loads(CONFIG.read_text("utf-8")), Tables)

CHANGED = [
    ("召开会议3次,参加120人.", "召开会议3次，参加120人。"),
    ("增长 96.4％.同时完成率 100 %", "增长96.4%。同时完成率100%"),
    ('其中"三会一课"12次;分工:张某?好!', "其中“三会一课”12次；分工：张某？好！"),
    ("五(3)班 30 人", "五（3）班30人"),
    ("一.加强领导", "一、加强领导"),
    ("(一)、健全机构", "（一）健全机构"),
    ("1、开展巡查", "1.开展巡查"),
    ("(2)登记造册", "（2）登记造册"),
    ("2023-2024学年", "2023—2024学年"),
    ("3月-5月及7-9月", "3月—5月及7—9月"),
    ("每次10-15人，增长10%-15%，约5~8户", "每次10～15人，增长10%～15%，约5～8户"),
    ("9:00-11:30值班", "9:00—11:30值班"),
    ("等等...好。。。完…", "等等……好……完……"),
    ("他说:“好“", "他说：“好”"),
    ("“甲“乙”丙”项目", "“甲‘乙’丙”项目"),
    ("「精品」线路", "“精品”线路"),
    ("防汛--不能松懈", "防汛——不能松懈"),
    ("使用 LED 屏 3 块", "使用LED屏3块"),
    ("2024年07月05日", "2024年7月5日"),
    ("按国发[2024]5号文", "按国发〔2024〕5号文"),
    ("１２：３０开始，Ａ级２４户", "12:30开始，A级24户"),
    ("学习<<条例>>", "学习《条例》"),
    ("甲。。乙，，丙，。", "甲。乙，丙。"),
    ("零\u200b宽\ufeff字", "零宽字"),
    ("完成96%.", "完成96%。"),
    ("网址:www.a.cn,欢迎", "网址：www.a.cn，欢迎"),
]
KEPT = [
    "9:30开会，比分3:2，合计1,234.56元，系数0.5。",
    "按GB/T 9704-2012和DB34/T 1234-2020执行。",
    "见http://a.cn/x,y?z=1;q 一页。",
    "邮箱a.b@c.com，电话0563-1234567，热线400-820-8820。",
    "2024-05-03导出的报表.xlsx。",
    "北京—上海，张某 李某 王某。",
    "以3-2获胜，采用3-1工作法。",
    "Don't stop, it's 5:00.",
    "12、3斤鱼，三、四年级。",
    "……这就是——“答案”。",
    "10～15人，3—5月，3月至5月。",
]


@pytest.mark.parametrize(("given_text", "expected"), CHANGED)
def test_what_is_put_in_order(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_stays(text: str) -> None:
    assert normalise(text) == text


_PIECES = [
    *"甲乙的年月日人次，。、；：？！“”‘’（）《》【】…—～·,.;:?!\"'()[]-~%％ 　\n０９1２3.",
    *(
        "...",
        "--",
        "9:30",
        "3：20",
        "1,234.5",
        "http://a.cn/b",
        "GB/T 9704-2012",
        "一、",
        "(一)",
        "1、",
        "（2）",
        "2023-2024年",
        "a.b@c.cn",
    ),
    *(
        "5-8人",
        "<<",
        ">>",
        "LED",
        "\u200b",
        "2024年07月",
        "[2024]5号",
        "「",
        "」",
        "．",
        "v1.2",
        "\U000f0000",
        "x.docx",
    ),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@settings(max_examples=200, deadline=None)
@example('"甲"乙"')
@example("1、(一)一.甲")
def test_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@settings(max_examples=100, deadline=None)
def test_no_word_and_no_figure_is_lost(text: str) -> None:
    def words(value: str) -> str:
        return "".join(c for c in value if "\u4e00" <= c <= "\u9fff")

    assert words(normalise(text)) == words(text)


def test_a_heading_alone_has_no_stop() -> None:
    assert heading("加强领导,落实责任.") == "加强领导，落实责任"
    assert heading("怎么办?") == "怎么办？"


@pytest.mark.parametrize(
    ("text", "slip", "suggestion"),
    [
        ("所里的的同志", "doubled", "的"),
        ("我们我们组织", "doubled", "我们"),
        ("居委会居委会开会", "doubled", "居委会"),
        ("周密布署", "confusion", "部署"),
        ("按装路灯", "confusion", "安装"),
        ("开展“三送活动", "unpaired", ""),
        ("（共3人", "unpaired", ""),
    ],
)
def test_slips_are_flagged(text: str, slip: str, suggestion: str) -> None:
    assert [(found.slip, found.suggestion) for found in suspects(text, TABLES)] == [(slip, suggestion)]


@pytest.mark.parametrize(
    "text",
    [
        "达到目的的做法",
        "实实在在",
        "不了了之",
        "是是非非",
        "一个一个排查",
        "研究研究",
        "为了了解情况",
        "“甲”（乙）",
    ],
)
def test_words_that_may_be_doubled_are_not_flagged(text: str) -> None:
    assert suspects(text, TABLES) == []


def test_no_right_form_is_itself_a_confusion() -> None:
    for wrong, right in TABLES.confusions.items():
        assert wrong != right
        assert suspects(right, TABLES) == []
