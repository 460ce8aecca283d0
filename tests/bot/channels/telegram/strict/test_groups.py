"""Groups: silent unless addressed, never a private word, the way to the private chat."""

from __future__ import annotations

import time

import pytest

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.test_manners import SAYINGS, begun
from tests.telegram_api import Window

pytestmark = pytest.mark.slow


def test_a_group_hears_nothing_private(run: Running, window: Window) -> None:
    begun(window, *SAYINGS)
    other = run.telegram.user("小李")
    group = run.telegram.group("材料群", window.person, other, run.bot)
    here = group.window(window.person)
    time.sleep(1.5)
    quiet = len(here.from_bot())
    group.promote(run.bot)
    for text in ("大家早", "单位是青禾社区", "/help@another_bot"):
        here.say(text)
    time.sleep(2)
    assert len(here.from_bot()) == quiet, here.shown()
    private = len(window.from_bot())
    for text in (
        f"@{run.bot.username} 看已有的",
        f"/facts@{run.bot.username}",
        f"/draft@{run.bot.username}",
        f"/export@{run.bot.username}",
        f"/start@{run.bot.username}",
    ):
        before = len(here.from_bot())
        here.say(text)
        run.telegram.world.wait_until(lambda: len(here.from_bot()) > before, 5)
    time.sleep(1)
    said = "".join(seen.text for seen in here.from_bot())
    assert said
    assert not [word for word in ("青禾", "3000", "投放点", "4个", "总结如下") if word in said]
    assert not [seen for seen in here.from_bot() if seen.document]
    shown = [
        button
        for seen in here.from_bot()
        for row in (seen.message.markup or {}).get("inline_keyboard", [])
        for button in row
    ]
    assert (
        any(f"t.me/{run.bot.username}" in str(button.get("url", "")) for button in shown)
        or run.bot.username in said
    ), here.shown()
    assert len(window.from_bot()) == private, "what is said in a group is no answer to the interview"


def test_an_answer_in_a_group_is_no_answer(run: Running, window: Window) -> None:
    begun(window)
    group = run.telegram.group("材料群", window.person, run.bot)
    here = group.window(window.person)
    here.say(f"@{run.bot.username} 发放宣传单7777份")
    time.sleep(2)
    window.say("/facts")
    window.settle(1.5, 10)
    assert not [seen for seen in window.from_bot() if "7777" in seen.text]


def test_documents_in_a_group_are_left_alone(run: Running, window: Window) -> None:
    begun(window)
    group = run.telegram.group("材料群", window.person, run.bot)
    group.promote(run.bot)
    before = len(run.telegram.record.of("getFile"))
    group.window(window.person).send_document("发放8888份".encode(), "材料.txt")
    time.sleep(2)
    assert len(run.telegram.record.of("getFile")) == before
