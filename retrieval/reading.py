"""Files to raw text: txt, md, html, docx, text pdf, a folder or zip of them. Every fault is a `ReadingError` with its fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from language.text import shown_size
from retrieval import archive, docx_text, html_text, pdf_text
from retrieval.decoding import decode
from retrieval.errors import ReadingError

TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
SUFFIXES = frozenset({*TEXT_SUFFIXES, *HTML_SUFFIXES, ".docx", ".pdf", ".zip"})
FOLDER_FILES_MAX = 5000
_OTHER_OFFICE = frozenset({".xlsx", ".pptx", ".xlsm", ".et", ".dps", ".rtf", ".ofd"})
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class RawDocument:
    """The text of one file. `name` is its file name (within a zip or folder: with the path there); `kind` txt, html, docx, pdf."""

    name: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pile:
    """What a folder or zip gave: documents, and the faults of files that could not be read."""

    documents: tuple[RawDocument, ...]
    faults: tuple[ReadingError, ...] = ()


def read_file(path: Path, max_bytes: int) -> list[RawDocument]:
    """All documents at `path` (a file, folder or zip). Raises ReadingError; of a pile only when nothing in it can be read."""
    pile = read_pile(path, max_bytes)
    if not pile.documents and pile.faults:
        raise pile.faults[0]
    return list(pile.documents)


def read_bytes(data: bytes, name: str, max_bytes: int) -> list[RawDocument]:
    """All documents in `data`, an upload called `name`. Raises ReadingError like `read_file`."""
    pile = _pile_of(data, name, max_bytes)
    if not pile.documents and pile.faults:
        raise pile.faults[0]
    return list(pile.documents)


def read_pile(path: Path, max_bytes: int) -> Pile:
    """Like `read_file`, with the faults of single files beside the documents."""
    if path.is_dir():
        return _folder(path, max_bytes)
    return _pile_of(_bytes_of(path, max_bytes), path.name, max_bytes)


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    """The file's bytes, its size looked at first: a 200 MB file is refused unread."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ReadingError("file_missing", name=path.name)
        if size > max_bytes:
            raise ReadingError("file_too_large", name=path.name, limit=shown_size(max_bytes))
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError:
        raise ReadingError("file_missing", name=path.name) from None
    if len(data) > max_bytes:
        raise ReadingError("file_too_large", name=path.name, limit=shown_size(max_bytes))
    return data


def _folder(folder: Path, max_bytes: int) -> Pile:
    files = [
        p for p in sorted(folder.rglob("*")) if _wanted(p.relative_to(folder).as_posix()) and p.is_file()
    ]
    if not files:
        raise ReadingError("folder_empty", name=folder.name)
    documents: list[RawDocument] = []
    faults: list[ReadingError] = []
    for path in files[:FOLDER_FILES_MAX]:
        try:
            name = path.relative_to(folder).as_posix()
            pile = _pile_of(_bytes_of(path, max_bytes), name, max_bytes)
        except ReadingError as fault:
            faults.append(fault)
        else:
            documents += pile.documents
            faults += pile.faults
    return Pile(tuple(documents), tuple(faults))


def _pile_of(data: bytes, name: str, max_bytes: int) -> Pile:
    if len(data) > max_bytes:
        raise ReadingError("file_too_large", name=name, limit=shown_size(max_bytes))
    if not data:
        raise ReadingError("file_empty", name=name)
    if _suffix(name) in _OTHER_OFFICE:
        raise ReadingError("file_kind", name=name, kind=_suffix(name)[1:])
    if data.startswith(b"PK") and _suffix(name) != ".docx" and not _looks_docx(data, name):
        return _zip(data, name, max_bytes)
    return Pile((_document(data, name),))


def _zip(data: bytes, name: str, max_bytes: int) -> Pile:
    documents: list[RawDocument] = []
    faults: list[ReadingError] = []
    for member, content in _wanted_members(data, name, max_bytes):
        try:
            documents.append(_document(content, member))
        except ReadingError as fault:
            faults.append(fault)
    if not documents and not faults:
        raise ReadingError("zip_empty", name=name)
    return Pile(tuple(documents), tuple(faults))


def _wanted_members(data: bytes, name: str, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    for member, content in archive.members(data, name, max_bytes):
        if _wanted(member) and _suffix(member) != ".zip":
            yield member, content


def _document(data: bytes, name: str) -> RawDocument:
    suffix = _suffix(name)
    if data.startswith(_OLE):
        raise ReadingError("doc_old", name=name)
    if data.startswith(b"%PDF") or suffix == ".pdf":
        return RawDocument(name, pdf_text.text(data, name), "pdf")
    if data.startswith(b"PK") or suffix == ".docx":
        return RawDocument(name, docx_text.text(data, name), "docx")
    if suffix in HTML_SUFFIXES or _looks_html(data):
        return RawDocument(name, html_text.text(data, name), "html")
    return RawDocument(name, decode(data, name), "txt")


def _looks_html(data: bytes) -> bool:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html"))


def _looks_docx(data: bytes, name: str) -> bool:
    with archive.open_zip(data, name) as package:
        return "word/document.xml" in package.namelist()


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _wanted(name: str) -> bool:
    """Files of a pile that may be reports; hidden ones, Word's lock files and macOS leftovers are not."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(p.startswith((".", "~$", "__MACOSX")) for p in parts)
    return not hidden and _suffix(name) in SUFFIXES
