"""PDF through LibreOffice, where it is installed: found, not required."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bot.errors import InputError

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
TIMEOUT_S = 120.0


def office(configured: str = "") -> str | None:
    """The LibreOffice program: the configured one, else the one on the path, else the usual places; None where there is none."""
    if configured:
        return configured if shutil.which(configured) else None
    on_path = (shutil.which(name) for name in _NAMES)
    return next((path for path in on_path if path), None) or next(
        (p for p in _PLACES if Path(p).is_file()), None
    )


def as_pdf(docx: bytes, configured: str = "") -> bytes:
    """The pages of a Word file. Raises InputError `pdf_needs_libreoffice`, or `pdf_failed` where LibreOffice gives none."""
    program = office(configured)
    if program is None:
        raise InputError("pdf_needs_libreoffice")
    # a profile of its own: LibreOffice refuses a second instance on the same one, and silently
    with tempfile.TemporaryDirectory(prefix="zongjie-") as folder:
        source = Path(folder) / "paper.docx"
        source.write_bytes(docx)
        command = [
            program,
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        ]
        command += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError("pdf_failed", reason=type(error).__name__) from error
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise InputError("pdf_failed", reason=done.stderr.decode("utf-8", "replace").strip()[-200:])
        return made.read_bytes()
