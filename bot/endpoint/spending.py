"""What each user has spent today, in tokens: one line appended for each call, so that processes need no lock and a crash loses no line."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec


class Spending(Protocol):
    """Where spent tokens are kept."""

    def spent(self, user: str) -> int:
        """Tokens of today, prompts and answers."""

    def spend(self, user: str, prompt: int, completion: int) -> None: ...


class Spent(msgspec.Struct, frozen=True):
    """One line of the file of a day."""

    user: str
    prompt: int
    completion: int


class MemorySpending:
    """Kept for the life of the process: for tests and for a terminal without a home."""

    def __init__(self) -> None:
        self._tokens: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spent(self, user: str) -> int:
        return self._tokens[user]

    def spend(self, user: str, prompt: int, completion: int) -> None:
        with self._lock:
            self._tokens[user] += prompt + completion


class FileSpending:
    """JSON lines in folder/YYYY-MM-DD.jsonl, one file a day."""

    def __init__(self, folder: Path, today: Callable[[], date] = date.today) -> None:
        self._folder = folder
        self._today = today

    def spent(self, user: str) -> int:
        path = self._path()
        if not path.exists():
            return 0
        lines = (_line(text) for text in path.read_bytes().splitlines())
        return sum(line.prompt + line.completion for line in lines if line is not None and line.user == user)

    def spend(self, user: str, prompt: int, completion: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        line = msgspec.json.encode(Spent(user, prompt, completion)) + b"\n"
        handle = os.open(self._path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)  # one write of a short line with O_APPEND: whole, wherever it comes from
        finally:
            os.close(handle)

    def _path(self) -> Path:
        return self._folder / f"{self._today().isoformat()}.jsonl"


def _line(text: bytes) -> Spent | None:
    """None for a line that a full disk cut short."""
    try:
        return msgspec.json.decode(text, type=Spent)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
