"""The store of interviews: append-only events. One protocol, a memory store for tests and small uses; SQL is in bot.store.event_rows.

An append names the sequence it expects and the channel's message id: another writer in between raises SequenceConflict, the same
message twice never appends twice.
"""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock
from typing import Protocol

from msgspec.structs import replace

from bot.conversation import Reply
from bot.errors import NotFoundError, SequenceConflict
from bot.events import AnyEvent, Recorded
from bot.model import Value
from bot.store.jobs import Claim, Job, JobStore, MemoryJobs


class Turn(Value, frozen=True):
    """A message and what was replied. `message` is the channel's id, never empty; turn 0 is the start, said by nobody."""

    turn: int
    message: str
    at: str
    said: str
    replies: tuple[Reply, ...] = ()


class SessionInfo(Value, frozen=True):
    """A session as lists show it. `stage` is the kind of its current question."""

    id: str
    owner: str
    name: str
    started: str
    updated: str
    sequence: int = 0
    stage: str = ""


class Look(Value, frozen=True):
    """A session read at one moment: `turn` is its last turn, `events` those asked for, `handled` the turn of the message asked for."""

    info: SessionInfo
    turn: int
    events: tuple[Recorded, ...] = ()
    handled: Turn | None = None


class Note(Value, frozen=True):
    """An item of an owner's work log; `day` is ISO."""

    id: str
    owner: str
    day: str
    at: str
    said: str


class EventStore(Protocol):
    """Every write is durable when the call returns."""

    def create(self, info: SessionInfo) -> None:
        """Raises SequenceConflict where the id is taken."""

    def info(self, session: str) -> SessionInfo:
        """Raises NotFoundError."""

    def sessions(self, owner: str = "") -> tuple[SessionInfo, ...]:
        """Of one owner, or all; the last touched first."""

    def update(self, session: str, *, name: str | None = None, owner: str | None = None) -> None:
        """Raises NotFoundError."""

    def delete(self, session: str) -> None:
        """Session, events and messages, for good. Raises NotFoundError."""

    def load(self, session: str) -> tuple[Recorded, ...]:
        """The events in order. Raises NotFoundError."""

    def look(self, session: str, after: int = 0, message: str = "") -> Look:
        """How the session stands, its events behind sequence `after`, and what became of a message. Raises NotFoundError."""

    @property
    def jobs(self) -> JobStore:
        """The drafts that are asked for."""

    def append(
        self,
        session: str,
        expected: int,
        turn: Turn,
        events: tuple[AnyEvent, ...],
        stage: str,
        claim: Claim | None = None,
    ) -> int:
        """Append a turn and its events behind sequence `expected`; the new last sequence. With `claim` the turn asks for a draft.

        Raises SequenceConflict where the session has moved on or the message was handled; NotFoundError.
        """

    def finish(
        self, job: Job, expected: int, events: tuple[AnyEvent, ...], replies: tuple[Reply, ...], stage: str
    ) -> int:
        """Close a job with more events and replies of the turn that asked for it, behind sequence `expected`; the new last sequence.

        Raises LeaseLost where it is not the worker's any more, SequenceConflict where the session has moved on, NotFoundError.
        """

    def handled(self, session: str, message: str) -> Turn | None:
        """The turn of a message that was handled, or None."""

    def turns(self, session: str, after: int = -1) -> tuple[Turn, ...]:
        """The conversation in order, from the turn behind `after`. Raises NotFoundError."""

    def last_turn(self, session: str) -> int:
        """The number of the last turn; 0 for a session that has only begun. Raises NotFoundError."""

    def marks(self, sessions: Collection[str]) -> dict[str, tuple[int, int]]:
        """Session → its last sequence and last turn, of those that exist: what has moved since one looked."""

    def forget(self, owner: str) -> None:
        """Every session and note of an owner, for good."""

    def add_note(self, note: Note) -> None: ...

    def notes(self, owner: str, first_day: str = "", last_day: str = "9999") -> tuple[Note, ...]: ...


