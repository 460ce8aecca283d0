"""The library as LangChain sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.stand_ins import open_library, write_reports


@pytest.mark.slow
def test_retriever_gives_masked_documents_with_reasons(tmp_path: Path) -> None:
    from langchain_core.retrievers import BaseRetriever

    from retrieval.langchain import StyleRetriever

    library = open_library(tmp_path / "home")
    library.add(write_reports(tmp_path / "in"))
    retriever = StyleRetriever(library=library, role="宣传", k=2)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("垃圾分类")
    assert [document.metadata["role"] for document in documents] == ["宣传", "宣传"]
    assert documents[0].metadata["topic"] == "垃圾分类甲"
    assert documents[0].metadata["why"]
    assert "〔数量〕" in documents[0].page_content
    assert not any(character.isdigit() for character in documents[0].page_content)
