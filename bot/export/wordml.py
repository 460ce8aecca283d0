"""WordprocessingML by hand: the few elements a paper needs, as text, and the parts python-docx does not reach.

Every run carries its fonts, size and spacing itself, beside its style, so that Word, WPS and LibreOffice agree.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from bot.export.layout import Face, Layout

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Piece(msgspec.Struct, frozen=True):
    """A run of text in one face; `mark` highlights it; `style` is the id of a character style."""

    text: str
    face: Face
    mark: bool = False
    style: str = ""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph's own format; characters are counted in the body's size. `style` is a style id."""

    style: str
    align: str = "both"
    first_chars: float = 0
    left_chars: float = 0
    right_chars: float = 0
    keep_next: bool = False
    line_twips: int | None = None


def properties(face: Face, layout: Layout, mark: bool = False, style: str = "") -> str:
    """`w:rPr`. The hint keeps “” … — in the Chinese font."""
    font = quoteattr(face.font)
    size = round(face.points * 2)
    return (
        "<w:rPr>"
        + (f"<w:rStyle w:val={quoteattr(style)}/>" if style else "")
        + f'<w:rFonts w:hint="eastAsia" w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>'
        + f'<w:b w:val="{int(face.bold)}"/><w:bCs w:val="{int(face.bold)}"/><w:i w:val="0"/><w:color w:val="000000"/>'
        + (f'<w:spacing w:val="{layout.spacing_twips}"/>' if layout.spacing_twips else "")
        + f'<w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        + ('<w:highlight w:val="yellow"/>' if mark else "")
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )


def run(piece: Piece, layout: Layout) -> str:
    """`w:r`; a newline becomes a line break."""
    lines = _NOT_XML.sub("", piece.text).split("\n")
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{properties(piece.face, layout, piece.mark, piece.style)}{text}</w:r>"


def frame(given: Frame, layout: Layout) -> str:
    """`w:pPr`: pitch, indents in characters and in twips, no widow control (it would leave 21 lines), no automatic spaces."""
    pitch = given.line_twips or layout.line_twips
    return (
        f"<w:pPr><w:pStyle w:val={quoteattr(given.style)}/>"
        + ("<w:keepNext/>" if given.keep_next else '<w:keepNext w:val="0"/>')
        + '<w:keepLines w:val="0"/><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/>'
        + '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        + f'<w:spacing w:before="0" w:after="0" w:line="{pitch}" w:lineRule="{layout.line_rule}"/>'
        + _indents(given, layout)
        + f'<w:jc w:val="{given.align}"/></w:pPr>'
    )


def paragraph(given: Frame, pieces: list[Piece], layout: Layout, mark_face: Face | None = None) -> str:
    """`w:p` with its name space. An empty paragraph keeps the size of `mark_face` for its mark."""
    inside = "".join(run(piece, layout) for piece in pieces)
    own = frame(given, layout)
    face = mark_face or (pieces[-1].face if pieces else layout.body)
    own = own.replace("</w:pPr>", properties(face, layout) + "</w:pPr>")
    return f'<w:p xmlns:w="{NAMESPACE}">{own}{inside}</w:p>'


def page_number(given: Frame, layout: Layout) -> str:
    """A footer paragraph — 1 — with the page as a field."""
    dash, face = layout.page_number_dash, layout.page_number
    own = properties(face, layout).replace(f'<w:spacing w:val="{layout.spacing_twips}"/>', "")

    def part(inside: str) -> str:
        return f"<w:r>{own}{inside}</w:r>"

    def text(words: str) -> str:
        return part(f'<w:t xml:space="preserve">{words}</w:t>') if words else ""

    field = (
        part('<w:fldChar w:fldCharType="begin"/>')
        + part('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + part('<w:fldChar w:fldCharType="separate"/>')
        + text("1")
        + part('<w:fldChar w:fldCharType="end"/>')
    )
    before, after = (f"{dash} ", f" {dash}") if dash else ("", "")
    own_frame = frame(given, layout).replace(f'w:lineRule="{layout.line_rule}"', 'w:lineRule="exact"')
    return f'<w:p xmlns:w="{NAMESPACE}">{own_frame}{text(before)}{field}{text(after)}</w:p>'


def font_table(blob: bytes, fallbacks: Any) -> bytes:
    """The font table with the names to use where a font is missing."""
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(instead)}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, instead in fallbacks.items()
    )
    return blob.replace(b"</w:fonts>", entries.encode() + b"</w:fonts>")


def _indents(given: Frame, layout: Layout) -> str:
    names = (("left", given.left_chars), ("right", given.right_chars), ("firstLine", given.first_chars))
    values = "".join(
        f' w:{name}Chars="{round(chars * 100)}" w:{name}="{round(chars * layout.body.points * 20)}"'
        for name, chars in names
        if chars
    )
    return f"<w:ind{values}/>" if values else ""
