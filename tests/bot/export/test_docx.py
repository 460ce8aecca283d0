"""The Word file: its text, styles, title, templates, sources, speed; and the clipboard's HTML."""

from __future__ import annotations

import re
import time
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document
from docx.shared import Pt

from bot.errors import InputError, SettingsError, UserError
from bot.export import FORMATS, render, tidy
from bot.export.blocks import blocks
from bot.export.docx import as_docx
from bot.export.html import as_html
from bot.export.text import columns, from_json
from bot.export.title import broken
from bot.export.wordml import NAMESPACE
from bot.model import Draft
from bot.settings import Settings, load
from tests.bot.export.papers import clean, fact, long, small


def opened(data: bytes) -> Any:
    return Document(BytesIO(data))


@pytest.mark.parametrize("draft", [small(), clean(), long()], ids=["small", "clean", "long"])
def test_python_docx_reads_the_same_text(draft: Draft) -> None:
    texts = [p.text.replace("\n", "") for p in opened(as_docx(draft)).paragraphs if p.text]
    assert texts == [block.text for block in blocks(tidy(draft))]


def test_headings_are_in_the_navigation() -> None:
    styles = {p.text: p.style.name for p in opened(as_docx(clean())).paragraphs}
    assert styles["一、加强组织领导"] == "Heading 1"
    assert styles["（二）明确责任分工"] == "Heading 2"
    assert styles["2.落实考核"] == "Heading 3"


def test_gaps_of_every_kind_are_marked_and_nothing_else() -> None:
    runs = [run for p in opened(as_docx(long())).paragraphs for run in p.runs]
    marked = {run.text for run in runs if run.font.highlight_color}
    assert marked == {"【待补充：参加人数】", "【待核实：7处还是9处】", "〔户数待核〕"}


