"""Samples, sections and vectors in SQL, on either engine."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest

from bot.store import transaction
from bot.store.database import Database, open_database
from bot.store.sample_rows import SampleRows
from retrieval.records import OutlineNode, Sample, SampleParagraph, SectionRow, Span, StyleProfile


def sample(sample_id: str, **changes: object) -> Sample:
    made = Sample(
        id=sample_id,
        title=f"{sample_id}总结",
        masked_title="总结",
        unit_type="bank",
        period="季度",
        topic="反诈",
        origin="a.txt",
        content_hash=f"hash-{sample_id}",
        clean_text="正文",
        paragraphs=(SampleParagraph(text="正文", masked="〔数量〕", role="引言", end=2),),
        outline=(OutlineNode(level=1, marker="一、", text="甲", kind="standalone"),),
        spans=(Span(start=0, end=1, kind="NUM", text="正"),),
        profile=StyleProfile(shares={"引言": 1.0}),
        flags=("lost_text",),
    )
    return msgspec.structs.replace(made, **changes)


def sections(sample_id: str, count: int = 2) -> tuple[SectionRow, ...]:
    return tuple(
        SectionRow(
            id=f"{sample_id}-{n}",
            sample_id=sample_id,
            unit_type="bank",
            period="季度",
            topic="反诈",
            role="引言",
            text=f"文{n}",
        )
        for n in range(count)
    )


@pytest.fixture
def rows(database: Database) -> SampleRows:
    return SampleRows(database)


def test_sample_comes_back_as_it_was(rows: SampleRows, address: str, tmp_path: Path) -> None:
    rows.put(sample("a"), sections("a"))
    database = open_database(address, tmp_path)
    again = SampleRows(database)
    assert again.get("a") == sample("a")
    assert again.all() == (sample("a"),)
    assert again.sections() == sections("a")
    assert again.get("b") is None
    database.close()


def test_put_replaces_sample_sections_and_vectors(rows: SampleRows) -> None:
    rows.put(sample("a"), sections("a", 3))
    rows.put_vectors("e", {"a-0": b"0", "a-2": b"2"})
    rows.put(sample("a", topic="安全"), sections("a", 1))
    assert [row.id for row in rows.sections()] == ["a-0"]
    assert rows.vectors("e") == {}
    assert rows.summaries()[0].topic == "安全"


def test_removal_takes_everything_and_says_whether_there_was_one(rows: SampleRows) -> None:
    rows.put(sample("a"), sections("a"))
    rows.put_vectors("e", {"a-0": b"0"})
    assert rows.remove("a")
    assert not rows.remove("a")
    assert (rows.all(), rows.sections(), rows.vectors("e")) == ((), (), {})


def test_vectors_are_kept_per_embedder(rows: SampleRows) -> None:
    rows.put(sample("a"), sections("a"))
    rows.put_vectors("one", {"a-0": b"x", "gone": b"y"})
    rows.put_vectors("one", {"a-0": b"z"})
    rows.put_vectors("two", {"a-1": b"w"})
    assert rows.vectors("one") == {"a-0": b"z"}
    assert rows.vectors_of("two", ("a-0", "a-1")) == {"a-1": b"w"}
    assert rows.without_vector("one") == ("a-1",)
    assert rows.without_vector("three") == ("a-0", "a-1")


def test_long_lists_of_ids_are_asked_in_parts(rows: SampleRows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "LIST_SIZES", (2, 3))
    rows.put(sample("a"), sections("a", 8))
    rows.put_vectors("e", {f"a-{n}": bytes([n]) for n in range(8)})
    assert len(rows.vectors("e")) == 8
    assert set(rows.sections_of(tuple(f"a-{n}" for n in range(8)))) == {f"a-{n}" for n in range(8)}
    assert rows.sections_of(()) == {}


def test_revision_grows_with_every_change_of_samples_only(rows: SampleRows) -> None:
    seen = [rows.revision()]
    for change in (
        lambda: rows.put(sample("a"), sections("a")),
        lambda: rows.put(sample("a"), sections("a")),
        lambda: rows.remove("a"),
    ):
        change()
        seen.append(rows.revision())
    assert seen == [0, 1, 2, 3]
    rows.remove("a")
    rows.set_note("index", "x")
    assert rows.revision() == 3
    assert (rows.note("index"), rows.note("none")) == ("x", "")


def test_content_is_known_by_hash_and_summaries_put_builtin_first(rows: SampleRows) -> None:
    rows.put(sample("b"), ())
    rows.put(sample("c", builtin=True), ())
    assert rows.has_hash("hash-b")
    assert not rows.has_hash("hash-z")
    assert [(summary.id, summary.builtin) for summary in rows.summaries()] == [("c", True), ("b", False)]


def test_writers_at_once_lose_no_change(rows: SampleRows) -> None:
    """Two processes that come up together put the same samples in."""

    def write() -> None:
        for number in range(8):
            rows.put(sample(f"s{number}"), sections(f"s{number}"))
            rows.put_vectors("e", {f"s{number}-0": b"x"})

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert rows.revision() == 24
    assert len(rows.all()) == 8
    assert len(rows.sections()) == 16
