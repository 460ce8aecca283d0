"""Texts to vectors, behind LangChain's `Embeddings`: offline by default, any OpenAI-compatible endpoint by setting, or none.

Nothing slow is loaded before the first text is embedded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

USE_NAME = "use-multilingual-3"
ENDPOINT_TIMEOUT_S = 30.0


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

    def __init__(self, name: str, load: Callable[[], Embeddings]) -> None:
        self.name = name
        self._load = load

    @cached_property
    def langchain(self) -> Embeddings:
        return self._load()

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
        return NamedEmbeddings(USE_NAME, _offline)
    if kind == "endpoint":
        return NamedEmbeddings(f"endpoint:{base_url}:{model}", lambda: _endpoint(base_url, api_key, model))
    raise ValueError(f"unknown embedder: {kind}")


def _offline() -> Embeddings:
    from retrieval.use_embedding import UseEmbeddings

    return UseEmbeddings()


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
