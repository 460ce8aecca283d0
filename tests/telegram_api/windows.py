"""One person's view of one chat: what is written there, tapped and sent, and what a bot has put on the screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram_api.accounts import GROUP_ANONYMOUS
from tests.telegram_api.chats import Chat, Group, Message, PrivateChat
from tests.telegram_api.files import StoredFile
from tests.telegram_api.formatting.entities import Entity, Formatted, slice_utf16, utf16
from tests.telegram_api.formatting.finding import with_found
from tests.telegram_api.formatting.reading import MESSAGE_LIMIT
from tests.telegram_api.methods.sending import poll
from tests.telegram_api.world import Callback, World

if TYPE_CHECKING:
    from tests.telegram_api.people import Person

DRAFT_SECONDS = 30  # how long a draft stays on the screen


class NothingCame(AssertionError):
    """What was waited for did not come; says what the screen shows instead."""


@dataclass(frozen=True)
class Tapped:
    """A tap, and what the bot answers to it."""

    window: Window
    callback: Callback

    @property
    def answered(self) -> bool:
        return bool(self.callback.answered_at)

    @property
    def seconds(self) -> float:
        """From the tap to its answer."""
        return self.callback.answered_at - self.callback.at

    def answer(self, timeout: float = 10) -> str:
        """The words the bot answers with, "" for none. Raises NothingCame where it does not answer."""
        if not self.window.world.wait_until(lambda: self.answered, timeout):
            raise NothingCame(f"the tap on {self.callback.data!r} is not answered")
        return self.callback.text


@dataclass(frozen=True)
class Seen:
    """A message on somebody's screen, as it stands now."""

    window: Window
    message: Message

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def text(self) -> str:
        """The text, or the caption of a file."""
        return self.message.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        words = self.message.formatted or self.message.caption
        return words.entities if words else ()

    def marked(self, kind: str) -> list[str]:
        """The parts of the text set as bold, code and so on."""
        return [slice_utf16(self.text, e.offset, e.length) for e in self.entities if e.type == kind]

    @property
    def from_bot(self) -> bool:
        return self.message.sender.is_bot

    @property
    def document(self) -> StoredFile | None:
        """The file it carries, its bytes in `data`."""
        return self.message.file

    @property
    def edits(self) -> int:
        return len(self.message.versions) - 1

    @property
    def deleted(self) -> bool:
        return self.message.deleted

    @property
    def rows(self) -> list[list[str]]:
        """The labels of the buttons under it."""
        return [
            [str(b["text"]) for b in row] for row in (self.message.markup or {}).get("inline_keyboard", [])
        ]

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.rows for label in row]

    def button(self, label: str) -> dict[str, Any]:
        """The button whose label is, else begins with or holds, these words, or whose callback_data they are."""
        buttons = [b for row in (self.message.markup or {}).get("inline_keyboard", []) for b in row]
        for fits in (
            lambda b: label in (b["text"], b.get("callback_data")),
            lambda b: b["text"].startswith(label),
            lambda b: label in b["text"],
        ):
            found = next((b for b in buttons if fits(b)), None)
            if found:
                return dict(found)
        raise NothingCame(f"no button {label!r} among {self.buttons}")

    def tap(self, label: str) -> Tapped:
        """A tap on a button that is there. Several taps are several callbacks, as when somebody is impatient."""
        with self.window.world.lock:
            return self.tap_data(str(self.button(label)["callback_data"]))

    def tap_data(self, data: str) -> Tapped:
        """A tap as an old screen sends it, whether or not the button is still there."""
        world = self.window.world
        with world.lock:
            return Tapped(self.window, world.tap(self.window.person.account, self.message, data))

    def reply(self, text: str) -> Seen:
        return self.window.say(text, reply_to=self)


