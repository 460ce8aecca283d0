"""A draft as a Word file in one of the layouts of config/layouts.toml, or in a user's own template. The home of python-docx."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.errors import InputError
from bot.export.blocks import Block, blocks
from bot.export.layout import TWIPS_PER_MM, Face, Layout, fallbacks, layout
from bot.export.text import right_blanks
from bot.export.tidy import tidy
from bot.export.title import broken
from bot.export.wordml import Frame, Piece, font_table, page_number, paragraph, properties
from bot.export.words import word
from bot.model import Draft, Sentence

_GAP = re.compile(r"(【待[^】]*】|〔[^〔〕]*待[^〔〕]*〕)")


def as_docx(
    draft: Draft, layout_name: str = "official", template: Path | None = None, with_sources: bool = False
) -> bytes:
    """The paper as docx. `template` is a user's own docx: its page, header, footer and styles are used as they are.

    Raises SettingsError for an unknown layout and InputError for a template that is no docx.
    """
    draft = tidy(draft)
    chosen = layout(layout_name)
    document = _opened(template)
    styles = _own_styles(document) if template else _styled(document, chosen)
    body = document.element.body
    for element in list(body)[:-1] if len(body) and body[-1].tag.endswith("}sectPr") else list(body):
        body.remove(element)
    commented: list[tuple[Any, Block]] = []
    for block, text in _paragraphs(draft, chosen, styles, bool(template)):
        element = _parsed(text)
        body.insert(len(body) - 1, element)
        if with_sources and block is not None and block.sentences:
            commented.append((element, block))
    if not template:
        _page(document, chosen)
    _described(document, draft)
    if with_sources:
        _comments(document, draft, commented)
    return _saved(document)


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
        found.append((part, _bare(text) if plain else text))
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


def _bare(text: str) -> str:
    """A paragraph without direct format, for a user's template: style, highlight and alignment of the end stay."""
    text = re.sub(
        r"<w:rPr>(?:(?!</w:rPr>).)*?(<w:highlight [^>]*>)?(?:(?!<w:highlight)(?!</w:rPr>).)*</w:rPr>",
        _kept_mark,
        text,
    )
    text = re.sub(
        r"<w:(?:keepLines|widowControl|overflowPunct|autoSpaceD[EN]|snapToGrid|spacing)[^>]*/>", "", text
    )
    return re.sub(r'<w:ind [^>]*w:rightChars="0"[^>]*/>|<w:jc w:val="(?:both|center)"/>', "", text)


def _kept_mark(found: re.Match[str]) -> str:
    return '<w:rPr><w:highlight w:val="yellow"/></w:rPr>' if "<w:highlight" in found[0] else ""


# ------------------------------------------------------------------ styles, page, properties


def _opened(template: Path | None) -> Any:
    from docx import Document

    if template is None:
        return Document()
    try:
        return Document(str(template))
    except Exception as error:  # python-docx raises KeyError, BadZipFile, PackageNotFoundError, XMLSyntaxError … on a bad file
        raise InputError("template_unreadable", name=template.name) from error


def _styled(document: Any, chosen: Layout) -> dict[str, str]:
    """The named styles rewritten for this layout; part of the paper → style id."""
    faces = {"Normal": chosen.body, "Title": chosen.title}
    faces |= {f"Heading {level}": chosen.level(level) for level in range(1, 5)}
    for name, face in faces.items():
        _rewrite(document.styles[name], face, chosen)
    own = {"body": chosen.body, "subtitle": chosen.subtitle, "signature": chosen.body, "date": chosen.body}
    for name, face in own.items():
        style = document.styles.add_style(word("styles", name), 1)
        style.base_style = document.styles["Normal"]
        _rewrite(style, face, chosen)
    document.styles.add_style(word("styles", "heading"), 2)
    return _ids(document)


