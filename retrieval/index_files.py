"""The files of the dense index: who owns the folder, and whether a generation is as it was left."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

CHROMA_FILE = "chroma.sqlite3"  # Chroma writes to it on opening; the graph's files change with the rows only


class IndexBroken(Exception):
    """Chroma failed, or answers what cannot be true. The cure is always the same: rebuild."""


def own(folder: Path) -> IO[str] | None:
    """An open, locked file: this process owns the folder until it is closed. None where another one does."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "owner.lock").open("a")
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return file  # no such locks on this system: trust that one process runs
    except OSError:
        file.close()
        return None
    return file


def checksums(folder: Path) -> dict[str, int]:
    """CRC-32 of every file of the graph, by its path within the generation."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and CHROMA_FILE not in path.name)
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in files}


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            value = zlib.crc32(part, value)
    return value


def check_files(folder: Path, files: Mapping[str, int]) -> None:
    """Raises IndexBroken where the folder is not as it was left: Chroma might crash, or fill the disk, on opening it."""
    try:
        if checksums(folder) != files:
            raise IndexBroken("its files are not as they were left")
        with closing(sqlite3.connect(f"file:{folder / CHROMA_FILE}?mode=rw", uri=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
    except (OSError, sqlite3.Error) as error:
        raise IndexBroken(str(error)) from error
    if verdict != "ok":
        raise IndexBroken(f"{CHROMA_FILE}: {verdict}")
