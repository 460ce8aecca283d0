"""Named styles, page and properties of a Word file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.export import package
from bot.export.layout import TWIPS_PER_MM, EvidenceLayout, Face, Layout, fallbacks
from bot.export.wordml import NAMESPACE, Frame, font_table, page_number, properties
from bot.export.words import word
from bot.model import Draft

_EMU_PER_MM = 36000
_HEADER_MM = 15
_PAGE_NUMBER_PITCH = 1.15  # line pitch of the page number over its size
_COMPATIBILITY = "15"  # Word 2013 and later


def styled(document: Any, chosen: Layout) -> dict[str, str]:
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
    own = (
        f'<w:pPr xmlns:w="{NAMESPACE}">{keep}<w:widowControl w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{chosen.line_twips}" w:lineRule="{chosen.line_rule}"/>'
        f'<w:jc w:val="{align}"/>{outline}</w:pPr>'
    )
    element.append(package.parsed(own))
    element.append(
        package.parsed(properties(face, chosen).replace("<w:rPr>", f'<w:rPr xmlns:w="{NAMESPACE}">', 1))
    )


def own_styles(document: Any) -> dict[str, str]:
    """Style ids of a user's template: its own title, headings and body where it has them."""
    known = {style.name: style.style_id for style in document.styles}
    normal = next((known[name] for name in (word("styles", "body"), "Normal") if name in known), "Normal")
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


def set_page(document: Any, chosen: Layout) -> None:
    """Page size, margins and the page number under the text."""
    section = document.sections[0]
    section.page_width, section.page_height = (_emu(mm) for mm in chosen.page_mm)
    section.top_margin, section.bottom_margin = _emu(chosen.top_mm), _emu(chosen.bottom_mm)
    section.left_margin, section.right_margin = _emu(chosen.left_mm), _emu(chosen.right_mm)
    section.gutter, section.header_distance = 0, _emu(_HEADER_MM)
    pitch = round(chosen.page_number.points * 20 * _PAGE_NUMBER_PITCH)
    # the dash stands in the middle of its line
    middle = chosen.page_number_gap_mm + pitch / 2 / TWIPS_PER_MM
    section.footer_distance = _emu(chosen.bottom_mm - middle)
    for grid in section._sectPr.findall(_tag("docGrid")):
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = chosen.page_number_sides
    if chosen.page_number_sides:
        _number_pages(document, section.footer, "right", chosen, pitch)
        _number_pages(document, section.even_page_footer, "left", chosen, pitch)
    else:
        _number_pages(document, section.footer, "center", chosen, pitch)


def set_plain_page(document: Any, chosen: EvidenceLayout) -> None:
    """Page size and equal margins, on its side where it is wider than high."""
    section = document.sections[0]
    section.page_width, section.page_height = (_emu(mm) for mm in chosen.page_mm)
    section.orientation = int(chosen.page_mm[0] > chosen.page_mm[1])
    section.top_margin = section.bottom_margin = _emu(chosen.margin_mm)
    section.left_margin = section.right_margin = _emu(chosen.margin_mm)


def _number_pages(document: Any, footer: Any, side: str, chosen: Layout, pitch: int) -> None:
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
    old.getparent().replace(old, package.parsed(page_number(frame, chosen)))


def described(document: Any, draft: Draft) -> None:
    """Title, unit and version in the file's properties."""
    about = document.core_properties
    about.title, about.comments = draft.title.replace("\n", "")[:255], ""
    about.author = "" if "【" in draft.signature else draft.signature[:255]
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    about.language, about.version, about.last_modified_by = "zh-CN", str(draft.version), ""


def swept(document: Any, chosen: Layout) -> None:
    """What python-docx's template brings of another document is taken out; language and default fonts become ours."""
    package.drop_parts(document, {"thumbnail", "stylesWithEffects", "customXml"})
    package.rewrite_part(document, "fontTable", lambda blob: font_table(blob, fallbacks()))
    root = document.styles.element
    for style in root.findall(_tag("style")):
        if style.get(_tag("type")) == "table" and style.get(_tag("styleId")) not in (
            "TableNormal",
            "TableGrid",
        ):
            root.remove(style)
    defaults = root.find(f"{_tag('docDefaults')}/{_tag('rPrDefault')}")
    defaults.remove(defaults[0])
    own = properties(chosen.body, chosen).replace("<w:rPr>", f'<w:rPr xmlns:w="{NAMESPACE}">', 1)
    defaults.append(package.parsed(own))
    settings = document.settings.element
    settings.find(_tag("zoom")).set(_tag("percent"), "100")
    settings.find(_tag("themeFontLang")).set(_tag("eastAsia"), "zh-CN")
    mode = settings.find(f"{_tag('compat')}/{_tag('compatSetting')}")
    mode.set(_tag("val"), _COMPATIBILITY)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _emu(millimetres: float) -> int:
    return round(millimetres * _EMU_PER_MM)
