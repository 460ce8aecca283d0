"""The library as searched at one revision: ids, facets and the lexical index in memory; texts and vectors stay in SQL."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from retrieval.lexical import LexicalIndex
from retrieval.records import SectionRow
from retrieval.sections import index_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

FACETS = ("unit_type", "period", "topic", "role")


class Snapshot:
    """Never changed once made. Rows keep their order from one snapshot to the next, new ones at the end."""

    def __init__(
        self,
        revision: int,
        rows: Sequence[SectionRow],
        labels: Mapping[str, str],
        before: Snapshot | None = None,
    ) -> None:
        by_id = {row.id: row for row in rows}
        old: tuple[str, ...] = before.ids if before else ()
        kept = [section_id for section_id in old if section_id in by_id]
        known = set(kept)
        ordered = [by_id[name] for name in kept] + [row for row in rows if row.id not in known]
        self.revision = revision
        self.ids: tuple[str, ...] = tuple(row.id for row in ordered)
        self.position = {section_id: position for position, section_id in enumerate(self.ids)}
        self._samples = tuple(row.sample_id for row in ordered)
        self._facets = {
            name: np.unique(np.array([getattr(row, name) for row in ordered], dtype=str), return_inverse=True)
            for name in FACETS
        }
        self._texts = [index_text(row, labels) for row in ordered]
        self._base = before.built() if before else (LexicalIndex(), ())
        self._lexical: LexicalIndex | None = None
        self._lock = threading.Lock()

    def built(self) -> tuple[LexicalIndex, tuple[str, ...]]:
        """The last lexical index that was built, and the ids of its texts."""
        return self._base if self._lexical is None else (self._lexical, self.ids)

    @property
    def lexical(self) -> LexicalIndex:
        """Built at the first search: adding a hundred files one by one builds it once."""
        with self._lock:
            if self._lexical is None:
                index, ids = self._base
                changed = (i for i, (old, new) in enumerate(zip(ids, self.ids, strict=False)) if old != new)
                self._lexical = index.updated(self._texts, next(changed, min(len(ids), len(self.ids))))
                self._texts, self._base = [], (self._lexical, self.ids)
            return self._lexical

    def sample_of(self, position: int) -> str:
        return self._samples[position]

    def matches(self, facet: str, value: str) -> NDArray[np.bool_]:
        """Which rows have this value of a facet; a topic matches where one contains the other."""
        values, codes = self._facets[facet]
        fitting = [
            value == given or (facet == "topic" and bool(given) and (given in value or value in given))
            for given in values.tolist()
        ]
        flags: NDArray[np.bool_] = np.array(fitting, dtype=bool)[codes]
        return flags


class ExactVectors:
    """Nearest rows by comparing with every vector: the stand-in while the index is not usable, and the truth it is checked by."""

    def __init__(self, vectors: Mapping[str, bytes]) -> None:
        self._ids = tuple(vectors)
        self._matrix = (
            np.frombuffer(b"".join(vectors.values()), np.float32).reshape(len(vectors), -1)
            if vectors
            else np.zeros((0, 0), np.float32)
        )

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        if not self._ids:
            return []
        similarities = self._matrix @ vector
        best = np.argsort(-similarities, kind="stable")[:k]
        return [(self._ids[int(row)], float(similarities[row])) for row in best]
