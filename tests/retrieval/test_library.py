"""The library without Chroma: keeping, finding by words, facets, edits, resumption; dense search by the stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.database import open_database
from bot.store.sample_rows import SampleRows
from retrieval.errors import ReadingError, SampleMissing
from retrieval.index import DenseIndex
from retrieval.indexes import silent
from retrieval.library import Library, shared_words
from retrieval.reader import Report
from retrieval.records import Sample
from tests.retrieval.stand_ins import WORDS, PairEmbeddings, PlainReader, open_library, write_reports


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = open_library(tmp_path / "home")
    library.add(write_reports(tmp_path / "in"))
    return library


def test_import_keeps_each_report_once(library: Library, tmp_path: Path) -> None:
    again = library.add(tmp_path / "in")
    assert again.added == ()
    assert len(again.skipped) == 6
    assert len(library.list()) == 6


def test_copy_with_other_line_ends_is_the_same_report(library: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes((tmp_path / "in" / "r000.txt").read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert library.add(copy).added == ()


def test_import_reports_progress(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    library = open_library(tmp_path / "home")
    library.add(write_reports(tmp_path / "in", 3), lambda done, total, what: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_missing_file_is_an_error_and_leaves_nothing(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ReadingError):
        library.add(tmp_path / "nothing.txt")
    assert len(library.list()) == 6


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("春运安全", "春运安全甲"),
        ("垃圾分类怎么写", "垃圾分类甲"),
        ("防汛", "防汛排涝甲"),
        ("借阅图书的情况", "图书借阅甲"),
    ],
)
def test_matter_is_found_by_its_words(library: Library, query: str, topic: str) -> None:
    best = library.search(query)[0]
    assert best.topic == topic
    assert best.why.startswith("提到")


def test_role_that_exists_excludes_others(library: Library) -> None:
    hits = library.search("春运安全", role="问题")
    assert {hit.role for hit in hits} == {"问题"}
    assert hits[0].topic == "春运安全甲"


def test_role_without_a_word_in_common_still_shows_what_it_looks_like(library: Library) -> None:
    hits = library.search("zzz", role="问题", unit_type="bank", k=3)
    assert [hit.role for hit in hits] == ["问题"] * 3
    assert [hit.unit_type for hit in hits[:2]] == ["bank", "bank"]
    assert all(hit.why for hit in hits)


def test_role_that_nobody_wrote_excludes_nothing(library: Library) -> None:
    assert library.search("春运安全", role="结语")[0].topic == "春运安全甲"


def test_unit_type_orders_near_ties_and_is_named(library: Library) -> None:
    hits = library.search("人手不足，设备陈旧", unit_type="bank", k=2)
    assert {hit.unit_type for hit in hits} == {"bank"}
    assert "同为银行" in hits[0].why


def test_unit_type_does_not_lift_what_is_off_the_subject(library: Library) -> None:
    assert library.search("春运安全", unit_type="bank")[0].topic == "春运安全甲"


def test_asking_for_nothing_in_words_uses_the_facets(library: Library) -> None:
    assert library.search(unit_type="station", period="半年")[0].unit_type == "station"
    assert library.search() == []


def test_references_are_one_per_sample(library: Library) -> None:
    found = library.references("人手不足", k=4)
    assert len({reference.sample_id for reference in found}) == len(found) == 4
    assert all(reference.outline for reference in found)


def test_references_are_of_the_asker_s_kind_of_unit_first_however_many_others_read_more_alike(
    tmp_path: Path,
) -> None:
    folder = write_reports(tmp_path / "in", 200)
    (folder / "own.txt").write_text(
        "title: 全年工作总结\nunit_type: bank\nperiod: 年度\ntopic: 全年\n一、宣传发动\n春运期间也有宣传。\n",
        "utf-8",
    )
    for path in folder.glob("r*.txt"):
        path.write_text(path.read_text("utf-8").replace("unit_type: bank", "unit_type: community"), "utf-8")
    library = open_library(tmp_path / "home")
    library.add(folder)
    found = library.references("春运安全宣传", unit_type="bank", period="年度", k=3)
    assert found[0].unit_type == "bank"
    assert "春运安全" in found[1].title


def test_nothing_unmasked_leaves_by_search(library: Library) -> None:
    for hit in library.search("春运安全手册展板", k=20):
        assert not any(character.isdigit() for character in hit.masked + hit.title)


def test_sample_is_shown_by_the_start_of_its_id(library: Library) -> None:
    full = library.list()[0].id
    assert library.show(full[:8]).id == full
    with pytest.raises(SampleMissing):
        library.show("")


def test_removed_sample_is_found_no_more(library: Library) -> None:
    gone = library.search("春运安全")[0].sample_id
    library.remove(gone)
    assert gone not in {hit.sample_id for hit in library.search("春运安全", k=20)}
    with pytest.raises(SampleMissing):
        library.remove(gone)


def test_edited_facets_and_masks_are_searched(library: Library) -> None:
    found = library.search("图书借阅")[0].sample_id
    library.edit(found, mask=["手册"], unit_type="community", topic="全民阅读")
    hit = library.search("全民阅读")[0]
    assert (hit.sample_id, hit.unit_type) == (found, "community")
    assert all("手册" not in hit.masked for hit in library.search("手册", k=20) if hit.sample_id == found)


def test_replacing_a_file_drops_what_it_held(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "in" / "r000.txt"
    old = library.search("春运安全")[0].sample_id
    path.write_text(path.read_text("utf-8").replace("春运安全", "旅客投诉"), "utf-8")
    result = library.add(path, replace=True)
    assert result.removed == (old,)
    assert len(library.list()) == 6
    assert library.search("旅客投诉")[0].sample_id == result.added[0]


def test_builtin_samples_follow_their_folder(library: Library, tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "knowledge", 8)
    for path in sorted(folder.glob("*.txt"))[:6]:
        path.unlink()
    first = library.sync_builtin(folder)
    assert len(first.added) == 2
    assert library.sync_builtin(folder).added == ()
    next(folder.glob("*.txt")).unlink()
    assert len(library.sync_builtin(folder).removed) == 1
    assert sum(summary.builtin for summary in library.list()) == 1
    assert len(library.list()) == 7


class StoppingReader(PlainReader):
    """Stops like a killed process, after a number of samples."""

    def __init__(self, after: int) -> None:
        self.left = after

    def sample(self, report: Report, **metadata: str) -> Sample:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().sample(report, **metadata)


def test_interrupted_import_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "in", 5)
    store = SampleRows(open_database("", tmp_path / "home"))
    with pytest.raises(KeyboardInterrupt):
        Library(store, tmp_path / "home" / "index", None, StoppingReader(2), WORDS).add(folder)
    library = open_library(tmp_path / "home")
    result = library.add(folder)
    assert (len(result.added), len(result.skipped)) == (3, 2)
    assert len(library.list()) == 5


def test_other_process_owns_chroma_and_dense_search_still_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    owner = DenseIndex(home / "index", SampleRows(open_database("", home)), "pairs")
    assert owner.owner
    embeddings = PairEmbeddings()
    library = open_library(home, embeddings)
    library.add(write_reports(tmp_path / "in"))
    hit = library.search("垃圾分类")[0]
    assert hit.topic == "垃圾分类甲"
    assert "相近" in hit.why
    owner.close()


def test_failing_embedder_leaves_search_by_words(tmp_path: Path) -> None:
    home = tmp_path / "home"
    owner = DenseIndex(home / "index", SampleRows(open_database("", home)), "pairs")
    embeddings = PairEmbeddings()
    embeddings.fails = True
    library = open_library(home, embeddings)
    library.add(write_reports(tmp_path / "in"))
    hit = library.search("垃圾分类")[0]
    assert hit.topic == "垃圾分类甲"
    assert "相近" not in hit.why
    embeddings.fails = False
    later = open_library(home, embeddings)  # the next process
    assert "相近" in later.search("垃圾分类")[0].why
    owner.close()


def test_unchanged_passages_are_not_embedded_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    owner = DenseIndex(home / "index", SampleRows(open_database("", home)), "pairs")
    embeddings = PairEmbeddings()
    open_library(home, embeddings).add(write_reports(tmp_path / "in"))
    embedded = embeddings.embedded
    assert embedded == 6 * 4
    open_library(home, embeddings).add(tmp_path / "in")
    assert embeddings.embedded == embedded
    owner.close()


def test_other_embedder_embeds_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    owner = DenseIndex(home / "index", SampleRows(open_database("", home)), "pairs")
    open_library(home, PairEmbeddings(), "one").add(write_reports(tmp_path / "in"))
    other = PairEmbeddings()
    assert "相近" in open_library(home, other, "two").search("垃圾分类")[0].why
    assert other.embedded == 6 * 4
    owner.close()


def test_change_by_another_process_is_seen(tmp_path: Path) -> None:
    here, there = open_library(tmp_path / "home"), open_library(tmp_path / "home")
    assert here.search("春运安全") == []
    there.add(write_reports(tmp_path / "in"), silent)
    assert here.search("春运安全")[0].topic == "春运安全甲"


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("春运安全怎么写", "今年春运期间安全生产", ["春运", "安全"]),
        ("春运安全", "春运安全", ["春运安全"]),
        ("abc", "中文", []),
        ("，。", "，。", []),
    ],
)
def test_words_shared_with_the_query(query: str, text: str, words: list[str]) -> None:
    assert shared_words(query, text) == words
