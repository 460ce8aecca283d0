"""The outbox emptied: per chat one call after the other, at the pace Telegram allows, and never twice where it may have arrived.

A call is marked `sending` before it goes out and `sent` after it was answered. What is known not to have arrived is tried again; what was
cut off is `unknown`, and the user is asked whether to send it again. A kill leaves `sending`: those are sent once more, see
TelegramRows.recover, and are `unknown` after another kill.
"""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import time
from collections.abc import Callable
from typing import Any, Protocol

from bot.channels.telegram import keyboards
from bot.channels.telegram.limits import Pace
from bot.channels.telegram.transport import Fatal, NotSent, Refused, Uncertain
from bot.errors import StoreError
from bot.prompts import Words
from bot.store.telegram import Call, Keyboard, Note, TelegramRows

LOG = logging.getLogger("zongjie.telegram")
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
AGAIN = "!again"
LOST = 0xF000  # added to a call's number for the keyboard that offers it again
_BOLD = re.compile(r"</?b>")


class Line(Protocol):
    async def call(
        self, method: str, parameters: dict[str, Any], file: tuple[str, bytes] | None = None
    ) -> Any: ...


class Sender:
    """In the event loop. `fatal` is told what ends the process."""

    def __init__(
        self,
        line: Line,
        rows: TelegramRows,
        words: Words,
        fatal: Callable[[Fatal], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._rows = rows
        self._words = words
        self._fatal = fatal
        self._clock = clock
        self.pace = Pace()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._stopping = False

    def wake(self, chat: int) -> None:
        """There is something to send to a chat."""
        if self._stopping:
            return
        self._again.add(chat)
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._empty(chat))

    async def idle(self) -> None:
        """Until nothing is waiting."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def recover(self) -> None:
        """After a start: what a killed process left goes out, or the user is asked about it."""
        chats = set(await asyncio.to_thread(self._rows.recover))
        for call in await asyncio.to_thread(self._rows.unasked):
            await asyncio.to_thread(self._ask_again, call)
            chats.add(call.chat)
        for chat in chats:
            self.wake(chat)

    async def stop(self, patience_s: float) -> None:
        """No new calls; those under way may end."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=patience_s)
        for task in self._tasks.values():
            task.cancel()

    # ------------------------------------------------------------------ one chat

    async def _empty(self, chat: int) -> None:
        try:
            while chat in self._again and not self._stopping:
                self._again.discard(chat)
                await self._send_all(chat)
        except StoreError as error:
            LOG.warning("outbox: %s", type(error).__name__)
            await asyncio.sleep(FIRST_PAUSE_S)
            self._again.add(chat)
        finally:
            del self._tasks[chat]
            if chat in self._again and not self._stopping:
                self.wake(chat)

    async def _send_all(self, chat: int) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping:
            waiting = await asyncio.to_thread(self._rows.waiting, chat)
            if not waiting:
                return
            for call in waiting:
                if not await self._send(call):
                    self.pace.hold(chat, self._clock() + pause)
                    pause = min(2 * pause, LONGEST_PAUSE_S)
                    break
                pause = FIRST_PAUSE_S

    async def _send(self, call: Call) -> bool:
        """One call; False where it has to wait and is tried again."""
        if wait := self.pace.chat_wait(call.chat, self._clock()):
            await asyncio.sleep(wait)
        if wait := self.pace.reserve(self._clock()):
            await asyncio.sleep(wait)
        if self._stopping or not await asyncio.to_thread(self._rows.sending, call.id):
            return True
        parameters = json.loads(call.payload)
        file = (str(parameters.pop("filename")), call.file) if call.method == "sendDocument" else None
        try:
            async with self.pace.going(self._clock):
                result = await self._line.call(call.method, parameters, file)
        except NotSent as error:
            LOG.info("%s not sent: %s", call.method, error.said)
            self.pace.hold(call.chat, self._clock() + error.wait)
            await asyncio.to_thread(self._rows.not_sent, call.id)
            return False
        except Uncertain as error:
            await self._unknown(call, error)
        except Refused as error:
            return await self._refused(call, parameters, error)
        except Fatal as error:
            await asyncio.to_thread(self._rows.not_sent, call.id)
            self._fatal(error)
            self._stopping = True
            return False
        else:
            message = int(result.get("message_id", 0)) if isinstance(result, dict) else 0
            await asyncio.to_thread(self._rows.sent, call, message)
        self.pace.sent(call.chat, self._clock())
        return True

    # ------------------------------------------------------------------ what went wrong

    async def _unknown(self, call: Call, error: Uncertain) -> None:
        """Nobody knows whether it arrived: the user is told, and may have it again."""
        LOG.warning("%s cut off: %s", call.method, error.said)
        await asyncio.to_thread(self._rows.end, call.id, "unknown")
        if call.note.kind != "notice":
            await asyncio.to_thread(self._ask_again, call)

    def _ask_again(self, call: Call) -> None:
        update, _, number = call.id.partition(":")
        key = keyboards.key(int(update), LOST + int(number))
        keyboard = Keyboard(key, call.chat, "once", (AGAIN,))
        parameters = {
            "chat_id": call.chat,
            "text": html.escape(self._words.say("say.lost"), quote=False),
            "parse_mode": "HTML",
            "reply_markup": keyboards.markup(keyboard, (self._words.say("button.again"),)),
        }
        payload = json.dumps(parameters, ensure_ascii=False)
        notice = Call(f"lost:{call.id}", call.chat, "sendMessage", payload, note=Note("notice"))
        self._rows.queue(call.chat, (notice,), (keyboard,))
        self._again.add(call.chat)

    async def _refused(self, call: Call, parameters: dict[str, Any], error: Refused) -> bool:
        """Entities refused: as plain text. Blocked: nothing more. Nothing to modify: as good as done. Else it is given up, and logged."""
        if "can't parse entities" in error.said and "parse_mode" in parameters:
            payload = json.dumps(plain(parameters), ensure_ascii=False)
            if call.method == "sendDocument":
                payload = json.dumps(plain(json.loads(call.payload)), ensure_ascii=False)
            await asyncio.to_thread(self._rows.not_sent, call.id, payload)
            return False
        if error.gone:
            LOG.info("a chat is gone: %s", error.said)
            await asyncio.to_thread(self._rows.leave, call.chat)
            return True
        if "message is not modified" not in error.said:
            LOG.error("%s refused: %s", call.method, error.said)
        await asyncio.to_thread(self._rows.end, call.id, "failed")
        return True


def plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same call without formatting."""
    found = {key: value for key, value in parameters.items() if key != "parse_mode"}
    for key in ("text", "caption"):
        if key in found:
            found[key] = html.unescape(_BOLD.sub("", str(found[key])))
    return found
