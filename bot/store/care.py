"""Care of what is kept: what is old goes, what a person has is handed out or deleted for good, and words are sealed anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.model import Value
from bot.store.database import Database, keep_seal
from bot.store.kept import KEPT, Kept
from bot.store.quotas import sweep as sweep_quotas
from bot.store.transaction import POSTGRES, Transaction

SWEPT = "swept"
DAY = timedelta(days=1)
SESSIONS_AT_ONCE = 100


class Swept(Value, frozen=True):
    """How much was thrown away. `tokens`: tokens and codes that had run out."""

    sessions: int = 0
    notes: int = 0
    tokens: int = 0
    spending: int = 0


class About(Value, frozen=True):
    """A database: `engine` is "sqlite" or "postgresql", `version` that of the schema, `size` in bytes."""

    engine: str
    version: int
    size: int


class CareRows:
    """Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------------ what is old

    def due(self, now: datetime, every_s: float) -> bool:
        """Whether it is time to sweep; of all who ask at once one is told so."""
        stamp = now.timestamp()
        with self._database.write(lock=SWEPT) as tx:
            row = tx.one("SELECT value FROM care WHERE name = :name", name=SWEPT)
            last = float(row[0]) if row else 0.0
            if last <= stamp < last + every_s:  # a clock that was set back does not stop it
                return False
            tx.run(
                "INSERT INTO care (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                name=SWEPT,
                value=repr(stamp),
            )
        return True

    def sweep_if_due(self, days: int, every_s: float) -> Swept | None:
        """Sweep, unless somebody did within `every_s` seconds."""
        now = datetime.now().astimezone()
        return self.sweep(now, days) if self.due(now, every_s) else None

    def sweep(self, now: datetime, days: int) -> Swept:
        """Throw away what nobody touched for `days` (0: nothing), and tokens, codes and accounts of days that count no more."""
        sessions = notes = 0
        if days > 0:
            before = now - days * DAY
            notes = self._old_notes(before)
            self._old_chats(before)
            while gone := self._old_sessions(before):
                sessions += gone
        with self._database.write() as tx:
            tokens = sum(
                tx.run(f"DELETE FROM {table} WHERE expires <= :now", now=int(now.timestamp()))
                for table in ("web_token", "join_code")
            )
            sweep_quotas(tx, now.timestamp())
            spending = tx.run(
                "DELETE FROM model_spending WHERE day < :day", day=(now - DAY).date().isoformat()
            )
        if sessions or notes:
            self._database.scrub()
        return Swept(sessions, notes, tokens, spending)

    def _old_sessions(self, before: datetime) -> int:
        """Some at a time, so that nobody waits long."""
        with self._database.write() as tx:
            rows = tx.all(
                f"SELECT id, updated FROM session WHERE updated < :about ORDER BY updated LIMIT {SESSIONS_AT_ONCE}",
                about=_about(before),
            )
            old = [str(name) for name, updated in rows if _time(updated) < before]
            for session in old:
                tx.run("DELETE FROM session WHERE id = :id", id=session)
                tx.tell(session)
        return len(old)

    def _old_notes(self, before: datetime) -> int:
        with self._database.write() as tx:
            rows = tx.all("SELECT id, at FROM note WHERE at < :about", about=_about(before))
            old = [str(name) for name, at in rows if _time(at) < before]
            for note in old:
                tx.run("DELETE FROM note WHERE id = :id", id=note)
        return len(old)

    def _old_chats(self, before: datetime) -> None:
        """Chats of Telegram by their last day, with what is remembered of them."""
        with self._database.write() as tx:
            day = before.date().isoformat()
            for (chat,) in tx.all("SELECT chat FROM telegram_chat WHERE day <> '' AND day < :day", day=day):
                for table in (
                    "telegram_update",
                    "telegram_outbox",
                    "telegram_keyboard",
                    "telegram_mark",
                    "telegram_chat",
                ):
                    tx.run(f"DELETE FROM {table} WHERE chat = :chat", chat=chat)

    def about(self) -> About:
        """Raises StoreError."""
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if self._database.dialect == POSTGRES:
            size = "SELECT pg_database_size(current_database())"
        with self._database.read() as tx:
            version = tx.one("SELECT max(version) FROM schema_version")
            found = tx.one(size)
        return About(self._database.dialect, int(version[0]) if version else 0, int(found[0]) if found else 0)

    def probe(self) -> None:
        """Write a row and take it back: whether the database can be written. Raises StoreError."""
        with self._database.write() as tx:
            tx.run("DELETE FROM care WHERE name = 'probe'")
            tx.run("INSERT INTO care (name, value) VALUES ('probe', '')")
            tx.run("DELETE FROM care WHERE name = 'probe'")

    # ------------------------------------------------------------------ what is a person's

    def owners(self) -> tuple[str, ...]:
        """Everybody of whom anything is kept."""
        tables = [kept.table for kept in KEPT if kept.of == "owner = :owner"]
        sql = " UNION ".join(f"SELECT owner FROM {table}" for table in tables)
        with self._database.read() as tx:
            return tuple(sorted(str(owner) for (owner,) in tx.all(sql) if owner))

    def rows_of(self, owner: str) -> dict[str, list[dict[str, Any]]]:
        """Every row that is an owner's, by table, words opened, secrets left out."""
        with self._database.read() as tx:
            return {kept.table: list(_rows(tx, kept, owner)) for kept in KEPT if kept.of and owner}

    def forget(self, owner: str) -> int:
        """Delete everything of an owner, for good; how many rows it was."""
        if not owner:
            return 0
        count = 0
        with self._database.write() as tx:
            for (session,) in tx.all("SELECT id FROM session WHERE owner = :owner", owner=owner):
                tx.tell(str(session))
            for kept in reversed(KEPT):
                if kept.of:
                    count += tx.run(f"DELETE FROM {kept.table} WHERE {kept.of}", owner=owner)
        self._database.scrub()
        return count

    # ------------------------------------------------------------------ keys

    def reseal(self, new: Database) -> int:
        """Seal every word as `new` does: the same database, opened with other keys; the rows changed. What changes meanwhile is left."""
        count = 0
        with new.write() as tx:
            keep_seal(tx)
        for kept in KEPT:
            if kept.words:
                count += self._reseal_table(new, kept)
        new.scrub()
        return count

    def _reseal_table(self, new: Database, kept: Kept) -> int:
        columns = (*kept.key, *kept.words)
        sql = f"SELECT {', '.join(columns)} FROM {kept.table}"
        count, batch = 0, []
        with self._database.read() as old:
            for row in old.stream(sql):
                batch.append(row)
                if len(batch) == SESSIONS_AT_ONCE:
                    count += self._resealed(new, kept, batch)
                    batch = []
            return count + self._resealed(new, kept, batch)

    def _resealed(self, new: Database, kept: Kept, rows: list[tuple[Any, ...]]) -> int:
        count, keys = 0, len(kept.key)
        same = " AND ".join(
            [f"{name} = :{name}" for name in kept.key]
            + [f"{name} IS NOT DISTINCT FROM :was_{name}" for name in kept.words]
        )
        sql = f"UPDATE {kept.table} SET {', '.join(f'{name} = :{name}' for name in kept.words)} WHERE {same}"
        with new.write() as tx:
            for row in rows:
                values: dict[str, Any] = dict(zip(kept.key, row, strict=False))
                for name, was in zip(kept.words, row[keys:], strict=True):
                    values[name], values[f"was_{name}"] = _other_seal(self._database, tx, was), was
                count += tx.run(sql, **values)
        return count


