"""Which titles and quoted names are the unit's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import campaigns, masking_tables
from retrieval.masking_tables import MaskingTables


@pytest.fixture(scope="module")
def tables() -> MaskingTables:
    return masking_tables.load(Path(__file__).parents[2] / "config")


def own(text: str, tables: MaskingTables) -> list[str]:
    spans = sorted({span for span in campaigns.find(text, [], [], tables) if span[3]})
    return [text[start:end] for start, end, _, _ in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开展“亮灯工程”", ["亮灯工程"]),
        ("开展“巧手扮家园”评选", ["巧手扮家园"]),
        ("举办“家风故事”、“邻里话题”等系列活动", ["家风故事", "邻里话题"]),
        ("获“优质服务窗口”称号", ["优质服务窗口"]),
        ("评出“三十佳”", ["三十佳"]),
        ("开展五净行动", ["五净行动"]),
        ("印发《值班管理办法》", ["《值班管理办法》"]),
        ("印发《关于调整成员的通知》", ["《关于调整成员的通知》"]),
        ("《2024年度工作纲要》", ["《2024年度工作纲要》"]),
        ("参加第三届龙舟大赛", ["第三届龙舟大赛"]),
    ],
)
def test_own(text: str, expected: list[str], tables: MaskingTables) -> None:
    assert own(text, tables) == expected


@pytest.mark.parametrize(
    "text",
    [
        "坚持“两手抓、两手硬”", "开展“学雷锋”活动", "组织“猜灯谜”活动", "形成“人人参与”的氛围", "发挥“窗口”作用", "推行“一站式”服务",
        "学习《民法典》", "落实《公民道德建设实施纲要》", "下发《工作方案》", "居民说“这回真方便了！”", "关爱“零就业家庭”", "落实“三会一课”制度",
    ],
)  # fmt: skip
def test_everybodys(text: str, tables: MaskingTables) -> None:
    assert own(text, tables) == []


def test_a_name_inside_makes_a_title_the_units_own(tables: MaskingTables) -> None:
    text = "宣传《古山镇人民公约法》和“古山好人”"
    named = [(3, 6, "PLACE"), (14, 16, "PLACE")]
    hidden = [text[start:end] for start, end, _, masked in campaigns.find(text, named, [], tables) if masked]
    assert "《古山镇人民公约法》" in hidden
    assert "古山好人" in hidden


def test_a_blank_inside_makes_a_campaign_the_units_own(tables: MaskingTables) -> None:
    text = "开展“xx”创建"
    assert [text[s:e] for s, e, _, hidden in campaigns.find(text, [], [(3, 5)], tables) if hidden] == ["xx"]


def test_a_shorter_form_in_quotes_goes_too(tables: MaskingTables) -> None:
    text = "开展“金桥晨光之约”活动，营造“晨光之约”氛围"
    assert own(text, tables) == ["金桥晨光之约", "晨光之约"]


def test_common_words_are_not_masked_in_plain_prose(tables: MaskingTables) -> None:
    text = "开展“暖心服务”活动。全站暖心服务旅客。"
    assert own(text, tables).count("暖心服务") == 1