def test_nothing_of_another_document_is_left() -> None:
    with zipfile.ZipFile(BytesIO(as_docx(small()))) as package:
        names = package.namelist()
        styles = package.read("word/styles.xml").decode()
        fonts = package.read("word/fontTable.xml").decode()
        settings = package.read("word/settings.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    assert "ja-JP" not in styles + settings
    assert '<w:font w:name="仿宋"><w:altName w:val="仿宋_GB2312;' in fonts
    about = opened(as_docx(small())).core_properties
    assert (about.title, about.comments, about.author) == (
        "青禾镇供电所安全生产工作总结（2024年上半年）",
        "",
        "青禾镇供电所",
    )


def test_characters_xml_does_not_allow_are_dropped() -> None:
    draft = Draft("题\x0b目", lead=(fact("甲<&>\x00乙\ufffe。"),))
    assert [p.text for p in opened(as_docx(draft)).paragraphs if p.text] == ["题", "目", "甲<&>乙。"]


def test_comments_name_turn_and_words() -> None:
    comments = {c.text for c in opened(as_docx(small(), with_sources=True)).comments}
    assert "来源：第8轮，“巡线13.5公里”；计算：6.5+7=13.5\n来源：第8轮，“7处隐患都改了”" in comments
    assert "套语，不陈述事实" in comments
    assert "待补充" in comments
    assert not list(opened(as_docx(small())).comments)


def test_internal_layout() -> None:
    document = opened(as_docx(clean(), "internal"))
    run = next(p for p in document.paragraphs if p.text.startswith("每月")).runs[0]
    assert run.font.size == Pt(12)
    assert run._r.rPr.rFonts.get(f"{{{NAMESPACE}}}eastAsia") == "宋体"
    assert (
        next(p for p in document.paragraphs if p.text.startswith("每月")).paragraph_format.line_spacing == 1.5
    )


def test_an_unknown_layout_names_the_known_ones() -> None:
    with pytest.raises(SettingsError) as caught:
        as_docx(small(), "fallbacks")
    assert caught.value.values["names"] == "official、internal"


def test_a_template_keeps_its_own_page_and_styles(tmp_path: Path) -> None:
    template = Document()
    template.styles["Normal"].font.size = Pt(13)
    template.sections[0].header.paragraphs[0].text = "某某局"
    template.add_paragraph("模板里的说明")
    template.save(str(tmp_path / "own.docx"))
    document = opened(as_docx(small(), template=tmp_path / "own.docx"))
    texts = [p.text for p in document.paragraphs if p.text]
    assert "模板里的说明" not in texts
    assert texts == [block.text for block in blocks(small())]
    assert document.sections[0].header.paragraphs[0].text == "某某局"
    assert document.styles["Normal"].font.size == Pt(13)
    body = next(p for p in document.paragraphs if p.text.startswith("夜间"))
    assert body.runs[0].font.size is None
    assert body.paragraph_format.first_line_indent
    gap = next(p for p in document.paragraphs if "【待" in p.text)
    assert [run.text for run in gap.runs if run.font.highlight_color] == ["【待补充：整改所用资金】"]


def test_a_template_that_is_no_docx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(b"PK no")
    for name in ("own.docx", "missing.docx"):
        with pytest.raises(InputError) as caught:
            as_docx(small(), template=tmp_path / name)
        assert caught.value.key == "template_unreadable"


def test_three_thousand_characters_in_150_ms() -> None:
    draft = long(7)
    assert draft.chars >= 3000
    as_docx(draft)  # imports and caches; processor time, so that busy neighbours do not count
    times = []
    for _ in range(3):
        start = time.process_time()
        as_docx(draft)
        times.append(time.process_time() - start)
    assert min(times) <= 0.150


def test_properties_name_the_paper_and_no_gap() -> None:
    open_signature = msgspec.structs.replace(small(), signature="【待补充：落款单位】")
    about = opened(as_docx(open_signature)).core_properties
    assert about.author == ""
    assert about.created.year >= 2024


def test_one_layout_leaves_no_trace_in_the_next() -> None:
    first = opened(as_docx(small())).element.xml
    as_docx(clean(), "internal", with_sources=False)
    as_docx(clean(), with_sources=True)
    assert opened(as_docx(small())).element.xml == first


# ------------------------------------------------------------------ titles

TITLES = [
    "春晖街道办事处关于开展2024年城乡环境卫生综合整治专项行动情况的工作总结",
    "县第二人民医院“优质服务示范岗”创建活动2024年度工作总结",
    "城东客运站2024年上半年安全生产和优质服务工作总结报告",
    "中共临川县委员会办公室关于贯彻落实《党政机关厉行节约反对浪费条例》情况的报告和2024年上半年节约型机关建设工作总结",
]


@pytest.mark.parametrize("title", TITLES)
def test_long_titles_break_between_words_in_a_good_shape(title: str) -> None:
    lines = broken(title, 20)
    assert "".join(lines) == title
    widths = [columns(line) / 2 for line in lines]
    assert max(widths) <= 20
    assert min(widths) >= max(widths) / 3
    assert not any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    assert not any(re.search(r"[“《（]$", line) or re.match(r"[”》）、，的]", line) for line in lines)
    for whole in ("2024年", "工作总结", "上半年", "专项行动", "办事处", "客运站", "人民医院"):
        assert title.count(whole) == sum(line.count(whole) for line in lines)


def test_short_and_unbreakable_titles() -> None:
    assert broken("2024年工作总结", 20) == ["2024年工作总结"]
    assert "".join(broken("甲" * 45, 20)) == "甲" * 45
    assert max(len(line) for line in broken("甲" * 45, 20)) <= 20


# ------------------------------------------------------------------ registry, HTML


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load({}, home=str(tmp_path_factory.mktemp("home")))


def test_every_format_is_there(settings: Settings) -> None:
    assert set(FORMATS) == {"txt", "md", "json", "docx", "html", "pdf"}
    assert from_json(render(small(), "json", settings)) == small()
    assert (
        render(small(), "txt", settings)
        .decode()
        .startswith("青禾镇供电所安全生产工作总结\n（2024年上半年）\n\n")
    )
    assert render(small(), "docx", settings)[:2] == b"PK"
    with pytest.raises(UserError) as caught:
        render(small(), "doc", settings)
    assert caught.value.key == "format_unknown"


def test_every_format_is_put_in_order_first(settings: Settings) -> None:
    rough = msgspec.structs.replace(small(), lead=(fact("共3次,完成９６%."),))
    for fmt in ("txt", "md", "json", "html"):
        assert "共3次，完成96%。" in render(rough, fmt, settings).decode()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h1", "h2", "h3", "h4"):
            self.paragraphs.append("")
        if tag == "span":
            self.styles.append(dict(attrs).get("style") or "")

    def handle_data(self, data: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1] += data.strip()


def test_clipboard_html_holds_the_text_and_the_fonts() -> None:
    parser = _Text()
    parser.feed(as_html(msgspec.structs.replace(small(), closing=(fact("比较<甲>&乙。"),))))
    texts = [text for text in parser.paragraphs if text]
    assert texts[0] == "青禾镇供电所安全生产工作总结"
    assert "（一）健全机构。成立领导小组，下设3个工作组。" in texts
    assert "比较<甲>&乙。" in texts
    for font in ("方正小标宋简体", "黑体", "楷体", "仿宋"):
        assert any(f"mso-fareast-font-family:'{font}'" in style for style in parser.styles)
    assert sum("background:yellow" in style for style in parser.styles) == 1
