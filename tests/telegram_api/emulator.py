"""The emulator as a test holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.telegram_api import validation
from tests.telegram_api.faults import Faults
from tests.telegram_api.limits import Limits
from tests.telegram_api.people import Bot, GroupChat, Person
from tests.telegram_api.record import Record
from tests.telegram_api.server import Control, Server, Service
from tests.telegram_api.windows import Window
from tests.telegram_api.world import World


class Telegram:
    """`url` is what a program under test is given as its Bot API server (TELEGRAM_API_URL); PTB's base_url is f"{url}/bot"."""

    def __init__(self, port: int = 0, control: Control | None = None) -> None:
        self.world = World()
        self.faults = Faults()
        self.record = Record()
        self.service = Service(self.world, self.faults, self.record)
        self.server = Server(self.service, port, control)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def limits(self) -> Limits:
        """How fast bots may send; `limits.on = True` begins to keep to it."""
        return self.world.limits

    def bot(self, username: str = "", name: str = "总结助手", *, can_read_all: bool = False) -> Bot:
        """A new bot. `can_read_all` is privacy mode switched off."""
        with self.world.lock:
            username = username or f"zongjie{len(self.world.bots) + 1}_bot"
            return Bot(self.world, self.world.add_bot(username, name, can_read_all=can_read_all))

    def user(self, name: str = "小周", *, username: str = "", language: str = "zh-hans") -> Person:
        with self.world.lock:
            return Person(self.world, self.world.add_person(name, username, language))

    def group(
        self, title: str, creator: Person, *members: Person | Bot, kind: str = "supergroup"
    ) -> GroupChat:
        with self.world.lock:
            group = GroupChat(self.world, self.world.add_group(title, kind, creator.account), creator)
            for one in members:
                group.add(one)
        return group

    def talk(self, bot: Bot, name: str = "小周") -> Window:
        """A new person's private chat with the bot."""
        return self.user(name).open(bot)

    def advance(self, seconds: float) -> None:
        """Puts the clock forward."""
        with self.world.lock:
            self.world.ahead += seconds
            self.world.changed.notify_all()

    def problems(self) -> list[str]:
        """What aiogram's models find wrong with all calls, answers and updates so far."""
        return validation.problems(self)

    def close(self) -> None:
        self.server.close()


@contextmanager
def serving(port: int = 0) -> Iterator[Telegram]:
    telegram = Telegram(port)
    try:
        yield telegram
    finally:
        telegram.close()
