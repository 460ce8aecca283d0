"""Characters and pairs: what is cut, what is found, and that blocks change nothing but the cost."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval import lexical
from retrieval.lexical import LexicalIndex, grams

TEXTS = [
    "春运期间安检岗严查行李",
    "垃圾分类桶边督导",
    "柜员开展反假货币宣传",
    "老站长带班值守春运",
    "",
    "ＡＢ 12 abc",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安全月", ["安", "全", "月", "安全", "全月"]),
        ("反诈APP推广", ["反", "诈", "反诈", "app", "推", "广", "推广"]),
        ("10kV线路", ["10kv", "线", "路", "线路"]),
        ("，。", []),
    ],
)
def test_grams(text: str, expected: list[str]) -> None:
    assert grams(text) == expected


@pytest.mark.parametrize(
    ("query", "best"), [("垃圾分类", 1), ("假币 反假货币", 2), ("站长值守", 3), ("安检", 0), ("行李严査", 0)]
)
def test_best_text_shares_most(query: str, best: int) -> None:
    assert int(LexicalIndex(TEXTS).scores(query).argmax()) == best


def test_nothing_shared_scores_nothing() -> None:
    assert not LexicalIndex(TEXTS).scores("zzz").any()
    assert LexicalIndex([]).scores("春运").shape == (0,)
    assert not LexicalIndex(["", ""]).scores("春运").any()


def test_blocks_are_kept_and_scores_stay_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "BLOCK", 4)
    texts = [f"第{n}所供电所巡视线路{'甲乙丙丁'[n % 4] * 3}" for n in range(15)]
    index = LexicalIndex(texts)
    more = [*texts, "图书馆夜间延时开放"]
    grown = index.updated(more, same=15)
    assert len(grown) == 16
    assert grown._blocks[:2] == index._blocks[:2]
    assert int(grown.scores("图书馆延时开放").argmax()) == 15
    assert grown.scores("供电所丙丙").shape == (16,)
    assert {int(row) % 4 for row in np.argsort(-grown.scores("丙丙丙"))[:3]} == {2}


def test_changed_text_is_indexed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "BLOCK", 2)
    texts = [f"社区活动{n}" for n in range(9)]
    changed = [*texts]
    changed[1] = "银行网点消保"
    grown = LexicalIndex(texts).updated(changed, same=1)
    assert int(grown.scores("消保").argmax()) == 1
    assert len(grown) == 9
