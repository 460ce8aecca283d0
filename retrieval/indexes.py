"""The two indexes (characters in memory, vectors in Chroma), kept level with SQL, mended by themselves.

`current` compares revisions and brings level what has changed: embeds what has no vector, adds and drops rows of the vector index, or
builds it anew where it does not serve. While it cannot serve, the vectors of SQL are searched directly.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.index import NOTE, DenseIndex
from retrieval.records import SampleStore
from retrieval.search import CANDIDATES
from retrieval.sections import index_text
from retrieval.snapshot import ExactVectors, Snapshot

if TYPE_CHECKING:
    from retrieval.embedding import Embedder

log = logging.getLogger(__name__)

TEXTS_AT_ONCE = 64  # embedded and kept together: what an interruption costs
REBUILD_AT_ONCE = (
    5000  # up to so many sections (a second or two) a rebuild is waited for; beyond, it runs beside
)
EMBEDDER_PAUSE_S = 60.0  # after an embedder failed, search is lexical for so long
BUILD_PAUSE_S = 60.0  # after Chroma could not even be rebuilt, the stand-in serves for so long

LEVEL = "index_level"  # note: the revision and embedder the vector index was last level with

Progress = Callable[[int, int, str], None]
"""done, of how many, at what."""


def silent(done: int, total: int, what: str) -> None:
    """No progress."""


class Indexes:
    """Safe to share between threads. `folder` is disposable."""

    def __init__(
        self,
        store: SampleStore,
        folder: Path,
        embedder: Embedder | None,
        labels: Mapping[str, str],
        chroma_url: str = "",
        chroma_from: int = 0,
    ) -> None:
        """Searching alone does not open a Chroma folder of fewer than `chroma_from` sections."""
        self._store = store
        self._folder = folder
        self._embedder = embedder
        self._labels = labels
        self._chroma_url = chroma_url
        self._chroma_from = 0 if chroma_url else chroma_from
        self._index: DenseIndex | None = None
        self._snapshot: Snapshot | None = None
        self._exact: tuple[int, ExactVectors] | None = None
        self._lock = threading.RLock()
        self._rebuilding: threading.Thread | None = None
        self._embedder_rests_until = 0.0
        self._builder_rests_until = 0.0

    def current(self, progress: Progress = silent, looking: bool = False) -> Snapshot:
        """The library as it stands in SQL, with the indexes level; cheap where nothing changed since the last look.

        Who is only `looking` leaves the Chroma of a small library shut: comparing its vectors one by one is as quick, and exact.
        """
        revision = self._store.revision()
        snapshot = self._snapshot
        opened = looking or self._index is not None or self._embedder is None
        if snapshot is not None and snapshot.revision == revision and opened:
            return snapshot
        with self._lock:
            if snapshot is None or snapshot.revision != revision:
                snapshot = Snapshot(revision, self._store.sections(), self._labels, self._snapshot)
            self._embed_missing(progress)
            if not looking or self._index is not None or len(snapshot.ids) >= self._chroma_from:
                self._level_index(snapshot, progress)
            self._note_level(revision)
            self._snapshot = snapshot
        return snapshot

    def similarities(self, text: str, snapshot: Snapshot, also: Sequence[int] = ()) -> dict[int, float]:
        """Rows nearest to a text in meaning, and those of `also`, with their cosines; none where there is no embedder, or it fails."""
        if self._embedder is None or time.monotonic() < self._embedder_rests_until:
            return {}
        try:
            vector = self._embedder.query(text)
        except Exception:  # noqa: BLE001  an endpoint fails in many ways; search goes on without it
            self._rest("the query")
            return {}
        found = self._index.nearest(vector, CANDIDATES) if self._index else None
        if found is None:
            self._repair(snapshot)
            found = self._stand_in(snapshot).nearest(vector, CANDIDATES)
        near = {snapshot.position[name]: likeness for name, likeness in found if name in snapshot.position}
        missing = tuple(snapshot.ids[row] for row in also if row not in near)
        for name, kept in self._vectors(missing).items():
            near[snapshot.position[name]] = float(np.frombuffer(kept, np.float32) @ vector)
        return near

    def rebuild(self, if_needed: bool = False, progress: Progress = silent) -> bool:
        """Bring everything level; build the vector index anew unless `if_needed` and it serves. Whether it was built."""
        if if_needed and self._index is None and self.level():
            return False
        generation = self._store.note(NOTE)
        snapshot = self.current(progress)
        if self._embedder is None or (if_needed and self._index is not None and self._index.serving):
            return self._store.note(NOTE) != generation
        with self._lock:
            return self._build(snapshot, progress)

    def close(self) -> None:
        if self._rebuilding is not None:
            self._rebuilding.join()
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = None
            self._snapshot = None

    def level(self) -> bool:
        """Whether nothing is to be done, told without opening anything."""
        if self._embedder is None:
            return True
        if self._store.note(LEVEL) != str(self._store.revision()):
            return False
        looking = DenseIndex(self._folder, self._store, self._embedder.name, self._chroma_url, to_own=False)
        return looking.sound()

    def _note_level(self, revision: int) -> None:
        serving = self._index is not None and self._index.serving
        if serving and self._store.note(LEVEL) != str(revision):
            self._store.set_note(LEVEL, str(revision))

    def _level_index(self, snapshot: Snapshot, progress: Progress) -> None:
        if self._embedder is None:
            return
        if self._index is None:
            self._index = DenseIndex(self._folder, self._store, self._embedder.name, self._chroma_url)
            self._index.open(snapshot.ids, self._vectors)
        elif self._index.serving:
            self._index.follow(snapshot.ids, self._vectors)
        if not self._index.serving:
            self._repair(snapshot, progress)

    def _embed_missing(self, progress: Progress) -> None:
        if self._embedder is None or time.monotonic() < self._embedder_rests_until:
            return
        missing = self._store.without_vector(self._embedder.name)
        for start in range(0, len(missing), TEXTS_AT_ONCE):
            part = missing[start : start + TEXTS_AT_ONCE]
            rows = self._store.sections_of(part)
            texts = [index_text(row, self._labels) for row in rows.values()]
            try:
                vectors = self._embedder.documents(texts)
            except Exception:  # noqa: BLE001  as above: what is missing is embedded at the next chance
                self._rest("samples")
                return
            self._store.put_vectors(self._embedder.name, dict(zip(rows, vectors, strict=True)))
            progress(start + len(part), len(missing), "")

    def _rest(self, what: str) -> None:
        log.warning("could not embed %s; searching by words alone for a while", what, exc_info=True)
        self._embedder_rests_until = time.monotonic() + EMBEDDER_PAUSE_S

    def _vectors(self, ids: tuple[str, ...]) -> Mapping[str, bytes]:
        return self._store.vectors_of(self._embedder.name, ids) if self._embedder else {}

    def _repair(self, snapshot: Snapshot, progress: Progress = silent) -> None:
        """Rebuild the index: at once where that is quick, else beside, while the stand-in serves."""
        if self._index is None or not self._index.owner or time.monotonic() < self._builder_rests_until:
            return
        if len(snapshot.ids) <= REBUILD_AT_ONCE:
            with self._lock:
                self._build(snapshot, progress)
        elif self._rebuilding is None or not self._rebuilding.is_alive():
            self._rebuilding = threading.Thread(target=self._build_beside, args=(snapshot,), daemon=True)
            self._rebuilding.start()

    def _build_beside(self, snapshot: Snapshot) -> None:
        """Build, then follow what changed meanwhile."""
        self._build(snapshot, silent)
        with self._lock:
            if self._index is not None and self._index.serving and self._snapshot is not None:
                self._index.follow(self._snapshot.ids, self._vectors)

    def _build(self, snapshot: Snapshot, progress: Progress) -> bool:
        if self._index is None:
            return False
        total = len(snapshot.ids)
        built = self._index.rebuild(snapshot.ids, self._vectors, lambda done: progress(done, total, ""))
        if not built:
            self._builder_rests_until = time.monotonic() + BUILD_PAUSE_S
        return built

    def _stand_in(self, snapshot: Snapshot) -> ExactVectors:
        if self._exact is None or self._exact[0] != snapshot.revision:
            vectors = self._store.vectors(self._embedder.name) if self._embedder else {}
            self._exact = (snapshot.revision, ExactVectors(vectors))
        return self._exact[1]
