"""The library in memory: facets match as people mean them, order is kept, exact search is exact."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.records import SectionRow
from retrieval.snapshot import ExactVectors, Snapshot


def row(section_id: str, unit_type: str = "bank", topic: str = "", text: str = "正文") -> SectionRow:
    return SectionRow(
        id=section_id,
        sample_id=section_id[:1],
        unit_type=unit_type,
        period="年度",
        topic=topic,
        role="问题",
        text=text,
    )


ROWS = [row("a1", "bank", "反诈宣传"), row("b1", "station", "春运安全"), row("c1", "", "")]


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("unit_type", "bank", [1, 0, 0]),
        ("unit_type", "ban", [0, 0, 0]),
        ("topic", "春运安全", [0, 1, 0]),
        ("topic", "春运", [0, 1, 0]),
        ("topic", "今年的反诈宣传工作", [1, 0, 0]),
        ("role", "问题", [1, 1, 1]),
    ],
)
def test_facets(facet: str, value: str, expected: list[int]) -> None:
    assert Snapshot(1, ROWS, {}).matches(facet, value).tolist() == [bool(flag) for flag in expected]


def test_rows_keep_their_order_and_new_ones_come_last() -> None:
    first = Snapshot(1, [row("m1"), row("z1")], {})
    second = Snapshot(2, [row("a1"), row("m1"), row("z1")], {}, first)
    assert second.ids == ("m1", "z1", "a1")
    third = Snapshot(3, [row("a1"), row("z1")], {}, second)
    assert third.ids == ("z1", "a1")
    assert third.sample_of(third.position["a1"]) == "a"


def test_lexical_index_follows_through_snapshots_never_searched() -> None:
    first = Snapshot(1, [row("a1", text="春运安检")], {})
    assert first.lexical.scores("安检")[0] > 0
    second = Snapshot(2, [row("a1", text="春运安检"), row("b1", text="垃圾分类")], {}, first)
    third = Snapshot(3, [row("b1", text="垃圾分类"), row("c1", text="反假货币")], {}, second)
    assert third.ids == ("b1", "c1")
    assert int(third.lexical.scores("垃圾").argmax()) == 0
    assert int(third.lexical.scores("货币").argmax()) == 1
    assert not third.lexical.scores("安检").any()


def test_empty_library_has_nothing_and_says_so() -> None:
    empty = Snapshot(0, [], {})
    assert empty.lexical.scores("春运").shape == (0,)
    assert empty.matches("topic", "春运").shape == (0,)
    assert ExactVectors({}).nearest(np.ones(3, np.float32), 5) == []


def test_exact_search_orders_by_cosine() -> None:
    vectors = {"far": np.array([0, 1], np.float32).tobytes(), "near": np.array([1, 0], np.float32).tobytes()}
    assert ExactVectors(vectors).nearest(np.array([1, 0], np.float32), 2) == [("near", 1.0), ("far", 0.0)]
