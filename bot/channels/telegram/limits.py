"""How often may be sent: one message a second to a chat, 30 a second in all, 20 a minute to a group (core.telegram.org/bots/faq).

Pure bookkeeping over a clock that is handed in. A chat's pause is counted from when its last message was answered, so that messages
cannot come closer together on the way; the whole is a sliding window a little wider than a second, for the same reason.
"""

from __future__ import annotations

from collections import OrderedDict, deque

CHAT_GAP_S = 1.001
GROUP_GAP_S = 3.05
WINDOW_S = 1.15
IN_WINDOW = 27  # on a busy machine what was sent in 1.15 s may arrive within one
MOST_CHATS = 20_000


class Pace:
    """For one thread (the event loop). Times are seconds of one clock."""

    def __init__(self) -> None:
        self._free: OrderedDict[int, float] = OrderedDict()
        self._starts: deque[float] = deque(maxlen=IN_WINDOW)

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

    def sent(self, chat: int, now: float) -> None:
        """A message to the chat was answered just now."""
        self.hold(chat, now + (GROUP_GAP_S if chat < 0 else CHAT_GAP_S))

    def hold(self, chat: int, until: float) -> None:
        """Nothing to this chat before `until`; the others go on."""
        self._free[chat] = max(until, self._free.get(chat, 0.0))
        self._free.move_to_end(chat)
        while len(self._free) > MOST_CHATS:
            self._free.popitem(last=False)
