"""Text of a pdf that has any. The only home of pypdf."""

from __future__ import annotations

import io
import logging

from retrieval.errors import ReadingError

PAGES_MAX = 300
CHARS_MAX = 2_000_000


def text(data: bytes, name: str) -> str:
    """The text layer, page by page. Raises ReadingError: pdf_broken, pdf_locked, pdf_no_text."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on sloppy files are not for clerks
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadingError("pdf_locked", name=name)
        pages = _pages(reader)
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


def _pages(reader: object) -> list[str]:
    pages: list[str] = []
    total = 0
    for page in list(reader.pages)[:PAGES_MAX]:  # type: ignore[attr-defined]
        page_text = _without_folio(page.extract_text() or "")
        total += len(page_text)
        if total > CHARS_MAX:
            break
        pages.append(page_text)
    return pages


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
