"""A clerk at the phone: types, and waits for each answer."""

from __future__ import annotations

from tests.telegram_api import Seen, Window

BASICS = ("青禾社区居委会", "2025年上半年", "垃圾分类", "街道办", "好")
SAYINGS = ("书记带头，分了4个小组", "发放宣传单3000份", "新建投放点8个")


def ask(window: Window, text: str, quiet: float = 1.2) -> Seen:
    """The last of what the bot says to a message: what comes within `quiet` seconds of each other."""
    window.settle(0.05, 2)
    window.say(text)
    window.next(60)
    window.settle(quiet, 20)
    return window.from_bot()[-1]


def tell(window: Window, *texts: str) -> Window:
    """Says one thing after another, waiting for each answer's first message."""
    for text in texts:
        window.settle(0.05, 2)
        window.say(text)
        window.next(60)
    return window


def begin(window: Window) -> Window:
    """Until the first question of the interview."""
    return tell(window, "/start", *BASICS)


def facts(window: Window) -> str:
    """All that is noted, as /facts tells it."""
    before = len(window.from_bot())
    ask(window, "/facts", 1.5)
    return "\n".join(seen.text for seen in window.from_bot()[before:])
