"""Written numerals and their values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import numerals

VALUES = {
    "12": 12, "１２": 12, "12,600": 12600, "3215.5": 3215.5, "4万": 40000, "5千": 5000, "3百": 300, "1.34万": 13400, "2万5": 25000,
    "3万2千": 32000, "1.2亿": 120_000_000, "三百二": 320, "三百零二": 302, "三千零五": 3005, "十": 10, "十二": 12, "二十": 20,
    "廿三": 23, "两": 2, "两千三百": 2300, "一万五千": 15000, "一万零五百": 10500, "一亿二千万": 120_000_000, "二〇二四": 2024,
    "百": 100, "壹仟贰佰": 1200, "半": 0.5, "三点五": 3.5, "一点二万": 12000, "〇": 0, "一百一十一": 111,
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), VALUES.items())
def test_value(written: str, expected: float) -> None:
    assert numerals.value(written) == pytest.approx(expected)


@pytest.mark.parametrize("written", ["", "三四", "约", "个", "点五", "1,23", "一个", "三百人"])
def test_no_single_number_is_none(written: str) -> None:
    assert numerals.value(written) is None


def spelled(number: int) -> str:
    """The textbook spelling of 1–99,999."""
    digits, scales = "零一二三四五六七八九", ["", "十", "百", "千", "万"]
    figures = [int(sign) for sign in str(number)]
    out, gap = "", False
    for place, digit in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + scales[place]
            gap = False
        else:
            gap = True
    return out


@given(st.integers(min_value=1, max_value=99_999))
def test_reads_every_textbook_spelling(number: int) -> None:
    assert numerals.value(spelled(number)) == number


@given(st.text(alphabet="一二三十百千万亿零两半点0123456789.,", max_size=12))
def test_never_raises(written: str) -> None:
    found = numerals.value(written)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (47, "四十七"),
        (99, "九十九"),
        (100, "100"),
        (-3, "-3"),
    ],
)
def test_written_as_headings_are_counted(number: int, expected: str) -> None:
    assert numerals.written(number) == expected


def test_what_is_written_is_read_again() -> None:
    assert [numerals.value(numerals.written(number)) for number in range(100)] == list(range(100))
