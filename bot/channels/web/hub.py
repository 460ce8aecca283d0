"""Who listens to which session. Writers of this process tell at once; what other processes wrote is found by one look for all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Iterator

from bot.channels.web.news import Mark, News
from bot.channels.web.problems import LOG
from bot.errors import StoreError

AT_ONCE = 500  # sessions asked about in one query


Marks = dict[str, Mark]


class Hub:
    """Lives in the event loop. `marks` reads the last sequence and turn of sessions in a worker thread."""

    def __init__(self, marks: Callable[[Collection[str]], Awaitable[Marks]], poll_s: float) -> None:
        self._marks = marks
        self._poll_s = poll_s
        self._listeners: dict[str, set[asyncio.Queue[News]]] = {}
        self._seen: Marks = {}
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

    async def watch(self) -> None:
        """Looks for ever what other processes have written."""
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                await self._look()
            except StoreError as error:  # streams wait until the database is back
                LOG.warning("looking for news: %s", type(error).__name__)

    def close(self) -> None:
        """End every stream: the server stops."""
        self._closed = True
        for session in tuple(self._listeners):
            self.tell(session, News("close"))

    async def _look(self) -> None:
        watched = list(self._listeners)
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
