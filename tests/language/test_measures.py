"""Units: what they scale to and what kind of quantity they make."""

from __future__ import annotations

import pytest

from language import figures, measures


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("3万元", 30000, "元", "money"), ("2.86亿元", 2.86e8, "元", "money"), ("5角", 0.5, "元", "money"),
        ("20平方米", 20, "㎡", "area"), ("20㎡", 20, "㎡", "area"), ("8亩", 8, "亩", "area"),
        ("12立方米", 12, "㎥", "volume"), ("5公里", 5, "公里", "length"), ("12.4km", 12.4, "公里", "length"),
        ("30公斤", 30, "公斤", "weight"), ("30kg", 30, "公斤", "weight"), ("80吨", 80, "吨", "weight"),
        ("600度电", 600, "千瓦时", "energy"), ("3个小时", 3, "小时", "duration"), ("45分钟", 45, "分钟", "duration"),
        ("2个月", 2, "月", "duration"), ("5‰", 0.5, "%", "percent"), ("3个百分点", 3, "个百分点", "points"),
        ("3倍", 3, "倍", "multiple"), ("40人次", 40, "人次", "count"), ("20台（套）", 20, "台（套）", "count"),
        ("3.1万册次", 31000, "册次", "count"),
    ],
)  # fmt: skip
def test_scaled(text: str, value: float, unit: str, kind: str) -> None:
    (span,) = figures.find(text)
    assert span.value == pytest.approx(value)
    assert (span.text, span.unit, span.kind) == (text, unit, kind)


def test_every_plain_unit_with_a_kind_is_read() -> None:
    plain = {unit for _, unit in measures.SCALE_OF.values()}
    assert plain <= measures.UNITS | set(measures.UNIT_KIND) | {"kV", "MW", "工作日", "班"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("3个体户", "3"), ("20人民币", "20"), ("3层面", "3"), ("5年级", "5"), ("2处理", "2")],
)
def test_no_unit_where_a_longer_word_begins(text: str, shown: str) -> None:
    assert [span.text for span in figures.find(text)][:1] == [shown]


def test_a_piece_or_a_coin() -> None:
    assert [span.unit for span in figures.find("安装警示牌15块")] == ["块"]
    assert [span.unit for span in figures.find("每人罚款50块")] == ["元"]
    assert [span.unit for span in figures.find("一共20块钱")] == ["元"]
