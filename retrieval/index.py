"""The dense index: Chroma, disposable. Every vector lives in SQL; what is here can be thrown away and is, at the first doubt.

    <folder>/owner.lock          one process owns the folder; others search the vectors of SQL themselves
    <folder>/<generation>/       one Chroma database; a rebuild makes a new one and swaps it in by a note in SQL

Why so careful: kill -9 while Chroma rewrites its graph leaves a collection that cannot be counted, or one that opens well and finds
nothing; two processes on one folder lose each other's rows. So a generation is marked in SQL before it is written to, and trusted again
only once Chroma is done; one whose mark is open, or whose files are not as they were left, is never even opened. The home of chromadb.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np

from retrieval.index_files import IndexBroken, check_files, checksums, own

if TYPE_CHECKING:
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

NOTE = "index"
COLLECTION = "sections"
ROWS_AT_ONCE = 1000
SERVER_TIMEOUT_S = 20.0
SAMPLE = 12  # rows that must find themselves

Vectors = Callable[[tuple[str, ...]], Mapping[str, bytes]]
"""Vectors of the sections with these ids, from SQL."""


class Notes(Protocol):
    """Where the index keeps what it knows of itself: the sample store."""

    def note(self, name: str) -> str: ...
    def set_note(self, name: str, value: str) -> None: ...


class State(msgspec.Struct, frozen=True):
    """The note. `files` maps the graph's files to their checksums as they were left; `clean` is False while being written to."""

    generation: str = ""
    embedder: str = ""
    clean: bool = False
    files: dict[str, int] = msgspec.field(default_factory=dict)


