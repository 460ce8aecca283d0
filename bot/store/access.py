"""Tokens and joining codes in SQL (tables: bot.store.migrations.m003_access). Only hashes are kept: a stolen database opens no session."""

from __future__ import annotations

from hashlib import sha256

from bot.model import Value
from bot.store.database import Database


class Grant(Value, frozen=True):
    """What a token or code stands for. `expires` is in seconds since 1970; `session` is the one a code was made in."""

    owner: str
    expires: int
    session: str = ""


class AccessRows:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_token(self, token: str, owner: str, expires: int) -> None:
        with self._database.write() as tx:
            tx.run(
                "INSERT INTO web_token (hash, owner, expires) VALUES (:hash, :owner, :expires)",
                hash=_hash(token),
                owner=owner,
                expires=expires,
            )

    def token(self, token: str, now: int) -> Grant | None:
        """What a token opens; None where it is unknown or expired."""
        with self._database.read() as tx:
            row = tx.one("SELECT owner, expires FROM web_token WHERE hash = :hash", hash=_hash(token))
        return Grant(str(row[0]), int(row[1])) if row and int(row[1]) > now else None

    def extend(self, token: str, expires: int) -> None:
        with self._database.write() as tx:
            tx.run(
                "UPDATE web_token SET expires = :expires WHERE hash = :hash",
                hash=_hash(token),
                expires=expires,
            )

    def forget(self, owner: str) -> None:
        """Every token and code of an owner."""
        with self._database.write() as tx:
            for table in ("web_token", "join_code"):
                tx.run(f"DELETE FROM {table} WHERE owner = :owner", owner=owner)

    def add_code(self, code: str, grant: Grant, now: int) -> bool:
        """Keep a code; False where it is taken just now. Codes and tokens that have run out are swept away."""
        with self._database.write() as tx:
            for table in ("web_token", "join_code"):
                tx.run(f"DELETE FROM {table} WHERE expires <= :now", now=now)
            added = tx.run(
                "INSERT INTO join_code (hash, owner, session, expires) VALUES (:hash, :owner, :session, :expires)"
                " ON CONFLICT (hash) DO NOTHING",
                hash=_hash(code),
                owner=grant.owner,
                session=grant.session,
                expires=grant.expires,
            )
        return added > 0

    def code(self, code: str, now: int) -> Grant | None:
        """What a code stands for; it stays good."""
        with self._database.read() as tx:
            row = tx.one("SELECT owner, expires, session FROM join_code WHERE hash = :hash", hash=_hash(code))
        return Grant(str(row[0]), int(row[1]), str(row[2])) if row and int(row[1]) > now else None

    def take_code(self, code: str, now: int) -> Grant | None:
        """What a code stands for; it is good once."""
        with self._database.write() as tx:
            row = tx.one(
                f"SELECT owner, expires, session FROM join_code WHERE hash = :hash{tx.for_update}",
                hash=_hash(code),
            )
            tx.run("DELETE FROM join_code WHERE hash = :hash", hash=_hash(code))
        return Grant(str(row[0]), int(row[1]), str(row[2])) if row and int(row[1]) > now else None


def _hash(secret: str) -> str:
    """No salt is needed: a token is random. A code is short, but lives for minutes."""
    return sha256(secret.encode()).hexdigest()
