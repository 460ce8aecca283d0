"""What the Telegram channel keeps in SQL (tables: bot.store.migrations.m006_telegram): updates in, calls out, chats, keyboards, marks.

An update is `new` until it is handled; `taken` where it was joined to others before that; then `done`. A call is `new`, `sending` while
nobody knows whether it arrived, then `sent`, `unknown` (cut off after it was sent), `failed` or `dropped`. Its words are emptied at the
end, but for `unknown` ones, which the user may ask for again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.errors import StoreError
from bot.model import Value, decode, encode
from bot.store.database import Database
from bot.store.transaction import Transaction

DAY_S = 86_400
KEPT_DAYS = 90  # a keyboard, and what a message stood for
DOUBTS = 1  # how often a call is repeated of which nobody knows whether it arrived (after a kill)


class CodeUsed(StoreError):
    """A joining code was used in the same moment by somebody else."""


class StoredUpdate(Value, frozen=True):
    """An update as it came: `body` is its JSON, `received` in seconds since 1970, `part_of` the update it was joined to (0: none)."""

    update_id: int
    chat: int
    received: float
    body: str
    state: str = "new"
    part_of: int = 0


class Chat(Value, frozen=True):
    """A chat: whom it speaks for, the session it is in, the keyboard of its open question, its last message that was answered.

    `active` is 0 where the user has blocked the bot. `used` counts what was handled on `day` (ISO).
    """

    chat: int
    owner: str
    session: str = ""
    keyboard: str = ""
    said: int = 0
    active: int = 1
    day: str = ""
    used: int = 0


class Keyboard(Value, frozen=True):
    """Buttons under a message: what each says when it is tapped. A `question` is answered once, and only while it is the open one;
    a `once` is good once; a `menu` any number of times."""

    id: str
    chat: int
    kind: str
    choices: tuple[str, ...]
    used: int = 0


class Mark(Value, frozen=True):
    """What a message of a chat stands for: `said` (place: the question it answered, JSON) or `section` (place: its number in the draft)."""

    chat: int
    message: int
    kind: str
    session: str
    place: str


class Note(Value, frozen=True):
    """What to remember of a call once it is sent: its kind (reply, notice), and the section of the draft it shows (-1: none)."""

    kind: str = "reply"
    session: str = ""
    section: int = -1


class Call(Value, frozen=True):
    """A call to be made: the method of the Bot API, its parameters (JSON), a file for the parameter `document`."""

    id: str
    chat: int
    method: str
    payload: str
    file: bytes = b""
    note: Note = Note()
    number: int = 0
    doubts: int = 0


class Done(Value, frozen=True):
    """What handling updates of a chat leaves, kept in one go. `code` is a joining code that is used up; `forget` drops the chat's past."""

    updates: tuple[int, ...]
    chat: Chat | None = None
    calls: tuple[Call, ...] = ()
    keyboards: tuple[Keyboard, ...] = ()
    used: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    code: str = ""
    again: bool = False
    forget: bool = False


_CHAT = "chat, owner, session, keyboard, said, active, day, used"
_CALL = "id, chat, method, payload, file, note, number, doubts"


