"""Writing files so that nothing half-written is ever left: to a temporary file beside it, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bot.errors import InputError


def write_whole(path: Path, data: bytes) -> None:
    """Write or replace `path`, all or nothing. Raises InputError `cannot_write`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise InputError("cannot_write", name=path, reason=error.strerror) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise InputError("cannot_write", name=path, reason=error.strerror) from error
