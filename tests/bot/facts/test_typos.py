"""Slips are put right; correct Chinese is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts.cleaning import correct_typos

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"

SLIPS = [
    ("清理垃级12车", "清理垃圾12车"),
    ("布署下半年工作", "部署下半年工作"),
    ("元宵组只老人观灯", "元宵组织老人观灯"),
    ("按装路灯6盏", "安装路灯6盏"),
    ("按排值班", "安排值班"),
    ("健康讲坐3场", "健康讲座3场"),
]

CORRECT = [
    "调整至9月3日",
    "已经废弃",
    "消防训练12次",
    "发防汛物资",
    "增加抢修人员",
    "公众好评率98%",
    "三楼到五楼",
    "日均客流两万人次",
    "给老人发东西",
    "生产两不误",
    "阅读两本书",
    "考合格证",
    "接重要通知",
    "暖气管里",
    "街道办里",
    "穿入护栏",
    "各小组只去一次",
    "每组只派1人",
    "按排名发奖",
    "按排查结果",
    "按装修进度",
    "近处",
    "先近后远",
    "晚会仪式",
    "建完城区绿化",
    "衣服物品",
    "克服误区",
    "感受里程",
    "上报造价",
    "总接待",
    "员工做好",
    "联合做大",
    "控制渡口",
    "冲突法",
    "考核格式",
    "捐出敬老金",
    "拿出敬意",
    "代表杨某",
    "党原则",
    "停车卫生",
    "绿化待遇",
    "办公处里了解",
    "做为民实事",
    "人群重点",
    "摆放位置",
    "搞拉练",
    "抢休息",
    "巡茶园",
    "存档按月",
    "宣转",
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_slips_are_put_right(typed: str, meant: str) -> None:
    assert correct_typos(typed) == meant


@pytest.mark.parametrize("text", CORRECT)
def test_correct_words_stay(text: str) -> None:
    assert correct_typos(text) == text


@pytest.mark.parametrize("path", sorted(KNOWLEDGE.glob("*.md")), ids=lambda path: path.stem)
def test_well_written_reports_stay(path: Path) -> None:
    text = path.read_text("utf-8")
    assert correct_typos(text) == text


def test_names_are_not_corrected() -> None:
    assert correct_typos("校长周学刁任组长") == "校长周学刁任组长"
    assert correct_typos("组织学刁3次") == "组织学习3次"


@pytest.mark.parametrize("clause", ["聘请编外人员3名", "年初就编制了应急预案3份", "邀请编剧老师讲课2次"])
def test_work_that_sounds_like_an_order_is_kept(clause: str) -> None:
    from bot.facts.reader import read
    from bot.facts.reading import ReadContext

    assert read(clause, ReadContext("主要工作", 5)).facts
