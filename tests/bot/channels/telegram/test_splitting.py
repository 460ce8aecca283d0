"""Texts in Telegram's sizes, counted as Telegram counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.splitting import as_html, clean, short, split, units

RARE = "𠮷"  # outside the first plane: two units


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 0), ("abc", 3), ("汉字", 2), (RARE, 2), ("👍", 2), ("👨‍👩‍👧", 8), ("一\n二", 3)],
)
def test_units_are_counted_as_utf16(text: str, size: int) -> None:
    assert units(text) == size


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("甲乙", 10, ["甲乙"]),
        ("甲乙丙\n丁戊己", 4, ["甲乙丙", "丁戊己"]),
        ("甲\n乙\n丙丁戊", 4, ["甲\n乙", "丙丁戊"]),
        ("甲。乙丙。丁", 4, ["甲。", "乙丙。丁"]),
        ("甲乙丙丁戊", 2, ["甲乙", "丙丁", "戊"]),
        (RARE * 3, 3, [RARE, RARE, RARE]),
        ("甲" * 4096, 4096, ["甲" * 4096]),
        ("甲" * 4097, 4096, ["甲" * 4096, "甲"]),
        (f"{'甲' * 4095}{RARE}", 4096, ["甲" * 4095, RARE]),
        ("甲乙\n\n丙丁", 5, ["甲乙", "丙丁"]),
    ],
)
def test_a_text_is_split_on_the_best_border_that_fits(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(2, 40))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_caption_is_cut_to_its_size() -> None:
    assert short("甲" * 1024) == "甲" * 1024
    assert short("甲" * 2000) == "甲" * 1023 + "…"


def test_html_is_made_after_the_split() -> None:
    assert as_html("甲<乙>&丙") == "甲&lt;乙&gt;&amp;丙"
    assert as_html("一、抓<好>开头\n正文", "一、抓<好>开头") == "<b>一、抓&lt;好&gt;开头</b>\n正文"
    assert as_html("正文", "别的") == "正文"


def test_what_telegram_refuses_is_taken_out() -> None:
    assert clean("甲\x00乙\ud800丙\n丁\t") == "甲乙丙\n丁\t"
