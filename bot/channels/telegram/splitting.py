"""Texts in the sizes Telegram takes: counted in UTF-16 units, split on paragraph borders, made HTML only after that."""

from __future__ import annotations

import html
import itertools
import re

MESSAGE = 4096  # UTF-16 units of a message, after entities were parsed
CAPTION = 1024
_ENDS = re.compile(r"[。！？；!?;]+[”’」』）)]*")


def units(text: str) -> int:
    """UTF-16 units: what Telegram counts. An emoji or a rare 汉字 outside the first plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = MESSAGE) -> list[str]:
    """Pieces of at most `limit` units: whole paragraphs as far as they fit, then sentences, then characters. Nothing is lost but
    white space at the borders; [] for a text of white space."""
    pieces: list[str] = []
    held = ""
    for part, glue in _parts(text, limit):
        joined = f"{held}{glue}{part}" if held else part
        if units(joined) <= limit:
            held = joined
            continue
        pieces.append(held)
        held = part
    pieces.append(held)
    return [piece for piece in (piece.strip("\n ") for piece in pieces) if piece.strip()]


def _parts(text: str, limit: int) -> list[tuple[str, str]]:
    """(part, what stands before it) in order, none longer than `limit`."""
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        glue = "\n"
        for sentence in _sentences(line) if units(line) > limit else [line]:
            for part in _cut(sentence, limit):
                found.append((part, glue))
                glue = ""
    return found


def _sentences(line: str) -> list[str]:
    ends = [match.end() for match in _ENDS.finditer(line)]
    borders = [0, *ends, len(line)]
    return [line[a:b] for a, b in itertools.pairwise(borders) if a < b]


def _cut(text: str, limit: int) -> list[str]:
    if units(text) <= limit:
        return [text]
    pieces, held, size = [], "", 0
    for character in text:
        width = units(character)
        if size + width > limit:
            pieces.append(held)
            held, size = "", 0
        held, size = held + character, size + width
    return [*pieces, held]


def short(text: str, limit: int = CAPTION) -> str:
    """A caption: the text, or as much of it as fits, with … behind it."""
    return text if units(text) <= limit else split(text, limit - 1)[0] + "…"


def as_html(text: str, bold: str = "") -> str:
    """The text for parse_mode HTML; `bold`, if it begins the text, is set in bold."""
    if bold and text.startswith(bold):
        return f"<b>{html.escape(bold, quote=False)}</b>{html.escape(text[len(bold) :], quote=False)}"
    return html.escape(text, quote=False)


def clean(text: str) -> str:
    """Without characters that Telegram refuses (NUL, lone surrogates)."""
    return "".join(c for c in text if (c >= " " or c in "\n\t") and not 0xD800 <= ord(c) <= 0xDFFF)
