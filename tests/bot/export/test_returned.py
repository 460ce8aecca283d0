"""An exported Word file comes back: unedited without a change, edited with every change found."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from bot.errors import InputError
from bot.export.blocks import blocks
from bot.export.docx import as_docx
from bot.export.returned import Returned, compared
from bot.export.tidy import tidy
from bot.export.word_file import Revision
from bot.model import Draft, Sentence
from tests.bot.export.papers import clean, long, small
from tests.bot.export.test_layout_faults import body, set_text

Edit = Callable[[Any], None]


@cache
def exported() -> bytes:
    return as_docx(small())


def edited(draft: Draft, change: Edit) -> Returned:
    document = Document(BytesIO(exported() if draft == small() else as_docx(draft)))
    change(document)
    stream = BytesIO()
    document.save(stream)
    return compared(draft, stream.getvalue())


@pytest.mark.parametrize(
    "draft", [small(), clean(), long(2), Draft("题")], ids=["small", "clean", "long", "bare"]
)
@pytest.mark.parametrize("with_sources", [False, True])
def test_an_unedited_file_has_no_change(draft: Draft, with_sources: bool) -> None:
    found = compared(draft, as_docx(draft, with_sources=with_sources))
    assert (found.changes, found.revisions, found.todos, found.questions) == ((), (), (), ())
    assert found.draft == tidy(draft)


def add_sentence(document: Any) -> None:
    body(document, "（二）明确责任").add_run("另有3个班组补签。")


def drop_sentence(document: Any) -> None:
    document.paragraphs[3].runs[1].text = ""


def add_paragraph(document: Any) -> None:
    body(document, "夜间抢修").insert_paragraph_before("组织安规考试2次。")


def drop(start: str) -> Edit:
    def change(document: Any) -> None:
        element = body(document, start)._p
        element.getparent().remove(element)

    return change


def move(document: Any) -> None:
    body(document, "巡视线路")._p.addprevious(body(document, "夜间抢修")._p)


def split(document: Any) -> None:
    one = body(document, "上半年")
    one.insert_paragraph_before(one.runs[0].text)
    one.runs[0].text = ""


def merge(document: Any) -> None:
    second = body(document, "夜间抢修")
    body(document, "巡视线路").add_run(second.text)
    second._p.getparent().remove(second._p)


def add_heading(document: Any) -> None:
    body(document, "二、抓实").insert_paragraph_before("二、强化宣传引导", style="Heading 1")


def add_numbered(document: Any) -> None:
    body(document, "二、抓实").insert_paragraph_before("（三）加强督查。每周督查1次。")


def bold(document: Any) -> None:
    body(document, "夜间抢修").runs[0].bold = True


def bold_style(document: Any) -> None:
    document.styles["公文正文"].font.bold = None
    for run in body(document, "夜间抢修").runs:
        run._r.rPr.remove(run._r.rPr.find(qn("w:b")))
    document.styles["公文正文"].font.bold = True


def red(document: Any) -> None:
    body(document, "夜间抢修").runs[0].font.color.rgb = RGBColor(0xFF, 0, 0)


def bigger(document: Any) -> None:
    body(document, "夜间抢修").runs[0].font.size = Pt(18)


def other_font(document: Any) -> None:
    body(document, "夜间抢修").runs[0]._r.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def centred(document: Any) -> None:
    body(document, "夜间抢修").alignment = WD_ALIGN_PARAGRAPH.CENTER


def table(document: Any) -> None:
    document.add_table(1, 2).cell(0, 0).text = "线路"


def header(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "内部资料"


def no_page_numbers(document: Any) -> None:
    for section in document.sections:
        for footer in (section.footer, section.even_page_footer):
            for paragraph in footer.paragraphs:
                paragraph.clear()


def margins(document: Any) -> None:
    document.sections[0].left_margin = Mm(20)


def page_break(document: Any) -> None:
    body(document, "夜间抢修").runs[0].add_break(WD_BREAK.PAGE)


def fill_gap(document: Any) -> None:
    body(document, "巡视线路").runs[-1].text = "投入资金2.4万元。"


EDITS: list[tuple[str, Edit, str, str]] = [
    ("figure", set_text("巡视", "13.5", "15.3"), "changed", "15.3千米"),
    ("word", set_text("夜间", "抢修", "检修"), "changed", "夜间检修5次。"),
    ("mark", set_text("（二）明", "责任书。", "责任书！"), "changed", "责任书！"),
    ("sentence added", add_sentence, "added", "另有3个班组补签。"),
    ("sentence removed", drop_sentence, "removed", "现将情况总结如下。"),
    ("paragraph added", add_paragraph, "added", "组织安规考试2次。"),
    ("paragraph removed", drop("夜间抢修"), "removed", "夜间抢修5次。"),
    ("paragraph moved", move, "moved", "夜间抢修5次。"),
    ("paragraph split", split, "moved", "现将情况总结如下。"),
    ("paragraphs merged", merge, "moved", "夜间抢修5次。"),
    ("heading reworded", set_text("二、抓实", "隐患排查", "安全检查"), "changed", "二、抓实安全检查"),
    ("run-in heading reworded", set_text("（一）", "健全机构", "理顺机构"), "changed", "（一）理顺机构。"),
    ("heading removed", drop("二、抓实"), "removed", "二、抓实隐患排查"),
    ("heading added", add_heading, "added", "二、强化宣传引导"),
    ("numbered paragraph added", add_numbered, "added", "（三）加强督查。每周督查1次。"),
    ("number changed", set_text("二、抓实", "二、", "三、"), "changed", "三、抓实隐患排查"),
    ("title", set_text("青禾镇供电所安全", "工作总结", "情况报告"), "changed", "情况报告"),
    ("subtitle", set_text("（2024", "上半年", "1—6月"), "changed", "1—6月"),
    ("unit", lambda d: setattr(d.paragraphs[-2].runs[0], "text", "青禾供电所"), "changed", "青禾供电所"),
    ("date", set_text("2024年7月", "5日", "8日"), "changed", "2024年7月8日"),
    ("lead", set_text("上半年", "围绕", "紧扣"), "changed", "紧扣安全生产"),
    ("closing", set_text("下半年", "继续", "持续"), "changed", "下半年持续抓好"),
    ("gap filled", fill_gap, "changed", "投入资金2.4万元。"),
    ("bold", bold, "format", "夜间抢修5次。"),
    ("bold by style", bold_style, "format", "夜间抢修5次。"),
    ("red", red, "format", "夜间抢修5次。"),
    ("size", bigger, "format", "夜间抢修5次。"),
    ("font", other_font, "format", "夜间抢修5次。"),
    ("centred", centred, "format", "夜间抢修5次。"),
    ("table", table, "outside", "线路"),
    ("header", header, "outside", "内部资料"),
    ("page numbers taken away", no_page_numbers, "outside", "—"),
    ("margins", margins, "outside", "210 297"),
    ("page break", page_break, "outside", ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "change", "kind", "words"), EDITS, ids=[edit[0] for edit in EDITS])
def test_every_kind_of_edit_is_found(name: str, change: Edit, kind: str, words: str) -> None:
    """Found and named; and the new version reads as the file."""
    document = Document(BytesIO(exported()))
    change(document)
    stream = BytesIO()
    document.save(stream)
    found = compared(small(), stream.getvalue())
    hits = [one for one in found.changes if one.kind == kind and words in (one.after or one.before)]
    if name == "gap filled":  # a gap and what fills it are unlike: one goes, the other comes
        hits = [one for one in found.changes if words == one.after]
    assert hits, (name, found.changes)
    assert all(one.shown() for one in found.changes)
    assert len(found.changes) <= 3, found.changes
    if kind == "outside":  # what was changed there is told once, as it is now
        assert len(found.changes) == 1, found.changes
    file = [
        p.text.replace("\n", "") for p in Document(BytesIO(stream.getvalue())).paragraphs if p.text.strip()
    ]
    made = [block.text for block in blocks(found.draft)]
    assert "".join(made).replace("。", "") == "".join(_renumbered(file)).replace("。", "")


def _renumbered(lines: list[str]) -> list[str]:
    """A number typed by hand is the export's business: level-1 headings are counted anew."""
    count = 0
    found = []
    for line in lines:
        if line[1:2] == "、" and line[0] in "一二三四五":
            line = f"{'一二三四五'[count]}{line[1:]}"
            count += 1
        found.append(line)
    return found


