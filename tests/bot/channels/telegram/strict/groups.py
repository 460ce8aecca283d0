"""Groups: silent unless addressed, never a private word, the way to the private chat."""

from __future__ import annotations

import time

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.together import check, fetched
from tests.bot.channels.telegram.strict.typing import SAYINGS, tell
from tests.telegram_api import Window


@check
def a_group_hears_nothing_private(run: Running, clerk: Window) -> None:
    tell(clerk, *SAYINGS)
    other = run.telegram.user("小李")
    group = run.telegram.group("材料群", clerk.person, other, run.bot)
    here = group.window(clerk.person)
    time.sleep(1.5)
    quiet = len(here.from_bot())
    group.promote(run.bot)
    for text in ("大家早", "单位是青禾社区", "/help@another_bot"):
        here.say(text)
    time.sleep(2)
    assert len(here.from_bot()) == quiet, here.shown()
    private = len(clerk.from_bot())
    for text in (
        f"@{run.bot.username} 看已有的",
        f"/facts@{run.bot.username}",
        f"/draft@{run.bot.username}",
        f"/export@{run.bot.username}",
        f"/start@{run.bot.username}",
    ):
        here.say(text)
        here.settle(1.2, 8)
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
    assert len(clerk.from_bot()) == private, "what is said in a group is no answer to the interview"


@check
def an_answer_in_a_group_is_no_answer(run: Running, clerk: Window) -> None:
    group = run.telegram.group("材料群", clerk.person, run.bot)
    here = group.window(clerk.person)
    here.say(f"@{run.bot.username} 发放宣传单7777份")
    time.sleep(2)
    clerk.say("/facts")
    clerk.settle(1.5, 10)
    assert not [seen for seen in clerk.from_bot() if "7777" in seen.text]


@check
def documents_in_a_group_are_left_alone(run: Running, clerk: Window) -> None:
    group = run.telegram.group("材料群", clerk.person, run.bot)
    group.promote(run.bot)
    sent = group.window(clerk.person).send_document("发放8888份".encode(), "材料.txt")
    time.sleep(2)
    assert not fetched(run, sent.document)
