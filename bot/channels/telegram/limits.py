"""How often may be sent: one message a second to a chat, 30 a second in all, 20 a minute to a group (core.telegram.org/bots/faq).

Bookkeeping over a clock that is handed in. A chat's pause is counted from when its last message was answered, so that messages
cannot come closer together on the way. The whole has two: a sliding window a little wider than a second says when somebody's turn is; and
since much may hold a message up between its turn and its way out, none goes out before the 29th before it was answered a second ago.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

CHAT_GAP_S = 1.001
GROUP_GAP_S = 3.05
WINDOW_S = 1.15
IN_WINDOW = 29
SECOND_S = 1.0
LOOK_S = 0.02  # between two looks where all are under way
MOST_CHATS = 20_000


class Pace:
    """For one thread (the event loop). Times are seconds of one clock."""

    def __init__(self) -> None:
        self._free: OrderedDict[int, float] = OrderedDict()
        self._starts: deque[float] = deque(maxlen=IN_WINDOW)
        self._under_way = 0
        self._answered: deque[float] = deque()

    def chat_wait(self, chat: int, now: float) -> float:
        """Seconds until the chat may be written to again."""
        return max(0.0, self._free.get(chat, 0.0) - now)

    def reserve(self, now: float) -> float:
        """Take the next free place of all; the seconds until it comes. Whoever asks first goes first."""
        start = now
        if len(self._starts) == IN_WINDOW:
            start = max(now, self._starts[0] + WINDOW_S)
        self._starts.append(start)
        return start - now

    def enter(self, now: float) -> float:
        """0 where a message goes out now; it counts until a second after `left`. Else the seconds after which to ask again."""
        while self._answered and self._answered[0] <= now - SECOND_S:
            self._answered.popleft()
        if self._under_way + len(self._answered) < IN_WINDOW:
            self._under_way += 1
            return 0.0
        return self._answered[0] + SECOND_S - now if self._answered else LOOK_S

    def left(self, now: float) -> None:
        """A message that went out was answered, or was given up."""
        self._under_way -= 1
        self._answered.append(now)

    @asynccontextmanager
    async def going(self, clock: Callable[[], float]) -> AsyncIterator[None]:
        """Around the call of a message: begins as soon as one more may be under way."""
        while wait := self.enter(clock()):
            await asyncio.sleep(wait)
        try:
            yield
        finally:
            self.left(clock())

    def sent(self, chat: int, now: float) -> None:
        """A message to the chat was answered just now."""
        self.hold(chat, now + (GROUP_GAP_S if chat < 0 else CHAT_GAP_S))

    def hold(self, chat: int, until: float) -> None:
        """Nothing to this chat before `until`; the others go on."""
        self._free[chat] = max(until, self._free.get(chat, 0.0))
        self._free.move_to_end(chat)
        while len(self._free) > MOST_CHATS:
            self._free.popitem(last=False)
