"""The emulator for tests of another process: POST /control/<verb> with a JSON object, answered with JSON.

Verbs and their fields (people, bots and groups go by the `id` that making them returns; `message` is a message's id in its chat):

    bot {username?, name?, can_read_all?} → {id, token, username}      user {name?, language?} → {id}
    group {title, creator, members, kind?} → {id}                      say {user, chat, text, reply_to?} → {message}
    paste {user, chat, text} → {messages}                              edit {user, chat, message, text}
    tap {user, chat, label, message?, data?} → {callback}              tapped {callback} → {answered, text, show_alert}
    document {user, chat, name, base64, caption?, size?} → {message}   messages {user, chat} → what the screen shows
    file {user, chat, message} → {name, base64}                        drafts {user, chat} → {draft, drafts, actions}
    block, unblock {user, bot}    revoke {bot}    duplicate, reorder {bot, count?}    advance {seconds}    limits {on}
    fault {kind, method?, chat?, nth?, times?, seconds?, status?}      calls {} → the record      problems {} → aiogram's findings

`chat` is a bot's id for the private chat with it, a group's id for a group.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.telegram_api.emulator import Telegram
from tests.telegram_api.people import Bot, GroupChat, Person
from tests.telegram_api.windows import Seen, Window

Answer = dict[str, Any] | list[Any]


class Remote:
    """Holds what was made, by id, and does the verbs."""

    def __init__(self, port: int = 0) -> None:
        self.telegram = Telegram(port, self.__call__)
        self.bots: dict[int, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, GroupChat] = {}

    def __call__(self, verb: str, body: bytes) -> bytes:
        try:
            action: Callable[..., Answer | None] | None = getattr(self, f"do_{verb}", None)
            answer = action(**json.loads(body or b"{}")) if action else {"error": f"no verb {verb}"}
        except (TypeError, ValueError, KeyError, AssertionError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        return json.dumps(answer or {}, ensure_ascii=False).encode()

    def _window(self, user: int, chat: int) -> Window:
        person = self.people[user]
        return self.groups[chat].window(person) if chat in self.groups else person.open(self.bots[chat])

    def _seen(self, user: int, chat: int, message: int) -> Seen:
        window = self._window(user, chat)
        return next(Seen(window, m) for m in window.chat.messages if m.id == message)

    def do_bot(self, username: str = "", name: str = "总结助手", can_read_all: bool = False) -> Answer:
        bot = self.telegram.bot(username, name, can_read_all=can_read_all)
        self.bots[bot.id] = bot
        return {"id": bot.id, "token": bot.token, "username": bot.username}

    def do_user(self, name: str = "小周", language: str = "zh-hans") -> Answer:
        person = self.telegram.user(name, language=language)
        self.people[person.id] = person
        return {"id": person.id}

    def do_group(self, title: str, creator: int, members: list[int], kind: str = "supergroup") -> Answer:
        everyone: dict[int, Person | Bot] = {**self.people, **self.bots}
        group = self.telegram.group(title, self.people[creator], *(everyone[m] for m in members), kind=kind)
        self.groups[group.id] = group
        return {"id": group.id}

    def do_say(self, user: int, chat: int, text: str, reply_to: int = 0) -> Answer:
        target = self._seen(user, chat, reply_to) if reply_to else None
        return {"message": self._window(user, chat).say(text, reply_to=target).id}

    def do_paste(self, user: int, chat: int, text: str) -> Answer:
        return {"messages": [seen.id for seen in self._window(user, chat).paste(text)]}

    def do_edit(self, user: int, chat: int, message: int, text: str) -> Answer:
        return {"message": self._window(user, chat).edit(self._seen(user, chat, message), text).id}

    def do_tap(self, user: int, chat: int, label: str = "", message: int = 0, data: str = "") -> Answer:
        if data:
            tapped = self._seen(user, chat, message).tap_data(data)
        elif message:
            tapped = self._seen(user, chat, message).tap(label)
        else:
            tapped = self._window(user, chat).tap(label)
        return {"callback": tapped.callback.id}

    def do_tapped(self, callback: str) -> Answer:
        tap = self.telegram.world.callbacks[callback]
        return {"answered": bool(tap.answered_at), "text": tap.text, "show_alert": tap.show_alert}

    def do_document(
        self, user: int, chat: int, name: str, base64: str, caption: str = "", size: int | None = None
    ) -> Answer:
        window = self._window(user, chat)
        return {"message": window.send_document(_bytes(base64), name, caption=caption, size=size).id}

    def do_messages(self, user: int, chat: int) -> Answer:
        return [
            {
                "message": seen.id,
                "from_bot": seen.from_bot,
                "text": seen.text,
                "entities": [entity.json() for entity in seen.entities],
                "rows": seen.rows,
                "document": seen.document.name if seen.document else None,
                "edits": seen.edits,
            }
            for seen in self._window(user, chat).messages()
        ]

    def do_file(self, user: int, chat: int, message: int) -> Answer:
        file = self._seen(user, chat, message).document
        assert file, "this message carries no file"
        return {"name": file.name, "base64": base64.b64encode(file.data).decode()}

    def do_drafts(self, user: int, chat: int) -> Answer:
        window = self._window(user, chat)
        return {"draft": window.draft, "drafts": window.drafts, "actions": window.actions}

    def do_block(self, user: int, bot: int) -> None:
        self.people[user].block(self.bots[bot])

    def do_unblock(self, user: int, bot: int) -> None:
        self.people[user].unblock(self.bots[bot])

    def do_revoke(self, bot: int) -> None:
        self.bots[bot].revoke()

    def do_duplicate(self, bot: int, count: int = 1) -> None:
        self.bots[bot].duplicate(count)

    def do_reorder(self, bot: int, count: int = 1) -> None:
        self.bots[bot].reorder(count)

    def do_advance(self, seconds: float) -> None:
        self.telegram.advance(seconds)

    def do_limits(self, on: bool) -> None:
        self.telegram.limits.on = on

    def do_fault(self, kind: Any, method: str = "", **fields: Any) -> None:
        self.telegram.faults.add(kind, method, **fields)

    def do_calls(self) -> Answer:
        return [asdict(call) for call in self.telegram.record.of()]

    def do_problems(self) -> Answer:
        return list(self.telegram.problems())


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
