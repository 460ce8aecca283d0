"""Replies as calls of the Bot API, gathered for one update. Ids are made of the update's, so that doing it again makes the same calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from bot.channels.telegram import keyboards
from bot.channels.telegram.paper import Part
from bot.channels.telegram.splitting import as_html, clean, short, split, units
from bot.conversation import Document, Reply
from bot.store.telegram import Call, Chat, Done, Keyboard, Mark, Note

GAP = "\n\n"  # between replies that share a message


class Answer:
    """What is said to a chat because of one update. Short replies share a message: a chat may be written to once a second."""

    def __init__(self, update: int, chat: Chat) -> None:
        self.chat = chat
        self._update = update
        self._calls: list[Call] = []
        self._keyboards: list[Keyboard] = []
        self._used: list[str] = []
        self._marks: list[Mark] = []
        self._held = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._kind = ""
        self.code = ""
        self.again = False
        self.forget = False

    # ------------------------------------------------------------------ saying

    def say(self, text: str, choices: Sequence[tuple[str, str]] = (), kind: str = "menu") -> None:
        """A line, with buttons (label, what it says) below it: a `question`'s, a `once`, or a `menu`."""
        text = clean(text).strip("\n")
        if self._choices or (self._held and units(self._held + GAP + text) > 4096):
            self.flush()
        self._held = f"{self._held}{GAP}{text}" if self._held else text
        if choices:
            self._choices, self._kind = tuple(choices), kind
        if kind == "question":
            self._kind = kind

    def reply(self, reply: Reply) -> None:
        """A reply of the assistant: text with its choices, or a file with a caption."""
        if reply.document is not None:
            self.file(reply.document, reply.text)
            return
        choices = [(choice.label, choice.send) for choice in reply.choices]
        self.say(reply.text, choices, "question" if reply.kind == "question" else "menu")

    def part(self, part: Part, session: str) -> None:
        """A piece of a draft, as a message of its own; it may be longer than a message takes."""
        self.flush()
        for number, piece in enumerate(split(clean(part.text))):
            text = as_html(piece, part.bold if number == 0 else "")
            self._message(text, Note("reply", session, part.section))

    def file(self, document: Document, caption: str) -> None:
        """A file; what does not fit into its caption is said before it."""
        if units(caption) > 1024:
            self.say(caption)
            caption = ""
        self.flush()
        parameters: dict[str, Any] = {"chat_id": self.chat.chat, "filename": document.name}
        if caption:
            parameters |= {"caption": as_html(short(clean(caption))), "parse_mode": "HTML"}
        self._call("sendDocument", parameters, Note(), document.data)

    def link(self, text: str, label: str, address: str) -> None:
        """A line with a button that opens an address."""
        self.flush()
        self._message(as_html(clean(text)), Note(), keyboards.link(label, address))

    # ------------------------------------------------------------------ what else is kept

    def use(self, keyboard: str) -> None:
        """A keyboard that has been answered."""
        self._used.append(keyboard)

    def mark(self, message: int, kind: str, session: str, place: str) -> None:
        self._marks.append(Mark(self.chat.chat, message, kind, session, place))

    def done(self, updates: tuple[int, ...]) -> Done:
        """Everything, to be kept in one go."""
        self.flush()
        return Done(
            updates,
            self.chat,
            tuple(self._calls),
            tuple(self._keyboards),
            tuple(self._used),
            tuple(self._marks),
            self.code,
            self.again,
            self.forget,
        )

    # ------------------------------------------------------------------ calls

    def flush(self) -> None:
        """Make messages of what was said so far; buttons stand below the last of them."""
        text, choices, kind = self._held, self._choices, self._kind
        self._held, self._choices, self._kind = "", (), ""
        pieces = split(text)
        for number, piece in enumerate(pieces, 1):
            last = number == len(pieces)
            self._message(as_html(piece), Note(), self._markup(choices, kind) if last else None)

    def _markup(self, choices: tuple[tuple[str, str], ...], kind: str) -> dict[str, Any] | None:
        if kind == "question":
            self.chat = replace(self.chat, keyboard="")
        if not choices:
            return None
        key = keyboards.key(self._update, len(self._keyboards))
        keyboard = Keyboard(key, self.chat.chat, kind, tuple(send for _, send in choices))
        self._keyboards.append(keyboard)
        if kind == "question":
            self.chat = replace(self.chat, keyboard=key)
        return keyboards.markup(keyboard, tuple(label for label, _ in choices))

    def _message(self, text: str, note: Note, markup: dict[str, Any] | None = None) -> None:
        parameters: dict[str, Any] = {
            "chat_id": self.chat.chat,
            "text": text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if markup:
            parameters["reply_markup"] = markup
        self._call("sendMessage", parameters, note)

    def _call(self, method: str, parameters: dict[str, Any], note: Note, file: bytes = b"") -> None:
        key = f"{self._update}:{len(self._calls)}"
        payload = json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))
        self._calls.append(Call(key, self.chat.chat, method, payload, file, note))
