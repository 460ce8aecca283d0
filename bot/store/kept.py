"""What is kept, of whom, and where users' words stand: one row for every table. Backup, deletion, export and sealing go by it.

A test holds it against the schema: whoever adds a table says here whose rows are, and which columns hold words.
"""

from __future__ import annotations

from bot.model import Value

_OWN_SESSIONS = "session IN (SELECT id FROM session WHERE owner = :owner)"
_OWN_CHATS = "chat IN (SELECT chat FROM telegram_chat WHERE owner = :owner)"
_OWN = "owner = :owner"


class Kept(Value, frozen=True):
    """A table: its `key`, the columns with users' `words` (sealed where there is a key), and which rows are `of` an owner (SQL).

    `of` is "" where rows are nobody's. `secret` columns stay out of what a person is given.
    """

    table: str
    key: tuple[str, ...]
    of: str = ""
    words: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


# Parents before their children: rows are put back in this order, and go in the other.
KEPT: tuple[Kept, ...] = (
    Kept("sample", ("id",)),
    Kept("sample_section", ("id",)),
    Kept("sample_vector", ("section_id", "embedder")),
    Kept("sample_note", ("name",)),
    Kept("session", ("id",), _OWN, ("name",)),
    Kept("event", ("session", "sequence"), _OWN_SESSIONS, ("body",)),
    Kept("turn", ("session", "turn"), _OWN_SESSIONS, ("said", "replies")),
    Kept("note", ("id",), _OWN, ("said",)),
    Kept("web_token", ("hash",), _OWN, secret=("hash",)),
    Kept("join_code", ("hash",), _OWN, secret=("hash",)),
    Kept("model_spending", ("owner", "day"), _OWN),
    Kept("job", ("session",), _OWN_SESSIONS, ("step",)),
    Kept("telegram_chat", ("chat",), _OWN),
    Kept("telegram_update", ("update_id",), _OWN_CHATS, ("body",)),
    Kept("telegram_outbox", ("id",), _OWN_CHATS, ("payload", "file")),
    Kept("telegram_keyboard", ("id",), _OWN_CHATS, ("choices",)),
    Kept("telegram_mark", ("chat", "message"), _OWN_CHATS, ("place",)),
    Kept("quota", ("name",)),
    Kept("care", ("name",)),
)
