"""The layout checker catches what is planted, and finds nothing in what we export."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import msgspec
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.export.docx import as_docx
from bot.model import Draft, Paragraph, Section
from tests.bot.export.layout_check import check
from tests.bot.export.papers import clean, fact, long, paragraph

Plant = Callable[[Any], None]


def body(document: Any, start: str) -> Any:
    """The paragraph that begins with `start`."""
    return next(p for p in document.paragraphs if p.text.startswith(start))


def set_text(start: str, old: str, new: str) -> Plant:
    def plant(document: Any) -> None:
        for run in body(document, start).runs:
            run.text = run.text.replace(old, new)

    return plant


def font(start: str, name: str, run: int = 0) -> Plant:
    def plant(document: Any) -> None:
        fonts = body(document, start).runs[run]._r.rPr.rFonts
        for key in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{key}"), name)

    return plant


def run_format(start: str, name: str, value: Any) -> Plant:
    return lambda document: setattr(body(document, start).runs[0].font, name, value)


def paragraph_format(start: str, name: str, value: Any) -> Plant:
    return lambda document: setattr(body(document, start).paragraph_format, name, value)


def page(name: str, value: Any) -> Plant:
    return lambda document: setattr(document.sections[0], name, value)


def indent(start: str, name: str, value: str) -> Plant:
    def plant(document: Any) -> None:
        element = body(document, start)._p.pPr.find(qn("w:ind"))
        element.set(qn(f"w:{name}Chars"), value)
        element.set(qn(f"w:{name}"), value)

    return plant


def remove(start: str) -> Plant:
    def plant(document: Any) -> None:
        element = body(document, start)._p
        element.getparent().remove(element)

    return plant


def remove_before(start: str) -> Plant:
    def plant(document: Any) -> None:
        element = body(document, start)._p
        element.getparent().remove(element.getprevious())

    return plant


def color(document: Any) -> None:
    body(document, "每月").runs[0].font.color.rgb = RGBColor(0xFF, 0, 0)


def landscape(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def spacing(document: Any) -> None:
    for element in document.element.body.iter(qn("w:rPr")):
        for own in element.findall(qn("w:spacing")):
            element.remove(own)
    for style in document.styles.element.iter(qn("w:rPr")):
        for own in style.findall(qn("w:spacing")):
            style.remove(own)


def grid(document: Any) -> None:
    element = OxmlElement("w:docGrid")
    element.set(qn("w:type"), "linesAndChars")
    element.set(qn("w:charSpace"), "-1024")
    document.sections[0]._sectPr.append(element)


def no_east_asia(document: Any) -> None:
    fonts = body(document, "每月").runs[0]._r.rPr.rFonts
    fonts.set(qn("w:eastAsia"), "宋体")


def same_sides(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = False


def footer(change: Callable[[Any], None], even: bool = False) -> Plant:
    def plant(document: Any) -> None:
        section = document.sections[0]
        change((section.even_page_footer if even else section.footer).paragraphs[0])

    return plant


def clear(one: Any) -> None:
    for run in one.runs:
        run._r.getparent().remove(run._r)


def no_dash(one: Any) -> None:
    one.runs[0].text = ""
    one.runs[-1].text = ""


def bigger(one: Any) -> None:
    for run in one.runs:
        run.font.size = Pt(10.5)


def other_font(one: Any) -> None:
    for run in one.runs:
        run._r.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
        run._r.rPr.rFonts.set(qn("w:ascii"), "Calibri")


def no_blank(one: Any) -> None:
    element = one._p.pPr.find(qn("w:ind"))
    one._p.pPr.remove(element)


def add_empty(document: Any) -> None:
    body(document, "二、").insert_paragraph_before("")


def swap_signature(document: Any) -> None:
    unit, day = document.paragraphs[-2], document.paragraphs[-1]
    day._p.addnext(unit._p)


def no_keep(document: Any) -> None:
    for one in document.paragraphs[-4:]:
        one.paragraph_format.keep_with_next = False


def title_break(document: Any) -> None:
    run = document.paragraphs[0].runs[0]
    run.text = run.text.replace("\n", "")[:-2] + "\n" + run.text[-2:]


def header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def style_size(document: Any) -> None:
    """The size comes from the style alone, and the style is wrong."""
    body(document, "每月").runs[0]._r.rPr.remove(body(document, "每月").runs[0]._r.rPr.find(qn("w:sz")))
    document.styles["公文正文"].font.size = Pt(14)


def title_without_gap(document: Any) -> None:
    element = document.paragraphs[1]._p
    element.getparent().remove(element)


TITLE, LEAD, FIRST, SECOND, THIRD, FOURTH, BODY = "柳湾", "今年", "一、", "（一）", "1.", "（1）", "每月"
CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
UNIT, DAY = "柳湾区图书馆", "2024年12月"

FAULTS: list[tuple[str, str, Plant]] = [
    ("page is Letter", "page_w", page("page_width", Mm(215.9))),
    ("page too high", "page_h", page("page_height", Mm(279.4))),
    ("landscape", "page_w", landscape),
    ("top margin of Word's default", "page_top", page("top_margin", Mm(25.4))),
    ("left margin", "page_left", page("left_margin", Mm(31.8))),
    ("right margin", "page_right", page("right_margin", Mm(31.8))),
    ("bottom margin", "page_bottom", page("bottom_margin", Mm(25.4))),
    ("gutter", "page_left", page("gutter", Mm(5))),
    ("negative character grid", "grid", grid),
    ("text in the header", "header", header),
    ("27 characters in a line", "chars_per_line", spacing),
    ("pitch 29 pt", "pitch", paragraph_format(BODY, "line_spacing", Pt(29))),
    ("1.5 lines", "pitch", paragraph_format(BODY, "line_spacing", 1.5)),
    ("space after a paragraph", "pitch", paragraph_format(BODY, "space_after", Pt(6))),
    ("title 黑体", "title_font", font(TITLE, "黑体")),
    ("title 小二", "title_size", run_format(TITLE, "size", Pt(18))),
    ("title bold", "title_bold", run_format(TITLE, "bold", True)),
    ("title left", "title_align", paragraph_format(TITLE, "alignment", LEFT)),
    ("title broken before its last two characters", "title_shape", title_break),
    ("title ends with 。", "title_stop", set_text(TITLE, "总结", "总结。")),
    ("no empty line after the title", "title_gap", title_without_gap),
    ("body 宋体", "font_0", font(BODY, "宋体")),
    ("only the Western font set", "font_0", no_east_asia),
    ("body 四号", "size", run_format(BODY, "size", Pt(14))),
    ("size from a wrong style", "size", style_size),
    ("body bold", "body_bold", run_format(BODY, "bold", True)),
    ("italic", "emphasis", run_format(BODY, "italic", True)),
    ("underlined", "emphasis", run_format(BODY, "underline", True)),
    ("red text", "color", color),
    ("no indent", "indent", indent(BODY, "firstLine", "0")),
    ("indent by spaces", "indent_by_spaces", set_text(BODY, "每月", "　　每月")),
    ("left indent", "indent", indent(BODY, "left", "200")),
    ("body centred", "align", paragraph_format(BODY, "alignment", CENTER)),
    ("level 1 仿宋", "font_1", font(FIRST, "仿宋")),
    ("level 2 黑体", "font_2", font(SECOND, "黑体")),
    ("level 3 楷体", "font_3", font(THIRD, "楷体")),
    ("level 4 黑体", "font_4", font(FOURTH, "黑体")),
    ("heading bold", "heading_bold", run_format(FIRST, "bold", True)),
    ("heading ends with 。", "heading_stop", set_text(FIRST, "领导", "领导。")),
    ("heading may end a page", "heading_alone", paragraph_format(FIRST, "keep_with_next", False)),
    ("number skipped", "number_gap", set_text("二、", "二、", "三、")),
    ("number twice", "number_gap", set_text("（二）", "（二）", "（一）")),
    ("一. for 一、", "number_form", set_text(FIRST, "一、", "一.")),
    ("half-width brackets round the number", "number_form", set_text(SECOND, "（一）", "(一)")),
    ("（一）、", "number_form", set_text(SECOND, "（一）", "（一）、")),
    ("1、 for 1.", "number_form", set_text(THIRD, "1.", "1、")),
    ("第一章", "number_form", set_text(FIRST, "一、", "第一章 ")),
    ("（一） without 一、", "number_level", remove(FIRST)),
    ("half-width comma", "half_width_mark", set_text(LEAD, "，", ",")),
    ("half-width stop", "half_width_mark", set_text(BODY, "。", ".")),
    ("half-width colon", "half_width_mark", set_text(BODY, "例会", "例会:会")),
    ("half-width brackets", "half_width_bracket", set_text(BODY, "例会", "例会(扩大)")),
    ("full-width digits", "full_width_digit", set_text(LEAD, "36", "３６")),
    ("full-width %", "full_width_percent", set_text("考核", "10%", "10％")),
    ("straight quotes", "straight_quote", set_text(FOURTH, "“15分钟阅读圈”", '"15分钟阅读圈"')),
    ("quote without a partner", "unpaired", set_text(FOURTH, "”", "")),
    ("...", "ellipsis", set_text(BODY, "例会", "例会...")),
    ("--", "dash", set_text(BODY, "例会", "例会--专题会")),
    ("space between 汉字 and digits", "space", set_text(LEAD, "36", " 36 ")),
    ("hyphen for a range of years", "range", set_text(BODY, "每月", "2023-2024年每月")),
    ("month with a zero", "zero_padded_date", set_text(BODY, "每月", "2024年07月每月")),
    ("gap mark left", "gap_mark", set_text(BODY, "例会", "例会【待补充：次数】")),
    ("placeholder left", "gap_mark", set_text(BODY, "例会", "XX例会")),
    ("，，", "doubled_mark", set_text(LEAD, "，", "，，")),
    ("date with zeros", "date_form", set_text(DAY, "12月20日", "07月05日")),
    ("date in Chinese figures", "date_form", set_text(DAY, "2024年12月20日", "二〇二四年十二月二十日")),
    ("date with dots", "date_form", set_text(DAY, "2024年12月20日", "2024.12.20")),
    ("date without a year", "date_form", set_text(DAY, "2024年12月20日", "12月20日")),
    ("no date", "date_missing", remove(DAY)),
    ("date left", "signature_align", paragraph_format(DAY, "alignment", LEFT)),
    ("date at the margin", "signature_right", indent(DAY, "right", "0")),
    ("date under the unit's first character", "signature_offset", indent(DAY, "right", "400")),
    ("date above the unit", "date_missing", swap_signature),
    (
        "no empty line before the unit",
        "signature_gap",
        lambda d: d.paragraphs[-3]._p.getparent().remove(d.paragraphs[-3]._p),
    ),
    ("unit and date may stand alone", "signature_alone", no_keep),
    ("no page number", "page_number_missing", footer(clear)),
    ("no page number on even pages", "page_number_missing", footer(clear, even=True)),
    ("page number without dashes", "page_number_dash", footer(no_dash)),
    ("page number 五号", "page_number_font", footer(bigger)),
    ("page number 仿宋", "page_number_font", footer(other_font)),
    ("page number centred", "page_number_side", footer(lambda p: setattr(p, "alignment", CENTER))),
    (
        "even pages on the right",
        "page_number_side",
        footer(lambda p: setattr(p, "alignment", WD_ALIGN_PARAGRAPH.RIGHT), even=True),
    ),
    ("odd and even alike", "page_number_sides", same_sides),
    ("page number at the margin", "page_number_indent", footer(no_blank)),
    ("page number too low", "page_number_place", page("footer_distance", Mm(15))),
    ("empty paragraphs between sections", "empty_paragraph", add_empty),
    ("page break", "page_break", paragraph_format("二、", "page_break_before", True)),
]


@cache
def exported() -> bytes:
    return as_docx(clean())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code", "plant"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_caught(name: str, code: str, plant: Plant) -> None:
    document = Document(BytesIO(exported()))
    plant(document)
    stream = BytesIO()
    document.save(stream)
    codes = {fault.split(":")[0] for fault in check(stream.getvalue())}
    assert code in codes, (name, codes)


def test_the_real_export_has_none() -> None:
    assert check(as_docx(clean())) == []


def test_a_long_paper_has_only_its_gaps() -> None:
    codes = {fault.split(":")[0] for fault in check(as_docx(long()))}
    assert codes == {"gap_mark", "highlight"}


@pytest.mark.parametrize(
    "signature", ["河口站", "柳湾区图书馆", "中共柳湾区委员会宣传部", "柳湾区推进全民阅读工作领导小组办公室"]
)
@pytest.mark.parametrize("date", ["2024年7月", "2024年7月5日", "2024年12月30日"])
def test_signature_and_date_of_any_length(signature: str, date: str) -> None:
    draft = msgspec.structs.replace(clean(), signature=signature, date=date)
    assert check(as_docx(draft)) == []


def test_rough_text_comes_out_in_order() -> None:
    rough = Draft(
        "柳湾区图书馆工作总结。",
        lead=(fact('今年,共办活动 36 场(含"亲子阅读"12场).'),),
        sections=(
            Section(1, "一.加强领导。"),
            Section(2, "(一)建强队伍;", (Paragraph((fact("借阅增长１２％..."),)),)),
            Section(3, "抓好考核.", (paragraph(fact("2023-2024年,按2024年07月印发的办法执行.")),)),
        ),
        signature="柳湾区图书馆",
        date="2024-07-05",
    )
    assert check(as_docx(rough)) == []
