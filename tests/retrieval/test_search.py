"""Ranks are fused: agreement wins, facets order near ties, and every hit keeps what it came by."""

from __future__ import annotations

import numpy as np

from retrieval.search import CANDIDATES, fuse


def scores(*values: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def flags(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.array(values, bool)


def test_row_high_in_both_lists_comes_first() -> None:
    hits = fuse(scores(9, 8, 0), {2: 0.9, 1: 0.8}, {}, 3)
    assert hits[0].position == 1
    assert (hits[0].lexical_rank, hits[0].dense_rank, hits[0].similarity) == (2, 2, 0.8)


def test_row_of_one_list_only_is_found_too() -> None:
    hits = fuse(scores(0, 5, 0), {2: 0.7}, {}, 3)
    assert {(hit.position, hit.lexical_rank, hit.dense_rank) for hit in hits} == {(1, 1, 0), (2, 0, 1)}


def test_sure_ranking_outweighs_a_guessing_one() -> None:
    """The words name one row plainly; the vectors are near to all alike."""
    hits = fuse(scores(2, 20, 3), {0: 0.31, 2: 0.3, 1: 0.28}, {}, 3)
    assert hits[0].position == 1


def test_no_likeness_is_not_stretched_to_a_likeness() -> None:
    hits = fuse(scores(5, 4, 0), {2: 0.01}, {}, 3)
    assert [hit.position for hit in hits] == [0, 1, 2]
    assert fuse(scores(1, 1), {0: -0.5}, {}, 2)[0].similarity == 0


def test_without_vectors_words_decide() -> None:
    hits = fuse(scores(1, 3, 2), {}, {}, 3)
    assert [hit.position for hit in hits] == [1, 2, 0]


def test_facet_orders_near_ties_but_does_not_lift_the_unrelated() -> None:
    near = fuse(scores(5, 4.9, 0), {0: 0.5, 1: 0.49}, {"unit_type": flags(0, 1, 1)}, 3)
    assert near[0].position == 1
    assert near[0].matched == ("unit_type",)
    many = scores(*range(100, 0, -1))
    last = fuse(many, {}, {"unit_type": flags(*([0] * 50), *([1] * 50))}, 60)
    assert last[0].position == 0


def test_no_more_than_asked_and_stable() -> None:
    hits = fuse(scores(*([1.0] * 200)), {}, {}, 5)
    assert len(hits) == 5
    assert hits == fuse(scores(*([1.0] * 200)), {}, {}, 5)
    assert len(fuse(scores(*range(1, 200)), {}, {}, 500)) == CANDIDATES
