"""The bridge to the synchronous core: its calls run in a few worker threads, and each request reaches only its own sessions."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.app import App
from bot.channels.warming import warm
from bot.channels.web import problems, views
from bot.channels.web import shapes as s
from bot.channels.web.access import Access, Visitor
from bot.channels.web.hub import Hub, Marks
from bot.channels.web.metrics import Metrics
from bot.channels.web.neighbours import Neighbours
from bot.channels.web.news import Mark, News, Since
from bot.channels.web.problems import LOG, Problem
from bot.channels.web.works import Works
from bot.conversation import Incoming, Watch
from bot.errors import NotFoundError, StoreError
from bot.interview.wording import Wording
from bot.prompts import words
from bot.sessions import Seen
from bot.store.access import AccessRows
from bot.store.quotas import Quotas
from bot.store.sessions import EventStore, SessionInfo, Turn

T = TypeVar("T")
TEND_S = 2.0  # between looks for drafts that nobody is at
TOPICS_KEPT = 5_000  # names of sessions for lists


class Office:
    """What the routes share. Methods named `…_now` block: they run in a worker thread by `run`."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics
        self.settings = app.settings
        self.wording = Wording(words("interview"))
        self.hub = Hub(self._marks, app.settings.stream_poll_s)
        self._pool = ThreadPoolExecutor(app.settings.web_threads, "web")
        self._looking = ThreadPoolExecutor(1, "look")  # so that a look is not queued behind drafts
        self._access: Access | None = None
        self._warmed = False
        self._swept = float("-inf")
        self.works = Works(self.hub.tell)
        self.neighbours = Neighbours(app, self.hub, self.works)
        self._owed: set[str] = set()  # sessions whose draft found no room here
        self._ended = asyncio.Event()  # something ended, and there may be room now
        self._tasks: set[asyncio.Task[Any]] = set()
        self._topics: OrderedDict[tuple[str, int], str] = OrderedDict()

    @property
    def store(self) -> EventStore:
        return self.app.store

    @property
    def access(self) -> Access:
        """Opens the database when it is first needed. Blocks then."""
        if self._access is None:
            self._access = Access(self.settings, AccessRows(self.app.database), Quotas(self.app.database))
        return self._access

    async def visitor(self, authorization: str) -> Visitor:
        """Who a request is from. Raises Problem `unauthorized`, `rate_limited`."""
        if self._access is not None and (known := self._access.remembered(authorization)) is not None:
            return known
        return await self.run(lambda: self.access.visitor(authorization))

    async def run(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def warm(self) -> None:
        """Open the style library beside the first person's first answers: an idle server stays small, and nobody waits for it."""
        if not self._warmed:
            self._warmed = True
            warm(self.app)

    def leave(self) -> None:
        """The server is about to end: streams do, and drafts in the making end with what is written."""
        self.hub.close()
        self.works.stop_all()

    def close(self) -> None:
        self.leave()
        self.neighbours.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._looking.shutdown(wait=False)

    # ------------------------------------------------------------------ reading

    def own_now(self, visitor: Visitor, session: str) -> SessionInfo:
        """The session, if it is the visitor's. Raises Problem `session_missing`, the same whether it exists or not."""
        try:
            info = self.store.info(session)
        except NotFoundError:
            raise Problem("session_missing") from None
        if info.owner != visitor.owner:
            raise Problem("session_missing")
        return info

    def seen_now(self, visitor: Visitor, session: str) -> Seen:
        """The session, if it is the visitor's. Raises Problem `session_missing`."""
        try:
            seen = self.app.assistant.seen(session)
        except NotFoundError:
            raise Problem("session_missing") from None
        if seen.info.owner != visitor.owner:
            raise Problem("session_missing")
        return seen

    def since_now(self, session: str, mark: Mark | None) -> Since:
        """What is new in a session since `mark`. Raises NotFoundError."""
        seen = self.app.assistant.seen(session)
        here = (seen.info.sequence, seen.turn)
        status = views.status(seen, self.wording)
        if mark is None or mark == here:
            return Since(here, (), status)
        moved = {record.turn for record in self.store.look(session, mark[0]).events}
        found = self.store.turns(session, min([mark[1], *(turn - 1 for turn in moved)]))
        new = (turn for turn in found if turn.turn > mark[1] or turn.turn in moved)
        return Since(here, tuple(map(views.turn, new)), status)

    def topic_now(self, info: SessionInfo) -> str:
        """What the report is about, for lists; kept, for reading it means reading the whole session."""
        key = (info.id, info.sequence)
        if key not in self._topics:
            self._topics[key] = self.app.assistant.session(info.id).basics.topic
            while len(self._topics) > TOPICS_KEPT:
                self._topics.popitem(last=False)
        return self._topics[key]

    async def _marks(self, sessions: Collection[str]) -> Marks:
        marks, steps = await self._look(lambda: self.neighbours.marks_now(sessions))
        self.neighbours.stepped(sessions, steps)
        return marks

    async def _look(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._looking, call)

    # ------------------------------------------------------------------ saying

    async def say(self, visitor: Visitor, session: str, incoming: Incoming) -> s.Answer:
        """Hand a message or act to the assistant; listeners are told that it is worked at, and that it is done.

        The work goes on when whoever asked has left: the stream of whoever comes back tells of it.
        """
        return await self._kept(self._say(visitor, session, incoming))

    async def _say(self, visitor: Visitor, session: str, incoming: Incoming) -> s.Answer:
        news = News("moved")
        with self.works.work(session, incoming.message_id.rpartition(":")[2]) as work:

            def answered() -> tuple[Mark, s.Answer]:
                before = self._room_now(visitor, session)
                work.begin()
                return before, self._said_now(visitor, session, incoming, work.watch)

            try:
                before, answer = await self.run(answered)
                news = _handed_over(before, answer)
            except Problem as problem:
                news = News("gone") if problem.code == "forgotten" else news
                raise
            finally:
                self.hub.tell(session, news)
        if answer.status.writing:
            self._owed.add(session)
        self._end()
        return answer

    def _end(self) -> None:
        if self._owed:
            self._ended.set()

    def told(self, session: str) -> tuple[News, ...]:
        """What has been told so far of what is under way in a session, here or in another process."""
        return self.works.told(session) or self.neighbours.told(session)

    async def tend(self) -> None:
        """Takes over for ever the drafts that nobody is at. A server that nobody has come to yet opens nothing for it."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), TEND_S)
            self._ended.clear()
            if self._access is None:
                continue
            self.neighbours.listen()
            await self._sweep()
            forsaken = await self._forsaken()
            self._owed.intersection_update(forsaken)
            for session in forsaken[: self.settings.drafts_at_once]:
                if session not in self.works:
                    self._keep(self._take_over(session))

    async def _sweep(self) -> None:
        """Once in a while what is old is thrown away, by one of all processes."""
        every = self.settings.sweep_minutes * 60
        if time.monotonic() < self._swept + every:
            return
        self._swept = time.monotonic()
        try:
            await self._look(lambda: self.app.care.sweep_if_due(self.settings.retention_days, every))
        except StoreError as error:
            LOG.warning("sweeping: %s", type(error).__name__)

    async def _forsaken(self) -> tuple[str, ...]:
        try:
            return await self._look(self.app.assistant.forsaken)
        except StoreError as error:
            LOG.warning("looking for drafts: %s", type(error).__name__)
            return ()

    async def _take_over(self, session: str) -> None:
        with self.works.work(session, "") as work:
            try:
                if await self.run(lambda: self.app.assistant.take_over(session, work.watch)):
                    self.hub.tell(session, News("moved"))
            except Exception as error:  # noqa: BLE001  logged; the next look tries again, a few times
                problems.of_error(error)
        self._end()

    async def _kept(self, work: Coroutine[None, None, T]) -> T:
        """Its result; it goes on though whoever waits for it is cut off."""
        return await asyncio.shield(self._keep(work))

    def _keep(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        """A task that is not collected before it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _room_now(self, visitor: Visitor, session: str) -> Mark:
        """How far the session has come. Raises Problem `session_missing`, `session_full`."""
        seen = self.seen_now(visitor, session)
        limit = self.settings.turns_per_session
        if seen.turn >= limit:
            raise Problem("session_full", limit=limit)
        return seen.info.sequence, seen.turn

    def _said_now(self, visitor: Visitor, session: str, incoming: Incoming, watch: Watch) -> s.Answer:
        """Raises Problem `forgotten` where that deleted everything of the visitor."""
        replies = self.app.assistant.handle(session, incoming, watch)
        if any(reply.kind == "gone" for reply in replies):
            self.access.forget(visitor.owner)
            raise Problem("forgotten")
        seen, done = self.app.assistant.look(session, incoming.message_id)
        assert done is not None
        return s.Answer(turn=views.turn(done), status=views.status(seen, self.wording))

    def status_now(self, session: str) -> s.Status:
        return views.status(self.app.assistant.seen(session), self.wording)

    def begin_now(self, visitor: Visitor, name: str, fresh: bool) -> tuple[tuple[Turn, ...], s.Status]:
        """A new session. Raises Problem `sessions_full`."""
        limit = self.settings.sessions_per_person
        if not fresh and len(self.store.sessions(visitor.owner)) >= limit:
            raise Problem("sessions_full", limit=limit)
        session, _ = self.app.assistant.start(visitor.owner, name)
        return self.store.turns(session), self.status_now(session)


def _handed_over(before: Mark, answer: s.Answer) -> News:
    """The answer as news for those who had seen all before it, if it is all that is new."""
    mark = (answer.status.sequence, answer.status.turn)
    if answer.turn.turn != before[1] + 1 or answer.status.turn != answer.turn.turn:
        return News("moved")
    return News("moved", "", mark, before, Since(mark, (answer.turn,), answer.status))
