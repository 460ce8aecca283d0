"""An update of Telegram as what the channel needs of it. The platform's objects go no further than this file."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any, Literal

from msgspec.structs import replace
from telegram import Message, Update
from telegram.error import TelegramError

from bot.channels.telegram.splitting import units
from bot.model import Value
from bot.store.telegram import StoredUpdate

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
NEAR_LIMIT = 3000  # a message of so many units may be a part of a longer paste: apps split at 4096 or at a border before that
HARD_SPLIT = 4096
JOIN_SECONDS = 3  # of the sender's clock, between parts of one paste

Kind = Literal["text", "file", "voice", "tap", "edited", "member", "declined", "other"]
DECLINED = (
    "photo", "sticker", "poll", "video", "animation", "audio", "video_note", "contact", "location", "venue", "dice", "story", "game",
)  # fmt: skip
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


class Attached(Value, frozen=True):
    """A file that can be fetched by `id`. `size` in bytes, 0 where Telegram does not say."""

    id: str
    name: str
    size: int = 0


class Heard(Value, frozen=True):
    """An update. `text` is that of a message, the caption of a file, or the data of a tap; `what` names what is declined.

    `reply_to` is the message it replies to; `addressed`: in a group, whether the bot is meant. `active`: for `member`, whether the user lets
    the bot write. `date` in seconds since 1970. `anonymous`: written in the name of a group or channel; who did it (`user`) is not told.
    """

    update: int
    chat: int
    kind: Kind = "other"
    user: int = 0
    private: bool = True
    text: str = ""
    message: int = 0
    date: int = 0
    files: tuple[Attached, ...] = ()
    album: str = ""
    what: str = ""
    reply_to: int = 0
    callback: str = ""
    addressed: bool = False
    active: bool = True
    anonymous: bool = False

    @property
    def command(self) -> str:
        """The command's name in small letters, "" for none."""
        found = _COMMAND.match(self.text) if self.kind == "text" else None
        return found[1].lower() if found else ""

    @property
    def argument(self) -> str:
        """What follows the command."""
        found = _COMMAND.match(self.text)
        return self.text[found.end() :].strip() if found else ""


def stored(body: dict[str, Any], received: float) -> StoredUpdate | None:
    """The row of an update as it came; None for something that has no update_id."""
    update_id = body.get("update_id")
    if not isinstance(update_id, int):
        return None
    return StoredUpdate(
        update_id, _chat_of(body), received, json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    )


def _chat_of(body: dict[str, Any]) -> int:
    """The chat an update belongs to, without reading all of it; 0 where there is none."""
    for name in ("message", "edited_message", "my_chat_member"):
        if isinstance(part := body.get(name), dict):
            return _id(part.get("chat"))
    if isinstance(tap := body.get("callback_query"), dict):
        message = tap.get("message")
        return _id(message.get("chat")) if isinstance(message, dict) else _id(tap.get("from"))
    return 0


def _id(part: object) -> int:
    number = part.get("id") if isinstance(part, dict) else 0
    return number if isinstance(number, int) else 0


def read(row: StoredUpdate, me: int, name: str) -> Heard:
    """What a stored update says; `me` and `name` are the bot's own id and user name. What cannot be read is `other`."""
    try:
        return _read(row, Update.de_json(json.loads(row.body)), me, name)
    except (TelegramError, ValueError, TypeError, KeyError, AttributeError):
        return Heard(row.update_id, row.chat)  # parts are missing that the library takes for granted


def _read(row: StoredUpdate, update: Update, me: int, name: str) -> Heard:
    if update.callback_query is not None:
        return _tap(row, update)
    if update.my_chat_member is not None:
        change = update.my_chat_member
        active = change.new_chat_member.status not in ("kicked", "left", "banned")
        return Heard(
            row.update_id,
            row.chat,
            "member",
            change.from_user.id,
            change.chat.type == "private",
            active=active,
        )
    message = update.message or update.edited_message
    if message is None:
        return Heard(row.update_id, row.chat)
    return _message(row, message, edited=update.message is None, me=me, name=name)


def _tap(row: StoredUpdate, update: Update) -> Heard:
    tap = update.callback_query
    assert tap is not None
    message = tap.message
    return Heard(
        row.update_id,
        row.chat,
        "tap",
        tap.from_user.id,
        message is None or message.chat.type == "private",
        text=tap.data or "",
        message=message.message_id if message else 0,
        callback=tap.id,
    )


def _message(row: StoredUpdate, message: Message, *, edited: bool, me: int, name: str) -> Heard:
    anonymous = (
        message.sender_chat is not None
    )  # `from` is then an account of Telegram's that stands for anybody
    user = message.from_user.id if message.from_user and not anonymous else 0
    text = message.text or message.caption or ""
    kind, what, files = _content(message)
    replied = message.reply_to_message
    to_me = replied is not None and replied.from_user is not None and replied.from_user.id == me
    return Heard(
        row.update_id,
        row.chat,
        "edited" if edited and kind == "text" else "other" if edited else kind,
        user,
        message.chat.type == "private",
        text=text,
        message=message.message_id,
        date=int(message.date.timestamp()),
        files=files,
        album=message.media_group_id or "",
        what=what,
        reply_to=replied.message_id if replied else 0,
        addressed=to_me or _mentions(text, name),
        anonymous=anonymous,
    )


def _content(message: Message) -> tuple[Kind, str, tuple[Attached, ...]]:
    """What a message is: text, a file, a voice message, something to decline, or nothing to answer (a service message)."""
    if message.text is not None:
        return "text", "", ()
    if message.voice is not None:
        voice = message.voice
        return "voice", "", (Attached(voice.file_id, "speech.ogg", voice.file_size or 0),)
    if message.document is not None and message.animation is None:
        found = message.document
        return "file", "", (Attached(found.file_id, found.file_name or "", found.file_size or 0),)
    what = next((kind for kind in DECLINED if getattr(message, kind, None)), "")
    return ("declined" if what else "other"), what, ()


def _mentions(text: str, name: str) -> bool:
    """Whether a group's message is meant for the bot: /command@name, or @name anywhere."""
    return bool(name) and re.search(rf"@{re.escape(name)}(?![A-Za-z0-9_])", text, re.IGNORECASE) is not None


# ------------------------------------------------------------------ what belongs together


def may_go_on(heard: Heard) -> bool:
    """Whether more of the same may follow at once: a part of a long paste, a file of an album."""
    if heard.kind == "text" and not heard.command:
        return units(heard.text) >= NEAR_LIMIT
    return heard.kind in ("file", "declined") and bool(heard.album)


def goes_on(last: Heard, following: Heard) -> bool:
    """Whether `following` is the next part of what `last` is a part of."""
    if not may_go_on(last) or following.user != last.user:
        return False
    if last.album:
        return following.album == last.album
    adjacent = following.message == last.message + 1 and abs(following.date - last.date) <= JOIN_SECONDS
    return adjacent and following.kind == "text" and not following.command and not following.reply_to


def joined(parts: tuple[Heard, ...]) -> Heard:
    """Parts of one paste, or the files of an album, as one; it bears the id of the first."""
    first = parts[0]
    if len(parts) == 1:
        return first
    if first.album:
        files = tuple(file for part in parts for file in part.files)
        text = "\n".join(part.text for part in parts if part.text)
        return replace(first, text=text, files=files)
    text = first.text
    for before, part in itertools.pairwise(parts):
        text += ("" if units(before.text) == HARD_SPLIT else "\n") + part.text
    return replace(first, text=text)
