"""The style library: sample reports in, style references out.

SQL keeps texts, masks and vectors; the indexes are made from it at will. Every change is first durable in SQL, then the indexes are
brought level with it; what an interruption left undone is made good by the next look.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from retrieval.errors import SampleMissing
from retrieval.indexes import Indexes, Progress, silent
from retrieval.reader import Report, SampleReader
from retrieval.records import (
    OutlineNode,
    Sample,
    SampleStore,
    SampleSummary,
    StyleProfile,
    StyleReference,
)
from retrieval.search import CANDIDATES, Facets, Hit, best_rows, fuse
from retrieval.sections import heading_and_body, masked_outline, section_rows
from retrieval.snapshot import Snapshot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.embedding import Embedder

References = list[StyleReference]

STYLES_KEPT = 128  # samples; some kilobytes each
NEAR = 20  # up to this rank a likeness in meaning is given as a reason


class Added(msgspec.Struct, frozen=True):
    """What an import did: ids of the samples added, of those there already, and how many were removed."""

    added: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """Words the library speaks with: labels of unit types (key → 中文), and templates that say why a hit came."""

    unit_types: dict[str, str]
    why: dict[str, str]


class _Style(msgspec.Struct, frozen=True):
    """A sample without its text."""

    id: str
    title: str
    unit_type: str
    period: str
    topic: str
    outline: tuple[OutlineNode, ...]
    profile: StyleProfile


class Library:
    """Safe to share between threads. `folder` holds the disposable index only."""

    def __init__(
        self,
        store: SampleStore,
        folder: Path,
        embedder: Embedder | None,
        reader: SampleReader,
        words: Words,
        chroma_url: str = "",
        chroma_from: int = 0,
    ) -> None:
        self._store = store
        self._reader = reader
        self._words = words
        self._styles: OrderedDict[tuple[str, int], _Style] = OrderedDict()
        self._lock = Lock()
        self._indexes = Indexes(store, folder, embedder, words.unit_types, chroma_url, chroma_from)

    def rebuild(self, if_needed: bool = False, progress: Progress = silent) -> bool:
        """Bring everything level; build the vector index anew unless `if_needed` and it serves. Whether it was built."""
        return self._indexes.rebuild(if_needed, progress)

    def close(self) -> None:
        self._indexes.close()

    # ------------------------------------------------------------------ keeping

    def add(self, path: Path, progress: Progress = silent, replace: bool = False, **metadata: str) -> Added:
        """Import a file, folder or zip. Resumable: what is kept already (by content) is skipped. `metadata` overrides the guesses.

        `replace` removes earlier samples of the same origins that are no longer in them. Raises ReadingError.
        """
        reports = self._reader.reports(path)
        result = self._keep(reports, progress, metadata, builtin=False)
        removed: tuple[str, ...] = ()
        if replace:
            removed = self._drop_missing(reports)
        self._indexes.current(progress)
        return msgspec.structs.replace(result, removed=removed)

    def sync_builtin(self, folder: Path, progress: Progress = silent) -> Added:
        """Make the samples that come with the program those of `folder`: import new and changed ones, drop removed ones."""
        reports = self._reader.builtin(folder)
        result = self._keep(reports, progress, {}, builtin=True)
        wanted = {report.content_hash for report in reports}
        removed = [s.id for s in self._store.summaries() if s.builtin and s.content_hash not in wanted]
        for sample_id in removed:
            self._store.remove(sample_id)
        if result.added or removed:
            self._indexes.current(progress)
        return msgspec.structs.replace(result, removed=tuple(removed))

    def _keep(
        self, reports: Sequence[Report], progress: Progress, metadata: Mapping[str, str], builtin: bool
    ) -> Added:
        added, skipped = [], []
        for done, report in enumerate(reports, 1):
            if self._store.has_hash(report.content_hash):
                skipped.append(report.id)
            else:
                sample = msgspec.structs.replace(self._reader.sample(report, **metadata), builtin=builtin)
                self._store.put(sample, section_rows(sample))
                added.append(sample.id)
            progress(done, len(reports), report.title)
        return Added(tuple(added), tuple(skipped))

    def _drop_missing(self, reports: Sequence[Report]) -> tuple[str, ...]:
        """Remove the user's samples of the same origins that are not among the reports."""
        origins = {report.origin for report in reports}
        wanted = {report.content_hash for report in reports}
        dropped = [
            summary.id
            for summary in self._store.summaries()
            if not summary.builtin and summary.origin in origins and summary.content_hash not in wanted
        ]
        for sample_id in dropped:
            self._store.remove(sample_id)
        return tuple(dropped)

    def edit(
        self, sample_id: str, mask: Sequence[str] = (), unmask: Sequence[str] = (), **metadata: str
    ) -> Sample:
        """Correct a sample: unit_type, period, topic, title; words to mask everywhere, or not to. Raises SampleMissing."""
        sample = self._reader.corrected(self.show(sample_id), tuple(mask), tuple(unmask), **metadata)
        self._store.put(sample, section_rows(sample))
        self._indexes.current()
        return sample

    def remove(self, sample_id: str) -> None:
        """Raises SampleMissing."""
        if not self._store.remove(self.show(sample_id).id):
            raise SampleMissing(sample_id)
        self._indexes.current()

    def show(self, sample_id: str) -> Sample:
        """The sample of this id, or of the only id that starts so. Raises SampleMissing."""
        found = self._store.get(sample_id)
        if found is None and sample_id:
            alike = [summary.id for summary in self._store.summaries() if summary.id.startswith(sample_id)]
            found = self._store.get(alike[0]) if len(alike) == 1 else None
        if found is None:
            raise SampleMissing(sample_id)
        return found

    def list(self) -> tuple[SampleSummary, ...]:
        return self._store.summaries()

    # ------------------------------------------------------------------ finding

    def search(
        self,
        query: str = "",
        unit_type: str = "",
        period: str = "",
        topic: str = "",
        role: str = "",
        k: int = 5,
    ) -> References:
        """The passages that fit best, masked; each says why it came. Facets order, they do not exclude; only a role that exists does."""
        facets = Facets(unit_type, period, topic, role)
        hits, snapshot = self._hits(self._query_text(query, facets), facets, k)
        return self._references(hits, snapshot, query or topic)

    def references(
        self, query: str = "", unit_type: str = "", period: str = "", topic: str = "", k: int = 3
    ) -> References:
        """The samples that fit best, one passage each: whose outline and profile to follow.

        What a clerk looks for is a report of the same kind of unit, then of the same kind of period; within that, what reads most alike.
        """
        facets = Facets(unit_type, period, topic)
        hits, snapshot = self._hits(self._query_text(query, facets), facets, 3 * CANDIDATES, own=True)
        best: dict[str, Hit] = {}
        for hit in sorted(
            hits, key=lambda hit: ("unit_type" not in hit.matched, "period" not in hit.matched)
        ):
            best.setdefault(snapshot.sample_of(hit.position), hit)
        return self._references(list(best.values())[:k], snapshot, query or topic)

    def _query_text(self, query: str, facets: Facets) -> str:
        text = f"{query} {facets.topic}".strip()
        if text:
            return text
        words = (self._words.unit_types.get(facets.unit_type, ""), facets.period, facets.role)
        return " ".join(word for word in words if word)

    def _hits(self, text: str, facets: Facets, k: int, own: bool = False) -> tuple[Sequence[Hit], Snapshot]:
        """The best `k` rows. `own`: the best of the asker's kind of unit are among them, however many others read more alike."""
        snapshot = self._indexes.current(looking=True)
        if not snapshot.ids or not text:
            return [], snapshot
        given = {name: value for name, value in msgspec.structs.asdict(facets).items() if value}
        matches = {name: snapshot.matches(name, value) for name, value in given.items()}
        lexical = snapshot.lexical.scores(text)
        wanted = matches.get("role")
        if wanted is None or not wanted.any():
            mine = matches.get("unit_type") if own else None
            further = best_rows(np.where(mine, lexical, np.float32(0))) if mine is not None else []
            similar = self._indexes.similarities(text, snapshot, [*best_rows(lexical), *further])
            return fuse(lexical, similar, matches, k, further), snapshot
        lexical = np.where(wanted, lexical, np.float32(0))
        fallback = _some(wanted, matches.get("unit_type"))
        similar = self._indexes.similarities(text, snapshot, [*best_rows(lexical), *fallback])
        similar = {row: similarity for row, similarity in similar.items() if wanted[row]}
        return fuse(lexical, similar, matches, k, fallback), snapshot

    def _references(self, hits: Sequence[Hit], snapshot: Snapshot, query: str) -> References:
        rows = self._store.sections_of(tuple(snapshot.ids[hit.position] for hit in hits))
        found = []
        for hit in hits:
            row = rows.get(snapshot.ids[hit.position])
            sample = self._style(row.sample_id, snapshot.revision) if row else None
            if row is None or sample is None:  # removed since the snapshot
                continue
            heading, body = heading_and_body(row.text)
            found.append(
                StyleReference(
                    sample_id=sample.id,
                    title=sample.title,
                    unit_type=sample.unit_type,
                    period=sample.period,
                    topic=sample.topic,
                    role=row.role,
                    heading=heading,
                    masked=body,
                    outline=sample.outline,
                    profile=sample.profile,
                    score=hit.score,
                    why=self._why(hit, query, row.text, sample, row.role),
                )
            )
        return found

    def _style(self, sample_id: str, revision: int) -> _Style | None:
        """What references show of a sample, read once for each revision of the library; None where it is gone."""
        key = (sample_id, revision)
        with self._lock:
            known = self._styles.get(key)
        if known is None:
            sample = self._store.get(sample_id)
            if sample is None:
                return None
            known = _Style(
                sample.id,
                sample.masked_title,
                sample.unit_type,
                sample.period,
                sample.topic,
                masked_outline(sample.outline),
                sample.profile,
            )
        with self._lock:
            self._styles[key] = known
            self._styles.move_to_end(key)
            while len(self._styles) > STYLES_KEPT:
                self._styles.popitem(last=False)
        return known

    def _why(self, hit: Hit, query: str, text: str, sample: _Style, role: str) -> str:
        values: dict[str, object] = {
            "unit_type": self._words.unit_types.get(sample.unit_type, sample.unit_type),
            "period": sample.period,
            "topic": sample.topic,
            "role": role,
            "rank": hit.lexical_rank or hit.dense_rank,
            "words": "、".join(shared_words(query, text)),
            "similarity": f"{hit.similarity:.2f}",
        }
        reasons = list(hit.matched)
        if 0 < hit.dense_rank <= NEAR:
            reasons.append("dense")
        if values["words"]:
            reasons.append("lexical")
        if not reasons:
            reasons.append("lexical_context" if hit.lexical_rank else "dense")
        return self._words.why["join"].join(self._words.why[reason].format(**values) for reason in reasons)


def _some(wanted: NDArray[np.bool_], preferred: NDArray[np.bool_] | None) -> Sequence[int]:
    """Some rows that are wanted, preferred ones first: what a role looks like, where nothing of it speaks of the matter."""
    rows = np.flatnonzero(wanted)
    if preferred is not None:
        rows = rows[np.argsort(~preferred[rows], kind="stable")]
    return [int(row) for row in rows[:CANDIDATES]]


def shared_words(query: str, text: str) -> list[str]:
    """The longest runs of the query, of two characters or more, that stand in the text, in the query's order."""
    found: list[str] = []
    start = 0
    while start < len(query) - 1:
        end = start + 2
        if query[start:end] not in text or not query[start:end].isalnum():
            start += 1
            continue
        while end < len(query) and query[end].isalnum() and query[start : end + 1] in text:
            end += 1
        found.append(query[start:end])
        start = end
    return list(dict.fromkeys(found))
