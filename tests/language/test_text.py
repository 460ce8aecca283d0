"""Characters, sentences, clauses."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import text


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("ＬＥＤ屏１２块", "LED屏12块"),
        ("９７．２％", "97.2%"),
        ("a\u200bb\ufeffc\u202ed", "abcd"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("共\u30003\t个", "共 3 个"),
        ("①做好值守", "①做好值守"),
        ("38.5㎡、3m²", "38.5㎡、3m²"),
        ("四（2）班，“好”！", "四（2）班，“好”！"),
        ("\x00坏\x07", "坏"),
    ],
)
def test_normalise_keeps_meaning_and_drops_the_invisible(raw: str, plain: str) -> None:
    assert text.normalise(raw) == plain


@given(st.text(max_size=80))
def test_normalise_twice_is_once(raw: str) -> None:
    once = text.normalise(raw)
    assert text.normalise(once) == once
    assert "\r" not in once
    assert "\u200b" not in once


def pieces(source: str, spans: list[text.Offsets]) -> list[str]:
    return [source[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("开了会。发了通知！", ["开了会。", "发了通知！"]),
        ("他说“来了。走吧！”然后散会。", ["他说“来了。走吧！”然后散会。"]),
        ("一是抓巡查；二是抓整改。", ["一是抓巡查；", "二是抓整改。"]),
        ("上午巡线\n下午值班", ["上午巡线", "下午值班"]),
        ("引号“没有收尾。下一句。", ["引号“没有收尾。", "下一句。"]),
        ("真的吗？！好。", ["真的吗？！", "好。"]),
        ("", []),
    ],
)
def test_sentences(source: str, expected: list[str]) -> None:
    assert pieces(source, text.sentences(source)) == expected


def test_clauses_leave_numbers_and_brackets_whole() -> None:
    source = "罚款12,600元，立案7起（其中3起，夜查），已结。"
    assert pieces(source, text.clauses(source)) == ["罚款12,600元，", "立案7起（其中3起，夜查），", "已结。"]


@given(st.text(alphabet="甲乙，。；“”（）\n 12", max_size=60))
def test_sentences_cover_everything_but_white_space(source: str) -> None:
    spans = text.sentences(source)
    assert text.nows("".join(pieces(source, spans))) == text.nows(source)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


def test_hanzi() -> None:
    assert all(map(text.is_hanzi, "镇〇㐀"))
    assert not any(map(text.is_hanzi, "a1，　"))


def test_pairs_stand_within_words() -> None:
    assert text.pairs("水泵检修 A1") == {"水泵", "泵检", "检修", "A1"}
    assert text.pairs("一 二\n三") == frozenset()
    assert text.pairs("") == frozenset()
