"""What is being worked at in this process: who may stop it, and what is told to whoever comes to look while it lasts. Lives in the event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from bot.channels.web.news import News
from bot.conversation import Step, Watch

Tell = Callable[[str, News], None]


class Work:
    """A message being worked at. `watch` goes with it to the assistant; `begin` tells that it has begun, from any thread."""

    def __init__(self, session: str, message: str, tell: Tell) -> None:
        self.watch = Watch(self._step)
        self.watch.waits = False  # what another process writes comes with its stream
        self.told: list[News] = []
        self._session = session
        self._message = message
        self._tell = tell
        self._loop = asyncio.get_running_loop()

    def begin(self) -> None:
        self._say(News("working", self._message))

    def _step(self, step: Step) -> None:
        self._say(News("progress", self._message, step=step))

    def _say(self, news: News) -> None:
        self._loop.call_soon_threadsafe(self._said, news)

    def _said(self, news: News) -> None:
        self.told.append(news)
        self._tell(self._session, news)


class Works:
    """All that is under way, by session."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._of: dict[str, list[Work]] = {}

    @contextlib.contextmanager
    def work(self, session: str, message: str) -> Iterator[Work]:
        work = Work(session, message, self._tell)
        self._of.setdefault(session, []).append(work)
        try:
            yield work
        finally:
            left = self._of[session]
            left.remove(work)
            if not left:
                del self._of[session]

    def __contains__(self, session: str) -> bool:
        return session in self._of

    def told(self, session: str) -> tuple[News, ...]:
        """What has been told so far of what is under way in a session."""
        return tuple(news for work in self._of.get(session, ()) for news in work.told)

    def stop(self, session: str) -> bool:
        """End the writing of a draft in this session; whether there was anything under way."""
        for work in self._of.get(session, ()):
            work.watch.stop()
        return session in self

    def stop_all(self) -> None:
        for session in self._of:
            self.stop(session)
