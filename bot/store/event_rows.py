"""The store of interviews in SQL (tables: bot.store.migrations.m002_sessions)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from bot.conversation import Reply
from bot.errors import NotFoundError, SequenceConflict
from bot.events import AnyEvent, Recorded, decode_event, encode_event
from bot.model import encode
from bot.store import job_rows
from bot.store.database import Database
from bot.store.job_rows import JobRows
from bot.store.jobs import Claim, Job
from bot.store.sessions import Look, Note, SessionInfo, Turn
from bot.store.transaction import Transaction

_INFO = "id, owner, name, started, updated, sequence, stage"
_TURN = "turn, message, at, said, replies"


class SqlEventStore:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs = JobRows(database)

    def create(self, info: SessionInfo) -> None:
        with self._database.write(conflict=SequenceConflict) as tx:
            tx.run(
                f"INSERT INTO session ({_INFO}) VALUES (:id, :owner, :name, :started, :updated, :sequence, :stage)",
                **(msgspec.structs.asdict(info) | {"name": tx.seal.text(info.name)}),
            )

    def info(self, session: str) -> SessionInfo:
        with self._database.read() as tx:
            return _info(tx, session)

    def sessions(self, owner: str = "") -> tuple[SessionInfo, ...]:
        with self._database.read() as tx:
            rows = tx.all(
                f"SELECT {_INFO} FROM session WHERE :owner = '' OR owner = :owner ORDER BY updated DESC, id DESC",
                owner=owner,
            )
            return tuple(_listed(tx, row) for row in rows)

    def update(self, session: str, *, name: str | None = None, owner: str | None = None) -> None:
        with self._database.write() as tx:
            touched = tx.run(
                "UPDATE session SET name = coalesce(:name, name), owner = coalesce(:owner, owner) WHERE id = :id",
                id=session,
                name=None if name is None else tx.seal.text(name),
                owner=owner,
            )
            if not touched:
                raise NotFoundError("session_missing", id=session)
            tx.tell(session)

    def delete(self, session: str) -> None:
        with self._database.write() as tx:
            if not tx.run("DELETE FROM session WHERE id = :id", id=session):  # the rest goes with it
                raise NotFoundError("session_missing", id=session)
            tx.tell(session)

    def load(self, session: str) -> tuple[Recorded, ...]:
        return self.look(session).events

    def look(self, session: str, after: int = 0, message: str = "") -> Look:
        with self._database.read() as tx:
            row = tx.one(
                f"SELECT {_INFO}, (SELECT coalesce(max(turn), 0) FROM turn WHERE session = :id) FROM session WHERE id = :id",
                id=session,
            )
            if row is None:
                raise NotFoundError("session_missing", id=session)
            info = _listed(tx, row[:-1])
            handled = _handled(tx, session, message) if message else None
            events = _events(tx, session, after, info.sequence) if info.sequence > after else ()
        return Look(info, int(row[-1]), events, handled)

    @property
    def jobs(self) -> JobRows:
        return self._jobs

    def append(
        self,
        session: str,
        expected: int,
        turn: Turn,
        events: tuple[AnyEvent, ...],
        stage: str,
        claim: Claim | None = None,
    ) -> int:
        lock = job_rows.LOCK if claim else ""
        with self._database.write(SequenceConflict, lock) as tx:
            _move(tx, session, expected, expected + len(events), turn.at, stage)
            tx.run(
                "INSERT INTO turn (session, turn, message, at, said, replies) VALUES (:session, :turn, :message, :at, :said, :replies)",
                session=session,
                turn=turn.turn,
                message=turn.message,
                at=turn.at,
                said=tx.seal.text(turn.said),
                replies=tx.seal.text(encode(turn.replies)),
            )
            if claim:
                job_rows.opened(tx, session, turn.turn, claim)
            return _extend(tx, session, expected, turn, events)

    def finish(
        self, job: Job, expected: int, events: tuple[AnyEvent, ...], replies: tuple[Reply, ...], stage: str
    ) -> int:
        with self._database.write(conflict=SequenceConflict) as tx:
            row = tx.one(
                f"SELECT {_TURN} FROM turn WHERE session = :id AND turn = :turn",
                id=job.session,
                turn=job.turn,
            )
            if row is None:
                raise NotFoundError("session_missing", id=job.session)
            old = _turn(tx, row)
            _move(tx, job.session, expected, expected + len(events), old.at, stage)
            job_rows.closed(tx, job)
            tx.run(
                "UPDATE turn SET replies = :replies WHERE session = :id AND turn = :turn",
                id=job.session,
                turn=job.turn,
                replies=tx.seal.text(encode((*old.replies, *replies))),
            )
            return _extend(tx, job.session, expected, old, events)

    def handled(self, session: str, message: str) -> Turn | None:
        with self._database.read() as tx:
            return _handled(tx, session, message)

    def turns(self, session: str, after: int = -1) -> tuple[Turn, ...]:
        with self._database.read() as tx:
            _info(tx, session)
            rows = tx.all(
                f"SELECT {_TURN} FROM turn WHERE session = :id AND turn > :after ORDER BY turn",
                id=session,
                after=after,
            )
            return tuple(_turn(tx, row) for row in rows)

    def last_turn(self, session: str) -> int:
        with self._database.read() as tx:
            _info(tx, session)
            row = tx.one("SELECT max(turn) FROM turn WHERE session = :id", id=session)
        return int(row[0]) if row and row[0] is not None else 0

    def marks(self, sessions: Collection[str]) -> dict[str, tuple[int, int]]:
        sql = (
            "SELECT id, sequence, (SELECT coalesce(max(turn), 0) FROM turn WHERE session = id) FROM session"
            " WHERE id IN ({names})"
        )
        with self._database.read() as tx:
            rows = list(tx.among(sql, sessions))
        return {str(session): (int(sequence), int(turn)) for session, sequence, turn in rows}

    def forget(self, owner: str) -> None:
        with self._database.write() as tx:
            for (session,) in tx.all(
                "SELECT id FROM session WHERE owner = :owner AND owner <> ''", owner=owner
            ):
                tx.tell(str(session))
            for table in ("session", "note"):
                tx.run(f"DELETE FROM {table} WHERE owner = :owner AND owner <> ''", owner=owner)

    def add_note(self, note: Note) -> None:
        with self._database.write(conflict=SequenceConflict) as tx:
            tx.run(
                "INSERT INTO note (id, owner, day, at, said) VALUES (:id, :owner, :day, :at, :said)",
                **(msgspec.structs.asdict(note) | {"said": tx.seal.text(note.said)}),
            )

    def notes(self, owner: str, first_day: str = "", last_day: str = "9999") -> tuple[Note, ...]:
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT id, owner, day, at, said FROM note WHERE owner = :owner AND day >= :first AND day <= :last"
                " ORDER BY day, at",
                owner=owner,
                first=first_day,
                last=last_day,
            )
            return tuple(Note(key, whose, day, at, tx.seal.open(said)) for key, whose, day, at, said in rows)


def _info(tx: Transaction, session: str) -> SessionInfo:
    row = tx.one(f"SELECT {_INFO} FROM session WHERE id = :id", id=session)
    if row is None:
        raise NotFoundError("session_missing", id=session)
    return _listed(tx, row)


def _listed(tx: Transaction, row: tuple[Any, ...]) -> SessionInfo:
    info = SessionInfo(*row)
    return msgspec.structs.replace(info, name=tx.seal.open(info.name)) if info.name else info


def _events(tx: Transaction, session: str, after: int, last: int) -> tuple[Recorded, ...]:
    rows = tx.all(
        "SELECT sequence, turn, at, body FROM event WHERE session = :id AND sequence > :after AND sequence <= :last"
        " ORDER BY sequence",
        id=session,
        after=after,
        last=last,
    )
    return tuple(
        Recorded(number, turn, at, decode_event(tx.seal.open(body))) for number, turn, at, body in rows
    )


def _handled(tx: Transaction, session: str, message: str) -> Turn | None:
    row = tx.one(
        f"SELECT {_TURN} FROM turn WHERE session = :id AND message = :message", id=session, message=message
    )
    return _turn(tx, row) if row else None


def _turn(tx: Transaction, row: tuple[object, ...]) -> Turn:
    number, message, at, said, replies = row
    return Turn(
        int(str(number)),
        str(message),
        str(at),
        tx.seal.open(str(said)),
        msgspec.json.decode(tx.seal.open(str(replies)), type=tuple[Reply, ...]),
    )


def _move(tx: Transaction, session: str, expected: int, last: int, at: str, stage: str) -> None:
    """Take the session from sequence `expected` to `last`, and with it the right to append. Raises SequenceConflict, NotFoundError."""
    moved = tx.run(
        "UPDATE session SET sequence = :last, updated = :at, stage = :stage WHERE id = :id AND sequence = :expected",
        id=session,
        expected=expected,
        last=last,
        at=at,
        stage=stage,
    )
    if not moved:
        _info(tx, session)
        raise SequenceConflict(session)


def _extend(tx: Transaction, session: str, last: int, turn: Turn, events: tuple[AnyEvent, ...]) -> int:
    rows = [
        {
            "session": session,
            "sequence": number,
            "turn": turn.turn,
            "at": turn.at,
            "body": tx.seal.text(encode_event(event)),
        }
        for number, event in enumerate(events, last + 1)
    ]
    tx.many(
        "INSERT INTO event (session, sequence, turn, at, body) VALUES (:session, :sequence, :turn, :at, :body)",
        rows,
    )
    tx.tell(session)
    return last + len(events)
