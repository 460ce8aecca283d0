"""Reads a docx for the layout checker: paragraphs with their effective format, resolved run → character style → style chain → defaults."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element

import msgspec
from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class WordRun(msgspec.Struct):
    """Text with its effective format; sizes in points, spacing in twips."""

    text: str
    east_asia: str
    ascii: str
    points: float
    bold: bool
    italic: bool
    underline: bool
    color: str
    spacing: float
    highlight: str


class WordParagraph(msgspec.Struct):
    """A paragraph with its effective format; pitch in twips, indents in characters of 16 pt."""

    text: str
    runs: list[WordRun]
    align: str
    line: float
    rule: str
    first: float
    left: float
    right: float
    before: float
    after: float
    keep_next: bool
    keep_lines: bool
    page_break: bool
    style: str


class WordFile(msgspec.Struct):
    """What the checker needs of a docx: page in twips, paragraphs, footers by kind, headers' text."""

    page: dict[str, float]
    grid: dict[str, str]
    paragraphs: list[WordParagraph]
    footers: dict[str, list[WordParagraph]]
    headers: str
    even_odd: bool
    fields: dict[str, str]


class _Styles:
    def __init__(self, root: Element) -> None:
        self.by_id = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default_run = [defaults] if defaults is not None else []
        self.normal = next(
            (
                key
                for key, s in self.by_id.items()
                if s.get(f"{W}default") == "1" and s.get(f"{W}type") == "paragraph"
            ),
            "",
        )

    def chain(self, style: str, kind: str) -> list[Element]:
        """The `kind` (pPr, rPr) elements that hold for a style, nearest first."""
        found = []
        while style in self.by_id:
            element = self.by_id[style]
            own = element.find(f"{W}{kind}")
            if own is not None:
                found.append(own)
            based = element.find(f"{W}basedOn")
            style = based.get(f"{W}val", "") if based is not None else ""
        return found


def read(blob: bytes) -> WordFile:
    with zipfile.ZipFile(BytesIO(blob)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    styles = _Styles(fromstring(parts["word/styles.xml"]))
    document = fromstring(parts["word/document.xml"])
    body = document.find(f"{W}body")
    assert body is not None
    section = body.find(f"{W}sectPr")
    assert section is not None
    targets = {r.get("Id"): r.get("Target", "") for r in fromstring(parts["word/_rels/document.xml.rels"])}
    footers, fields = {}, {}
    for reference in section.findall(f"{W}footerReference"):
        kind = reference.get(f"{W}type", "")
        root = fromstring(parts["word/" + targets[reference.get(f"{R}id")]])
        footers[kind] = [_paragraph(p, styles) for p in root.findall(f"{W}p")]
        fields[kind] = "".join(e.text or "" for e in root.iter(f"{W}instrText"))
    headers = ""
    for reference in section.findall(f"{W}headerReference"):
        root = fromstring(parts["word/" + targets[reference.get(f"{R}id")]])
        headers += "".join(e.text or "" for e in root.iter(f"{W}t"))
    settings = fromstring(parts["word/settings.xml"])
    grid = section.find(f"{W}docGrid")
    return WordFile(
        page=_page(section),
        grid={k.rsplit("}", 1)[1]: v for k, v in grid.attrib.items()} if grid is not None else {},
        paragraphs=[_paragraph(p, styles) for p in body.iter(f"{W}p")],
        footers=footers,
        headers=headers,
        even_odd=_on(settings.find(f"{W}evenAndOddHeaders")),
        fields=fields,
    )


def _page(section: Element) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in ("pgSz", "pgMar"):
        element = section.find(f"{W}{name}")
        if element is not None:
            found |= {
                k.rsplit("}", 1)[1]: float(v) for k, v in element.attrib.items() if v.lstrip("-").isdigit()
            }
    return found


def _paragraph(element: Element, styles: _Styles) -> WordParagraph:
    own = element.find(f"{W}pPr")
    style_element = own.find(f"{W}pStyle") if own is not None else None
    style = style_element.get(f"{W}val", "") if style_element is not None else styles.normal
    levels = ([own] if own is not None else []) + styles.chain(style, "pPr")
    runs = [_run(run, style, styles) for run in element.iter(f"{W}r")]
    name = styles.by_id[style].find(f"{W}name") if style in styles.by_id else None
    return WordParagraph(
        text="".join(run.text for run in runs),
        runs=[run for run in runs if run.text],
        align=_value(levels, "jc", "val") or "left",
        line=float(_value(levels, "spacing", "line") or 240),
        rule=_value(levels, "spacing", "lineRule") or "auto",
        first=_chars(levels, "firstLine"),
        left=_chars(levels, "left"),
        right=_chars(levels, "right"),
        before=float(_value(levels, "spacing", "before") or 0),
        after=float(_value(levels, "spacing", "after") or 0),
        keep_next=_switch(levels, "keepNext"),
        keep_lines=_switch(levels, "keepLines"),
        page_break=_switch(levels, "pageBreakBefore")
        or any(b.get(f"{W}type") == "page" for b in element.iter(f"{W}br")),
        style=name.get(f"{W}val", "") if name is not None else "",
    )


def _run(element: Element, style: str, styles: _Styles) -> WordRun:
    own = element.find(f"{W}rPr")
    character = own.find(f"{W}rStyle") if own is not None else None
    levels = [own] if own is not None else []
    levels += styles.chain(character.get(f"{W}val", "") if character is not None else "", "rPr")
    levels += [*styles.chain(style, "rPr"), *styles.default_run]
    return WordRun(
        text="".join(_texts(element)),
        east_asia=_value(levels, "rFonts", "eastAsia"),
        ascii=_value(levels, "rFonts", "ascii"),
        points=float(_value(levels, "sz", "val") or 20) / 2,
        bold=_switch(levels, "b"),
        italic=_switch(levels, "i"),
        underline=_value(levels, "u", "val") not in ("", "none"),
        color=_value(levels, "color", "val") or "auto",
        spacing=float(_value(levels, "spacing", "val") or 0),
        highlight=_value(levels, "highlight", "val"),
    )


def _texts(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}br" and child.get(f"{W}type") is None:
            yield "\n"
        elif child.tag == f"{W}tab":
            yield "\t"


def _value(levels: list[Element], name: str, attribute: str) -> str:
    for level in levels:
        element = level.find(f"{W}{name}")
        if element is not None and element.get(f"{W}{attribute}") is not None:
            return element.get(f"{W}{attribute}", "")
    return ""


def _chars(levels: list[Element], name: str) -> float:
    in_chars = _value(levels, "ind", f"{name}Chars")
    return float(in_chars) / 100 if in_chars else float(_value(levels, "ind", name) or 0) / 320


def _switch(levels: list[Element], name: str) -> bool:
    for level in levels:
        element = level.find(f"{W}{name}")
        if element is not None:
            return _on(element)
    return False


def _on(element: Element | None) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")
