"""What holds for every reader on every text: spans are in order, do not overlap, show what they say; nothing raises."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

from hypothesis import example, given, settings
from hypothesis import strategies as st

from language import dates, figures, idioms, names, titles

_TABLE = """
2024年 6月 3日 26号 6/3 四月至6月 上半年 每周一 9:30 19点 去年 清明 x日 20__年 十余 4万 余元 70多 个 个人 人次 近40 %
七成多 三四百 14、5斤 半亩 第一 第三名 一 两 百 千万 2×315 kVA 10kV 12,600 元 块 之一 三分 一把手 两手抓 四（2）班 12345
热线 13800001111 138****0000 站长 主任 郭启航 王强 同志 老郑 (曹永平) 、 ， 。 ； “ ” 《 》 （ ） 青石镇 供电所 社区
建设路 在 了 的 和 到 由 ： 1、 2） 一是 \n \u3000 ab LED ０ １２ ％ ～ － … 🙂
"""
PIECES = st.sampled_from(_TABLE.split())
UNITS = [
    "个",
    "人",
    "户",
    "次",
    "件",
    "份",
    "场",
    "台",
    "公里",
    "吨",
    "亩",
    "元",
    "万元",
    "千瓦时",
    "个百分点",
]
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40)


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


def check(source: str, spans: list[Spanned]) -> None:
    for span in spans:
        assert 0 <= span.start < span.end <= len(source)
        assert source[span.start : span.end] == span.text
    for first, second in pairwise(spans):
        assert first.end <= second.start


@settings(deadline=None, max_examples=150)
@given(TEXTS)
@example("12、3、4、5斤")
@example("第第一一名名")
@example("《《》")
def test_figures(source: str) -> None:
    spans = figures.find(source)
    check(source, list(spans))
    for span in spans:
        assert span.kind in figures.NOT_FACTS or span.kind == "time" or span.value is not None
        assert span.high is None or span.value is not None


@settings(deadline=None, max_examples=150)
@given(TEXTS)
@example("5月1日至")
@example("13月40日")
def test_dates(source: str) -> None:
    spans = dates.find(source)
    check(source, list(spans))
    for span in spans:
        assert dates.resolve(span.iso, "2024-01-01", "2024-06-30") == dates.resolve(
            dates.resolve(span.iso, "2024-01-01", "2024-06-30"), "2024-01-01", "2024-06-30"
        )


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_names(source: str) -> None:
    check(source, list(names.find(source)))


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_titles_lie_in_the_text(source: str) -> None:
    for span in titles.find(source):
        assert source[span.start : span.end] == span.text
        assert "\n" not in span.text


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_idioms_lie_in_the_text(source: str) -> None:
    assert all(0 <= start < end <= len(source) for start, end, _ in idioms.find(source))


@settings(deadline=None, max_examples=100)
@given(
    st.integers(1, 9999),
    st.sampled_from(UNITS),
)
def test_a_plain_figure_is_always_read(number: int, unit: str) -> None:
    source = f"共完成{number}{unit}。"
    facts = [span for span in figures.find(source) if span.kind not in figures.NOT_FACTS]
    assert [span.text for span in facts] == [f"{number}{unit}"]
    assert facts[0].value == number * (10_000 if unit == "万元" else 1)


@settings(deadline=None, max_examples=100)
@given(st.dates())
def test_a_full_date_is_always_read(day: object) -> None:
    year, month, number = (int(part) for part in str(day).split("-"))
    if not 1900 <= year <= 2099:
        return
    source = f"会议于{year}年{month}月{number}日召开"
    (span,) = dates.find(source)
    assert span.iso == str(day)
