"""Commands, menus and buttons."""

from __future__ import annotations

import time

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.together import check, check_anew, nothing_refused
from tests.bot.channels.telegram.strict.typing import SAYINGS, ask, facts, tell
from tests.telegram_api import Window


def test_the_menu_is_chinese_and_of_private_chats(run: Running) -> None:
    menus = run.bot.commands
    private = next(
        menu
        for (scope, language), menu in menus.items()
        if "all_private_chats" in scope and language in ("", "zh")
    )
    names = {command["command"] for command in private}
    assert {"new", "draft", "facts", "export", "log", "versions", "undo", "cancel", "delete", "help"} <= names
    assert all(any("\u4e00" <= char <= "\u9fff" for char in command["description"]) for command in private)
    assert not [scope for scope, _ in menus if "group" in scope or '"default"' in scope]


@check
def every_command_is_answered(run: Running, clerk: Window) -> None:
    tell(clerk, *SAYINGS)
    for command in (
        "/help",
        "/facts",
        "/versions",
        "/undo",
        "/cancel",
        "/log 今天走访了12户",
        "/export",
        "/start",
        "/new",
        "/nonsense",
    ):
        assert ask(clerk, command).text.strip(), command
    nothing_refused(run, clerk)


@check
def facts_and_undo(run: Running, clerk: Window) -> None:
    tell(clerk, *SAYINGS)
    assert "3000" in facts(clerk).replace("，", "")
    ask(clerk, "/undo")
    noted = facts(clerk)
    assert "8个" not in noted
    assert "3000" in noted


@check
def a_tap_is_answered_at_once_and_counts_once(run: Running, clerk: Window) -> None:
    tell(clerk, SAYINGS[0])
    last = clerk.from_bot()[-1]
    keyboard = (last.message.markup or {})["inline_keyboard"]
    assert all(len(button["callback_data"].encode()) <= 64 for row in keyboard for button in row)
    question = last.text
    taps = [last.tap("跳过") for _ in range(3)]
    for tap in taps:
        tap.answer(30)
    clerk.settle(2, 15)
    after = [seen for seen in clerk.from_bot() if seen.id > last.id]
    assert len(after) == 1, [seen.text for seen in after]
    assert after[0].text != question


@check
def a_stale_tap_does_nothing_and_says_so(run: Running, clerk: Window) -> None:
    old = clerk.from_bot()[-1]
    data = old.button("跳过")["callback_data"]
    ask(clerk, "书记带头，分了4个小组")
    ask(clerk, "/undo")
    before = facts(clerk)
    ask(clerk, "发放宣传单3000份")
    tap = old.tap_data(data)
    assert tap.answer(30), "a tap that does nothing should say why"
    clerk.settle(1.5, 10)
    assert "发放宣传单3000份" in facts(clerk), before


@check
def taps_with_foreign_data_are_harmless(run: Running, clerk: Window) -> None:
    last = clerk.from_bot()[-1]
    count = len(clerk.from_bot())
    for data in ("x", "跳过", "k:999:1", "0", "a" * 64, "../../etc"):
        last.tap_data(data).answer(30)
    time.sleep(1.5)
    assert len(clerk.from_bot()) == count
    assert ask(clerk, "发放宣传单3000份").text


@check
def deleting_asks_first_and_then_deletes(run: Running, clerk: Window) -> None:
    tell(clerk, *SAYINGS)
    asked = ask(clerk, "/delete")
    assert asked.buttons, asked.text
    assert "3000" in facts(clerk)
    asked = ask(clerk, "/delete")
    asked.tap(asked.buttons[0]).answer(30)
    clerk.settle(1.5, 10)
    assert "3000" not in facts(clerk)


@check_anew
def an_old_link_opens_nothing(run: Running, window: Window) -> None:
    window.start("no-such-token")
    said = window.next(60).text
    window.settle(1, 5)
    assert said
    assert ask(window, "青禾社区居委会").text