@dataclass(eq=False)
class Window:
    """One person's view of one chat."""

    world: World
    person: Person
    chat: Chat
    read: int = 0  # messages already given by `next`
    sent: list[Seen] = field(default_factory=list)

    # writing

    def say(self, text: str, *, reply_to: Seen | None = None, anonymous: bool = False) -> Seen:
        """A message of at most 4096 units; `paste` sends longer ones as Telegram's clients do.

        `anonymous`: an administrator's, in the name of the group; `from` is then @GroupAnonymousBot, and `sender_chat` the group.
        """
        assert 0 < utf16(text) <= MESSAGE_LIMIT, "no client sends that as one message"
        extra = self._nobody() if anonymous else {}
        return self._post(reply_to, formatted=with_found(Formatted(text)), extra=extra)

    def _nobody(self) -> dict[str, Any]:
        assert isinstance(self.chat, Group)
        assert self.chat.status[self.person.id] in ("creator", "administrator"), "others cannot hide"
        return {"from": GROUP_ANONYMOUS.json(), "sender_chat": self.chat.json()}

    def paste(self, text: str) -> list[Seen]:
        """Text of any length: a client cuts it into messages of 4096 and sends them at once."""
        pieces, rest = [], text
        while rest:
            size = MESSAGE_LIMIT
            while utf16(rest[:size]) > MESSAGE_LIMIT:
                size -= 1
            pieces.append(rest[:size])
            rest = rest[size:]
        with self.world.lock:
            return [self.say(piece) for piece in pieces if piece.strip()]

    def edit(self, message: Seen, text: str) -> Seen:
        """Changes one's own message."""
        assert message.message.sender is self.person.account
        with self.world.lock:
            if message.message.formatted is None:
                message.message.caption = with_found(Formatted(text))
            else:
                message.message.formatted = with_found(Formatted(text))
            self.world.edited(message.message)
        return message

    def delete(self, message: Seen) -> None:
        """Deletes a message; bots are not told."""
        message.message.deleted = True

    def tap(self, label: str) -> Tapped:
        """A tap on the newest button of that label, or, with a keyboard of the other kind, its words sent as a message."""
        with self.world.lock:
            for seen in reversed(self.messages()):
                if any(label in button for button in seen.buttons):
                    return seen.tap(label)
        raise NothingCame(f"no button {label!r} in {self.shown()}")

    def start(self, payload: str = "") -> Seen:
        """Opens the bot by a link t.me/bot?start=payload, or with its button."""
        return self.say(f"/start {payload}".strip())

    # files and other things

    def send_document(
        self,
        data: bytes,
        name: str,
        *,
        caption: str = "",
        mime: str = "",
        size: int | None = None,
        reply_to: Seen | None = None,
    ) -> Seen:
        """`size` stands for a file larger than the bytes given."""
        file = self.world.files.add("document", data, name, mime, size)
        return self._post(reply_to, file=file, caption=with_found(Formatted(caption)) if caption else None)

    def send_voice(self, data: bytes, *, seconds: int = 3) -> Seen:
        file = self.world.files.add("voice", data, "voice.oga", "audio/ogg", duration=seconds)
        return self._post(None, file=file)

    def send_photo(self, data: bytes, *, caption: str = "") -> Seen:
        file = self.world.files.add("photo", data, "photo.jpg", "image/jpeg")
        return self._post(None, file=file, caption=with_found(Formatted(caption)) if caption else None)

    def send_sticker(self, emoji: str = "👍") -> Seen:
        file = self.world.files.add("sticker", b"RIFF", "sticker.webp", "image/webp", emoji=emoji)
        return self._post(None, file=file)

    def send_poll(self, question: str, *options: str) -> Seen:
        return self._post(None, extra={"poll": poll(question, list(options))})

    def send_location(self, latitude: float, longitude: float) -> Seen:
        return self._post(None, extra={"location": {"latitude": latitude, "longitude": longitude}})

    def send_contact(self, phone: str, name: str) -> Seen:
        return self._post(None, extra={"contact": {"phone_number": phone, "first_name": name}})

    def _post(self, reply_to: Seen | None, **content: Any) -> Seen:
        chat, account = self.chat, self.person.account
        with self.world.lock:
            if isinstance(chat, PrivateChat):
                assert chat.bot.id not in account.blocked, "who has blocked a bot cannot write to it"
                account.started.add(chat.bot.id)
            elif isinstance(chat, Group):
                assert account in chat.present(), "only members write in a group"
            message = self.world.post(
                chat, account, reply_to=reply_to.message if reply_to else None, **content
            )
        seen = Seen(self, message)
        self.sent.append(seen)
        return seen

    # reading

    def messages(self) -> list[Seen]:
        """All that is on the screen, oldest first."""
        with self.world.lock:
            return [Seen(self, m) for m in self.chat.messages if not m.deleted]

    def from_bot(self) -> list[Seen]:
        return [seen for seen in self.messages() if seen.from_bot]

    def shown(self) -> str:
        """The screen as text, for messages of failed tests."""
        return "\n".join(
            f"[{seen.id}] {'bot' if seen.from_bot else 'me'}: {seen.text[:300]}"
            + (f" ({seen.document.name})" if seen.document else "")
            + (f" 〔{' / '.join(seen.buttons)}〕" if seen.buttons else "")
            for seen in self.messages()
        )

    def next(self, timeout: float = 10) -> Seen:
        """The bot's next message that this has not given yet. Raises NothingCame."""

        def ready() -> Message | None:
            for place in range(self.read, len(self.chat.messages)):
                message = self.chat.messages[place]
                if message.sender.is_bot and not message.deleted:
                    self.read = place + 1
                    return message
            return None

        found = self.world.wait_until(ready, timeout)
        if found is None:
            raise NothingCame(f"no message within {timeout} s; the screen shows\n{self.shown()}")
        return Seen(self, found)

    def wait(self, wanted: str | Callable[[Seen], object], timeout: float = 10) -> Seen:
        """The bot's newest message that fits: a pattern for its text or file name, or a function of it. Raises NothingCame."""

        def fits(seen: Seen) -> bool:
            if callable(wanted):
                return bool(wanted(seen))
            name = seen.document.name if seen.document else ""
            return bool(re.search(wanted, seen.text) or (name and re.search(wanted, name)))

        def ready() -> Seen | None:
            return next((seen for seen in reversed(self.from_bot()) if fits(seen)), None)

        found = self.world.wait_until(ready, timeout)
        if found is None:
            raise NothingCame(f"{wanted!r} did not come within {timeout} s; the screen shows\n{self.shown()}")
        return found

    def settle(self, quiet: float = 0.5, timeout: float = 30) -> list[Seen]:
        """The bot's messages not yet given by `next`, once none came or changed for `quiet` seconds."""

        def state() -> tuple[int, int]:
            return len(self.chat.messages), sum(len(m.versions) + m.deleted for m in self.chat.messages)

        end = time.monotonic() + timeout
        while time.monotonic() < end and self._changes(state, quiet):
            pass
        with self.world.lock:
            fresh = [
                Seen(self, m) for m in self.chat.messages[self.read :] if m.sender.is_bot and not m.deleted
            ]
            self.read = len(self.chat.messages)
        return fresh

    def _changes(self, state: Callable[[], object], within: float) -> bool:
        with self.world.lock:
            before = state()
            return bool(self.world.wait_until(lambda: state() != before, within))

    @property
    def draft(self) -> str | None:
        """The draft the bot streams at the moment, None when it is over: a message came, or thirty seconds passed."""
        with self.world.lock:
            last = self.chat.drafts[-1] if self.chat.drafts else None
            if last is None or self.world.now() - last.at > DRAFT_SECONDS:
                return None
            since = [m for m in self.chat.messages if m.sender.is_bot and m.versions[0][0] >= last.at]
            return None if since else last.text

    @property
    def drafts(self) -> list[str]:
        """All drafts there ever were, oldest first."""
        return [draft.text for draft in self.chat.drafts]

    @property
    def actions(self) -> list[tuple[float, str]]:
        """(seconds since the epoch, “typing” and the like)."""
        return list(self.chat.actions)
