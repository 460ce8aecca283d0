"""Sample reports, their masked sections and vectors in SQL: the `SampleStore` of the style library."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.store.database import Database
from bot.store.transaction import Transaction
from retrieval.records import Sample, SampleSummary, SectionRow

REVISION = "revision"

SECTION_COLUMNS = "id, sample_id, unit_type, period, topic, role, text"
SUMMARY_COLUMNS = "id, title, unit_type, period, topic, origin, content_hash, builtin"


class SampleRows:
    """`SampleStore` over a `Database`. Each method is one transaction; what it returned from survives kill -9."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, sample: Sample, sections: tuple[SectionRow, ...]) -> None:
        """Keep a sample and its sections, replacing an earlier one of this id together with its vectors."""
        with self._database.write(lock="samples") as tx:
            tx.run("DELETE FROM sample WHERE id = :id", id=sample.id)
            tx.many(
                f"INSERT INTO sample ({SUMMARY_COLUMNS}, body) VALUES (:id, :title, :unit_type, :period, :topic, :origin,"
                " :content_hash, :builtin, :body)",
                [_sample_row(sample)],
            )
            tx.many(
                f"INSERT INTO sample_section ({SECTION_COLUMNS})"
                " VALUES (:id, :sample_id, :unit_type, :period, :topic, :role, :text)",
                [msgspec.structs.asdict(row) for row in sections],
            )
            _count_up(tx)

    def get(self, sample_id: str) -> Sample | None:
        with self._database.read() as tx:
            row = tx.one("SELECT body FROM sample WHERE id = :id", id=sample_id)
        return None if row is None else msgspec.json.decode(row[0], type=Sample)

    def remove(self, sample_id: str) -> bool:
        """Whether there was one."""
        with self._database.write(lock="samples") as tx:
            removed = tx.run("DELETE FROM sample WHERE id = :id", id=sample_id) > 0
            if removed:
                _count_up(tx)
        return removed

    def all(self) -> tuple[Sample, ...]:
        with self._database.read() as tx:
            rows = tx.all("SELECT body FROM sample ORDER BY id")
        return tuple(msgspec.json.decode(body, type=Sample) for (body,) in rows)

    def summaries(self) -> tuple[SampleSummary, ...]:
        with self._database.read() as tx:
            rows = tx.all(f"SELECT {SUMMARY_COLUMNS} FROM sample ORDER BY builtin DESC, title, id")
        return tuple(
            SampleSummary(**_named(SUMMARY_COLUMNS, row) | {"builtin": bool(row[-1])}) for row in rows
        )

    def has_hash(self, content_hash: str) -> bool:
        with self._database.read() as tx:
            return tx.one("SELECT 1 FROM sample WHERE content_hash = :hash", hash=content_hash) is not None

    def sections(self) -> tuple[SectionRow, ...]:
        """Every section, in the order of its id."""
        with self._database.read() as tx:
            rows = tx.all(f"SELECT {SECTION_COLUMNS} FROM sample_section ORDER BY id")
        return tuple(SectionRow(**_named(SECTION_COLUMNS, row)) for row in rows)

    def sections_of(self, section_ids: tuple[str, ...]) -> dict[str, SectionRow]:
        sql = f"SELECT {SECTION_COLUMNS} FROM sample_section WHERE id IN ({{names}})"
        with self._database.read() as tx:
            rows = [SectionRow(**_named(SECTION_COLUMNS, row)) for row in tx.among(sql, section_ids)]
        return {row.id: row for row in rows}

    def put_vectors(self, embedder: str, vectors: dict[str, bytes]) -> None:
        """Keep vectors of sections; those of sections removed meanwhile are dropped."""
        with self._database.write(lock="samples") as tx:
            known = tx.among("SELECT id FROM sample_section WHERE id IN ({names})", tuple(vectors))
            tx.many(
                "INSERT INTO sample_vector (section_id, embedder, vector) VALUES (:id, :embedder, :vector)"
                " ON CONFLICT (section_id, embedder) DO UPDATE SET vector = excluded.vector",
                [{"id": name, "embedder": embedder, "vector": vectors[name]} for (name,) in known],
            )

    def vectors(self, embedder: str) -> dict[str, bytes]:
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT section_id, vector FROM sample_vector WHERE embedder = :name", name=embedder
            )
        return {section_id: bytes(vector) for section_id, vector in rows}

    def vectors_of(self, embedder: str, section_ids: tuple[str, ...]) -> dict[str, bytes]:
        sql = "SELECT section_id, vector FROM sample_vector WHERE embedder = :embedder AND section_id IN ({names})"
        with self._database.read() as tx:
            return {name: bytes(vector) for name, vector in tx.among(sql, section_ids, embedder=embedder)}

    def without_vector(self, embedder: str) -> tuple[str, ...]:
        """Ids of the sections this embedder has not seen."""
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT id FROM sample_section WHERE id NOT IN"
                " (SELECT section_id FROM sample_vector WHERE embedder = :name) ORDER BY id",
                name=embedder,
            )
        return tuple(section_id for (section_id,) in rows)

    def revision(self) -> int:
        return int(self.note(REVISION) or 0)

    def note(self, name: str) -> str:
        with self._database.read() as tx:
            row = tx.one("SELECT value FROM sample_note WHERE name = :name", name=name)
        return "" if row is None else str(row[0])

    def set_note(self, name: str, value: str) -> None:
        with self._database.write(lock="samples") as tx:
            _set_note(tx, name, value)


def _sample_row(sample: Sample) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(sample, name) for name in SUMMARY_COLUMNS.split(", ")}
    return columns | {"builtin": int(sample.builtin), "body": msgspec.json.encode(sample).decode()}


def _named(columns: str, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(columns.split(", "), row, strict=True))


def _count_up(tx: Transaction) -> None:
    row = tx.one("SELECT value FROM sample_note WHERE name = :name", name=REVISION)
    _set_note(tx, REVISION, str(int(row[0]) + 1 if row else 1))


def _set_note(tx: Transaction, name: str, value: str) -> None:
    tx.run(
        "INSERT INTO sample_note (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=name,
        value=value,
    )
