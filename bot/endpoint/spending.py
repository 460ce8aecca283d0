"""What each user has spent today, in tokens: set aside before a call, put right after it, so that calls side by side stay within the limit."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Protocol


class Spending(Protocol):
    """Where the tokens of the day are kept (bot.store.spending_rows). Raises StoreError."""

    def reserve(self, user: str, tokens: int, limit: int) -> bool:
        """Count `tokens` as spent, if the day's are then no more than `limit` (0: however many); whether they were."""

    def settle(self, user: str, tokens: int) -> None:
        """Count so many more, or fewer, than were set aside."""


class MemorySpending:
    """Kept for the life of the object: one day, and no other process."""

    def __init__(self) -> None:
        self.tokens: Counter[str] = Counter()
        self._lock = threading.Lock()

    def reserve(self, user: str, tokens: int, limit: int) -> bool:
        with self._lock:
            if limit and self.tokens[user] + tokens > limit:
                return False
            self.tokens[user] += tokens
            return True

    def settle(self, user: str, tokens: int) -> None:
        with self._lock:
            self.tokens[user] += tokens
