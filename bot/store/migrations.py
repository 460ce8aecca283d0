"""Every change of the schema, in order. Only ever append: a migration that has run somewhere is never edited.

Each is a function of a transaction (bot.store.database.Transaction) and runs inside one, together with all that are pending.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.transaction import Transaction


def m001_samples(tx: Transaction) -> None:
    """Sample reports, their masked sections, and the vectors of the sections (one row per section and embedder)."""
    tx.run(
        "CREATE TABLE sample (id TEXT PRIMARY KEY, title TEXT NOT NULL, unit_type TEXT NOT NULL, period TEXT NOT NULL,"
        " topic TEXT NOT NULL, origin TEXT NOT NULL, content_hash TEXT NOT NULL, builtin INTEGER NOT NULL, body TEXT NOT NULL)"
    )
    tx.run("CREATE INDEX sample_by_hash ON sample (content_hash)")
    tx.run(
        "CREATE TABLE sample_section (id TEXT PRIMARY KEY, sample_id TEXT NOT NULL REFERENCES sample (id) ON DELETE CASCADE,"
        " unit_type TEXT NOT NULL, period TEXT NOT NULL, topic TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL)"
    )
    tx.run("CREATE INDEX sample_section_by_sample ON sample_section (sample_id)")
    tx.run(
        "CREATE TABLE sample_vector (section_id TEXT NOT NULL REFERENCES sample_section (id) ON DELETE CASCADE,"
        f" embedder TEXT NOT NULL, vector {_bytes(tx)} NOT NULL, PRIMARY KEY (section_id, embedder))"
    )
    tx.run("CREATE TABLE sample_note (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


def m002_sessions(tx: Transaction) -> None:
    """Interviews: their events in order, the messages they came of with the replies sent, and the owners' work logs."""
    tx.run(
        "CREATE TABLE session (id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, started TEXT NOT NULL,"
        " updated TEXT NOT NULL, sequence INTEGER NOT NULL, stage TEXT NOT NULL)"
    )
    tx.run("CREATE INDEX session_by_owner ON session (owner, updated)")
    tx.run(
        "CREATE TABLE event (session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE, sequence INTEGER NOT NULL,"
        " turn INTEGER NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session, sequence))"
    )
    tx.run(
        "CREATE TABLE turn (session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE, turn INTEGER NOT NULL,"
        " message TEXT NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL, replies TEXT NOT NULL, PRIMARY KEY (session, turn))"
    )
    tx.run("CREATE UNIQUE INDEX turn_by_message ON turn (session, message)")
    tx.run(
        "CREATE TABLE note (id TEXT PRIMARY KEY, owner TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, said TEXT NOT NULL)"
    )
    tx.run("CREATE INDEX note_by_owner ON note (owner, day)")


def m003_access(tx: Transaction) -> None:
    """Who may speak for an owner on the web: hashes of tokens, and of codes by which another device joins. Times in seconds since 1970."""
    tx.run("CREATE TABLE web_token (hash TEXT PRIMARY KEY, owner TEXT NOT NULL, expires BIGINT NOT NULL)")
    tx.run("CREATE INDEX web_token_by_owner ON web_token (owner)")
    tx.run(
        "CREATE TABLE join_code (hash TEXT PRIMARY KEY, owner TEXT NOT NULL, session TEXT NOT NULL, expires BIGINT NOT NULL)"
    )


def m004_model_spending(tx: Transaction) -> None:
    """Tokens an owner has spent at a model endpoint on a day (ISO, of the machine)."""
    tx.run(
        "CREATE TABLE model_spending (owner TEXT NOT NULL, day TEXT NOT NULL, tokens BIGINT NOT NULL, PRIMARY KEY (owner, day))"
    )


