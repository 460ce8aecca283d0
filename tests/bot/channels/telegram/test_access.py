"""Who is let in, groups, and joining a page: one gate for messages, taps, files and codes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from bot.channels.telegram.gate import GROUP_HINTS_MINUTE, Gate
from bot.channels.telegram.reading import Heard
from bot.errors import SettingsError
from bot.settings import load
from bot.store.access import AccessRows, Grant
from bot.store.telegram import Chat
from tests.bot.channels.telegram.live import Threaded, threaded
from tests.bot.channels.telegram.test_manners import quiet
from tests.telegram_api import Bot, Telegram, Window

HEARD = Heard(1, 5, "text", 5)
DAY = date(2026, 3, 4)


def gate(**settings: object) -> Gate:
    return Gate(load({}, home="/nowhere", **settings), lambda: DAY)


@pytest.mark.parametrize(
    ("settings", "changes", "verdict"),
    [
        ({}, {}, "open"),
        ({"telegram_allowed": "7, 8"}, {}, "closed"),
        ({"telegram_allowed": "7，5"}, {}, "open"),
        ({"telegram_allowed": "7", "telegram_admins": "5"}, {}, "open"),
        *[
            ({"telegram_allowed": "7"}, {"kind": kind}, "closed")
            for kind in ("tap", "file", "voice", "edited", "declined")
        ],
        ({}, {"kind": "other"}, "silent"),
        ({}, {"kind": "member"}, "silent"),
        ({}, {"private": False}, "silent"),
        ({}, {"private": False, "addressed": True}, "group"),
        ({}, {"private": False, "addressed": True, "kind": "tap"}, "silent"),
        ({"telegram_allowed": "7"}, {"private": False, "addressed": True}, "silent"),
        ({"telegram_allowed": "-100"}, {"private": False, "addressed": True, "chat": -100}, "group"),
    ],
)
def test_the_gate(settings: dict[str, object], changes: dict[str, object], verdict: str) -> None:
    assert gate(**settings).judge(msgspec.structs.replace(HEARD, **changes), None) == verdict


def test_a_day_is_enough_at_some_time() -> None:
    guard, chat = gate(telegram_daily=2), Chat(5, "telegram:5")
    verdicts = []
    for _ in range(4):
        verdicts.append(guard.judge(HEARD, chat))
        chat = guard.counted(chat) if verdicts[-1] != "silent" else chat
    assert verdicts == ["open", "open", "spent", "silent"]
    assert guard.judge(HEARD, msgspec.structs.replace(chat, day="2026-03-03")) == "open"


def test_a_group_is_told_a_few_times_a_minute() -> None:
    guard, heard = gate(), msgspec.structs.replace(HEARD, private=False, addressed=True)
    verdicts = [guard.judge(heard, None) for _ in range(GROUP_HINTS_MINUTE + 1)]
    assert verdicts == ["group"] * GROUP_HINTS_MINUTE + ["silent"]


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError):
        gate(telegram_allowed="7;8")


# ------------------------------------------------------------------ groups


def test_in_a_group_only_the_private_chat_is_offered(
    telegram: Telegram, account: Bot, running: Threaded
) -> None:
    person = telegram.user("小何")
    group = telegram.group("办公室", person, account)
    group.promote(account)  # it reads everything now, and still says nothing
    window = group.window(person)
    window.say("今天组织消防演练，32人参加")
    window.say("/facts@other_bot")
    quiet(window)
    window.say(f"@{account.username} 帮我写总结")
    offered = window.next()
    assert offered.button("私下说")["url"] == f"https://t.me/{account.username}?start=group"
    assert "32" not in offered.text
    assert running.app.assistant.sessions(f"telegram:{person.id}") == ()


def test_a_command_with_the_name_or_a_reply_is_addressed(
    telegram: Telegram, account: Bot, running: Threaded
) -> None:
    person = telegram.user("小何")
    window = telegram.group("科室", person, account).window(person)
    window.say(f"/facts@{account.username}")
    offered = window.next()
    offered.reply("怎么用")
    assert "私下说" in window.next().buttons


# ------------------------------------------------------------------ who is let in


@pytest.fixture(scope="module")
def guarded(
    telegram: Telegram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Bot, Threaded, Window]]:
    """A bot for one person, who is its administrator."""
    account, admin = telegram.bot(), telegram.user("管理员")
    home: Path = tmp_path_factory.mktemp("guarded")
    with (
        mock.patch("bot.channels.telegram.limits.CHAT_GAP_S", 0.0),
        threaded(telegram, account, home, telegram_allowed="1", telegram_admins=str(admin.id)) as bot,
    ):
        yield account, bot, admin.open(account)


def test_a_stranger_is_told_the_number_to_add(
    guarded: tuple[Bot, Threaded, Window], telegram: Telegram
) -> None:
    account, running, _ = guarded
    window = telegram.talk(account, "路人")
    window.start()
    assert str(window.person.id) in window.next().text
    window.send_document("4月8日义诊126人次".encode(), "材料.txt")
    assert str(window.person.id) in window.next().text
    assert telegram.record.of("getFile", chat=window.person.id) == []
    assert running.app.assistant.sessions(f"telegram:{window.person.id}") == ()


def test_an_administrator_adds_samples(guarded: tuple[Bot, Threaded, Window]) -> None:
    _, _, window = guarded
    text = (
        "2024年度消防工作总结\n一、加强组织领导\n成立领导小组，明确分工，责任到人，定期研究部署。\n"
        "二、开展隐患排查\n深入商户检查，建立台账，逐项整改，闭环管理。\n"
    )
    window.send_document(text.encode(), "样本.txt", caption="范文")
    assert "范文加好了：1 篇" in window.next(30).text
    window.send_document(text.encode(), "样本.txt", caption="范文")
    assert "没有新的范文" in window.next(30).text


def test_who_writes_anonymously_in_a_group_is_told_so_once(
    guarded: tuple[Bot, Threaded, Window], telegram: Telegram
) -> None:
    """The administrator's number is on the list, and Telegram does not tell it."""
    account, running, window = guarded
    admin, clerk = window.person, telegram.user("小何")
    group = telegram.group("值班室", admin, clerk, account)
    here = group.window(admin)
    here.say(f"@{account.username} 帮我写总结", anonymous=True)
    told = here.next()
    assert "匿名" in told.text
    assert told.button("私下说")["url"] == f"https://t.me/{account.username}?start=group"
    here.say(f"/facts@{account.username}", anonymous=True)
    group.window(clerk).say(f"@{account.username} 我也要写")
    quiet(here)
    here.say(f"@{account.username} 帮我写总结")
    assert "匿名" not in here.next().text, "with a name it is as ever"
    assert running.app.assistant.sessions("telegram:1087968824") == ()