def _other_seal(old: Database, tx: Transaction, kept: Any) -> Any:
    if isinstance(kept, (bytes, memoryview)):
        return tx.seal.data(old.seal.open_data(bytes(kept)))
    return None if kept is None else tx.seal.text(old.seal.open(str(kept)))


def _rows(tx: Transaction, kept: Kept, owner: str) -> Iterator[dict[str, Any]]:
    columns = [column for column in tx.columns(kept.table) if column not in kept.secret]
    order = ", ".join(kept.key)
    for row in tx.stream(
        f"SELECT {', '.join(columns)} FROM {kept.table} WHERE {kept.of} ORDER BY {order}", owner=owner
    ):
        found = dict(zip(columns, row, strict=True))
        for name in kept.words:
            if isinstance(found[name], str):
                found[name] = tx.seal.open(found[name])
            elif found[name] is not None:
                found[name] = tx.seal.open_data(bytes(found[name]))
        yield found


def _about(before: datetime) -> str:
    """A text no stamp of before that time is above, whatever zone it was written in: to look through a few instead of all."""
    return (before + DAY).strftime("%Y-%m-%dT%H:%M:%S")


def _time(stamp: str) -> datetime:
    """A kept time; one that cannot be read is of now, so that nothing is lost by it."""
    try:
        read = datetime.fromisoformat(stamp)
    except ValueError:
        return datetime.now().astimezone()
    return read if read.tzinfo else read.astimezone()
