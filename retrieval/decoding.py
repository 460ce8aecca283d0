"""Bytes to text: UTF-8, UTF-16, GB18030 and what charset-normalizer makes of the rest. Its only home."""

from __future__ import annotations

import codecs
import unicodedata

from retrieval.errors import ReadingError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Heads of files that are not text whatever their name says.
_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"MZ\x90",
    b"BM\x8e",
    b"SQLite format 3",
)
_SAMPLE = 65536


def decode(data: bytes, name: str, hint: str = "") -> str:
    """The text of `data`. `hint` is an encoding the file names itself (html meta). Raises ReadingError: file_empty, file_binary."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ReadingError("file_empty", name=name)
    if data.startswith(_MAGIC):
        raise ReadingError("file_binary", name=name)
    text = _decoded(data, hint)
    if text is None or not _plausible(text[:_SAMPLE]):
        raise ReadingError("file_binary", name=name)
    if not text.strip("\ufeff \t\r\n\u3000\u00a0\u200b"):
        raise ReadingError("file_empty", name=name)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, hint: str) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    for encoding in (*((hint,) if hint else ()), "utf-8", "gb18030"):
        text = _strict(data, encoding)
        if text is not None and _plausible(text[:_SAMPLE]):
            return text
    return _wide(data) or _guessed(data) or _damaged(data)


def _strict(data: bytes, encoding: str) -> str | None:
    """Decoded, a character cut off at the very end forgiven (files are cut by downloads and uploads)."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        return decoder.decode(data, final=False)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: the order in which Chinese text comes out."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(encoding, errors="replace")
        if _plausible(text[:_SAMPLE]) and _chinese_share(text[:_SAMPLE]) > 0.3:
            return text
    return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=["big5", "utf_8", "gb18030", "euc_kr", "cp932"]).best()
    return None if best is None else data.decode(best.encoding, errors="replace")


def _damaged(data: bytes) -> str | None:
    """Mostly readable text with a few broken bytes: better a replacement character than a refusal."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        if text.count("\ufffd") <= len(text) * 0.005:
            return text
    return None


def _chinese_share(text: str) -> float:
    return sum("\u4e00" <= c <= "\u9fff" for c in text) / max(len(text), 1)


def _plausible(text: str) -> bool:
    """Whether this is text someone wrote: hardly any control, private-use or unassigned characters, mostly Chinese or Latin."""
    if not text:
        return False
    odd = 0
    for c in text:
        if c in "\t\n\r\x0c\ufeff":
            continue
        kind = unicodedata.category(c)
        odd += kind in ("Cc", "Co", "Cn", "Cs") or c == "\ufffd"
    return odd <= len(text) * 0.005
