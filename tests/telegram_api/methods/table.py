"""Method name → function; and what every method shares: the request, and finding the chat it speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.telegram_api.accounts import BotAccount
from tests.telegram_api.chats import Chat, Group, Message, PrivateChat
from tests.telegram_api.parameters import Parameters
from tests.telegram_api.refusals import bad_request, forbidden
from tests.telegram_api.world import World


@dataclass(frozen=True)
class Request:
    """A call of a method, in the middle of being done."""

    world: World
    bot: BotAccount
    method: str
    parameters: Parameters

    def text(self, name: str) -> str:
        return self.parameters.text(name)

    def json(self, message: Message) -> dict[str, Any]:
        return message.json(self.bot, self.world.files)


Method = Callable[[Request], Any]
METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Enters a function under its names in the Bot API; case does not count there."""

    def enter(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = function
        return function

    return enter


_INTEGER = re.compile(r"[+-]?\d+")


def chat_of(request: Request, *, write: bool = False, edit: bool = False, name: str = "chat_id") -> Chat:
    """The chat a parameter names. Raises Refused where the bot may not read, edit or write there."""
    return find_chat(request, request.text(name), write=write, edit=edit)


def find_chat(request: Request, value: str, *, write: bool = False, edit: bool = False) -> Chat:
    if not value:
        raise bad_request("chat_id is empty")
    match = _INTEGER.match(value)
    chat = _found(request, int(match[0]) if match else 0)
    if isinstance(chat, Group):
        _admit_group(chat, request.bot, write or edit)
    elif isinstance(chat, PrivateChat) and (write or edit):
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if request.bot.id in chat.person.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def _found(request: Request, chat_id: int) -> Chat:
    world, bot = request.world, request.bot
    if chat_id in world.groups and bot.id in world.groups[chat_id].accounts:
        return world.groups[chat_id]
    if chat_id in world.bots:
        raise forbidden("bot can't send messages to bots")
    person = world.people.get(chat_id)
    if person is None:
        raise bad_request("chat not found")
    if bot.id in person.started:
        return world.private_chat(person, bot)
    if any(bot.id in g.accounts and person.id in g.accounts for g in world.groups.values()):
        raise forbidden("bot can't initiate conversation with a user")
    raise bad_request("chat not found")


def _admit_group(group: Group, bot: BotAccount, change: bool) -> None:
    kind = "supergroup" if group.kind == "supergroup" else "group"
    if group.migrated_to and change:
        refusal = bad_request("group chat was upgraded to a supergroup chat")
        refusal.parameters = {"migrate_to_chat_id": group.migrated_to}
        raise refusal
    status = group.status[bot.id]
    if status == "kicked" and (change or kind == "supergroup"):
        raise forbidden(f"bot was kicked from the {kind} chat")
    if status == "left" and (change or kind == "supergroup"):
        raise forbidden(f"bot is not a member of the {kind} chat")


def message_of(request: Request, chat: Chat, what: str) -> Message:
    """The message the parameter message_id names; `what` as in “message to edit”."""
    message = chat.find(request.parameters.integer("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message
