"""Every format a draft can be had in: `render(draft, fmt, settings)` gives the bytes of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.errors import InputError
from bot.export.docx import as_docx
from bot.export.html import as_html
from bot.export.pdf import as_pdf
from bot.export.text import as_json, as_md, as_txt
from bot.export.tidy import tidy
from bot.model import Draft
from bot.settings import Settings


def render(draft: Draft, fmt: str, settings: Settings, with_sources: bool = False) -> bytes:
    """The draft, put in order, as a file of format `fmt`. Raises InputError `format_unknown`, or what the format raises."""
    if fmt not in FORMATS:
        raise InputError("format_unknown", name=fmt, names="、".join(FORMATS))
    return FORMATS[fmt](tidy(draft), settings, with_sources)


def _docx(draft: Draft, settings: Settings, with_sources: bool) -> bytes:
    template = Path(settings.export_template).expanduser() if settings.export_template else None
    return as_docx(draft, settings.export_layout, template, with_sources)


def _pdf(draft: Draft, settings: Settings, with_sources: bool) -> bytes:
    return as_pdf(_docx(draft, settings, with_sources), settings.libreoffice)


def _html(draft: Draft, settings: Settings, _: bool) -> bytes:
    return as_html(draft, settings.export_layout).encode()


def _text(write: Callable[[Draft], str]) -> Callable[[Draft, Settings, bool], bytes]:
    return lambda draft, settings, with_sources: write(draft).encode()


FORMATS: Mapping[str, Callable[[Draft, Settings, bool], bytes]] = {
    "txt": _text(as_txt),
    "md": _text(as_md),
    "json": _text(as_json),
    "docx": _docx,
    "html": _html,
    "pdf": _pdf,
}
