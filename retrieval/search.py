"""Ranks fused: lexical and dense order by reciprocal rank, then what is known of the asker (unit type, period, role). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CANDIDATES = 64  # of each ranking
RANK_OFFSET = 20  # the smaller, the more the first ranks count
BONUS = {"unit_type": 0.35, "role": 0.35, "period": 0.1, "topic": 0.1}
"""What a match adds, as a share of what the first rank of one list gives: enough to order near ties, not to lift what is off the subject."""


class Facets(msgspec.Struct, frozen=True):
    """What the asker said of themselves; "" = nothing."""

    unit_type: str = ""
    period: str = ""
    topic: str = ""
    role: str = ""


class Hit(msgspec.Struct, frozen=True):
    """A found row: its position, its score (1 = first in both lists), its ranks (from 1; 0 = not found so), what matched of the facets."""

    position: int
    score: float
    lexical_rank: int
    dense_rank: int
    similarity: float
    matched: tuple[str, ...]


def fuse(
    lexical: NDArray[np.float32],
    dense: Sequence[tuple[int, float]],
    matches: Mapping[str, NDArray[np.bool_]],
    k: int,
) -> list[Hit]:
    """The best `k` rows. `lexical` has one score per row; `dense` lists (row, similarity), best first; `matches` one flag per facet and row."""
    words = _best(lexical, CANDIDATES)
    word_ranks = {row: rank for rank, row in enumerate(words, 1)}
    dense_ranks = {row: rank for rank, (row, _) in enumerate(dense, 1)}
    similarities = dict(dense)
    lists = 2.0 if dense else 1.0
    hits = []
    for row in {**word_ranks, **dense_ranks}:
        matched = tuple(facet for facet, flags in matches.items() if flags[row])
        score = _rank_share(word_ranks.get(row)) + _rank_share(dense_ranks.get(row))
        score += sum(BONUS[facet] for facet in matched)
        hits.append(
            Hit(
                position=row,
                score=round(score / lists, 4),
                lexical_rank=word_ranks.get(row, 0),
                dense_rank=dense_ranks.get(row, 0),
                similarity=similarities.get(row, 0.0),
                matched=matched,
            )
        )
    return sorted(hits, key=lambda hit: (-hit.score, hit.position))[:k]


def _rank_share(rank: int | None) -> float:
    return 0.0 if rank is None else (RANK_OFFSET + 1) / (RANK_OFFSET + rank)


def _best(scores: NDArray[np.float32], k: int) -> list[int]:
    """Rows of the `k` highest scores above 0, best first."""
    rows = np.argpartition(scores, -k)[-k:] if len(scores) > k else np.arange(len(scores))
    ordered = rows[np.argsort(-scores[rows], kind="stable")]
    return [int(row) for row in ordered if scores[row] > 0]
