"""Sessions as their events give them, folded once: what is asked for again is carried on from where it was, never folded anew.

What is kept is valid up to a sequence of the store, and the store is asked each time how far it has come, so that what other processes
wrote is seen and what is kept here can only save work. An undone turn is taken out by folding all that is left, exactly as without this.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from bot.interview.folding import Folded, folded, onward
from bot.interview.state import Session
from bot.model import Value
from bot.store.sessions import EventStore, Look, SessionInfo, Turn

KEPT = 128  # sessions; one of an ordinary report takes some 100 KB


class Seen(Value, frozen=True):
    """A session as it was read at one moment. `turn` is its last turn, `step` the one 撤销 would undo."""

    info: SessionInfo
    session: Session
    turn: int
    step: int | None = None


class Sessions:
    """Over a store. Safe to share between threads; holds the `most` sessions last asked for."""

    def __init__(self, store: EventStore, most: int = KEPT) -> None:
        self._store = store
        self._most = most
        self._kept: OrderedDict[str, Seen] = OrderedDict()
        self._lock = Lock()

    def seen(self, session: str) -> Seen:
        """The session as it stands now. Raises NotFoundError."""
        return self.look(session)[0]

    def look(self, session: str, message: str = "") -> tuple[Seen, Turn | None]:
        """The session as it stands now, and the turn of `message` if that was handled. Raises NotFoundError."""
        with self._lock:
            kept = self._kept.get(session)
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
            known = self._kept.get(seen.info.id)
            if known is None or known.info.started != seen.info.started or _later(seen, known):
                self._kept[seen.info.id] = seen
            self._kept.move_to_end(seen.info.id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def drop(self, session: str) -> None:
        """Forget what is kept of a session that is deleted, or whose past has changed."""
        with self._lock:
            self._kept.pop(session, None)


def _continues(looked: Look, kept: Seen) -> bool:
    """Whether what was read carries on what is kept: the same session, not one of the same id, not one put back to an earlier day."""
    return looked.info.started == kept.info.started and looked.info.sequence >= kept.info.sequence


def _later(seen: Seen, known: Seen) -> bool:
    return (seen.info.sequence, seen.turn) >= (known.info.sequence, known.turn)
