"""An edited Word file as text: paragraphs with their look, tracked changes accepted and listed, comments, and what lies outside the text."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import msgspec

from bot.errors import InputError
from bot.export.wordml import NAMESPACE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PART_MAX = 16 << 20  # bytes of one XML part
_W = f"{{{NAMESPACE}}}"
_DRAWINGS = re.compile(r"\}(?:drawing|pict|object)$")
RevisionKind = Literal["insert", "delete", "move", "format"]
Look = tuple[tuple[str, str], ...]  # (bold, 1), (color, FF0000) … of a run; what is plain is left out


class Stretch(msgspec.Struct, frozen=True):
    """Characters of one look."""

    text: str
    look: Look


class Line(msgspec.Struct, frozen=True):
    """A paragraph as it reads with every tracked change accepted. `level` of a heading style, 0 = none."""

    stretches: tuple[Stretch, ...]
    align: str = ""
    level: int = 0
    in_table: bool = False

    @property
    def text(self) -> str:
        return "".join(stretch.text for stretch in self.stretches)


class Revision(msgspec.Struct, frozen=True):
    """A tracked change of somebody. `text` is what was inserted, deleted, moved or reformatted."""

    kind: RevisionKind
    author: str
    text: str


class Comment(msgspec.Struct, frozen=True):
    """A comment, and the words it is pinned to."""

    author: str
    text: str
    anchor: str


class WordFile(msgspec.Struct, frozen=True):
    """`outside` names what stands outside the paragraphs, with its content: header, footer, footnote, table, picture, page_break, page."""

    lines: tuple[Line, ...]
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()
    outside: tuple[tuple[str, str], ...] = ()


def read(data: bytes) -> WordFile:
    """The file's paragraphs and what was done to them. Raises InputError `docx_unreadable`."""
    parts = _parts(data)
    document = parts.get("word/document.xml")
    body = document.find(f"{_W}body") if document is not None else None
    if body is None:
        raise InputError("docx_unreadable")
    styles = _Styles(parts.get("word/styles.xml"))
    return WordFile(
        lines=tuple(_lines(body, styles)),
        revisions=tuple(_revisions(body)),
        comments=tuple(_comments(body, parts.get("word/comments.xml"))),
        outside=tuple(_outside(body, parts)),
    )


def _parts(data: bytes) -> dict[str, Element]:
    """The XML parts under word/, by name."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    found = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for info in package.infolist():
                if re.fullmatch(r"word/[\w-]+\.xml", info.filename):
                    if info.file_size > PART_MAX:
                        raise InputError("docx_unreadable")
                    found[info.filename] = fromstring(package.read(info), forbid_dtd=True)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ParseError,
        DefusedXmlException,
        ValueError,
        RuntimeError,  # a password, an unknown compression
    ) as error:
        raise InputError("docx_unreadable") from error
    return found


# ------------------------------------------------------------------ paragraphs and their look


class _Styles:
    """Style ids with what they are based on."""

    def __init__(self, root: Element | None) -> None:
        styles = list(root.iter(f"{_W}style")) if root is not None else []
        self.by_id = {style.get(f"{_W}styleId", ""): style for style in styles}

    def chain(self, style: str) -> Iterator[Element]:
        seen: set[str] = set()
        while style in self.by_id and style not in seen:
            seen.add(style)
            yield self.by_id[style]
            style = _value(self.by_id[style], "basedOn")

    def level(self, style: str) -> int:
        for element in self.chain(style):
            hit = re.fullmatch(r"(?:heading|标题)\s*(\d)", _value(element, "name"), re.IGNORECASE)
            if hit:
                return int(hit[1])
        return 0


def _lines(body: Element, styles: _Styles) -> Iterator[Line]:
    """Paragraphs; one whose mark was deleted runs on into the next."""
    carried: list[Stretch] = []
    in_tables = {id(p) for table in body.iter(f"{_W}tbl") for p in table.iter(f"{_W}p")}
    for paragraph in body.iter(f"{_W}p"):
        own = paragraph.find(f"{_W}pPr")
        style = _value(own, "pStyle")
        stretches = [*carried, *_stretches(paragraph, style, styles)]
        carried = stretches if own is not None and own.find(f"{_W}rPr/{_W}del") is not None else []
        if not carried:
            yield Line(
                _joined(stretches),
                _align(own, style, styles),
                styles.level(style),
                id(paragraph) in in_tables,
            )
    if carried:
        yield Line(_joined(carried))


def _stretches(paragraph: Element, style: str, styles: _Styles) -> Iterator[Stretch]:
    for run in _runs(paragraph):
        text = _text(run)
        if text:
            yield Stretch(text, _look(run.find(f"{_W}rPr"), style, styles))


def _runs(node: Element) -> Iterator[Element]:
    """Runs that stay when every change is accepted, in reading order."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr"):
            stack.extend(reversed(child))


def _text(run: Element, deleted: bool = False) -> str:
    pieces = []
    for child in run:
        if child.tag == f"{_W}t" or (deleted and child.tag == f"{_W}delText"):
            pieces.append(child.text or "")
        elif child.tag in (f"{_W}br", f"{_W}cr") and child.get(f"{_W}type") is None:
            pieces.append("\n")
        elif child.tag == f"{_W}tab":
            pieces.append("\t")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)