def test_what_was_not_touched_keeps_its_facts_and_what_was_is_locked() -> None:
    found = edited(small(), set_text("巡视", "13.5", "15.3"))
    sentences = {sentence.text: sentence for sentence in found.draft.sentences()}
    assert sentences["夜间抢修5次。"] == Sentence("夜间抢修5次。", "fact", ("f5",))
    changed = sentences["巡视线路15.3千米，发现隐患7处，全部整改。"]
    assert changed == Sentence(changed.text, "fact", ("f3", "f4"), locked=True)
    assert found.draft.facts == small().facts
    assert found.draft.version == small().version + 1
    assert found.draft.findings == ()


@pytest.mark.parametrize("change", [split, merge, move])
def test_a_sentence_that_only_moved_keeps_its_facts(change: Edit) -> None:
    found = edited(small(), change).draft.sentences()
    assert sorted(found, key=lambda s: s.text) == sorted(small().sentences(), key=lambda s: s.text)


def test_a_figure_changed_by_hand_is_asked_about() -> None:
    question = edited(small(), set_text("巡视", "13.5", "15.3")).questions
    assert len(question) == 1
    assert "13.5千米" in question[0]
    assert "15.3千米" in question[0]
    assert "巡线13.5公里" in question[0]
    assert edited(small(), add_paragraph).questions == ("“2次”是新加的，之前没有说过。这个数从哪里来？",)
    assert edited(small(), set_text("夜间", "抢修", "检修")).questions == ()


