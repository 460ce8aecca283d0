"""Bots, people and groups as a test holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.telegram_api.accounts import BotAccount, PersonAccount
from tests.telegram_api.chats import Group
from tests.telegram_api.methods.chatting import member
from tests.telegram_api.windows import Window
from tests.telegram_api.world import World


@dataclass(eq=False)
class Bot:
    """A bot as its maker sees it: what BotFather gives."""

    world: World
    account: BotAccount

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def token(self) -> str:
        return self.account.token

    @property
    def username(self) -> str:
        return self.account.username

    @property
    def updates(self) -> list[dict[str, Any]]:
        """All updates there ever were for it."""
        return list(self.account.inbox.history)

    @property
    def pending(self) -> int:
        """How many it has not confirmed."""
        with self.world.lock:
            return self.account.inbox.pending()

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """Its command menus by (scope as JSON, language)."""
        return self.account.commands

    def revoke(self) -> None:
        """From now on its token is worth nothing."""
        self.account.revoked = True
        self.world.notify()

    def duplicate(self, count: int = 1) -> None:
        """The next updates it confirms come once more."""
        self.account.inbox.duplicates += count

    def reorder(self, count: int = 1) -> None:
        """The next times several updates wait, they come in reverse."""
        self.account.inbox.reorders += count


@dataclass(eq=False)
class Person:
    world: World
    account: PersonAccount
    windows: dict[int, Window] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.account.id

    def open(self, bot: Bot) -> Window:
        """The private chat with a bot; nothing is sent by opening it."""
        with self.world.lock:
            chat = self.world.private_chat(self.account, bot.account)
        return self.windows.setdefault(bot.id, Window(self.world, self, chat))

    def block(self, bot: Bot) -> None:
        self._blocking(bot, "member", "kicked")

    def unblock(self, bot: Bot) -> None:
        self._blocking(bot, "kicked", "member")

    def _blocking(self, bot: Bot, old: str, new: str) -> None:
        with self.world.lock:
            chat = self.world.private_chat(self.account, bot.account)
            (self.account.blocked.add if new == "kicked" else self.account.blocked.discard)(bot.id)
            self.world.member_changed(
                chat, bot.account, self.account, member(bot.account, old), member(bot.account, new)
            )


@dataclass(eq=False)
class GroupChat:
    """A group as its founder sees it."""

    world: World
    group: Group
    creator: Person

    @property
    def id(self) -> int:
        return self.group.id

    def window(self, person: Person) -> Window:
        return person.windows.setdefault(self.group.id, Window(self.world, person, self.group))

    def add(self, who: Person | Bot, by: Person | None = None) -> None:
        account = who.account
        adder = (by or self.creator).account
        with self.world.lock:
            old = self.group.status.get(account.id, "left")
            self.group.accounts[account.id] = account
            self.group.status[account.id] = "member"
            if isinstance(account, BotAccount):
                self.world.member_changed(
                    self.group, account, adder, member(account, old), member(account, "member")
                )
            self.world.post(self.group, adder, extra={"new_chat_members": [account.json()]})

    def promote(self, bot: Bot) -> None:
        """Makes it an administrator, who reads everything."""
        self._status(bot, "administrator")

    def remove(self, bot: Bot) -> None:
        self._status(bot, "kicked")

    def _status(self, bot: Bot, new: str) -> None:
        account, creator = bot.account, self.creator.account
        with self.world.lock:
            old = self.group.status[account.id]
            self.group.status[account.id] = new
            self.world.member_changed(
                self.group, account, creator, member(account, old), member(account, new)
            )
