"""HTML for the clipboard: pasted into Word or WPS it keeps fonts, sizes, indents and pitch, for every paragraph carries them itself."""

from __future__ import annotations

import re
from html import escape

from bot.export.blocks import Block, blocks
from bot.export.layout import Face, Layout, layout
from bot.export.text import right_blanks
from bot.export.title import broken
from bot.model import Draft

_GAP = re.compile(r"(【待[^】]*】|〔[^〔〕]*待[^〔〕]*〕|（待核）)")
_TAGS = {1: "h1", 2: "h2", 3: "h3", 4: "h4"}


def as_html(draft: Draft, layout_name: str = "official") -> str:
    """A whole document whose body may go to the clipboard as text/html."""
    chosen = layout(layout_name)
    parts = blocks(draft)
    lines = [_shown(part, chosen, position, parts) for position, part in enumerate(parts)]
    head = f'<head><meta charset="utf-8"><title>{escape(draft.title.replace(chr(10), " "))}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN">{head}\n<body>\n' + "\n".join(lines) + "\n</body></html>\n"


def _shown(part: Block, chosen: Layout, position: int, parts: tuple[Block, ...]) -> str:
    before = parts[position - 1].kind if position else ""
    empty = f'<p style="{_frame(chosen)}">&nbsp;</p>\n'
    gap = chosen.title_gap_lines if before == "title" and part.kind != "title" else 0
    if part.kind in ("signature", "date") and before not in ("signature", "date"):
        gap = chosen.signature_gap_lines
    return empty * gap + _paragraph(part, chosen, position == 0, parts)


def _paragraph(part: Block, chosen: Layout, first: bool, parts: tuple[Block, ...]) -> str:
    if part.kind == "title":
        lines = broken(part.text, chosen.title_chars) if first else [part.text]
        inside = "<br>".join(
            _span(line, chosen.title if first else chosen.subtitle, chosen) for line in lines
        )
        return f'<p style="{_frame(chosen)}text-align:center;">{inside}</p>'
    if part.kind in ("signature", "date"):
        return f'<p style="{_frame(chosen)}text-align:right;{_blank(part, parts, chosen)}">{_span(part.text, chosen.body, chosen)}</p>'
    tag = _TAGS.get(part.level, "p") if part.kind == "heading" else "p"
    head = _span(part.head, chosen.level(part.level), chosen) if part.level else ""
    words = "".join(_span(sentence.text, chosen.body, chosen) for sentence in part.sentences)
    indent = f"text-indent:{chosen.indent_chars * chosen.body.points:g}pt;mso-char-indent-count:{chosen.indent_chars:.1f};"
    return f'<{tag} style="{_frame(chosen)}{indent}text-align:justify;">{head}{words}</{tag}>'


def _frame(chosen: Layout) -> str:
    exact = chosen.line_rule == "exact"
    pitch = (
        f"{chosen.line_twips / 20:g}pt;mso-line-height-rule:exactly"
        if exact
        else f"{chosen.line_twips / 240:g}"
    )
    return f"margin:0;line-height:{pitch};font-size:{chosen.body.points:g}pt;"


def _span(text: str, face: Face, chosen: Layout) -> str:
    spacing = f"letter-spacing:{chosen.spacing_twips / 20:g}pt;" if chosen.spacing_twips else ""
    style = (
        f"font-family:'{face.font}';mso-ascii-font-family:'{face.font}';mso-fareast-font-family:'{face.font}';"
        f"mso-hansi-font-family:'{face.font}';font-size:{face.points:g}pt;"
        f"font-weight:{'bold' if face.bold else 'normal'};color:#000000;{spacing}"
    )
    pieces = (
        f'<span style="background:yellow;mso-highlight:yellow;">{escape(piece)}</span>'
        if _GAP.fullmatch(piece)
        else escape(piece)
        for piece in _GAP.split(text)
    )
    return f'<span lang="ZH-CN" style="{style}">{"".join(pieces)}</span>' if text else ""


def _blank(part: Block, parts: tuple[Block, ...], chosen: Layout) -> str:
    texts = {kind: next((p.text for p in parts if p.kind == kind), "") for kind in ("signature", "date")}
    blanks = dict(zip(("signature", "date"), right_blanks(texts["signature"], texts["date"]), strict=True))
    return f"margin-right:{blanks[part.kind] * chosen.body.points:g}pt;"