# ------------------------------------------------------------------ tracked changes and comments


def _track(kind: str, text: str) -> Any:
    inner = f'<w:{"delText" if kind == "del" else "t"} xml:space="preserve">{text}</w:{"delText" if kind == "del" else "t"}>'
    return parse_xml(
        f'<w:{kind} {nsdecls("w")} w:id="9" w:author="李科长" w:date="2024-07-06T08:00:00Z"><w:r>{inner}</w:r></w:{kind}>'
    )


def track_insert(document: Any) -> None:
    body(document, "夜间抢修")._p.append(_track("ins", "比去年同期减少2次。"))


def track_delete(document: Any) -> None:
    run = body(document, "上半年").runs[1]
    text = run.text
    run._r.addprevious(_track("del", text))
    run._r.getparent().remove(run._r)


def track_replace(document: Any) -> None:
    run = body(document, "夜间抢修").runs[0]
    run._r.addnext(_track("ins", "夜间抢修6次。"))
    track_delete_run(run)


def track_delete_run(run: Any) -> None:
    run._r.addprevious(_track("del", run.text))
    run._r.getparent().remove(run._r)


def track_delete_paragraph(document: Any) -> None:
    one = body(document, "夜间抢修")
    mark = parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="3" w:author="李科长"/></w:rPr>')
    old = one._p.pPr.find(qn("w:rPr"))
    one._p.pPr.replace(old, mark)
    track_delete_run(one.runs[0])


def track_move(document: Any) -> None:
    one = body(document, "夜间抢修")
    copy = deepcopy(one._p)
    body(document, "巡视线路")._p.addprevious(copy)
    for element, kind in ((one._p, "moveFrom"), (copy, "moveTo")):
        run = element.find(qn("w:r"))
        wrap = OxmlElement(f"w:{kind}")
        wrap.set(qn("w:author"), "李科长")
        run.addprevious(wrap)
        wrap.append(run)


def track_format(document: Any) -> None:
    run = body(document, "夜间抢修").runs[0]
    run.bold = True
    run._r.rPr.append(
        parse_xml(f'<w:rPrChange {nsdecls("w")} w:id="5" w:author="李科长"><w:rPr/></w:rPrChange>')
    )


