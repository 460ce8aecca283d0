"""Tokens spent at a model endpoint, by owner and day, in SQL (bot.store.migrations.m004_model_spending): shared by all processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.store.database import Database


class SpendingRows:
    """A bot.endpoint.spending.Spending. One row an owner: the days before are forgotten as a new one begins."""

    def __init__(self, database: Database, today: Callable[[], date] = date.today) -> None:
        self._database = database
        self._today = today

    def spent(self, owner: str) -> int:
        """Tokens of today."""
        with self._database.read() as tx:
            row = tx.one(
                "SELECT tokens FROM model_spending WHERE owner = :owner AND day = :day",
                owner=owner,
                day=self._day(),
            )
        return int(row[0]) if row else 0

    def reserve(self, user: str, tokens: int, limit: int) -> bool:
        """In one statement, so that of two callers at the limit only one gets what is left."""
        if limit and tokens > limit:
            return False
        return self._add(
            user, tokens, " WHERE model_spending.tokens + :tokens <= :limit" if limit else "", limit
        )

    def settle(self, user: str, tokens: int) -> None:
        if tokens:
            self._add(user, tokens)

    def _add(self, owner: str, tokens: int, condition: str = "", limit: int = 0) -> bool:
        values: dict[str, object] = {"limit": limit} if condition else {}
        with self._database.write() as tx:
            tx.run(
                "DELETE FROM model_spending WHERE owner = :owner AND day < :day", owner=owner, day=self._day()
            )
            touched = tx.run(
                "INSERT INTO model_spending (owner, day, tokens) VALUES (:owner, :day, :tokens)"
                " ON CONFLICT (owner, day) DO UPDATE SET tokens = model_spending.tokens + :tokens"
                + condition,
                owner=owner,
                day=self._day(),
                tokens=tokens,
                **values,
            )
        return touched > 0

    def _day(self) -> str:
        return self._today().isoformat()
