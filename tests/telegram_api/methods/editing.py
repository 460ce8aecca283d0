"""Changing, deleting and pinning messages; answering taps."""

from __future__ import annotations

from typing import Any

from tests.telegram_api import markup
from tests.telegram_api.chats import Chat, Group, Message
from tests.telegram_api.formatting import reading
from tests.telegram_api.methods.sending import caption, link_preview, media_file, spend, words
from tests.telegram_api.methods.table import Request, chat_of, message_of, method
from tests.telegram_api.refusals import bad_request

DELETABLE = 48 * 3600  # seconds
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup"
    " of the message"
)
_LATE = "query is too old and response timeout expired or query ID is invalid"
REACTIONS = "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"


def _to_edit(request: Request) -> tuple[Chat, Message]:
    if not request.text("chat_id") and request.parameters.integer("message_id") <= 0:
        raise bad_request(
            "MESSAGE_ID_INVALID"
            if request.text("inline_message_id")
            else "message identifier is not specified"
        )
    chat = chat_of(request, edit=True)
    message = message_of(request, chat, "message to edit")
    if message.sender is not request.bot:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(
    request: Request, chat: Chat, message: Message, preview: dict[str, Any] | None = None, **changes: Any
) -> Any:
    """What every edit comes to: refused where it changes nothing, else the fields of the message set to `changes`."""
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise bad_request(_SAME)
    spend(request, chat)
    for name, value in changes.items():
        setattr(message, name, value)
    message.extra |= preview or {}
    request.world.edited(message)
    return request.json(message)


@method("editMessageText")
def edit_message_text(request: Request) -> Any:
    formatted = words(request)
    preview = link_preview(request)
    inline, _ = markup.read(request.parameters)
    chat, message = _to_edit(request)
    if message.formatted is None:
        raise bad_request("there is no text in the message to edit")
    return _edited(request, chat, message, preview, formatted=formatted, markup=inline)


@method("editMessageCaption")
def edit_message_caption(request: Request) -> Any:
    words_below = caption(request)
    inline, _ = markup.read(request.parameters)
    chat, message = _to_edit(request)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _edited(request, chat, message, caption=words_below, markup=inline)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(request: Request) -> Any:
    inline, other = markup.read(request.parameters)
    if other:
        raise bad_request("inline keyboard expected")
    chat, message = _to_edit(request)
    return _edited(request, chat, message, markup=inline)


@method("editMessageMedia")
def edit_message_media(request: Request) -> Any:
    media = request.parameters.data("media", "input media")
    if not isinstance(media, dict) or media.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type is unsupported")
    inline, _ = markup.read(request.parameters)
    chat, message = _to_edit(request)
    file = media_file(request, media)
    text = reading.caption(
        str(media.get("caption", "")), str(media.get("parse_mode", "")), media.get("caption_entities")
    )
    return _edited(request, chat, message, file=file, caption=text, formatted=None, markup=inline)


def _deletable(request: Request, chat: Chat, message: Message) -> None:
    if request.world.now() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    rights = isinstance(chat, Group) and chat.status[request.bot.id] == "administrator"
    if isinstance(chat, Group) and message.sender is not request.bot and not rights:
        raise bad_request("message can't be deleted")


@method("deleteMessage")
def delete_message(request: Request) -> Any:
    if not request.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if request.parameters.integer("message_id") <= 0:
        raise bad_request("message identifier is not specified")
    chat = chat_of(request)
    message = message_of(request, chat, "message to delete")
    _deletable(request, chat, message)
    message.deleted = True
    request.world.notify()
    return True


@method("deleteMessages")
def delete_messages(request: Request) -> Any:
    numbers = request.parameters.data("message_ids", "message_ids")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad_request("expected an Array of message identifiers")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    chat = chat_of(request)
    for message in [chat.find(int(number)) for number in numbers]:
        if message is not None:
            _deletable(request, chat, message)
            message.deleted = True
    request.world.notify()
    return True


@method("answerCallbackQuery")
def answer_callback_query(request: Request) -> Any:
    """Once, and within the time a client waits."""
    callback = request.world.callbacks.get(request.text("callback_query_id"))
    text = request.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if callback is None or callback.bot is not request.bot or callback.answered_at:
        raise bad_request(_LATE)
    if request.world.now() - callback.at > request.world.callback_seconds:
        raise bad_request(_LATE)
    if request.text("url") and not request.text("url").startswith(
        (f"https://t.me/{request.bot.username}?", "tg://")
    ):
        raise bad_request("URL_INVALID")
    callback.answered_at = request.world.now()
    callback.text, callback.show_alert = text, request.parameters.flag("show_alert")
    callback.url = request.text("url")
    request.world.notify()
    return True


@method("pinChatMessage", "unpinChatMessage", "unpinAllChatMessages")
def pin_chat_message(request: Request) -> Any:
    chat = chat_of(request, write=True)
    if isinstance(chat, Group) and chat.status[request.bot.id] != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    name = request.method.lower()
    if name == "pinchatmessage":
        chat.pinned.append(message_of(request, chat, "message to pin"))
    elif name == "unpinchatmessage" and request.text("message_id"):
        message = message_of(request, chat, "message to unpin")
        chat.pinned = [m for m in chat.pinned if m is not message]
    elif name == "unpinchatmessage":
        chat.pinned = chat.pinned[:-1]
    else:
        chat.pinned = []
    return True


@method("setMessageReaction")
def set_message_reaction(request: Request) -> Any:
    reaction = request.parameters.data("reaction", "reaction types") or []
    if not isinstance(reaction, list):
        raise bad_request("expected an Array of ReactionType")
    for one in reaction:
        if (
            not isinstance(one, dict)
            or one.get("type") != "emoji"
            or one.get("emoji", "").strip("\ufe0f") not in REACTIONS
        ):
            raise bad_request("REACTION_INVALID")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message_of(request, chat_of(request), "message to react")
    return True


@method("stopPoll")
def stop_poll(request: Request) -> Any:
    inline, _ = markup.read(request.parameters)
    chat = chat_of(request, edit=True)
    message = message_of(request, chat, "message with poll to stop")
    if "poll" not in message.extra or message.sender is not request.bot:
        raise bad_request("poll can't be stopped")
    message.extra["poll"]["is_closed"] = True
    message.markup = inline
    return message.extra["poll"]
