"""Lexical search: BM25 on characters and pairs of characters, which needs no word list and survives typos. The home of bm25s.

The index stands in blocks, so that memory while building stays bounded and adding a report rebuilds the last block only. Every block
but the last holds BLOCK texts; the last one up to twice as many, so that word frequencies are never taken from a handful of texts.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 8192
RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbours within runs of 汉字; Latin words and numbers whole. (安全月 → 安 安全 全 全月 月)"""
    found: list[str] = []
    for run in RUN.findall(text.lower()):
        if run[0] < "\u4e00":
            found.append(run)
            continue
        found += run
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


class LexicalIndex:
    """BM25 scores of a query for every text, in the order the texts were given. Never changed once made."""

    def __init__(self, texts: Sequence[str] = (), kept: Sequence[_Block] = ()) -> None:
        """Index `texts`, after the texts of the blocks kept."""
        blocks = list(kept)
        start = 0
        while len(texts) - start >= 2 * BLOCK:
            blocks.append(_Block(texts[start : start + BLOCK]))
            start += BLOCK
        if start < len(texts):
            blocks.append(_Block(texts[start:]))
        self._blocks = blocks

    def __len__(self) -> int:
        return sum(block.size for block in self._blocks)

    def updated(self, texts: Sequence[str], same: int) -> LexicalIndex:
        """An index of `texts`, of which the first `same` are those of this one: full blocks among them are taken over."""
        kept: list[_Block] = []
        start = 0
        for block in self._blocks[:-1]:  # the last one is never final
            if start + block.size > same or len(texts) - start - block.size < BLOCK:
                break
            kept.append(block)
            start += block.size
        return LexicalIndex(texts[start:], kept)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score per text; 0 where nothing is shared."""
        tokens = sorted(set(grams(query)))
        if not self._blocks:
            return np.zeros(0, np.float32)
        return np.concatenate([block.scores(tokens) for block in self._blocks])


class _Block:
    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it reports each build
        self.size = len(texts)
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(gram, len(vocabulary)) for gram in grams(text)] for text in texts]
        self._vocabulary = vocabulary
        self._model: Any = None
        if vocabulary:
            self._model = bm25s.BM25(method="lucene")
            self._model.index((ids, vocabulary), show_progress=False)

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        known = [self._vocabulary[token] for token in tokens if token in self._vocabulary]
        if not known:
            return np.zeros(self.size, np.float32)
        found: NDArray[np.float32] = self._model.get_scores_from_ids(known)
        return found
