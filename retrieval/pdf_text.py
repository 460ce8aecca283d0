"""Text of a pdf that has any. The only home of pypdf."""

from __future__ import annotations

import io
import logging

from retrieval.errors import ReadingError

PAGES_MAX = 300


def text(data: bytes, name: str) -> str:
    """The text layer, page by page. Raises ReadingError: pdf_broken, pdf_locked, pdf_pages, pdf_no_text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on sloppy files are not for clerks
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError("pdf_locked", name=name)
        if len(reader.pages) > PAGES_MAX:
            raise ReadingError("pdf_pages", name=name, count=len(reader.pages), limit=PAGES_MAX)
        pages = [_without_folio(page.extract_text() or "") for page in reader.pages]
    except ReadingError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError):
        raise ReadingError(
            "pdf_broken", name=name
        ) from None  # pypdf lets what it stumbles on in a broken file through
    plain = "\n\n".join(pages).strip()
    if not plain:
        raise ReadingError("pdf_no_text", name=name)
    return plain


def _without_folio(page: str) -> str:
    """Without a page number (- 3 -, 第3页) on the last or first line."""
    lines = page.strip().split("\n")
    while lines and _is_folio(lines[-1]):
        lines.pop()
    while lines and _is_folio(lines[0]):
        lines.pop(0)
    return "\n".join(lines)


def _is_folio(line: str) -> bool:
    bare = line.strip(" -—–·第页共/　")
    return not bare or (bare.isdigit() and len(bare) <= 3)
