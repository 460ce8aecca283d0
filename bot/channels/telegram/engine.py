"""Updates worked off: in order within a chat, side by side across chats. An update has left the list only when its answer is kept."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.channels.telegram import files
from bot.channels.telegram.answer import Answer
from bot.channels.telegram.files import Fetched
from bot.channels.telegram.gate import Verdict
from bot.channels.telegram.progress import Signs
from bot.channels.telegram.reading import Heard, goes_on, joined, may_go_on, read
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.talk import Talk, owner_of
from bot.channels.telegram.transport import Fatal, Line, Trouble
from bot.conversation import Watch
from bot.errors import SequenceConflict, StoreError
from bot.store.telegram import Chat, CodeUsed, Done, StoredUpdate

LOG = logging.getLogger("zongjie.telegram")
T = TypeVar("T")
SLOTS = 4  # updates worked at in one moment: more only wait for each other
SLOT_S = 1.0  # what takes longer waits for a model, and holds a slot no more
MOST_THREADS = 200
STORE_PAUSE_S = 1.0
STORE_TRIES = 5


class Engine:
    """In the event loop; the work itself in threads that a stop does not wait for: everything is kept, and repeated after a start."""

    def __init__(self, line: Line, talk: Talk, sender: Sender, me: int) -> None:
        self._line = line
        self._talk = talk
        self._sender = sender
        self._me = me
        self._queues: dict[int, deque[Heard]] = {}
        self._received: dict[int, float] = {}
        self._settled: dict[int, int] = {}  # update → the one it was joined to before a kill
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._arrived: dict[int, asyncio.Event] = {}
        self._watches: dict[int, Watch] = {}
        self._stopped: set[int] = set()  # /cancel that stopped something
        self._slots = asyncio.Semaphore(SLOTS)
        self._threads = asyncio.Semaphore(MOST_THREADS)
        self._stopping = False
        self._side: set[asyncio.Task[None]] = set()

    # ------------------------------------------------------------------ in

    def arrived(self, rows: tuple[StoredUpdate, ...]) -> None:
        """Updates that are kept. Those of before a kill come in here too."""
        for row in rows:
            heard = read(row, self._me, self._talk.name)
            self._received[row.update_id] = row.received
            if row.state == "taken":
                self._settled[row.update_id] = row.part_of
            if heard.kind == "tap":
                self._aside(self._answer_tap(heard))
            if heard.command == "cancel" and (watch := self._watches.get(heard.chat)) is not None:
                watch.stop()
                self._stopped.add(heard.update)
            _in_order(self._queues.setdefault(row.chat, deque()), heard)
            self._arrived.setdefault(row.chat, asyncio.Event()).set()
            if row.chat not in self._tasks and not self._stopping:
                self._tasks[row.chat] = asyncio.create_task(self._work(row.chat))

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._side.add(task)
        task.add_done_callback(self._side.discard)

    async def _answer_tap(self, heard: Heard) -> None:
        """At once, before any work: the button stops spinning. A tap that does nothing says why."""
        try:
            chat = await asyncio.to_thread(self._talk.rows.chat, heard.chat)
            open_ = self._talk.gate.judge(heard, chat) == "open"
            key = await asyncio.to_thread(self._talk.stale, chat, heard) if open_ else None
            parameters = {"callback_query_id": heard.callback}
            if key:
                parameters["text"] = self._talk.words.say(key)
            await self._line.call("answerCallbackQuery", parameters)
        except Fatal as error:
            LOG.error("answering a tap: %s", error.said)  # the poller or the sender meets it too
        except (Trouble, StoreError) as error:
            LOG.info("a tap was not answered: %s", type(error).__name__)

    async def idle(self) -> None:
        """Until everything that came in is handled."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self, patience_s: float) -> None:
        """Nothing new is begun; what is under way may end within the time, else it is done again after the next start."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=patience_s)
        for task in (*self._tasks.values(), *self._side):
            task.cancel()

    # ------------------------------------------------------------------ one chat

    async def _work(self, chat: int) -> None:
        queue = self._queues[chat]
        try:
            while queue and not self._stopping:
                parts = await self._together(chat, queue)
                await self._handle(parts)
                for part in parts:
                    self._received.pop(part.update, None)
                    self._settled.pop(part.update, None)
        finally:
            del self._tasks[chat]
            if not queue:
                self._queues.pop(chat, None)
                self._arrived.pop(chat, None)

    async def _together(self, chat: int, queue: deque[Heard]) -> tuple[Heard, ...]:
        """The next update, with the further parts of a long paste or an album; settled in the store before it is handled."""
        parts = [queue.popleft()]
        first = self._settled.get(parts[0].update, 0)
        if first:
            while queue and self._settled.get(queue[0].update) == first:
                parts.append(queue.popleft())
            return tuple(parts)
        if not may_go_on(parts[0]):
            return tuple(parts)
        window = self._talk.app.settings.telegram_paste_s
        until = time.time() + window
        while may_go_on(parts[-1]) and not self._stopping:
            following = next((one for one in queue if goes_on(parts[-1], one)), None)
            if following is not None:
                queue.remove(following)
                parts.append(following)
                until = time.time() + window
                continue
            wait = until - time.time()
            if wait <= 0:
                break
            event = self._arrived[chat]
            event.clear()
            try:
                await asyncio.wait_for(event.wait(), wait)
            except TimeoutError:
                break
        others = [part.update for part in parts[1:]]
        await asyncio.to_thread(self._talk.rows.join, parts[0].update, others)
        return tuple(parts)

    # ------------------------------------------------------------------ one update

    async def _handle(self, parts: tuple[Heard, ...]) -> None:
        """Answer it; a fault of the program is said with a number, and the conversation goes on."""
        heard, updates = joined(parts), tuple(part.update for part in parts)
        for attempt in range(STORE_TRIES):
            try:
                await self._keep(await self._answered(updates, heard))
                return
            except (CodeUsed, SequenceConflict):
                continue
            except StoreError as error:
                LOG.warning("an update has to wait: %s", type(error).__name__)
                await asyncio.sleep(STORE_PAUSE_S * (attempt + 1))
            except asyncio.CancelledError:
                raise
            except Exception:  # noqa: BLE001  a bug: it is logged with a number, and must not stop the chat
                await self._apologise(updates, heard)
                return
        LOG.error("an update is left for the next start")

    async def _answered(self, updates: tuple[int, ...], heard: Heard) -> Done:
        chat = await asyncio.to_thread(self._talk.rows.chat, heard.chat)
        verdict = self._talk.gate.judge(heard, chat)
        if heard.kind == "member" and heard.private and not heard.active:
            await asyncio.to_thread(self._talk.rows.leave, heard.chat)
        if verdict == "silent" and heard.kind != "member":
            return Done(updates)
        signs = (
            Signs(self._line, self._sender.pace, heard.chat, heard.update, self._talk.words)
            if verdict == "open"
            else None
        )
        watch = Watch(signs.show) if signs else Watch()
        if heard.update in self._stopped:
            watch.stop()
        self._watches[heard.chat] = watch
        try:
            fetched = await self._fetched(heard, verdict)
            return await self._threaded(lambda: self._talk.answer(updates, heard, verdict, fetched, watch))
        finally:
            self._watches.pop(heard.chat, None)
            self._stopped.discard(heard.update)
            if signs:
                await signs.stop()

    async def _fetched(self, heard: Heard, verdict: Verdict) -> Fetched:
        """Files and voice, fetched only for those who are let in."""
        if verdict != "open":
            return Fetched()
        settings = self._talk.app.settings
        if heard.kind == "voice":
            return await files.listen(self._line, heard.files[0], settings)
        if heard.kind == "file":
            return await files.fetch(self._line, heard.files, settings.file_max_bytes)
        return Fetched()

    async def _keep(self, done: Done) -> None:
        await asyncio.to_thread(self._talk.rows.finish, done)
        if done.chat is not None and (done.calls or done.again):
            self._sender.wake(done.chat.chat)

    async def _apologise(self, updates: tuple[int, ...], heard: Heard) -> None:
        number = secrets.token_hex(3)
        LOG.exception("update not handled, %s", number)
        chat = await asyncio.to_thread(self._talk.rows.chat, heard.chat)
        answer = Answer(heard.update, chat or Chat(heard.chat, owner_of(heard.user)))
        if heard.private:
            answer.say(self._talk.words.say("say.sorry", id=number))
        await self._keep(answer.done(updates))

    async def _threaded(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread of its own. It holds one of a few slots, but no longer than a moment: then it is only waiting."""
        async with self._threads:
            await self._slots.acquire()
            future = in_thread(work)
            try:
                await asyncio.wait([future], timeout=SLOT_S)
            finally:
                self._slots.release()
            return await future


def _in_order(queue: deque[Heard], heard: Heard) -> None:
    """Put an update where it belongs among those that wait; one that comes late goes before what was not begun yet."""
    place = next((n for n, other in enumerate(queue) if other.update > heard.update), len(queue))
    queue.insert(place, heard)


def in_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """The result of `work`, run in a thread that does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001  handed to whoever waits
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            LOG.info("the loop has ended")

    threading.Thread(target=run, name="telegram", daemon=True).start()
    return future
