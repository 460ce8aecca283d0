"""aiogram's client drives the emulator: another reader of the same documentation."""

from __future__ import annotations

import asyncio

import pytest

from tests.telegram_api import serving


def test_a_talk() -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
    from aiogram.types import (
        BotCommand,
        BotCommandScopeAllPrivateChats,
        BufferedInputFile,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        InputMediaDocument,
    )  # fmt: skip

    with serving() as telegram:
        made = telegram.bot()
        window = telegram.talk(made)
        here = window.person.id

        async def talk() -> None:
            bot = Bot(made.token, session=AiohttpSession(api=TelegramAPIServer.from_base(telegram.url)))
            async with bot.context():
                assert (await bot.me()).username == made.username
                window.start()
                window.send_voice(b"OggS", seconds=4)
                window.send_photo(b"jpg")
                window.send_sticker()
                window.send_poll("几点", "三点", "四点")
                updates = await bot.get_updates(timeout=1)
                assert [u.message and u.message.content_type for u in updates] == [
                    "text",
                    "voice",
                    "photo",
                    "sticker",
                    "poll",
                ]
                voice = updates[1].message
                assert voice
                assert voice.voice
                data = await bot.download(voice.voice)
                assert data
                assert data.read() == b"OggS"
                keyboard = InlineKeyboardMarkup(
                    inline_keyboard=[[InlineKeyboardButton(text="是", callback_data="y")]]
                )
                sent = await bot.send_message(here, "<b>选</b>", parse_mode="HTML", reply_markup=keyboard)
                assert sent.entities
                tapped = window.tap("是")
                (update,) = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=1)
                assert update.callback_query
                await bot.answer_callback_query(update.callback_query.id, "好", show_alert=True)
                assert (tapped.answer(), tapped.callback.show_alert) == ("好", True)
                await bot.edit_message_reply_markup(chat_id=here, message_id=sent.message_id)
                with pytest.raises(TelegramBadRequest, match="message is not modified"):
                    await bot.edit_message_reply_markup(chat_id=here, message_id=sent.message_id)
                files = [
                    InputMediaDocument(media=BufferedInputFile(b"1", f"总结.{kind}"))
                    for kind in ("docx", "md", "txt")
                ]
                album = await bot.send_media_group(here, files)  # type: ignore[arg-type]
                assert len({m.media_group_id for m in album}) == 1
                await bot.send_message_draft(here, 3, text="一、")
                await bot.send_chat_action(here, "typing")
                commands = [BotCommand(command="start", description="开始")]
                await bot.set_my_commands(
                    commands, scope=BotCommandScopeAllPrivateChats(), language_code="zh"
                )
                menu = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="zh")
                assert [(c.command, c.description) for c in menu] == [("start", "开始")]
                assert await bot.get_my_commands() == []
                await bot.set_my_description("写总结的助手")
                assert (await bot.get_my_description(language_code="zh")).description == "写总结的助手"
                await bot.pin_chat_message(here, sent.message_id)
                assert (await bot.get_chat(here)).pinned_message
                await bot.copy_message(here, here, sent.message_id)
                assert (await bot.forward_message(here, here, sent.message_id)).forward_origin
                assert (
                    len(await bot.copy_messages(here, here, [sent.message_id, album[0].message_id, 999_999]))
                    == 2
                )
                assert (await bot.send_dice(here)).dice
                await bot.send_location(here, 39.9, 116.4)
                await bot.delete_message(here, sent.message_id)
                telegram.faults.add("flood", "sendMessage", seconds=3)
                with pytest.raises(TelegramRetryAfter) as flood:
                    await bot.send_message(here, "快")
                assert flood.value.retry_after == 3
                window.person.block(made)
                with pytest.raises(TelegramForbiddenError):
                    await bot.send_message(here, "在吗")

        asyncio.run(talk())
        assert [f.document.name for f in window.messages() if f.document and f.from_bot] == [
            "总结.docx",
            "总结.md",
            "总结.txt",
            "总结.docx",
        ]
        assert telegram.problems() == []