class TelegramRows:
    """Safe to share between threads; one bot process at a time works on them."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    # ------------------------------------------------------------------ updates

    def take_in(self, updates: Sequence[StoredUpdate]) -> tuple[StoredUpdate, ...]:
        """Keep updates; those that were not known yet. They survive kill -9 when this returns."""
        fresh: list[StoredUpdate] = []
        if not updates:
            return ()
        with self._database.write() as tx:
            for one in updates:
                count = tx.run(
                    "INSERT INTO telegram_update (update_id, chat, received, body, state, part_of)"
                    " VALUES (:update_id, :chat, :received, :body, :state, :part_of) ON CONFLICT (update_id) DO NOTHING",
                    **(msgspec.structs.asdict(one) | {"body": tx.seal.text(one.body)}),
                )
                if count:
                    fresh.append(one)
        return tuple(fresh)

    def unfinished(self) -> tuple[StoredUpdate, ...]:
        """Every update that was taken in and not handled to the end, in order."""
        with self._database.read() as tx:
            rows = tx.all(
                "SELECT update_id, chat, received, body, state, part_of FROM telegram_update"
                " WHERE state IN ('new', 'taken') ORDER BY update_id"
            )
            found = (StoredUpdate(*row) for row in rows)
            return tuple(replace(one, body=tx.seal.open(one.body)) for one in found)

    def join(self, first: int, others: Sequence[int]) -> None:
        """Settle that `others` are handled together with `first`, before they are: a repetition joins the same ones."""
        with self._database.write() as tx:
            for update_id in (first, *others):
                tx.run(
                    "UPDATE telegram_update SET state = 'taken', part_of = :first WHERE update_id = :update_id",
                    first=first,
                    update_id=update_id,
                )

    def finish(self, done: Done) -> None:
        """Keep what handling left, all or nothing. Raises CodeUsed."""
        now = self._clock()
        with self._database.write() as tx:
            if done.code:
                _use_code(tx, done.code)
            for update_id in done.updates:
                tx.run(
                    "UPDATE telegram_update SET state = 'done', body = '' WHERE update_id = :update_id",
                    update_id=update_id,
                )
            if done.chat is None:
                return
            if done.forget:
                _forget(tx, done.chat.chat)
            _settle_unknown(tx, done.chat.chat, again=done.again)
            _keep_chat(tx, done.chat)
            for keyboard in done.keyboards:
                _keep_keyboard(tx, keyboard, now)
            for key in done.used:
                tx.run("UPDATE telegram_keyboard SET used = 1, choices = '[]' WHERE id = :key", key=key)
            for mark in done.marks:
                _keep_mark(tx, mark, now)
            _queue(tx, done.chat.chat, done.calls, now)

    # ------------------------------------------------------------------ chats and keyboards

    def chat(self, chat: int) -> Chat | None:
        with self._database.read() as tx:
            row = tx.one(f"SELECT {_CHAT} FROM telegram_chat WHERE chat = :chat", chat=chat)
        return Chat(*row) if row else None

    def keyboard(self, key: str) -> Keyboard | None:
        with self._database.read() as tx:
            row = tx.one(
                "SELECT id, chat, kind, choices, used FROM telegram_keyboard WHERE id = :key",
                key=key,
            )
            if row is None:
                return None
            return Keyboard(row[0], row[1], row[2], decode(tx.seal.open(row[3]), tuple[str, ...]), row[4])

    def mark(self, chat: int, message: int) -> Mark | None:
        with self._database.read() as tx:
            row = tx.one(
                "SELECT chat, message, kind, session, place FROM telegram_mark WHERE chat = :chat AND message = :message",
                chat=chat,
                message=message,
            )
            return replace(Mark(*row), place=tx.seal.open(str(row[-1]))) if row else None

    def leave(self, chat: int) -> None:
        """The user has blocked the bot: nothing more is sent until they write again."""
        with self._database.write() as tx:
            tx.run("UPDATE telegram_chat SET active = 0 WHERE chat = :chat", chat=chat)
            tx.run(
                "UPDATE telegram_outbox SET state = 'dropped', payload = '', file = NULL"
                " WHERE chat = :chat AND state IN ('new', 'sending', 'unknown')",
                chat=chat,
            )

    # ------------------------------------------------------------------ calls on their way out

    def recover(self) -> tuple[int, ...]:
        """After a start: calls that a killed process was sending are sent once more, but only once; the chats with something to send."""
        with self._database.write() as tx:
            tx.run(
                "UPDATE telegram_outbox SET state = 'unknown' WHERE state = 'sending' AND doubts >= :most",
                most=DOUBTS,
            )
            tx.run("UPDATE telegram_outbox SET state = 'new', doubts = doubts + 1 WHERE state = 'sending'")
            rows = tx.all("SELECT DISTINCT chat FROM telegram_outbox WHERE state = 'new'")
        return tuple(int(row[0]) for row in rows)

    def unasked(self) -> tuple[Call, ...]:
        """Calls that may be lost and of which the user was not told: nobody asked whether to send them again."""
        with self._database.write() as tx:
            rows = tx.all(
                f"SELECT {_CALL} FROM telegram_outbox WHERE state = 'unknown'"
                " AND NOT EXISTS (SELECT 1 FROM telegram_outbox AS other WHERE other.id = 'lost:' || telegram_outbox.id) ORDER BY number"
            )
            return tuple(found for row in rows if (found := _call(tx, row)).note.kind != "notice")

    def waiting(self, chat: int, most: int = 20) -> tuple[Call, ...]:
        """The next calls of a chat, in order."""
        with self._database.read() as tx:
            rows = tx.all(
                f"SELECT {_CALL} FROM telegram_outbox WHERE chat = :chat AND state = 'new' ORDER BY number LIMIT :most",
                chat=chat,
                most=most,
            )
            return tuple(_call(tx, row) for row in rows)

    def sending(self, key: str) -> bool:
        """Take a call before it goes out; False where it is not there to be taken any more."""
        with self._database.write() as tx:
            count = tx.run(
                "UPDATE telegram_outbox SET state = 'sending' WHERE id = :key AND state = 'new'", key=key
            )
        return count == 1

    def not_sent(self, key: str, payload: str = "") -> None:
        """It is known that it did not arrive: it waits again, with another payload if one is given."""
        with self._database.write() as tx:
            tx.run(
                "UPDATE telegram_outbox SET state = 'new', payload = CASE WHEN :payload = '' THEN payload ELSE :payload END"
                " WHERE id = :key AND state = 'sending'",
                key=key,
                payload=tx.seal.text(payload),
            )

    def sent(self, call: Call, message: int = 0) -> None:
        """It arrived as `message`; what it shows is remembered."""
        with self._database.write() as tx:
            tx.run(
                "UPDATE telegram_outbox SET state = 'sent', payload = '', file = NULL, message = :message WHERE id = :key",
                key=call.id,
                message=message,
            )
            if message and call.note.section >= 0:
                mark = Mark(call.chat, message, "section", call.note.session, str(call.note.section))
                _keep_mark(tx, mark, self._clock())

    def end(self, key: str, state: str) -> None:
        """`failed` or `unknown`. The words of an unknown one are kept: the user may ask for it again."""
        with self._database.write() as tx:
            tx.run("UPDATE telegram_outbox SET state = :state WHERE id = :key", key=key, state=state)
            if state == "failed":
                tx.run("UPDATE telegram_outbox SET payload = '', file = NULL WHERE id = :key", key=key)

    def queue(self, chat: int, calls: Sequence[Call], keyboards: Sequence[Keyboard] = ()) -> None:
        """Calls that no update brought about. A known id is not queued again."""
        now = self._clock()
        with self._database.write() as tx:
            for keyboard in keyboards:
                _keep_keyboard(tx, keyboard, now)
            _queue(tx, chat, calls, now)

    # ------------------------------------------------------------------ sweeping

    def sweep(self, days: int) -> None:
        """Forget what is handled and `days` old. Telegram repeats an update for a day at most, and ids may start anew after a week."""
        before = self._clock() - days * DAY_S
        with self._database.write() as tx:
            tx.run("DELETE FROM telegram_update WHERE state = 'done' AND received < :before", before=before)
            tx.run(
                "DELETE FROM telegram_outbox WHERE state NOT IN ('new', 'sending') AND made < :before",
                before=before,
            )
            for table in ("telegram_keyboard", "telegram_mark"):
                tx.run(f"DELETE FROM {table} WHERE made < :before", before=self._clock() - KEPT_DAYS * DAY_S)


def _use_code(tx: Transaction, code: str) -> None:
    used = tx.run("DELETE FROM join_code WHERE hash = :hash", hash=sha256(code.encode()).hexdigest())
    if not used:
        raise CodeUsed("the code was used just now")


def _forget(tx: Transaction, chat: int) -> None:
    for table in ("telegram_outbox", "telegram_keyboard", "telegram_mark"):
        tx.run(f"DELETE FROM {table} WHERE chat = :chat", chat=chat)


def _settle_unknown(tx: Transaction, chat: int, *, again: bool) -> None:
    """The user went on: what may not have arrived is let go, or sent again where they asked for it."""
    if again:
        tx.run("UPDATE telegram_outbox SET state = 'new' WHERE chat = :chat AND state = 'unknown'", chat=chat)
    else:
        tx.run(
            "UPDATE telegram_outbox SET state = 'dropped', payload = '', file = NULL WHERE chat = :chat AND state = 'unknown'",
            chat=chat,
        )


def _keep_chat(tx: Transaction, chat: Chat) -> None:
    tx.run(
        f"INSERT INTO telegram_chat ({_CHAT}) VALUES (:chat, :owner, :session, :keyboard, :said, :active, :day, :used)"
        " ON CONFLICT (chat) DO UPDATE SET owner = :owner, session = :session, keyboard = :keyboard, said = :said,"
        " active = :active, day = :day, used = :used",
        **msgspec.structs.asdict(chat),
    )


def _keep_keyboard(tx: Transaction, keyboard: Keyboard, now: float) -> None:
    tx.run(
        "INSERT INTO telegram_keyboard (id, chat, kind, choices, used, made) VALUES (:id, :chat, :kind, :choices, 0, :made)"
        " ON CONFLICT (id) DO NOTHING",
        id=keyboard.id,
        chat=keyboard.chat,
        kind=keyboard.kind,
        choices=tx.seal.text(encode(keyboard.choices)),
        made=now,
    )


def _keep_mark(tx: Transaction, mark: Mark, now: float) -> None:
    tx.run(
        "INSERT INTO telegram_mark (chat, message, kind, session, place, made) VALUES (:chat, :message, :kind, :session, :place, :made)"
        " ON CONFLICT (chat, message) DO UPDATE SET kind = :kind, session = :session, place = :place",
        made=now,
        **(msgspec.structs.asdict(mark) | {"place": tx.seal.text(mark.place)}),
    )


def _call(tx: Transaction, row: tuple[Any, ...]) -> Call:
    key, chat, method, payload, file, note, number, doubts = row
    data = tx.seal.open_data(bytes(file or b""))
    return Call(key, chat, method, tx.seal.open(payload), data, decode(note, Note), number, doubts)


def _queue(tx: Transaction, chat: int, calls: Sequence[Call], now: float) -> None:
    if not calls:
        return
    row = tx.one("SELECT max(number) FROM telegram_outbox WHERE chat = :chat", chat=chat)
    last = int(row[0]) if row and row[0] is not None else 0
    for number, call in enumerate(calls, last + 1):
        tx.run(
            "INSERT INTO telegram_outbox (id, chat, number, made, method, payload, file, note, state, doubts, message)"
            " VALUES (:id, :chat, :number, :made, :method, :payload, :file, :note, 'new', 0, 0) ON CONFLICT (id) DO NOTHING",
            id=call.id,
            chat=call.chat,
            number=number,
            made=now,
            method=call.method,
            payload=tx.seal.text(call.payload),
            file=tx.seal.data(call.file) or None,
            note=encode(call.note),
        )