def m005_jobs(tx: Transaction) -> None:
    """Drafts that are asked for, one a session, with the lease of whoever writes it (bot.store.jobs). Times in seconds since 1970.

    A session whose interview stands at no question had asked for a draft when the program of before ended.
    """
    tx.run(
        "CREATE TABLE job (session TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE, turn INTEGER NOT NULL,"
        f" worker TEXT NOT NULL, until {_real(tx)} NOT NULL, stopped INTEGER NOT NULL, step TEXT NOT NULL, tries INTEGER NOT NULL,"
        f" asked {_real(tx)} NOT NULL)"
    )
    tx.run(
        "INSERT INTO job (session, turn, worker, until, stopped, step, tries, asked)"
        " SELECT id, (SELECT max(turn) FROM turn WHERE turn.session = session.id), '', 0, 0, '', 0, 0"
        " FROM session WHERE stage = '' AND EXISTS (SELECT 1 FROM turn WHERE turn.session = session.id)"
    )


def m006_telegram(tx: Transaction) -> None:
    """Telegram: updates as they came in, calls on their way out, chats, keyboards, and what a message of a chat stands for.

    Times in seconds since 1970. The text of an update and of a call is emptied once it is done with.
    """
    tx.run(
        f"CREATE TABLE telegram_update (update_id BIGINT PRIMARY KEY, chat BIGINT NOT NULL, received {_real(tx)} NOT NULL,"
        " body TEXT NOT NULL, state TEXT NOT NULL, part_of BIGINT NOT NULL)"
    )
    tx.run("CREATE INDEX telegram_update_by_state ON telegram_update (state)")
    tx.run(
        f"CREATE TABLE telegram_outbox (id TEXT PRIMARY KEY, chat BIGINT NOT NULL, number BIGINT NOT NULL, made {_real(tx)} NOT NULL,"
        f" method TEXT NOT NULL, payload TEXT NOT NULL, file {_bytes(tx)}, note TEXT NOT NULL, state TEXT NOT NULL,"
        " doubts INTEGER NOT NULL, message BIGINT NOT NULL)"
    )
    tx.run("CREATE INDEX telegram_outbox_by_chat ON telegram_outbox (chat, number)")
    tx.run("CREATE INDEX telegram_outbox_by_state ON telegram_outbox (state)")
    tx.run(
        "CREATE TABLE telegram_chat (chat BIGINT PRIMARY KEY, owner TEXT NOT NULL, session TEXT NOT NULL, keyboard TEXT NOT NULL,"
        " said BIGINT NOT NULL, active INTEGER NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL)"
    )
    tx.run("CREATE INDEX telegram_chat_by_owner ON telegram_chat (owner)")
    tx.run(
        "CREATE TABLE telegram_keyboard (id TEXT PRIMARY KEY, chat BIGINT NOT NULL, kind TEXT NOT NULL, choices TEXT NOT NULL,"
        f" used INTEGER NOT NULL, made {_real(tx)} NOT NULL)"
    )
    tx.run("CREATE INDEX telegram_keyboard_by_chat ON telegram_keyboard (chat)")
    tx.run(
        "CREATE TABLE telegram_mark (chat BIGINT NOT NULL, message BIGINT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL,"
        f" place TEXT NOT NULL, made {_real(tx)} NOT NULL, PRIMARY KEY (chat, message))"
    )


def m007_care(tx: Transaction) -> None:
    """Notes of the caretaker: when was swept last, and a word sealed with the key in use."""
    tx.run("CREATE TABLE care (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


def m008_quota(tx: Transaction) -> None:
    """How much of what is counted by the hour was used at a time (seconds since 1970); names are hashes (bot.store.quotas)."""
    tx.run(f"CREATE TABLE quota (name TEXT PRIMARY KEY, used {_real(tx)} NOT NULL, at {_real(tx)} NOT NULL)")


MIGRATIONS: list[Callable[[Transaction], None]] = [
    m001_samples,
    m002_sessions,
    m003_access,
    m004_model_spending,
    m005_jobs,
    m006_telegram,
    m007_care,
    m008_quota,
]


def _bytes(tx: Transaction) -> str:
    return "BYTEA" if tx.dialect == "postgresql" else "BLOB"


def _real(tx: Transaction) -> str:
    return "DOUBLE PRECISION" if tx.dialect == "postgresql" else "REAL"
