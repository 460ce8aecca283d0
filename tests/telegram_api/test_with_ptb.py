"""python-telegram-bot drives the emulator: what a bot built on it meets."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from telegram import Bot as Client
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.telegram_api import Bot, Telegram, Window


@pytest.fixture(autouse=True)
def no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def window(telegram: Telegram, bot: Bot) -> Window:
    return telegram.talk(bot)


def client(telegram: Telegram, bot: Bot) -> Client:
    return Client(bot.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")


def keyboard(label: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


def refused(reason: str) -> Any:
    """BadRequest with these words; the library makes the first letter a capital."""
    return pytest.raises(BadRequest, match=re.compile(re.escape(reason), re.IGNORECASE))


def test_a_talk(telegram: Telegram, bot: Bot, window: Window) -> None:
    async def talk() -> None:
        async with client(telegram, bot) as ptb:
            assert ptb.username == bot.username
            window.start("x1")
            (first,) = await ptb.get_updates(timeout=1)
            assert first.message
            assert first.message.text == "/start x1"
            await first.message.reply_html("<b>您好</b>，&lt;小周&gt;", reply_markup=keyboard("跳过", "s:1"))
            seen = window.next()
            assert (seen.text, seen.marked("bold"), seen.rows) == ("您好，<小周>", ["您好"], [["跳过"]])
            tapped = seen.tap("跳过")
            (second,) = await ptb.get_updates(offset=first.update_id + 1, timeout=1)
            assert second.callback_query
            assert second.callback_query.data == "s:1"
            assert not tapped.answered
            await second.callback_query.answer("好")
            assert tapped.answer() == "好"
            with refused("query is too old"):
                await second.callback_query.answer()
            await second.callback_query.edit_message_text("换了")
            with refused("message is not modified"):
                await second.callback_query.edit_message_text("换了")
            assert (seen.text, seen.rows, seen.edits) == ("换了", [], 1)
            window.edit(window.sent[0], "/start x2")
            (third,) = await ptb.get_updates(offset=second.update_id + 1, timeout=1)
            assert third.edited_message
            assert third.edited_message.text == "/start x2"

    asyncio.run(talk())
    assert telegram.problems() == []


def test_files_go_both_ways(telegram: Telegram, bot: Bot, window: Window) -> None:
    async def exchange() -> None:
        async with client(telegram, bot) as ptb:
            window.send_document("五月十日巡查".encode(), "日志.txt", caption="本月的")
            window.send_document(b"x", "大.pdf", size=21 << 20)
            one, two = await ptb.get_updates(timeout=1)
            assert one.message
            assert one.message.document
            assert two.message
            assert two.message.document
            assert (one.message.document.file_name, one.message.caption) == ("日志.txt", "本月的")
            file = await one.message.document.get_file()
            assert bytes(await file.download_as_bytearray()).decode() == "五月十日巡查"
            with refused("file is too big"):
                await two.message.document.get_file()
            sent = await ptb.send_document(window.person.id, b"PK..", filename="总结.docx", caption="请查收")
            assert window.next().document == window.wait("docx").document
            got = window.wait("docx").document
            assert got
            assert (got.name, got.data) == ("总结.docx", b"PK..")
            assert sent.document
            assert sent.document.file_size == 4
            await ptb.send_document(window.person.id, sent.document.file_id)
            again = window.wait(lambda seen: seen.id > sent.message_id).document
            assert again
            assert again.data == b"PK.."
            with refused("file must be non-empty"):
                await ptb.send_document(window.person.id, b"", filename="空.txt")
            with refused("caption is too long"):
                await ptb.send_document(window.person.id, b"1", filename="a.txt", caption="长" * 1025)

    asyncio.run(exchange())
    assert telegram.problems() == []


def test_refusals(telegram: Telegram, bot: Bot, window: Window) -> None:
    async def push() -> None:
        async with client(telegram, bot) as ptb:
            with refused("chat not found"):
                await ptb.send_message(window.person.id, "您没找过我")
            window.start()
            here = window.person.id
            for text, refusal in (
                ("长" * 4097, "message is too long"),
                ("😀" * 2049, "message is too long"),
                ("  ", "text must be non-empty"),
            ):
                with refused(refusal):
                    await ptb.send_message(here, text)
            await ptb.send_message(here, "😀" * 2048)
            with refused("can't parse entities: unmatched end tag at byte offset 9"):
                await ptb.send_message(here, "<b><i>啊</b></i>", parse_mode="HTML")
            with refused("button_data_invalid"):
                await ptb.send_message(here, "选", reply_markup=keyboard("是", "d" * 65))
            await ptb.send_message(here, "选", reply_markup=keyboard("是", "d" * 64))
            with refused("message to edit not found"):
                await ptb.edit_message_text("改", here, 999_999)
            with refused("message can't be edited"):
                await ptb.edit_message_text("改", here, window.sent[0].id)
            with refused("message to be replied not found"):
                await ptb.send_message(here, "答", reply_to_message_id=999_999)
            await ptb.send_message(here, "答", reply_to_message_id=999_999, allow_sending_without_reply=True)
            window.person.block(bot)
            with pytest.raises(Forbidden, match="bot was blocked by the user"):
                await ptb.send_message(here, "在吗")
            bot.revoke()
            with pytest.raises(InvalidToken):
                await ptb.get_me()

    asyncio.run(push())
    assert telegram.problems() == []


def test_faults(telegram: Telegram, bot: Bot, window: Window) -> None:
    window.start()
    here = window.person.id

    async def suffer() -> None:
        async with client(telegram, bot) as ptb:
            telegram.faults.add("flood", "sendMessage", seconds=7)
            with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
                await ptb.send_message(here, "一")
            for kind in ("cut before", "cut after", "html", "error"):
                telegram.faults.add(kind, "sendMessage", chat=here, nth=2)
                await ptb.send_message(here, f"先 {kind}")
                with pytest.raises(NetworkError):
                    await ptb.send_message(here, kind)

    asyncio.run(suffer())
    assert [seen.text for seen in window.from_bot()] == [
        "先 cut before",
        "先 cut after",
        "cut after",
        "先 html",
        "先 error",
    ]
    assert [call.fault for call in telegram.record.of("sendMessage") if call.fault] == [
        "flood",
        "cut before",
        "cut after",
        "html",
        "error",
    ]


def test_an_application_of_its_own(telegram: Telegram, bot: Bot, window: Window) -> None:
    """The library's own loop of polling, from long poll to answer."""
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        assert update.message.text
        await update.message.reply_text(update.message.text[::-1])

    async def run() -> None:
        app = (
            Application.builder()
            .token(bot.token)
            .base_url(f"{telegram.url}/bot")
            .base_file_url(f"{telegram.url}/file/bot")
            .build()
        )
        app.add_handler(MessageHandler(filters.TEXT, echo))
        async with app:
            assert app.updater
            await app.updater.start_polling(timeout=2)
            await app.start()
            window.say("一二三")
            seen = await asyncio.to_thread(window.next)
            assert seen.text == "三二一"
            await app.updater.stop()
            await app.stop()

    asyncio.run(run())
    assert bot.pending == 0
    assert telegram.problems() == []