def _look(own: Element | None, style: str, styles: _Styles) -> Look:
    levels = [
        own,
        *(
            element.find(f"{_W}rPr")
            for element in (*styles.chain(_value(own, "rStyle")), *styles.chain(style))
        ),
    ]
    found = [("size", _first(levels, "sz")), ("font", _first(levels, "rFonts", "eastAsia"))]
    found += [("color", _first(levels, "color")), ("highlight", _first(levels, "highlight"))]
    found.append(("underline", _first(levels, "u")))
    found += [
        (name, _switch(levels, tag)) for name, tag in (("bold", "b"), ("italic", "i"), ("strike", "strike"))
    ]
    plain = ("", "auto", "000000", "none", "0")
    return tuple((name, value) for name, value in found if value not in plain)


def _align(own: Element | None, style: str, styles: _Styles) -> str:
    value = _first([own, *(element.find(f"{_W}pPr") for element in styles.chain(style))], "jc")
    return {"both": "left", "start": "left", "end": "right", "": "left"}.get(value, value)


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Neighbours of one look made one, so that it does not matter how a program cut its runs."""
    found: list[Stretch] = []
    for stretch in stretches:
        if found and found[-1].look == stretch.look:
            found[-1] = Stretch(found[-1].text + stretch.text, stretch.look)
        else:
            found.append(stretch)
    return tuple(found)


# ------------------------------------------------------------------ changes, comments, the rest


def _revisions(body: Element) -> Iterator[Revision]:
    kinds: dict[str, RevisionKind] = {
        "ins": "insert",
        "del": "delete",
        "moveTo": "move",
        "rPrChange": "format",
        "pPrChange": "format",
    }
    owners = {child: parent for parent in body.iter() for child in parent}
    for element in body.iter():
        kind = kinds.get(element.tag.removeprefix(_W))
        if kind is None or not element.tag.startswith(_W):
            continue
        shown = element
        if kind == "format":  # its text is that of the run or paragraph around it
            while shown.tag not in (f"{_W}r", f"{_W}p", f"{_W}body"):
                shown = owners.get(shown, body)
        text = "".join(_text(run, deleted=True) for run in shown.iter(f"{_W}r"))
        yield Revision(
            kind, element.get(f"{_W}author", ""), text or "¶"
        )  # an empty one marks the end of a paragraph


def _comments(body: Element, root: Element | None) -> Iterator[Comment]:
    if root is None:
        return
    anchors: dict[str, list[str]] = {}
    open_ids: set[str] = set()
    for element in body.iter():
        name = element.get(f"{_W}id", "")
        if element.tag == f"{_W}commentRangeStart":
            open_ids.add(name)
        elif element.tag == f"{_W}commentRangeEnd":
            open_ids.discard(name)
        elif element.tag == f"{_W}r":
            for one in open_ids:
                anchors.setdefault(one, []).append(_text(element, deleted=True))
    for comment in root.iter(f"{_W}comment"):
        lines = ["".join(_text(run) for run in p.iter(f"{_W}r")) for p in comment.iter(f"{_W}p")]
        anchor = "".join(anchors.get(comment.get(f"{_W}id", ""), []))
        yield Comment(comment.get(f"{_W}author", ""), "\n".join(line for line in lines if line), anchor)


def _outside(body: Element, parts: dict[str, Element]) -> Iterator[tuple[str, str]]:
    for name, root in sorted(parts.items()):
        kind = re.match(r"word/(header|footer|footnotes|endnotes)\d*\.xml", name)
        text = "".join(_text(run) for run in root.iter(f"{_W}r")).strip() if kind else ""
        if kind and text:
            shown = (
                text if kind[1].endswith("s") else re.sub(r"\d+", "#", text)
            )  # the page number a program last counted
            yield kind[1].removesuffix("s").replace("endnote", "footnote"), shown
    for table in body.iter(f"{_W}tbl"):
        yield (
            "table",
            "|".join("".join(_text(run) for run in cell.iter(f"{_W}r")) for cell in table.iter(f"{_W}tc")),
        )
    for element in body.iter():
        if _DRAWINGS.search(element.tag):
            yield "picture", ""
        elif _breaks_page(element):
            yield "page_break", ""
    yield "page", _page(body)


def _breaks_page(element: Element) -> bool:
    if element.tag == f"{_W}br":
        return element.get(f"{_W}type") == "page"
    return element.tag == f"{_W}pageBreakBefore" and element.get(f"{_W}val", "1") not in ("0", "false")


def _page(body: Element) -> str:
    """Size and margins in whole millimetres."""
    values = []
    for name, keys in (("pgSz", ("w", "h")), ("pgMar", ("top", "right", "bottom", "left"))):
        element = next(body.iter(f"{_W}{name}"), None)
        if element is not None:
            values += [_millimetres(element.get(f"{_W}{key}", "")) for key in keys]
    return " ".join(values)


def _millimetres(twips: str) -> str:
    return str(round(float(twips) * 25.4 / 1440)) if re.fullmatch(r"-?\d{1,6}(?:\.\d+)?", twips) else twips


def _value(element: Element | None, name: str, attribute: str = "val") -> str:
    found = element.find(f"{_W}{name}") if element is not None else None
    return found.get(f"{_W}{attribute}", "") if found is not None else ""


def _first(levels: list[Element | None], name: str, attribute: str = "val") -> str:
    return next((value for level in levels if (value := _value(level, name, attribute))), "")


def _switch(levels: list[Element | None], name: str) -> str:
    for level in levels:
        found = level.find(f"{_W}{name}") if level is not None else None
        if found is not None:
            return "0" if found.get(f"{_W}val", "1") in ("0", "false", "off") else "1"
    return "0"
