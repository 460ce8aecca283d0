"""Commands, menus and buttons."""

from __future__ import annotations

import time

import pytest

from tests.bot.channels.telegram.strict.running import Running
from tests.telegram_api import Seen, Window

pytestmark = pytest.mark.slow
BASICS = ("青禾社区居委会", "2025年上半年", "垃圾分类", "街道办")
SAYINGS = ("书记带头，分了4个小组", "发放宣传单3000份", "新建投放点8个")


def ask(window: Window, text: str) -> Seen:
    """The last of what the bot says to a message."""
    window.settle(0.1, 5)
    window.say(text)
    window.next(15)
    window.settle(1.3, 20)
    return window.from_bot()[-1]


def begun(window: Window, *sayings: str) -> Window:
    window.start()
    window.next(15)
    for text in (*BASICS, "好", *sayings):
        ask(window, text)
    return window


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


def test_every_command_is_answered(run: Running, window: Window) -> None:
    begun(window, *SAYINGS)
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
        assert ask(window, command).text.strip(), command
    assert run.telegram.record.refused() == []


def test_facts_and_undo(run: Running, window: Window) -> None:
    begun(window, *SAYINGS)
    assert "3000" in ask(window, "/facts").text.replace("，", "")
    ask(window, "/undo")
    facts = ask(window, "/facts").text
    assert "8个" not in facts
    assert "3000" in facts


def test_a_tap_is_answered_at_once_and_counts_once(run: Running, window: Window) -> None:
    begun(window, SAYINGS[0])
    last = window.from_bot()[-1]
    assert all(
        len(b["callback_data"].encode()) <= 64 for row in last.message.markup["inline_keyboard"] for b in row
    )  # type: ignore[index]
    question = last.text
    taps = [last.tap("跳过") for _ in range(3)]
    for tap in taps:
        tap.answer(3)
        assert tap.seconds < 1.5
    window.settle(2, 15)
    after = [seen for seen in window.from_bot() if seen.id > last.id]
    assert len(after) == 1, [seen.text for seen in after]
    assert after[0].text != question


def test_a_stale_tap_does_nothing_and_says_so(run: Running, window: Window) -> None:
    begun(window)
    old = window.from_bot()[-1]
    data = old.button("跳过")["callback_data"]
    ask(window, "书记带头，分了4个小组")
    ask(window, "/undo")
    before = ask(window, "/facts").text
    ask(window, "发放宣传单3000份")
    tap = old.tap_data(data)
    assert tap.answer(3), "a tap that does nothing should say why"
    window.settle(1.5, 10)
    assert "发放宣传单3000份" in ask(window, "/facts").text, before


def test_taps_with_foreign_data_are_harmless(run: Running, window: Window) -> None:
    begun(window)
    last = window.from_bot()[-1]
    count = len(window.from_bot())
    for data in ("x", "跳过", "k:999:1", "0", "a" * 64, "../../etc"):
        last.tap_data(data).answer(3)
    time.sleep(1.5)
    assert len(window.from_bot()) == count
    assert ask(window, "发放宣传单3000份").text


def test_deleting_asks_first_and_then_deletes(run: Running, window: Window) -> None:
    begun(window, *SAYINGS)
    asked = ask(window, "/delete")
    assert asked.buttons, asked.text
    assert "3000" in ask(window, "/facts").text
    asked = ask(window, "/delete")
    asked.tap(asked.buttons[0]).answer(3)
    window.settle(1.5, 10)
    assert "3000" not in ask(window, "/facts").text


def test_an_old_link_opens_nothing(run: Running, window: Window) -> None:
    window.start("no-such-token")
    said = window.next(15).text
    window.settle(1, 5)
    assert said
    assert ask(window, "青禾社区居委会").text
