"""While an answer takes its time: the typing action, and how far a draft is. Nothing here is kept; a message tells the end."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any, Protocol

from bot.channels.telegram.limits import Pace
from bot.channels.telegram.splitting import clean, short
from bot.channels.telegram.transport import Fatal, Refused, Trouble
from bot.conversation import Step
from bot.prompts import Words

FIRST_TYPING_S = 0.8  # what is answered before that needs no sign
TYPING_S = 4.5  # the action is shown for five seconds
DRAFT_GAP_S = 1.5
EDIT_GAP_S = 3.0
SHOWN = 3500  # UTF-16 units of the text shown as it is written


class Line(Protocol):
    async def call(self, method: str, parameters: dict[str, Any]) -> Any: ...


class Signs:
    """For one update of a private chat. `show` may be called from any thread; `stop` when the answer is there."""

    def __init__(self, line: Line, pace: Pace, chat: int, update: int, words: Words) -> None:
        self._line = line
        self._pace = pace
        self._chat = chat
        self._draft_id = update % 2_000_000_000 + 1
        self._words = words
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._step: Step | None = None
        self._texts: list[str] = []
        self._message = 0
        self._drafts = True
        self._typing = asyncio.create_task(self._type())
        self._writing: asyncio.Task[None] | None = None

    def show(self, step: Step) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody looks any more
            self._loop.call_soon_threadsafe(self._seen, step)

    async def stop(self) -> None:
        """No more signs. A progress message, where there was one, says that it is done."""
        tasks = [task for task in (self._typing, self._writing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._message:
            await self._edit(self._words.say("progress.done"))

    def _seen(self, step: Step) -> None:
        self._step = step
        if step.text:
            self._texts.append(step.text)
        self._news.set()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    # ------------------------------------------------------------------ what is shown

    async def _type(self) -> None:
        await asyncio.sleep(FIRST_TYPING_S)
        while True:
            with contextlib.suppress(Trouble):
                await self._line.call("sendChatAction", {"chat_id": self._chat, "action": "typing"})
            await asyncio.sleep(TYPING_S)

    async def _write(self) -> None:
        await asyncio.sleep(FIRST_TYPING_S)  # a draft that is done at once needs no progress
        shown = 0.0
        while True:
            await self._news.wait()
            gap = DRAFT_GAP_S if self._drafts else EDIT_GAP_S
            await asyncio.sleep(max(0.0, shown + gap - time.monotonic()))
            self._news.clear()
            await self._update()
            shown = time.monotonic()

    async def _update(self) -> None:
        """By sendMessageDraft (Bot API 9.3); a server that does not know it gets a message that is edited."""
        text = self._text()
        if self._drafts:
            try:
                parameters = {"chat_id": self._chat, "draft_id": self._draft_id, "text": text}
                await self._line.call("sendMessageDraft", parameters)
                return
            except (Refused, Fatal):
                self._drafts = False
            except Trouble:
                return
        if self._message:
            await self._edit(text)
            return
        sent = await self._paced("sendMessage", {"text": text})
        self._message = int(sent["message_id"]) if sent else 0

    async def _edit(self, text: str) -> None:
        await self._paced("editMessageText", {"message_id": self._message, "text": text})

    async def _paced(self, method: str, parameters: dict[str, Any]) -> Any:
        """A message or an edit, at the pace of all messages; None where it failed ("not modified" is one of the ways)."""
        await asyncio.sleep(self._pace.chat_wait(self._chat, time.monotonic()))
        await asyncio.sleep(self._pace.reserve(time.monotonic()))
        try:
            async with self._pace.going(time.monotonic):
                return await self._line.call(method, {"chat_id": self._chat, **parameters})
        except Trouble:
            return None
        finally:
            self._pace.sent(self._chat, time.monotonic())

    def _text(self) -> str:
        step = self._step
        assert step is not None
        key = f"progress.{step.stage}"
        line = self._words.say_known(key, done=step.done, total=step.total, heading=step.heading)
        note = [step.note] if step.note else []
        return short(clean("\n\n".join([line, *note, *self._texts])), SHOWN)
