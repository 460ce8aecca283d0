"""Raw text of a docx for reading (the export has python-docx): paragraphs, tables, headings, automatic numbers.

Word keeps 一、 and （一） out of the text when they are numbered automatically; `Numbering` puts them back.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from language import numerals
from retrieval import archive
from retrieval.errors import ReadingError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XML_MAX = 12 << 20  # bytes of one XML part: the tree takes some ten times as much memory
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text(data: bytes, name: str) -> str:
    """Paragraph per line. Raises ReadingError: docx_broken, docx_entities, zip_bomb, file_empty."""
    with archive.open_zip(data, name, "docx_broken") as package:
        document = _part(package, "word/document.xml", name)
        if document is None:
            raise ReadingError("docx_broken", name=name)
        numbering = Numbering(_part(package, "word/numbering.xml", name))
        styles = _heading_styles(_part(package, "word/styles.xml", name))
    lines = [_line(p, numbering, styles) for p in _paragraphs(document)]
    plain = "\n\n".join(line for line in lines if line.strip())
    if not plain:
        raise ReadingError("file_empty", name=name)
    return plain


def _part(package: zipfile.ZipFile, member: str, name: str) -> Element | None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        info = package.getinfo(member)
    except KeyError:
        return None
    data = archive.read_member(package, info, XML_MAX, name, "docx_broken")
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise ReadingError("docx_entities", name=name) from None
    except (ParseError, ValueError, LookupError):
        raise ReadingError("docx_broken", name=name) from None
    return root


def _paragraphs(document: Element) -> Iterator[Element]:
    """Paragraphs in reading order; the twin that Word keeps of a text box for old programs is passed over."""
    stack = [document]
    while stack:
        node = stack.pop()
        if node.tag == f"{_W}p":
            yield node
            continue
        if node.tag != _FALLBACK:
            stack.extend(reversed(node))


def _line(paragraph: Element, numbering: Numbering, styles: dict[str, int]) -> str:
    body = "".join(_runs(paragraph)).strip()
    if not body:
        return ""
    properties = paragraph.find(f"{_W}pPr")
    marker = numbering.marker(properties)
    level = styles.get(_value(properties, "pStyle"), 0)
    return ("#" * level + " " if level else "") + marker + body


def _runs(node: Element) -> Iterator[str]:
    stack = [node]
    while stack:
        node = stack.pop()
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag == f"{_W}tab":
            yield " "
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif node.tag not in (_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr"):
            stack.extend(reversed(node))


def _value(node: Element | None, tag: str) -> str:
    found = None if node is None else node.find(f"{_W}{tag}")
    return "" if found is None else found.get(f"{_W}val", "")


def _heading_styles(styles: Element | None) -> dict[str, int]:
    """Style id → outline depth 1–6 of styles that are headings by name or outline level."""
    found: dict[str, int] = {}
    for style in () if styles is None else styles.iter(f"{_W}style"):
        name = _value(style, "name").lower()
        level = _value(style.find(f"{_W}pPr"), "outlineLvl")
        if name.startswith("heading ") and name[8:].isdigit():
            found[style.get(f"{_W}styleId", "")] = min(int(name[8:]), 6)
        elif level.isdigit() and int(level) < 6:
            found[style.get(f"{_W}styleId", "")] = int(level) + 1
        elif name == "title":
            found[style.get(f"{_W}styleId", "")] = 1
    return found


class Numbering:
    """Automatic numbers of a document, counted as Word counts them. Stateful: ask in reading order, once per paragraph."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if root is None:
            return
        abstracts = {a.get(f"{_W}abstractNumId", ""): _levels(a) for a in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            self._lists[number.get(f"{_W}numId", "")] = abstracts.get(_value(number, "abstractNumId"), {})

    def marker(self, properties: Element | None) -> str:
        """The marker Word would show before a paragraph with these properties; "" where it is not numbered."""
        numbered = None if properties is None else properties.find(f"{_W}numPr")
        list_id, level_text = _value(numbered, "numId"), _value(numbered, "ilvl") or "0"
        levels = self._lists.get(list_id)
        if not levels or not level_text.isdigit() or int(level_text) not in levels:
            return ""
        level = int(level_text)
        counts = self._counts[list_id]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return _shown(levels, counts, level)


def _levels(abstract: Element) -> dict[int, tuple[str, str, int]]:
    """Level → (number format, text with %1, start)."""
    found: dict[int, tuple[str, str, int]] = {}
    for level in abstract.iter(f"{_W}lvl"):
        start = _value(level, "start")
        index = level.get(f"{_W}ilvl", "")
        if index.isdigit():
            shown = (
                _value(level, "numFmt"),
                _value(level, "lvlText"),
                int(start) if start.isdigit() else 1,
            )
            found[int(index)] = shown
    return found


def _shown(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
    style, pattern, _ = levels[level]
    if style in ("bullet", "none", ""):
        return ""
    for index, (form, _, start) in levels.items():
        pattern = pattern.replace(f"%{index + 1}", _numeral(counts.get(index, start), form))
    return pattern


def _numeral(number: int, form: str) -> str:
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if not ("chinese" in form.lower() or "japanese" in form.lower() or "ideograph" in form.lower()):
        return str(number)
    return numerals.written(number)