class DenseIndex:
    """Nearest sections by vector. Opens what the note in SQL names; `None` from `nearest` means: not usable now, look in SQL."""

    def __init__(self, folder: Path, notes: Notes, embedder: str, url: str = "", to_own: bool = True) -> None:
        """`to_own`: try to become the folder's owner; else this only looks (`sound`)."""
        self._folder = folder
        self._notes = notes
        self._embedder = embedder
        self._url = url
        self._collection: Any = None
        self._clients: dict[str, Any] = {}
        self._lock = own(folder) if to_own and not url else None
        self.owner = to_own and (bool(url) or self._lock is not None)

    @property
    def serving(self) -> bool:
        return self._collection is not None

    def open(self, ids: Sequence[str], vectors: Vectors) -> bool:
        """Open the generation of the note, bring it level with `ids` and let a sample find itself. False: it must be rebuilt."""
        self._collection = None
        state = self._state()
        if not self.owner or not self.sound():
            return False
        try:
            with _chroma_errors():
                self._collection = self._client(state.generation).get_collection(
                    self._collection_name(state.generation), embedding_function=None
                )
            self.sync(ids, vectors)
            self.check(ids, vectors)
            self._keep_if_touched()
        except IndexBroken as error:
            log.info("the index is not usable and will be rebuilt: %s", error)
            self._collection = None
        return self.serving

    def sound(self) -> bool:
        """Whether the generation of the note would be opened, as far as its files tell; Chroma itself is not asked."""
        state = self._state()
        if not state.clean or state.embedder != self._embedder:
            return False
        try:
            if not self._url:
                check_files(self._folder / state.generation, state.files)
        except IndexBroken:
            return False
        return True

    def sync(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Drop rows that are gone, add those that are new. Raises IndexBroken."""
        with _chroma_errors():
            there = set(self._collection.get(include=[])["ids"])
        missing = tuple(section_id for section_id in ids if section_id not in there)
        gone = sorted(there.difference(ids))
        if not missing and not gone:
            return
        state = self._state()
        self._keep(state, clean=False)
        with _chroma_errors():
            for part in _parts(gone):
                self._collection.delete(ids=list(part))
        self._add(self._collection, missing, vectors)
        self._keep(state, clean=True)

    def follow(self, ids: Sequence[str], vectors: Vectors) -> None:
        """`sync` for an index in use: where that fails it stops serving."""
        try:
            self.sync(ids, vectors)
        except IndexBroken as error:
            log.info("the index could not follow a change and will be rebuilt: %s", error)
            self._collection = None

    def check(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Count, and let a sample of rows find themselves. Raises IndexBroken."""
        known = vectors(tuple(ids[:: max(1, len(ids) // SAMPLE)]))
        with _chroma_errors():
            count = self._collection.count()
        if known and count == 0:
            raise IndexBroken("it is empty")
        for section_id, vector in known.items():
            best = self._query(np.frombuffer(vector, np.float32), 1)
            if not best or (best[0][0] != section_id and best[0][1] < 0.999):  # a twin text is as good
                raise IndexBroken(f"row {section_id} does not find itself")

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]] | None:
        """Ids and cosine similarities, best first; None where the index is not usable (and must be rebuilt)."""
        if self._collection is None:
            return None
        try:
            return self._query(vector, k)
        except IndexBroken as error:
            log.info("the index failed and will be rebuilt: %s", error)
            self._collection = None
            return None

    def rebuild(
        self, ids: Sequence[str], vectors: Vectors, progress: Callable[[int], None] = lambda done: None
    ) -> bool:
        """A new generation from the vectors of SQL, swapped in once it is checked; until then the old one serves.

        False where another process owns the folder, or Chroma cannot be used at all.
        """
        if not self.owner:
            return False
        generation = f"g{uuid.uuid4().hex[:12]}"
        old, old_collection = self._state().generation, self._collection
        try:
            with _chroma_errors():
                collection = self._client(generation).create_collection(
                    self._collection_name(generation),
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine"}},
                )
            self._add(collection, tuple(ids), vectors, progress)
            self._collection = collection
            self.check(ids, vectors)
        except IndexBroken as error:
            log.warning("the index could not be built: %s", error)
            self._collection = old_collection
            return False
        self._keep(State(generation, self._embedder), clean=True)
        self._drop_others(generation, old)
        return True

    def close(self) -> None:
        self._collection = None
        for place in list(self._clients):
            self._release(place)
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self.owner = False

    # ------------------------------------------------------------------ inside

    def _add(
        self,
        collection: Any,
        ids: tuple[str, ...],
        vectors: Vectors,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        done = 0
        for part in _parts(ids):
            rows = vectors(part)
            if rows:
                matrix = np.stack([np.frombuffer(vector, np.float32) for vector in rows.values()])
                with _chroma_errors():
                    collection.upsert(ids=list(rows), embeddings=matrix)
            done += len(part)
            progress(done)

    def _query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        with _chroma_errors():
            found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [
            (name, 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def _client(self, generation: str) -> Any:
        """The client of a generation; with a server, the one of the server."""
        import chromadb
        from chromadb.config import Settings

        place = self._url or str(self._folder / generation)
        if place not in self._clients:
            settings = Settings(anonymized_telemetry=False)
            self._clients[place] = (
                _server_client(place, settings)
                if self._url
                else chromadb.PersistentClient(place, settings=settings)
            )
        return self._clients[place]

    def _release(self, place: str) -> None:
        client = self._clients.pop(place, None)
        if client is not None:
            with _ignored_chroma_errors():
                if self._url:
                    for session in _sessions(client):
                        session.close()  # which Chroma's own close leaves open
                client.close()

    def _collection_name(self, generation: str) -> str:
        """A server is shared by generations (and perhaps by others); a folder holds one."""
        return f"zongjie-{generation}" if self._url else COLLECTION

    def _state(self) -> State:
        note = self._notes.note(NOTE)
        return msgspec.json.decode(note, type=State) if note else State()

    def _keep(self, state: State, clean: bool) -> None:
        files = checksums(self._folder / state.generation) if clean and not self._url else {}
        kept = msgspec.structs.replace(state, clean=clean, files=files)
        self._notes.set_note(NOTE, msgspec.json.encode(kept).decode())

    def _keep_if_touched(self) -> None:
        """Opening a small collection rewrites one of its files."""
        state = self._state()
        if not self._url and checksums(self._folder / state.generation) != state.files:
            self._keep(state, clean=True)

    def _drop_others(self, generation: str, old: str) -> None:
        """Generations nobody names: the last one, and what interrupted rebuilds left."""
        if self._url:
            if old:
                with _ignored_chroma_errors():
                    self._client(old).delete_collection(self._collection_name(old))
            return
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != generation:
                self._release(str(path))
                shutil.rmtree(path, ignore_errors=True)


def _server_client(url: str, settings: Any) -> Any:
    from urllib.parse import urlsplit

    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    client = chromadb.HttpClient(host=parts.hostname or "localhost", port=port, ssl=secure, settings=settings)
    for session in _sessions(client):
        session.timeout = (
            SERVER_TIMEOUT_S  # Chroma's own is none: a stalled server would hang the search for ever
        )
    return client


def _sessions(client: Any) -> tuple[Any, Any]:
    """The HTTP sessions of a server's client."""
    return client._server._session, client._admin_client._server._session


@contextmanager
def _chroma_errors() -> Iterator[None]:
    """Whatever Chroma throws is IndexBroken: its own errors, those of SQLite and the network, and panics of its Rust core."""
    try:
        yield
    except IndexBroken:
        raise
    except Exception as error:  # the cure does not depend on the kind
        raise IndexBroken(f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, which is no Exception
            raise
        raise IndexBroken(f"panic: {error}") from error


@contextmanager
def _ignored_chroma_errors() -> Iterator[None]:
    try:
        with _chroma_errors():
            yield
    except IndexBroken as error:
        log.info("could not tidy up: %s", error)


def _parts(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), ROWS_AT_ONCE):
        yield tuple(ids[start : start + ROWS_AT_ONCE])