class MemoryStore:
    """Keeps everything in dictionaries; forgets it with the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._infos: dict[str, SessionInfo] = {}
        self._events: dict[str, list[Recorded]] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._notes: dict[str, Note] = {}
        self._jobs = MemoryJobs()

    @property
    def jobs(self) -> JobStore:
        return self._jobs

    def create(self, info: SessionInfo) -> None:
        with self._lock:
            if info.id in self._infos:
                raise SequenceConflict(info.id)
            self._infos[info.id], self._events[info.id], self._turns[info.id] = info, [], []

    def info(self, session: str) -> SessionInfo:
        if session not in self._infos:
            raise NotFoundError("session_missing", id=session)
        return self._infos[session]

    def sessions(self, owner: str = "") -> tuple[SessionInfo, ...]:
        own = [info for info in self._infos.values() if owner in ("", info.owner)]
        return tuple(sorted(own, key=lambda info: (info.updated, info.id), reverse=True))

    def update(self, session: str, *, name: str | None = None, owner: str | None = None) -> None:
        with self._lock:
            info = self.info(session)
            self._infos[session] = replace(
                info, name=info.name if name is None else name, owner=info.owner if owner is None else owner
            )

    def delete(self, session: str) -> None:
        with self._lock:
            self.info(session)
            del self._infos[session], self._events[session], self._turns[session]
            self._jobs.drop(session)

    def load(self, session: str) -> tuple[Recorded, ...]:
        return self.look(session).events

    def look(self, session: str, after: int = 0, message: str = "") -> Look:
        with self._lock:
            info = self.info(session)
            last = max((turn.turn for turn in self._turns[session]), default=0)
            return Look(info, last, tuple(self._events[session][after:]), self.handled(session, message))

    def append(
        self,
        session: str,
        expected: int,
        turn: Turn,
        events: tuple[AnyEvent, ...],
        stage: str,
        claim: Claim | None = None,
    ) -> int:
        with self._lock:
            info = self.info(session)
            taken = any(turn.message == old.message or turn.turn == old.turn for old in self._turns[session])
            if info.sequence != expected or taken:
                raise SequenceConflict(session)
            self._turns[session].append(turn)
            if claim is not None:
                self._jobs.open(session, turn.turn, claim)
            return self._extend(info, turn, events, stage)

    def finish(
        self, job: Job, expected: int, events: tuple[AnyEvent, ...], replies: tuple[Reply, ...], stage: str
    ) -> int:
        with self._lock:
            info = self.info(job.session)
            if info.sequence != expected:
                raise SequenceConflict(job.session)
            turns = self._turns[job.session]
            place = next(i for i, old in enumerate(turns) if old.turn == job.turn)
            self._jobs.close(job)
            turns[place] = replace(turns[place], replies=(*turns[place].replies, *replies))
            return self._extend(info, turns[place], events, stage)

    def _extend(self, info: SessionInfo, turn: Turn, events: tuple[AnyEvent, ...], stage: str) -> int:
        numbered = enumerate(events, info.sequence + 1)
        self._events[info.id] += [Recorded(n, turn.turn, turn.at, event) for n, event in numbered]
        last = info.sequence + len(events)
        self._infos[info.id] = replace(info, sequence=last, updated=turn.at, stage=stage)
        return last

    def handled(self, session: str, message: str) -> Turn | None:
        return next((turn for turn in self._turns.get(session, ()) if turn.message == message), None)

    def turns(self, session: str, after: int = -1) -> tuple[Turn, ...]:
        self.info(session)
        return tuple(turn for turn in self._turns[session] if turn.turn > after)

    def last_turn(self, session: str) -> int:
        return max((turn.turn for turn in self.turns(session)), default=0)

    def marks(self, sessions: Collection[str]) -> dict[str, tuple[int, int]]:
        found = (self._infos[session] for session in sessions if session in self._infos)
        return {info.id: (info.sequence, self.last_turn(info.id)) for info in found}

    def forget(self, owner: str) -> None:
        for info in self.sessions(owner) if owner else ():
            self.delete(info.id)
        with self._lock:
            self._notes = {key: note for key, note in self._notes.items() if note.owner != owner}

    def add_note(self, note: Note) -> None:
        self._notes[note.id] = note

    def notes(self, owner: str, first_day: str = "", last_day: str = "9999") -> tuple[Note, ...]:
        own = [n for n in self._notes.values() if n.owner == owner and first_day <= n.day <= last_day]
        return tuple(sorted(own, key=lambda note: (note.day, note.at)))
