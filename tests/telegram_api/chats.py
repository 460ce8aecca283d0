"""Chats and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.telegram_api.accounts import Account, BotAccount, PersonAccount
from tests.telegram_api.files import Files, StoredFile
from tests.telegram_api.formatting.entities import Formatted, slice_utf16


@dataclass(eq=False)
class Message:
    """One message. `markup` is its inline keyboard, `reply_keyboard` another reply_markup sent with it, which is no part of it.

    `versions` are (seconds since the epoch, text) from the first to the last.
    """

    id: int
    chat: Chat
    sender: Account
    date: int
    formatted: Formatted | None = None
    caption: Formatted | None = None
    file: StoredFile | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    reply_to: Message | None = None
    markup: dict[str, Any] | None = None
    reply_keyboard: dict[str, Any] | None = None
    edit_date: int = 0
    deleted: bool = False
    versions: list[tuple[float, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        words = self.formatted or self.caption
        return words.text if words else ""

    @property
    def is_service(self) -> bool:
        """A notice of the chat (somebody joined, the title changed), nothing anybody said."""
        return not (self.formatted or self.caption or self.file or "poll" in self.extra)

    def json(self, bot: BotAccount, files: Files, *, with_reply: bool = True) -> dict[str, Any]:
        """The Message object as this bot gets it."""
        body: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender.json(),
            "chat": self.chat.json(),
            "date": self.date,
        }
        if self.edit_date:
            body["edit_date"] = self.edit_date
        if with_reply and self.reply_to and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.json(bot, files, with_reply=False)
        if self.formatted:
            body["text"] = self.formatted.text
            if self.formatted.entities:
                body["entities"] = [entity.json() for entity in self.formatted.entities]
        if self.file:
            body[self.file.kind] = files.content(self.file, bot.id)
        if self.caption and self.caption.text:
            body["caption"] = self.caption.text
            if self.caption.entities:
                body["caption_entities"] = [entity.json() for entity in self.caption.entities]
        body |= self.extra
        if self.markup:
            body["reply_markup"] = self.markup
        return body


@dataclass(frozen=True)
class Draft:
    """A sendMessageDraft: when (seconds since the epoch), which, what."""

    at: float
    draft_id: int
    text: str


@dataclass(eq=False)
class Chat:
    """`id` is the chat's identifier as bots know it. Messages are numbered within the chat."""

    id: int
    messages: list[Message] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    actions: list[tuple[float, str]] = field(default_factory=list)
    pinned: list[Message] = field(default_factory=list)
    next_id: int = 1

    @property
    def is_private(self) -> bool:
        return isinstance(self, PrivateChat)

    def json(self) -> dict[str, Any]:
        raise NotImplementedError

    def bots(self) -> list[BotAccount]:
        raise NotImplementedError

    def find(self, message_id: int) -> Message | None:
        """A message that is still there."""
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)


@dataclass(eq=False)
class PrivateChat(Chat):
    person: PersonAccount = field(kw_only=True)
    bot: BotAccount = field(kw_only=True)

    def json(self) -> dict[str, Any]:
        known = {"last_name": self.person.last_name, "username": self.person.username}
        return {
            "id": self.id,
            "first_name": self.person.first_name,
            **{name: value for name, value in known.items() if value},
            "type": "private",
        }

    def bots(self) -> list[BotAccount]:
        return [self.bot]


@dataclass(eq=False)
class Group(Chat):
    """A group or supergroup. `status` of each account: creator, administrator, member, left or kicked."""

    title: str = field(kw_only=True)
    kind: str = field(kw_only=True)
    accounts: dict[int, Account] = field(default_factory=dict, kw_only=True)
    status: dict[int, str] = field(default_factory=dict, kw_only=True)
    migrated_to: int = 0

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "type": self.kind}

    def bots(self) -> list[BotAccount]:
        return [a for a in self.present() if isinstance(a, BotAccount)]

    def present(self) -> list[Account]:
        return [a for a in self.accounts.values() if self.status[a.id] not in ("left", "kicked")]

    def reads(self, bot: BotAccount, message: Message) -> bool:
        """Whether a bot gets a message: all of them with privacy mode off or as administrator, else what is meant for it."""
        if bot.can_read_all or self.status[bot.id] == "administrator":
            return not message.sender.is_bot
        if message.sender.is_bot:
            return False
        if message.is_service:
            return True
        if message.reply_to and message.reply_to.sender is bot:
            return True
        return self._addressed(bot, message)

    def _addressed(self, bot: BotAccount, message: Message) -> bool:
        words = message.formatted or message.caption
        for entity in words.entities if words else ():
            named = slice_utf16(words.text if words else "", entity.offset, entity.length).lower()
            if entity.type == "mention" and named == f"@{bot.username.lower()}":
                return True
            if entity.type == "text_mention" and entity.extra.get("user", {}).get("id") == bot.id:
                return True
            if entity.type == "bot_command":
                _, at, name = named.partition("@")
                if name == bot.username.lower() if at else self._spoke_last(bot, message):
                    return True
        return False

    def _spoke_last(self, bot: BotAccount, before: Message) -> bool:
        """A command that names no bot goes to the one that last wrote in the group."""
        return (
            next(
                (
                    m.sender
                    for m in reversed(self.messages)
                    if m.sender.is_bot and m is not before and (m.formatted or m.file)
                ),
                None,
            )
            is bot
        )