def track_paragraph_mark(document: Any) -> None:
    """A paragraph's end deleted: it runs on into the next."""
    one = body(document, "巡视线路")
    one._p.pPr.find(qn("w:rPr")).append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="李科长"/>'))


TRACKED: list[tuple[str, Edit, str, str, str]] = [
    ("insert", track_insert, "insert", "比去年同期减少2次。", "夜间抢修5次。比去年同期减少2次。"),
    ("delete", track_delete, "delete", "现将情况总结如下。", "上半年，青禾镇供电所围绕安全生产开展工作。"),
    ("replace", track_replace, "insert", "夜间抢修6次。", "夜间抢修6次。"),
    (
        "delete a paragraph",
        track_delete_paragraph,
        "delete",
        "夜间抢修5次。",
        "【待补充：整改所用资金】三、存在的问题",
    ),
    ("move", track_move, "move", "夜间抢修5次。", "夜间抢修5次。巡视线路"),
    ("format", track_format, "format", "夜间抢修5次。", "夜间抢修5次。"),
    ("join paragraphs", track_paragraph_mark, "delete", "¶", "【待补充：整改所用资金】夜间抢修5次。"),
]


@pytest.mark.parametrize(
    ("name", "change", "kind", "text", "result"), TRACKED, ids=[one[0] for one in TRACKED]
)
def test_tracked_changes_are_read_and_accepted(
    name: str, change: Edit, kind: str, text: str, result: str
) -> None:
    found = edited(small(), change)
    assert any((r.kind, r.author, r.text) == (kind, "李科长", text) for r in found.revisions), found.revisions
    assert found.changes
    assert result in "".join(block.text for block in blocks(found.draft))


def test_comments_of_others_are_to_dos_and_our_own_are_not() -> None:
    document = Document(BytesIO(as_docx(small(), with_sources=True)))
    run = body(document, "夜间抢修").runs[0]
    document.add_comment([run], text="次数请再核一下", author="李科长", initials="李")
    stream = BytesIO()
    document.save(stream)
    found = compared(small(), stream.getvalue())
    assert [(todo.author, todo.text, todo.anchor) for todo in found.todos] == [
        ("李科长", "次数请再核一下", "夜间抢修5次。")
    ]
    assert found.changes == ()
    assert not [revision for revision in found.revisions if isinstance(revision, Revision)]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"not a zip", as_docx(clean())[:4000]])
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        compared(small(), data)
    assert caught.value.key == "docx_unreadable"


def test_another_paper_altogether_is_compared_in_time() -> None:
    import time

    start = time.process_time()
    found = compared(clean(), as_docx(long()))
    assert time.process_time() - start < 3
    assert len(found.changes) > 20
    assert [block.text for block in blocks(found.draft)] == [block.text for block in blocks(tidy(long()))]


@pytest.mark.parametrize(
    ("old", "new", "readable"),
    [
        (b"<w:body>", b"<w:body>" + b"<w:ins>" * 5000 + b"</w:ins>" * 5000, True),
        (b"<w:body>", b"<w:nobody>", False),
        (b'w:w="11906"', b'w:w="wide"', True),
        (
            b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>",
            b'<!DOCTYPE x [<!ENTITY a "b">]>',
            False,
        ),
        (b'w:val="32"', b'w:val="big"', True),
    ],
)
def test_odd_xml_is_read_or_refused(old: bytes, new: bytes, readable: bool) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(exported())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != "word/document.xml" or old in data
            target.writestr(name, data.replace(old, new) if name == "word/document.xml" else data)
    if readable:
        assert compared(small(), stream.getvalue()).draft.title == small().title
        return
    with pytest.raises(InputError) as caught:
        compared(small(), stream.getvalue())
    assert caught.value.key == "docx_unreadable"


@pytest.mark.slow
def test_damaged_bytes_are_read_or_refused() -> None:
    chance = Random(7)
    for _ in range(150):
        data = bytearray(exported())
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(InputError):
            compared(small(), bytes(data))
