"""Who listens to which session. Writers of this process tell at once; what other processes wrote is found by one look for all, at once where
the database says that a session has moved, else every second or so."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Iterator

from bot.channels.web.news import Mark, News
from bot.channels.web.problems import LOG
from bot.errors import StoreError

AT_ONCE = 500  # sessions asked about in one query
HEARING = 15  # looks left out where the database says what moves: one in so many is made all the same
ALL = ""  # heard instead of a session: any may have moved


Marks = dict[str, Mark]


class Hub:
    """Lives in the event loop. `marks` reads the last sequence and turn of sessions in a worker thread."""

    def __init__(self, marks: Callable[[Collection[str]], Awaitable[Marks]], poll_s: float) -> None:
        self._marks = marks
        self._poll_s = poll_s
        self._listeners: dict[str, set[asyncio.Queue[News]]] = {}
        self._seen: Marks = {}
        self._moved: set[str] = set()
        self._bell = asyncio.Event()
        self._hearing = False
        self._closed = False

    @contextlib.contextmanager
    def listening(self, session: str) -> Iterator[asyncio.Queue[News]]:
        queue: asyncio.Queue[News] = asyncio.Queue()
        self._listeners.setdefault(session, set()).add(queue)
        if self._closed:
            queue.put_nowait(News("close"))
        try:
            yield queue
        finally:
            left = self._listeners[session]
            left.discard(queue)
            if not left:
                del self._listeners[session]
                self._seen.pop(session, None)

    def tell(self, session: str, news: News) -> None:
        for queue in self._listeners.get(session, ()):
            queue.put_nowait(news)

    def heard(self, session: str) -> None:
        """The database says that a session has moved; with ALL it begins to say so, and what was before is looked for."""
        self._hearing = True
        if session == ALL or session in self._listeners:
            self._moved.add(session)
            self._bell.set()

    def deaf(self) -> None:
        """The database says no more."""
        self._hearing = False
        self._bell.set()

    async def watch(self) -> None:
        """Looks for ever what other processes have written."""
        while True:
            moved = await self._called()
            try:
                await self._look(moved)
            except StoreError as error:  # streams wait until the database is back
                LOG.warning("looking for news: %s", type(error).__name__)

    async def _called(self) -> Collection[str]:
        """The sessions to look for: those that were heard of, all where it is time."""
        try:
            await asyncio.wait_for(self._bell.wait(), self._poll_s * (HEARING if self._hearing else 1))
        except TimeoutError:
            return (ALL,)
        self._bell.clear()
        moved, self._moved = self._moved, set()
        return moved

    def close(self) -> None:
        """End every stream: the server stops."""
        self._closed = True
        for session in tuple(self._listeners):
            self.tell(session, News("close"))

    async def _look(self, moved: Collection[str] = (ALL,)) -> None:
        watched = [session for session in self._listeners if ALL in moved or session in moved]
        for start in range(0, len(watched), AT_ONCE):
            part = watched[start : start + AT_ONCE]
            marks = await self._marks(part)
            for session in part:
                self._compare(session, marks.get(session))

    def _compare(self, session: str, mark: Mark | None) -> None:
        if session not in self._listeners:
            return
        if mark is None:
            self.tell(session, News("gone"))
        elif self._seen.get(session) != mark:
            self._seen[session] = mark
            self.tell(session, News("moved", mark=mark))
