"""Chroma as a disposable index: it follows SQL, is checked, is rebuilt when in doubt, and loses nothing whatever happens to its files."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from bot.store.database import open_database
from bot.store.sample_rows import SampleRows
from retrieval import indexes
from retrieval.index import NOTE, DenseIndex, State
from retrieval.index_files import CHROMA_FILE
from retrieval.library import Library
from tests.retrieval.stand_ins import PairEmbeddings, open_library, write_reports

pytestmark = pytest.mark.slow

QUERIES = ("春运安全", "垃圾分类展板", "反假货币手册", "防汛排涝人手", "送药上门短板", "图书借阅")


def answers(library: Library) -> list[list[str]]:
    return [[hit.masked for hit in library.search(query, k=5)] for query in QUERIES]


def state(home: Path) -> State:
    return msgspec.json.decode(SampleRows(open_database("", home)).note(NOTE), type=State)


def generations(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "index").iterdir() if path.is_dir())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library with six samples, indexed and closed."""
    library = open_library(tmp_path / "home", PairEmbeddings())
    library.add(write_reports(tmp_path / "in"))
    library.close()
    return tmp_path / "home"


def test_index_is_reused_not_rebuilt(home: Path) -> None:
    before = state(home)
    library = open_library(home, PairEmbeddings())
    assert library.search("春运安全")[0].topic == "春运安全甲"
    library.close()
    assert state(home).generation == before.generation
    assert state(home).clean
    assert generations(home) == [before.generation]


def test_level_library_is_told_so_without_opening_chroma(home: Path) -> None:
    library = open_library(home, PairEmbeddings())
    assert not library.rebuild(if_needed=True)
    assert library._indexes._index is None
    other = DenseIndex(home / "index", SampleRows(open_database("", home)), "pairs")
    assert other.owner  # looking took no lock
    other.close()
    library.close()
    (home / "index" / state(home).generation / CHROMA_FILE).unlink()
    library = open_library(home, PairEmbeddings())
    assert library.rebuild(if_needed=True)
    library.close()


def test_dense_ranks_agree_with_exact_comparison(home: Path) -> None:
    store = SampleRows(open_database("", home))
    vectors = store.vectors("pairs")
    index = DenseIndex(home / "index", store, "pairs")
    assert index.open(tuple(vectors), lambda ids: {name: vectors[name] for name in ids})
    matrix = np.stack([np.frombuffer(vector, np.float32) for vector in vectors.values()])
    for vector in matrix:
        best = index.nearest(vector, 1)
        assert best is not None
        assert best[0][1] == pytest.approx(float((matrix @ vector).max()), abs=1e-4)
    index.close()


def test_removed_and_added_samples_are_followed(home: Path, tmp_path: Path) -> None:
    generation = state(home).generation
    library = open_library(home, PairEmbeddings())
    gone = library.search("春运安全")[0].sample_id
    library.remove(gone)
    library.add(write_reports(tmp_path / "in", 8))
    found = library.search("燃气巡检")
    assert found[0].topic == "燃气巡检甲"
    assert "相近" in found[0].why
    assert state(home).generation == generation
    assert state(home).clean
    library.close()


def test_rebuild_swaps_in_a_new_generation(home: Path) -> None:
    library = open_library(home, PairEmbeddings())
    before = answers(library)
    old = state(home).generation
    assert library.rebuild()
    assert generations(home) == [state(home).generation] != [old]
    assert answers(library) == before
    assert not library.rebuild(if_needed=True)
    library.close()


def test_changed_embedder_rebuilds(home: Path) -> None:
    library = open_library(home, PairEmbeddings(), "other")
    assert "相近" in library.search("春运安全")[0].why
    assert state(home).embedder == "other"
    library.close()


def test_generation_left_open_is_never_opened_again(home: Path) -> None:
    """As kill -9 leaves it in the middle of a write."""
    store = SampleRows(open_database("", home))
    old = state(home)
    store.set_note(NOTE, msgspec.json.encode(msgspec.structs.replace(old, clean=False)).decode())
    library = open_library(home, PairEmbeddings())
    assert library.search("春运安全")[0].topic == "春运安全甲"
    assert state(home).generation != old.generation
    library.close()


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def empty_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def garble_everything(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(os.urandom(path.stat().st_size))


def truncate_database(folder: Path) -> None:
    path = folder / CHROMA_FILE
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble_database_pages(folder: Path) -> None:
    path = folder / CHROMA_FILE
    data = bytearray(path.read_bytes())
    for start in range(8192, len(data) - 512, 16384):
        data[start : start + 512] = random.Random(start).randbytes(512)
    path.write_bytes(bytes(data))


def forget_rows(folder: Path) -> None:
    """Opens well, finds nothing."""
    import sqlite3

    with sqlite3.connect(folder / CHROMA_FILE) as connection:
        connection.execute("DELETE FROM embeddings_queue")
        connection.execute("DELETE FROM embeddings")


@pytest.mark.parametrize(
    "damage",
    [
        remove_folder,
        empty_folder,
        garble_everything,
        truncate_database,
        garble_database_pages,
        forget_rows,
    ],
)
def test_damaged_folder_is_replaced_and_nothing_is_lost(home: Path, damage: Callable[[Path], None]) -> None:
    library = open_library(home, PairEmbeddings())
    before = answers(library)
    library.close()
    damage(home / "index" / state(home).generation)
    library = open_library(home, PairEmbeddings())
    assert answers(library) == before
    assert len(library.list()) == 6
    library.close()
    assert len(generations(home)) == 1
    assert state(home).clean


def test_folder_damaged_while_in_use_is_mended(home: Path) -> None:
    library = open_library(home, PairEmbeddings())
    before = answers(library)
    remove_folder(home / "index" / state(home).generation)
    assert answers(library) == before
    library.close()


def test_large_library_is_searched_while_it_is_rebuilt(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "REBUILD_AT_ONCE", 3)
    library = open_library(home, PairEmbeddings())
    before = answers(library)
    library.close()
    remove_folder(home / "index" / state(home).generation)
    library = open_library(home, PairEmbeddings())
    assert answers(library) == before
    library.close()  # waits for the rebuild
    assert state(home).clean
    assert len(generations(home)) == 1


def test_second_library_of_a_folder_leaves_it_alone(home: Path) -> None:
    first = open_library(home, PairEmbeddings())
    before = answers(first)
    second = open_library(home, PairEmbeddings())
    assert answers(second) == before
    assert not second.rebuild()
    first.close()
    second.close()