def _rewrite(style: Any, face: Face, chosen: Layout) -> None:
    element = style.element
    for child in list(element):
        if child.tag.rsplit("}", 1)[1] in ("pPr", "rPr"):
            element.remove(child)
    level = style.name.removeprefix("Heading ")
    outline = f'<w:outlineLvl w:val="{int(level) - 1}"/>' if level.isdigit() else ""
    align = "center" if style.name in ("Title", word("styles", "subtitle")) else "both"
    keep = "<w:keepNext/>" if outline else ""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    own = (
        f'<w:pPr xmlns:w="{space}">{keep}<w:widowControl w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{chosen.line_twips}" w:lineRule="{chosen.line_rule}"/>'
        f'<w:jc w:val="{align}"/>{outline}</w:pPr>'
    )
    element.append(_parsed(own))
    element.append(_parsed(properties(face, chosen).replace("<w:rPr>", f'<w:rPr xmlns:w="{space}">', 1)))


def _own_styles(document: Any) -> dict[str, str]:
    """Style ids of a user's template: its own title, headings and body where it has them."""
    known = {style.name: style.style_id for style in document.styles}
    normal = next(
        (known[name] for name in (word("styles", "body"), "Body Text", "Normal") if name in known), "Normal"
    )
    found = {
        name: known.get(word("styles", name), normal) for name in ("body", "subtitle", "signature", "date")
    }
    found |= {f"level{level}": known.get(f"Heading {level}", normal) for level in range(1, 5)}
    return found | {"title": known.get("Title", normal), "heading": known.get(word("styles", "heading"), "")}


def _ids(document: Any) -> dict[str, str]:
    known = {style.name: style.style_id for style in document.styles}
    found = {
        name: known[word("styles", name)] for name in ("body", "subtitle", "signature", "date", "heading")
    }
    return found | {"title": known["Title"]} | {f"level{n}": known[f"Heading {n}"] for n in range(1, 5)}


def _page(document: Any, chosen: Layout) -> None:
    """Page size, margins and the page number under the text."""
    from docx.shared import Mm, Twips

    section = document.sections[0]
    section.page_width, section.page_height = (Twips(round(mm * TWIPS_PER_MM)) for mm in chosen.page_mm)
    section.top_margin, section.bottom_margin = Mm(chosen.top_mm), Mm(chosen.bottom_mm)
    section.left_margin, section.right_margin = Mm(chosen.left_mm), Mm(chosen.right_mm)
    section.gutter = Mm(0)
    pitch = round(chosen.page_number.points * 20 * 1.15)
    # the dash stands in the middle of its line
    section.footer_distance = Mm(chosen.bottom_mm - chosen.page_number_gap_mm - pitch / 2 / TWIPS_PER_MM)
    section.header_distance = Mm(15)
    for grid in section._sectPr.findall(f"{{{_space()}}}docGrid"):
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = chosen.page_number_sides
    footers = [(section.footer, "right" if chosen.page_number_sides else "center")]
    if chosen.page_number_sides:
        footers.append((section.even_page_footer, "left"))
    for footer, side in footers:
        footer.is_linked_to_previous = False
        # the blank is one character of the page number, indents are counted in characters of the body
        blank = chosen.page_number_indent_chars * chosen.page_number.points / chosen.body.points
        frame = Frame(
            style=document.styles["Footer"].style_id,
            align=side,
            left_chars=blank if side == "left" else 0,
            right_chars=blank if side == "right" else 0,
            line_twips=pitch,
        )
        old = footer.paragraphs[0]._p
        old.getparent().replace(old, _parsed(page_number(frame, chosen)))


def _described(document: Any, draft: Draft) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    about = document.core_properties
    about.title, about.author, about.comments = draft.title.replace("\n", ""), draft.signature[:200], ""
    about.language, about.version, about.last_modified_by = "zh-CN", str(draft.version), ""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = font_table(relation.target_part.blob, fallbacks())


# ------------------------------------------------------------------ sources


def _comments(document: Any, draft: Draft, commented: list[tuple[Any, Block]]) -> None:
    """A comment on every sentence: the turn and the words it came from."""
    from docx.text.paragraph import Paragraph as WordParagraph

    for element, block in commented:
        runs = WordParagraph(element, document._body).runs
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


def _parsed(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def _space() -> str:
    from bot.export.wordml import NAMESPACE

    return NAMESPACE


def _saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
