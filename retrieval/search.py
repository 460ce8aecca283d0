"""Two rankings fused: each score as a share of the best of its kind, then what is known of the asker (unit type, period, role). Pure.

Shares beat reciprocal ranks here (tests/bench/retrieval.py): where one ranking is sure and the other is guessing, the sure one decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CANDIDATES = 64  # of each ranking
DENSE_WEIGHT = 0.8  # of the dense share, where the lexical one weighs 1
SIMILARITY_FLOOR = 0.1  # a best similarity below this is no likeness, and is not stretched to a full share
BONUS = {"unit_type": 0.2, "role": 0.2, "period": 0.06, "topic": 0.06}
"""What a match adds to shares that sum to 1.8: enough to order near ties, not to lift what is off the subject."""


class Facets(msgspec.Struct, frozen=True):
    """What the asker said of themselves; "" = nothing."""

    unit_type: str = ""
    period: str = ""
    topic: str = ""
    role: str = ""


class Hit(msgspec.Struct, frozen=True):
    """A found row: its position, its score, its ranks (from 1; 0 = not found so), what matched of the facets."""

    position: int
    score: float
    lexical_rank: int
    dense_rank: int
    similarity: float
    matched: tuple[str, ...]


def best_rows(scores: NDArray[np.float32], k: int = CANDIDATES) -> list[int]:
    """Rows of the `k` highest scores above 0, best first."""
    rows = np.argpartition(scores, -k)[-k:] if len(scores) > k else np.arange(len(scores))
    ordered = rows[np.argsort(-scores[rows], kind="stable")]
    return [int(row) for row in ordered if scores[row] > 0]


def fuse(
    lexical: NDArray[np.float32],
    similarities: Mapping[int, float],
    matches: Mapping[str, NDArray[np.bool_]],
    k: int,
    fallback: Sequence[int] = (),
) -> list[Hit]:
    """The best `k` rows. `lexical` has one score per row; `similarities` those of its candidates and of the nearest rows (row → cosine);
    `matches` one flag per facet and row; `fallback` rows that may come last, where too few share a word or a meaning."""
    words = best_rows(lexical)
    word_ranks = {row: rank for rank, row in enumerate(words, 1)}
    near = sorted(similarities, key=lambda row: -similarities[row])
    near_ranks = {row: rank for rank, row in enumerate(near, 1)}
    best_score = float(lexical[words[0]]) if words else 1.0
    best_similarity = max([*similarities.values(), SIMILARITY_FLOOR])
    hits = []
    for row in dict.fromkeys([*word_ranks, *near_ranks, *fallback]):
        matched = tuple(facet for facet, flags in matches.items() if flags[row])
        similarity = max(0.0, similarities.get(row, 0.0))
        score = float(lexical[row]) / best_score + DENSE_WEIGHT * similarity / best_similarity
        hits.append(
            Hit(
                position=row,
                score=round(score + sum(BONUS[facet] for facet in matched), 4),
                lexical_rank=word_ranks.get(row, 0),
                dense_rank=near_ranks.get(row, 0),
                similarity=similarity,
                matched=matched,
            )
        )
    return sorted(hits, key=lambda hit: (-hit.score, hit.position))[:k]
