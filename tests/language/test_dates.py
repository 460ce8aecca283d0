"""Dates whole, with their ISO form."""

from __future__ import annotations

import pytest

from language import dates

ISO = [
    ("5月14号开的会", "5月14号", "--05-14", "date"), ("6/3 周一 晴", "6/3", "--06-03", "date"), ("到8/15复查", "8/15", "--08-15", "date"),
    ("6.3 走访", "6.3", "--06-03", "date"), ("4月到7月", "4月到7月", "--04/--07", "range"), ("四月至6月领药", "四月至6月", "--04/--06", "range"),
    ("1-11月份共", "1-11月份", "--01/--11", "range"),
    ("2023年", "2023年", "2023", "date"), ("2023年度", "2023年度", "2023", "date"),
    ("二〇二四年三月五日", "二〇二四年三月五日", "2024-03-05", "date"), ("24年5月", "24年5月", "2024-05", "date"),
    ("2024-02-26", "2024-02-26", "2024-02-26", "date"), ("2024.2.6", "2024.2.6", "2024-02-06", "date"),
    ("2024年1月1日至6月30日", "2024年1月1日至6月30日", "2024-01-01/2024-06-30", "range"), ("5月1日-7日", "5月1日-7日", "--05-01/--05-07", "range"),
    ("9月20爱牙日", "9月20", "--09-20", "date"), ("今年3月到8月初", "今年3月到8月初", "--03/--08", "range"),
    ("2031到2032学年下学期", "2031到2032学年下学期", "2031/2032", "period"),
    ("26号开会", "26号", "---26", "date"),
    ("8月x日的大会", "8月x日", "--08", "date"), ("8月中下旬开幕", "8月中下旬", "--08", "date"),
    ("2021—2023年", "2021—2023年", "2021/2023", "range"),
    ("去年四月至6月", "去年四月至6月", "", "range"), ("20__年上半年", "20__年上半年", "", "period"), ("20**年", "20**年", "", "date"),
    ("20xx年", "20xx年", "", "date"), ("上周三开会", "上周三", "", "relative"),
    ("本月", "本月", "", "relative"), ("第三季度", "第三季度", "", "period"),
    ("清明组织", "清明", "", "festival"), ("六一搞义卖", "六一", "", "festival"), ("春节期间", "春节期间", "", "festival"),
    ("18点到22点", "18点到22点", "", "clock"), ("夜查22:00-次日2:00，", "22:00-次日2:00", "", "clock"), ("下午3点半", "下午3点半", "", "clock"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown", "iso", "kind"), ISO)
def test_date(text: str, shown: str, iso: str, kind: str) -> None:
    span = dates.find(text)[0]
    assert (span.text, span.iso, span.kind) == (shown, iso, kind)
    assert text[span.start : span.end] == shown


@pytest.mark.parametrize(
    "text",
    [
        "小河村36号",
        "6号楼",
        "3点要求",
        "三个月",
        "3/4的职工",
        "五一班",
        "月月有主题",
        "为期3日",
        "比分3:2",
        "1.5米",
        "进度9.5",
    ],
)
def test_no_date(text: str) -> None:
    assert dates.find(text) == []


def test_weekday_is_not_a_frequency() -> None:
    assert [span.text for span in dates.find("每周一次例会")] == ["每周"]
    assert [span.text for span in dates.find("每周一升旗")] == ["每周一"]


def test_a_name_holds_no_festival() -> None:
    assert dates.find("站长雷国庆值班") == []
    assert [span.text for span in dates.find("正月初六最忙")] == ["正月初六"]


@pytest.mark.parametrize(
    ("iso", "start", "end", "expected"),
    [
        ("--06-03", "2023-09-01", "2024-07-05", "2024-06-03"), ("--11-03", "2023-09-01", "2024-07-05", "2023-11-03"),
        ("--04/--07", "2024-02-01", "2024-07-05", "2024-04/2024-07"), ("---12", "2024-06-01", "2024-06-30", "2024-06-12"),
        ("---12", "2024-01-01", "2024-06-30", "---12"), ("2022", "2024-01-01", "2024-12-31", "2022"), ("--06-03", "", "", "--06-03"),
        ("--08-01", "2024-01-01", "2024-06-30", "2024-08-01"), ("--08-01", "2023-09-01", "2024-07-05", "--08-01"),
        ("", "2024-01-01", "2024-12-31", ""),
    ],
)  # fmt: skip
def test_resolve_takes_the_year_from_the_period(iso: str, start: str, end: str, expected: str) -> None:
    assert dates.resolve(iso, start, end) == expected
