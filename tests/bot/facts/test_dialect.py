"""Words of dialects are read as the common speech; names keep theirs."""

from __future__ import annotations

import pytest

from bot.facts.cleaning import tidy
from tests.bot.facts.reading_aids import reading, texts


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("渠道修了3公里噻", "渠道修了3公里"),
        ("莫得哪个投诉", "没有哪个投诉"),
        ("前头那座桥", "前面那座桥"),
        ("逮到偷鱼的2起", "抓到偷鱼的2起"),
        ("俺们整了5个大棚", "我们搞了5个大棚"),
        ("做咗3场", "做了3场"),
        ("伢子们冇得地方耍", "孩子们没有地方耍"),
        ("外头科技奖2项", "外面科技奖2项"),
        ("莫晓得同志值班", "莫晓得同志值班"),
    ],
)
def test_dialect(said: str, meant: str) -> None:
    assert tidy(said) == meant


def test_a_wish_in_dialect_is_a_wish() -> None:
    read = reading("茶叶收了800斤，他家的事莫写哈", "成效数据")
    assert "莫" not in "".join(fact.text for fact in read.facts if not fact.private)
    assert texts("茶叶好多斤我不晓得") == []
