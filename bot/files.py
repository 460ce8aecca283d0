"""Files of the user: read whole within a limit; written so that nothing half-written is ever left (a temporary file beside it, renamed)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import InputError
from language.text import shown_size


def write_whole(path: Path, data: bytes) -> None:
    """Write or replace `path`, all or nothing. Raises InputError `cannot_write`."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once the block has been left without an exception. Raises InputError `cannot_write`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise InputError("cannot_write", name=path, reason=error.strerror) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError("cannot_write", name=path, reason=error.strerror) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def read_whole(path: Path, max_bytes: int) -> bytes:
    """The file's bytes. Raises InputError `file_missing`, `file_too_large`, `cannot_read`."""
    if not path.is_file():
        raise InputError("file_missing", name=path.name)
    if path.stat().st_size > max_bytes:
        raise InputError("file_too_large", name=path.name, limit=shown_size(max_bytes))
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("cannot_read", name=path.name, reason=error.strerror) from error
