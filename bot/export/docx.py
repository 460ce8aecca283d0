"""A draft as a Word file in one of the layouts of config/layouts.toml, or in a user's own template."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.export import package
from bot.export.blocks import Block, blocks
from bot.export.layout import Face, Layout, layout
from bot.export.styles import described, own_styles, set_page, styled, swept
from bot.export.text import right_blanks
from bot.export.tidy import tidy
from bot.export.title import broken
from bot.export.wordml import Frame, Piece, paragraph
from bot.export.words import word
from bot.model import Draft, Sentence

_GAP = re.compile(r"(【待[^】]*】|〔[^〔〕]*待[^〔〕]*〕|（待核）)")


def as_docx(
    draft: Draft, layout_name: str = "official", template: Path | None = None, with_sources: bool = False
) -> bytes:
    """The paper as docx. `template` is a user's own docx: its page, header, footer and styles are used as they are.

    Raises SettingsError for an unknown layout and InputError for a template that is no docx.
    """
    draft = tidy(draft)
    chosen = layout(layout_name)
    if template:
        document = package.opened(template)
        styles = own_styles(document)
    else:
        blank, styles = _blank(layout_name)
        document = package.opened(blank)
    body = document.element.body
    for element in list(body)[:-1] if len(body) and body[-1].tag.endswith("}sectPr") else list(body):
        body.remove(element)
    commented: list[tuple[Any, Block]] = []
    for block, text in _paragraphs(draft, chosen, styles, bool(template)):
        element = package.parsed(text)
        body.insert(len(body) - 1, element)
        if with_sources and block is not None and block.sentences:
            commented.append((element, block))
    described(document, draft)
    if with_sources:
        _comments(document, draft, commented)
    return package.saved(document)


@cache
def _blank(layout_name: str) -> tuple[bytes, dict[str, str]]:
    """An empty paper of a layout with its style ids: made once, for styles take most of the time."""
    chosen = layout(layout_name)
    document = package.opened(None)
    styles = styled(document, chosen)
    set_page(document, chosen)
    swept(document, chosen)
    return package.saved(document), styles


# ------------------------------------------------------------------ paragraphs


def _paragraphs(
    draft: Draft, chosen: Layout, styles: dict[str, str], plain: bool
) -> list[tuple[Block | None, str]]:
    """Each paragraph's XML with the block it shows (None: an empty line)."""
    parts = blocks(draft)
    blanks = _blanks(parts)
    last_body = max((i for i, part in enumerate(parts) if part.kind in ("body", "heading")), default=-1)
    signed = any(part.kind in ("signature", "date") for part in parts)
    found: list[tuple[Block | None, str]] = []
    empty = paragraph(Frame(style=styles["body"]), [], chosen)
    signed_gap = paragraph(Frame(style=styles["body"], keep_next=True), [], chosen)
    for position, part in enumerate(parts):
        before = parts[position - 1].kind if position else ""
        if before == "title" and part.kind != "title":
            found.extend([(None, empty)] * chosen.title_gap_lines)
        if part.kind in ("signature", "date") and before not in ("signature", "date"):
            found.extend([(None, signed_gap)] * chosen.signature_gap_lines)
        keep = part.kind in ("heading", "signature") or (signed and position == last_body)
        given = _frame(part, styles, blanks, chosen, keep and position + 1 < len(parts), position == 0)
        text = paragraph(given, _pieces(part, chosen, styles, position == 0), chosen)
        found.append((part, _bare(text, part) if plain else text))
    return found


def _frame(
    part: Block, styles: dict[str, str], blanks: dict[str, float], chosen: Layout, keep: bool, first: bool
) -> Frame:
    if part.kind == "title":
        return Frame(style=styles["title" if first else "subtitle"], align="center", keep_next=True)
    if part.kind in ("signature", "date"):
        return Frame(style=styles[part.kind], align="right", right_chars=blanks[part.kind], keep_next=keep)
    style = styles[f"level{min(part.level, 4)}"] if part.kind == "heading" else styles["body"]
    return Frame(style=style, first_chars=chosen.indent_chars, keep_next=keep)


def _pieces(part: Block, chosen: Layout, styles: dict[str, str], first: bool) -> list[Piece]:
    if part.kind == "title":
        face = chosen.title if first else chosen.subtitle
        return [Piece("\n".join(broken(part.text, chosen.title_chars)) if first else part.text, face)]
    head = chosen.level(part.level) if part.level else chosen.body
    pieces = (
        _marked(part.head, head, styles["heading"] if part.sentences and part.level else "")
        if part.head
        else []
    )
    for sentence in part.sentences:
        pieces.extend(_marked(sentence.text, chosen.body))
    return pieces


def _marked(text: str, face: Face, style: str = "") -> list[Piece]:
    """Pieces of a text: what is still to be filled in or checked is marked."""
    return [Piece(part, face, bool(_GAP.fullmatch(part)), style) for part in _GAP.split(text) if part]


def _blanks(parts: tuple[Block, ...]) -> dict[str, float]:
    signatures = [part.text for part in parts if part.kind == "signature"]
    dates = [part.text for part in parts if part.kind == "date"]
    signature, date = right_blanks(max(signatures, key=len, default=""), dates[0] if dates else "")
    return {"signature": signature, "date": date}


def _bare(text: str, part: Block) -> str:
    """A paragraph without direct format, for a user's template: style, highlight and alignment of the end stay."""
    text = re.sub(
        r"<w:rPr>(?:(?!</w:rPr>).)*?(<w:highlight [^>]*>)?(?:(?!<w:highlight)(?!</w:rPr>).)*</w:rPr>",
        _kept_mark,
        text,
    )
    text = re.sub(
        r"<w:(?:keepLines|widowControl|overflowPunct|autoSpaceD[EN]|snapToGrid|spacing)[^>]*/>", "", text
    )
    if part.kind in ("title", "heading"):
        text = re.sub(r"<w:(?:ind|jc) [^>]*/>", "", text)
    return text.replace('<w:jc w:val="both"/>', "")


def _kept_mark(found: re.Match[str]) -> str:
    return '<w:rPr><w:highlight w:val="yellow"/></w:rPr>' if "<w:highlight" in found[0] else ""


# ------------------------------------------------------------------ sources


def _comments(document: Any, draft: Draft, commented: list[tuple[Any, Block]]) -> None:
    """A comment on every sentence: the turn and the words it came from."""
    for element, block in commented:
        runs = package.runs(document, element)
        skipped = len(block.head)
        for sentence in block.sentences:
            own, skipped = _runs_of(runs, skipped, len(sentence.text))
            if own:
                author, initials = word("sources", "author"), word("sources", "initials")
                document.add_comment(own, text=source(draft, sentence), author=author, initials=initials)


def _runs_of(runs: list[Any], start: int, length: int) -> tuple[list[Any], int]:
    """The runs that show [start, start + length) of a paragraph (runs never cross sentences)."""
    own, position = [], 0
    for run in runs:
        if start <= position < start + length:
            own.append(run)
        position += len(run.text)
    return own, start + length


def source(draft: Draft, sentence: Sentence) -> str:
    """Where a sentence came from, in words."""
    if sentence.kind != "fact":
        return word("sources", sentence.kind)
    lines = []
    for fact in draft.facts:
        if fact.id in sentence.facts:
            line = word("sources", "fact", turn=fact.source.turn, quote=fact.source.quote)
            lines.append(
                line + (word("sources", "computed", computed=fact.computed) if fact.computed else "")
            )
    return "\n".join(lines) or word("sources", "edited")
