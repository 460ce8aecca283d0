"""The library as a LangChain retriever, for those who build chains of their own.

    retriever = StyleRetriever(library=library, unit_type="station", k=4)
    documents = retriever.invoke("春运安全")

Documents hold masked text only; what else is known of a passage is in their metadata.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from retrieval.library import Library
from retrieval.records import StyleReference


class StyleRetriever(BaseRetriever):
    """Passages of the style library that fit a query and the facets given here ("" = any)."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: SkipValidation[Library]
    unit_type: str = ""
    period: str = ""
    topic: str = ""
    role: str = ""
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.library.search(query, self.unit_type, self.period, self.topic, self.role, self.k)
        return [_document(reference) for reference in found]


def _document(reference: StyleReference) -> Document:
    named = ("sample_id", "title", "unit_type", "period", "topic", "role", "heading", "score", "why")
    return Document(
        page_content=reference.masked, metadata={name: getattr(reference, name) for name in named}
    )
