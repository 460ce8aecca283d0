"""Sessions as their events give them, folded once: what is asked for again is carried on from where it was, never folded anew.

What is kept is valid up to a sequence of the store, and the store is asked each time how far it has come, so that what other processes
wrote is seen and what is kept here can only save work. An undone turn is taken out by folding all that is left, exactly as without this.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import msgspec

from bot.interview.folding import Folded, folded, onward
from bot.interview.state import Session
from bot.model import Value
from bot.store.sessions import EventStore, Look, SessionInfo, Turn

OPEN = 16  # sessions kept as they are: those of the requests of this moment; one of an ordinary report takes some 100 KB
PACKED_BYTES = (
    24 << 20
)  # those before them, packed: a quarter of the room, a fifth of a millisecond to unpack


class Seen(Value, frozen=True):
    """A session as it was read at one moment. `turn` is its last turn, `step` the one 撤销 would undo."""

    info: SessionInfo
    session: Session
    turn: int
    step: int | None = None


class Sessions:
    """Over a store. Safe to share between threads; holds the sessions last asked for, in about `most_bytes`."""

    def __init__(self, store: EventStore, most_bytes: int = PACKED_BYTES) -> None:
        self._store = store
        self._open: OrderedDict[str, Seen] = OrderedDict()
        self._packed = _Packed(most_bytes)
        self._lock = Lock()

    def seen(self, session: str) -> Seen:
        """The session as it stands now. Raises NotFoundError."""
        return self.look(session)[0]

    def look(self, session: str, message: str = "") -> tuple[Seen, Turn | None]:
        """The session as it stands now, and the turn of `message` if that was handled. Raises NotFoundError."""
        with self._lock:
            kept = self._open.get(session) or self._packed.get(session)
        looked = self._store.look(session, kept.info.sequence if kept else 0, message)
        before = Folded(kept.session, kept.step) if kept and _continues(looked, kept) else None
        after = onward(before, looked.events) if before else None
        if after is None:
            if kept:
                looked = self._store.look(session, 0, message)
            after = folded(looked.events)
        seen = Seen(looked.info, after.session, looked.turn, after.step)
        self.keep(seen)
        return seen, looked.handled

    def keep(self, seen: Seen) -> None:
        """Remember how a session stands; nothing where a later state of it is known."""
        with self._lock:
            session = seen.info.id
            known = self._open.get(session) or self._packed.get(session)
            if known is None or known.info.started != seen.info.started or _later(seen, known):
                known = seen
            self._open[session] = known
            self._open.move_to_end(session)
            while len(self._open) > OPEN:
                self._packed.put(*self._open.popitem(last=False))

    def drop(self, session: str) -> None:
        """Forget what is kept of a session that is deleted, or whose past has changed."""
        with self._lock:
            self._open.pop(session, None)
            self._packed.drop(session)


class _Packed:
    """Sessions as bytes, the least recently used forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, session: str) -> Seen | None:
        """Taken out: it is open now."""
        data = self.drop(session)
        return _DECODER.decode(data) if data else None

    def put(self, session: str, seen: Seen) -> None:
        self.drop(session)
        data = self._kept[session] = _ENCODER.encode(seen)
        self._bytes += len(data)
        while self._bytes > self._most:
            self.drop(next(iter(self._kept)))

    def drop(self, session: str) -> bytes:
        data = self._kept.pop(session, b"")
        self._bytes -= len(data)
        return data


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Seen)


def _continues(looked: Look, kept: Seen) -> bool:
    """Whether what was read carries on what is kept: the same session, not one of the same id, not one put back to an earlier day."""
    return looked.info.started == kept.info.started and looked.info.sequence >= kept.info.sequence


def _later(seen: Seen, known: Seen) -> bool:
    return (seen.info.sequence, seen.turn) >= (known.info.sequence, known.turn)
