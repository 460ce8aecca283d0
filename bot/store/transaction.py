"""Plain SQL inside one transaction of SQLite or Postgres.

Stores write `:name` parameters, which both understand. Statements go straight to the driver: SQLAlchemy keeps connections for us
(bot.store.database), but a statement's way through it costs more than the commit of a turn.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

from bot.store.sealing import Seal

POSTGRES = "postgresql"
CHANNEL = "zongjie"  # where Postgres tells which session has moved
LIST_SIZES = (4, 32, 128, 500)  # values in one IN (…); SQLite's oldest limit is 999
ROWS_AT_ONCE = 200  # of a long answer


class Transaction:
    """Plain SQL inside one transaction. `dialect` is "sqlite" or "postgresql"; `seal` is for columns with users' words (bot.store.kept)."""

    def __init__(self, raw: Any, dialect: str, seal: Seal, sender: str = "") -> None:
        self._raw = raw
        self._sender = sender
        self.dialect = dialect
        self.seal = seal

    @property
    def for_update(self) -> str:
        """What a SELECT ends with that locks its rows; SQLite has locked the whole database already."""
        return " FOR UPDATE" if self.dialect == POSTGRES else ""

    def tell(self, session: str) -> None:
        """Say to whoever listens in other processes that a session has moved, once this is committed. SQLite says nothing: one looks."""
        if self.dialect == POSTGRES:
            word = f"{self._sender} {session}"
            self.all("SELECT pg_notify(:channel, :word)", channel=CHANNEL, word=word)

    def run(self, sql: str, **values: object) -> int:
        """Execute one statement; how many rows it touched."""
        touched: int = self._execute(sql, values).rowcount
        return touched

    def many(self, sql: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute one statement for each row."""
        if rows:
            self._raw.cursor().executemany(self._spelled(sql), rows)

    def all(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._execute(sql, values).fetchall()
        return rows

    def one(self, sql: str, **values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row: tuple[Any, ...] | None = self._execute(sql, values).fetchone()
        return row

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table in order; none where there is no such table."""
        listed = "SELECT name FROM pragma_table_info(:table) ORDER BY cid"
        if self.dialect == POSTGRES:
            listed = (
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = :table"
                " ORDER BY ordinal_position"
            )
        return tuple(str(name) for (name,) in self.all(listed, table=table))

    def stream(self, sql: str, **values: object) -> Iterator[tuple[Any, ...]]:
        """Rows one after the other, however many: a few hundred are in memory at a time."""
        named = {"name": "rows"} if self.dialect == POSTGRES else {}  # one of Postgres' own is read in parts
        with closing(self._raw.cursor(**named)) as cursor:
            cursor.execute(self._spelled(sql), values)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield from rows

    def among(self, sql: str, names: Collection[str], **values: object) -> Iterator[tuple[Any, ...]]:
        """Rows of a query whose `{names}` stands for a list of values of any length."""
        listed = list(names)
        for start in range(0, len(listed), LIST_SIZES[-1]):
            part = listed[start : start + LIST_SIZES[-1]]
            room = next(size for size in LIST_SIZES if size >= len(part))
            part += part[:1] * (room - len(part))  # few lengths: each is a statement that is kept
            given = {f"n{place}": name for place, name in enumerate(part)}
            yield from self.all(sql.format(names=", ".join(f":{key}" for key in given)), **given, **values)

    def _execute(self, sql: str, values: Mapping[str, object]) -> Any:
        return self._raw.execute(self._spelled(sql), values)

    def _spelled(self, sql: str) -> str:
        return _percent(sql) if self.dialect == POSTGRES else sql


@lru_cache(256)
def _percent(sql: str) -> str:
    """`:name` as Postgres' driver spells it; the same few statements come again and again."""
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql.replace("%", "%%"))