def test_where_everybody_may_the_anonymous_are_invited_like_others(
    telegram: Telegram, account: Bot, running: Threaded
) -> None:
    person = telegram.user("小何")
    here = telegram.group("科室", person, account).window(person)
    here.say(f"@{account.username} 帮我写总结", anonymous=True)
    assert "匿名" not in here.next().text


# ------------------------------------------------------------------ joining a page


def page_code(running: Threaded, code: str, owner: str = "web:somebody", seconds: int = 600) -> str:
    """A report begun on a page, and a code for it."""
    session, _ = running.app.assistant.start(owner)
    grant = Grant(owner, int(time.time()) + seconds, session)
    assert AccessRows(running.app.database).add_code(code, grant, int(time.time()))
    return session


def test_a_code_joins_the_page_and_is_good_once(
    chat: Window, running: Threaded, telegram: Telegram, account: Bot
) -> None:
    session = page_code(running, "314159")
    chat.start("314159")
    assert "接上了" in chat.next().text
    chat.say("石坪镇中心卫生院")
    chat.next()
    assert running.app.assistant.session(session).basics.unit == "石坪镇中心卫生院"
    other = telegram.talk(account, "别人")
    other.start("314159")
    assert "编码不对" in other.next().text
    chat.say("/unlink")
    assert "断开了" in chat.next().text
    chat.say("2025年上半年，这句不归网页，归这个聊天自己的那一份总结")
    chat.next()
    assert running.app.assistant.session(session).basics.period == ""


def test_an_old_code_is_refused(chat: Window, running: Threaded) -> None:
    page_code(running, "271828", seconds=-1)
    chat.start("271828")
    assert "编码不对" in chat.next().text


def test_guessing_is_ended(chat: Window) -> None:
    for number in range(10):
        chat.start(f"{number:06d}")
        assert "编码不对" in chat.next().text
    chat.start("000010")
    assert "试得太多" in chat.next().text


def test_a_chat_gives_a_code_for_the_page(begun: Window, running: Threaded) -> None:
    begun.say("/link")
    text = begun.next().text
    code = next(word for word in text.replace("：", " ").split() if word.isdigit() and len(word) == 6)
    grant = AccessRows(running.app.database).take_code(code, int(time.time()))
    assert grant is not None
    assert grant.owner == f"telegram:{begun.person.id}"
    assert running.app.assistant.session(grant.session).basics.unit == "石坪镇卫生院"


def test_who_blocks_the_bot_is_left_alone_until_they_write_again(
    begun: Window, running: Threaded, telegram: Telegram, account: Bot
) -> None:
    person = begun.person
    begun.say("/help")
    begun.next()
    person.block(account)
    assert running.app.database is not None
    rows = running.bot_rows()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (rows.chat(person.id) or Chat(0, "")).active:
        time.sleep(0.05)
    assert (rows.chat(person.id) or Chat(0, "")).active == 0
    person.unblock(account)
    begun.say("/facts")
    assert "还没有记下什么" in begun.next().text
