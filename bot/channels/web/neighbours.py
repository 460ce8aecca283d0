"""Other processes on the same database: what they write is told here, as it is written where the database can say so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection

from bot.app import App
from bot.channels.web.hub import Hub, Marks
from bot.channels.web.news import News
from bot.channels.web.problems import LOG
from bot.channels.web.works import Works
from bot.conversation import Step
from bot.errors import NotFoundError, StoreError
from bot.model import decode

AGAIN_S = 2.0  # before a lost line to the database is opened anew
LEAVE_S = 3.0  # for the listening thread to end

Steps = dict[str, News]


class Neighbours:
    """Lives in the event loop but for methods named `…_now`, which block, and for its listening thread."""

    def __init__(self, app: App, hub: Hub, works: Works) -> None:
        self._app = app
        self._hub = hub
        self._works = works
        self._steps: Steps = {}
        self._over = threading.Event()
        self._listening: threading.Thread | None = None

    def listen(self) -> None:
        """Hear at once what moves, where the database can say so; where it cannot, the hub looks."""
        if self._listening is None and self._app.database.tells:
            loop = asyncio.get_running_loop()
            self._listening = threading.Thread(
                target=self._listen_now, args=(loop,), name="listen", daemon=True
            )
            self._listening.start()

    def _listen_now(self, loop: asyncio.AbstractEventLoop) -> None:
        def heard(session: str) -> None:
            loop.call_soon_threadsafe(self._hub.heard, session)

        while not self._over.is_set():
            try:
                self._app.database.listen(heard, self._over)
            except StoreError as error:
                LOG.warning("listening to the database: %s", type(error).__name__)
                if not self._over.is_set():
                    loop.call_soon_threadsafe(self._hub.deaf)
                self._over.wait(AGAIN_S)

    def marks_now(self, sessions: Collection[str]) -> tuple[Marks, Steps]:
        """How far sessions have come, and how far the drafts are that are written for them."""
        store, steps = self._app.store, {}
        for job in store.jobs.under_way(sessions):
            known = self._steps.get(job.session)
            about = known.about if known else self._message_now(job.session, job.turn)
            steps[job.session] = News("progress", about, step=decode(job.step, Step))
        return store.marks(sessions), steps

    def _message_now(self, session: str, turn: int) -> str:
        """The message that asked for the draft, as its channel calls it."""
        try:
            turns = self._app.store.turns(session, turn - 1)
        except NotFoundError:
            return ""
        return turns[0].message.rpartition(":")[2] if turns else ""

    def stepped(self, sessions: Collection[str], steps: Steps) -> None:
        """Tell of drafts that others write. Those written here have been told of already."""
        for session in sessions:
            before, now = self._steps.pop(session, None), steps.get(session)
            if now is None or session in self._works:
                continue
            self._steps[session] = now
            if now != before:
                self._hub.tell(session, now)

    def told(self, session: str) -> tuple[News, ...]:
        """How far the draft is that another process writes for a session."""
        return (self._steps[session],) if session in self._steps else ()

    def close(self) -> None:
        self._over.set()
        if self._listening is not None:
            self._listening.join(LEAVE_S)
