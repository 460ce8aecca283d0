"""All there is behind the server: accounts, chats, files, and what happens among them. One lock guards it."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.telegram_api.accounts import Account, BotAccount, Numbers, PersonAccount
from tests.telegram_api.chats import Chat, Group, Message, PrivateChat
from tests.telegram_api.files import Files
from tests.telegram_api.inbox import Inbox
from tests.telegram_api.limits import Limits

T = TypeVar("T")


@dataclass(eq=False)
class Callback:
    """A tap on a button until it is answered. Times are those of the world's clock."""

    id: str
    person: PersonAccount
    message: Message
    data: str
    bot: BotAccount
    at: float
    answered_at: float = 0.0
    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(eq=False)
class World:
    """`callback_seconds` is how long a tap waits for its answer; `conflict_seconds` how far apart 409s are given (Telegram: 3),
    `webhook_pace` scales the pauses between attempts to deliver, `webhook_timeout` is how long a webhook may take to answer (seconds).
    `call_back` does a call that a bot makes in its answer to a webhook.
    """

    callback_seconds: float = 15.0
    conflict_seconds: float = 3.0
    webhook_pace: float = 1.0
    webhook_timeout: float = 60.0
    ahead: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)
    changed: threading.Condition = field(init=False)
    numbers: Numbers = field(default_factory=Numbers)
    files: Files = field(default_factory=Files)
    limits: Limits = field(default_factory=Limits)
    people: dict[int, PersonAccount] = field(default_factory=dict)
    bots: dict[int, BotAccount] = field(default_factory=dict)
    private: dict[tuple[int, int], PrivateChat] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    closing: bool = False
    call_back: Callable[[BotAccount, str, dict[str, Any]], None] = field(default=lambda bot, name, body: None)
    _callback_numbers: itertools.count[int] = field(
        default_factory=lambda: itertools.count(4_000_000_000_000)
    )

    def __post_init__(self) -> None:
        self.changed = threading.Condition(self.lock)

    def now(self) -> float:
        """Seconds since the epoch by the clock of this world, which a test may put forward."""
        return time.time() + self.ahead

    def notify(self) -> None:
        with self.lock:
            self.changed.notify_all()

    def wait_until(self, ready: Callable[[], T], timeout: float) -> T:
        """What `ready` returns once it is true, or when the seconds are over."""
        end = time.monotonic() + timeout
        with self.lock:
            while True:
                found = ready()
                left = end - time.monotonic()
                if found or left <= 0 or self.closing:
                    return found
                self.changed.wait(min(left, 1.0))

    def bot_of(self, token: str) -> BotAccount | None:
        return next((b for b in self.bots.values() if b.token == token and not b.revoked), None)

    def add_bot(self, username: str, first_name: str, *, can_read_all: bool) -> BotAccount:
        bot = BotAccount(next(self.numbers.bots), first_name, username, can_read_all=can_read_all)
        bot.inbox = Inbox(self.now)
        self.bots[bot.id] = bot
        return bot

    def add_person(self, first_name: str, username: str, language_code: str) -> PersonAccount:
        person = PersonAccount(next(self.numbers.people), first_name, username, language_code=language_code)
        self.people[person.id] = person
        return person

    def private_chat(self, person: PersonAccount, bot: BotAccount) -> PrivateChat:
        """The chat of the two, made where there is none yet."""
        chat = self.private.get((person.id, bot.id))
        if chat is None:
            chat = PrivateChat(person.id, next_id=random.randrange(1, 90), person=person, bot=bot)
            self.private[person.id, bot.id] = chat
        return chat

    def add_group(self, title: str, kind: str, creator: Account) -> Group:
        number = next(self.numbers.groups)
        chat_id = (
            -(1_000_000_000_000 + 1_700_000_000 + number) if kind == "supergroup" else -(4_500_000 + number)
        )
        group = Group(chat_id, title=title, kind=kind)
        group.accounts[creator.id] = creator
        group.status[creator.id] = "creator"
        self.groups[group.id] = group
        return group

    def post(self, chat: Chat, sender: Account, **content: Any) -> Message:
        """A new message in a chat; bots that may read it get an update."""
        message = Message(chat.next_id, chat, sender, int(self.now()), **content)
        chat.next_id += 1
        message.versions.append((self.now(), message.text))
        chat.messages.append(message)
        self._tell("message", message)
        return message

    def edited(self, message: Message) -> None:
        """Notes that a message was changed, and tells the bots when a person did it."""
        message.edit_date = int(self.now())
        message.versions.append((self.now(), message.text))
        self._tell("edited_message", message)

    def _tell(self, kind: str, message: Message) -> None:
        for bot in message.chat.bots():
            if message.sender is bot or (
                isinstance(message.chat, Group) and not message.chat.reads(bot, message)
            ):
                continue
            self.update(bot, kind, message.json(bot, self.files), ("chat", message.chat.id))
        self.notify()

    def update(self, bot: BotAccount, kind: str, body: dict[str, Any], queue: tuple[str, int]) -> None:
        bot.inbox.put(kind, body, queue)
        self.notify()

    def tap(self, person: PersonAccount, message: Message, data: str) -> Callback:
        bot = message.sender
        assert isinstance(bot, BotAccount)
        callback = Callback(str(next(self._callback_numbers)), person, message, data, bot, self.now())
        self.callbacks[callback.id] = callback
        body: dict[str, Any] = {
            "id": callback.id,
            "from": person.json(),
            "message": message.json(bot, self.files),
            "chat_instance": str(abs(message.chat.id) * 7919),
            "data": data,
        }
        if message.deleted:
            body["message"] = {"chat": message.chat.json(), "message_id": message.id, "date": 0}
        self.update(bot, "callback_query", body, ("callback", person.id))
        return callback

    def member_changed(
        self, chat: Chat, who: Account, by: Account, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        """my_chat_member to the bot itself, chat_member to the other bots of the chat."""
        body = {
            "chat": chat.json(),
            "from": by.json(),
            "date": int(self.now()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        if isinstance(who, BotAccount):
            self.update(who, "my_chat_member", body, ("member", chat.id))
        for bot in chat.bots():
            if bot is not who and isinstance(chat, Group) and chat.status[bot.id] == "administrator":
                self.update(bot, "chat_member", body, ("member", chat.id))
