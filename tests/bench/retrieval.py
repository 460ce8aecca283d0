"""Do queries as a clerk would put them find the right passage? Lexical, dense and hybrid beside LangChain's plain recipe.

The plain recipe: RecursiveCharacterTextSplitter 1000/200 over the raw text → Chroma → top 4, with the same embedder. All see the same text
of the query and nothing else. Over knowledge/ (and the seed page where it is there, as further samples nothing asks for).
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.harness import REPOSITORY, Row, Scale

TOP = 10
PLAIN_TOP = 4
QUERIES = Path(__file__).parent / "queries.toml"

Passages = list[tuple[str, str]]
"""Sample file and text of what was found, best first."""

Finder = Callable[[str], Passages]


def queries() -> list[dict[str, Any]]:
    return list(tomllib.loads(QUERIES.read_text("utf-8"))["query"])


def run(scale: Scale) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        finders = _finders(Path(folder), opened)
        asked = queries()
        ranks = {name: [rank(entry, find(entry["q"])) for entry in asked] for name, find in finders.items()}
    return _rows(ranks, [entry["kind"] for entry in asked])


def rank(entry: dict[str, Any], found: Passages) -> int:
    """Rank of the first right passage, from 1; 0 = not among those found."""
    right = [place.split(": ", 1) for place in entry["right"]]
    for position, (sample, text) in enumerate(found, 1):
        if any(sample == name and word in text for name, word in right):
            return position
    return 0


def mrr(ranks: Sequence[int]) -> float:
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def _rows(ranks: dict[str, list[int]], kinds: list[str]) -> list[Row]:
    plain = mrr(ranks["plain recipe"])
    rows = []
    for name, found in ranks.items():
        hit3 = sum(0 < rank <= 3 for rank in found) / len(found)
        meaning = mrr([rank for rank, kind in zip(found, kinds, strict=True) if kind == "meaning"])
        note = f"{len(found)} queries; MRR of those in other words {meaning:.3f}"
        rows.append(Row("retrieval", f"hit@3 {name}", round(hit3, 3)))
        floor = 0.93 if name == "hybrid" else None
        rows.append(
            Row("retrieval", f"MRR {name}", round(mrr(found), 3), baseline=plain, at_least=floor, note=note)
        )
    hybrid = mrr(ranks["hybrid"])
    rows.append(
        Row("retrieval", "MRR hybrid over plain recipe", hybrid, baseline=plain, at_least=1.2, of_ratio=True)
    )
    return rows


def _finders(folder: Path, opened: ExitStack) -> dict[str, Finder]:
    from retrieval.embedding import open_embedder

    use = open_embedder("use")
    assert use is not None
    full, words = _library(folder / "hybrid", use), _library(folder / "lexical", None)
    opened.callback(full.close)
    opened.callback(words.close)
    stems = {summary.id: Path(summary.origin).stem for summary in full.list()}

    def in_library(library: Any) -> Finder:
        return lambda query: [
            (stems[hit.sample_id], hit.heading + "\n" + hit.masked) for hit in library.search(query, k=TOP)
        ]

    return {
        "lexical": in_library(words),
        "dense": _dense(full, stems),
        "hybrid": in_library(full),
        "plain recipe": _plain(folder / "plain", use.langchain),
    }


def _library(home: Path, embedder: Any) -> Any:
    from bot.samples import unit_type_labels
    from bot.settings import data_folder
    from bot.store.database import open_database
    from bot.store.sample_rows import SampleRows
    from bot.wording import table
    from retrieval.library import Library, Words
    from retrieval.page_reader import PageReader

    words = Words(unit_type_labels(), table("samples.zh")["why"])
    store = SampleRows(open_database("", home))
    library = Library(store, home / "index", embedder, PageReader(data_folder("config"), 20 << 20), words)
    library.sync_builtin(data_folder("knowledge"))
    for page in _further_pages():
        library.add(page)
    return library


def _further_pages() -> list[Path]:
    return sorted((REPOSITORY.parent / "shared" / "seeds").glob("*.txt"))


def _dense(library: Any, stems: dict[str, str]) -> Finder:
    """The library's vectors alone."""

    def find(query: str) -> Passages:
        indexes = library._indexes
        snapshot = indexes.current()
        near = indexes.similarities(query, snapshot)
        rows = [snapshot.ids[row] for row in sorted(near, key=lambda row: -near[row])[:TOP]]
        texts = library._store.sections_of(tuple(rows))
        return [(stems[snapshot.sample_of(snapshot.position[row])], texts[row].text) for row in rows]

    return find


def _plain(folder: Path, embeddings: Any) -> Finder:
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from bot.settings import data_folder

    pages = [*sorted(data_folder("knowledge").glob("*.md")), *_further_pages()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    documents = splitter.create_documents(
        [page.read_text("utf-8") for page in pages], [{"source": page.stem} for page in pages]
    )
    store = Chroma.from_documents(documents, embeddings, persist_directory=str(folder))
    return lambda query: [
        (str(found.metadata["source"]), found.page_content)
        for found in store.similarity_search(query, k=PLAIN_TOP)
    ]
