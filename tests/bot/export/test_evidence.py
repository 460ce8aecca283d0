"""The evidence table, the receipt, their files, and the likeness of texts."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import msgspec
import pytest
from defusedxml.ElementTree import fromstring
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.export.evidence import Leakage, Receipt, receipt, rows
from bot.export.evidence_files import EVIDENCE_FORMATS, lines, render_evidence, table
from bot.export.likeness import likeness, nearest
from bot.export.text import as_txt
from bot.model import Draft, Fact, Figure, Section, Sentence, Source
from tests.bot.export.papers import fact, paragraph, small


def full() -> Receipt:
    leakage = Leakage(12, ("东山社区", "投入32万元"), 15, "坚持把群众满意作为工作的出发点")
    return receipt(small(), leakage, last=as_txt(small()), samples={"甲": "毫不相干", "乙": as_txt(small())})


def test_each_figure_has_its_sentence_turn_and_words() -> None:
    found = {row.text: row for row in rows(small()) if row.kind == "数字"}
    assert set(found) >= {"3个", "13.5千米", "7处", "5次"}
    row = found["13.5千米"]
    assert (row.turn, row.quote, row.certainty, row.computed, row.fact) == (
        8,
        "巡线13.5公里",
        "约数",
        "6.5+7=13.5",
        "f3",
    )
    assert row.sentence == "巡视线路13.5千米，发现隐患7处，全部整改。"
    assert found["5次"].certainty == "待核实"


def test_a_figure_without_a_source_says_so() -> None:
    draft = msgspec.structs.replace(small(), closing=(Sentence("全年节约电费88万元。", "fact", locked=True),))
    last = next(row for row in reversed(rows(draft)) if row.kind == "数字")
    assert (last.text, last.turn, last.quote) == ("88万元", 0, "无来源，请核实")


def test_a_figure_is_not_given_the_source_of_another() -> None:
    facts = (
        Fact(
            "a",
            "发放传单300份",
            "宣传发动",
            Source(1, "发了300份传单"),
            figures=(Figure("300份", 300, "份"),),
        ),
        Fact(
            "b",
            "培训300人次",
            "教育培训",
            Source(2, "训了300人次"),
            figures=(Figure("300人次", 300, "人次"),),
        ),
    )
    draft = Draft("题", lead=(fact("培训300人次。", "b"), fact("发放传单300份。", "a")), facts=facts)
    assert [(row.text, row.turn) for row in rows(draft)] == [("300人次", 2), ("300份", 1)]


@pytest.mark.parametrize(
    ("told", "unit", "written", "same"),
    [
        ("40个", "个", "学员40名。", True),
        ("40个", "个", "隐患40处。", True),
        ("40回", "回", "巡查40次。", True),
        ("40次", "次", "服务40人次。", False),
        ("40个", "个", "开会40次。", False),
        ("40%", "%", "隐患40处。", False),
    ],
)
def test_another_word_for_a_unit_is_the_same_unit(told: str, unit: str, written: str, same: bool) -> None:
    known = Fact("a", "说明", "主要工作", Source(3, told), figures=(Figure(told, 40, unit),))
    draft = Draft("题", lead=(fact(written, "a"),), facts=(known,))
    assert [row.turn for row in rows(draft)] == [3 if same else 0]


def test_a_day_without_its_month() -> None:
    told = (
        Fact("a", "6月3日、17日整治", "主要工作", Source(3, "6.3和6.17整治"), dates=("--06-03", "--06-17")),
    )
    draft = Draft("题", lead=(fact("6月3日、17日集中整治。", "a"),), facts=told)
    assert [(row.text, row.turn) for row in rows(draft)] == [("6月3日", 3), ("17日", 3)]


def test_clock_times_ranges_of_months_and_plain_words() -> None:
    told = (
        Fact("a", "夜查19点到23点", "主要工作", Source(3, "晚上19点到23点夜查")),
        Fact("b", "3月到5月打比赛", "活动开展", Source(4, "3到5月打比赛"), dates=("2024-03/2024-05",)),
    )
    draft = Draft(
        "题",
        lead=(fact("每天19时至23时夜查，由一名队员带队。", "a"), fact("3月至5月比赛。", "b")),
        facts=told,
    )
    assert [(row.text, row.turn) for row in rows(draft)] == [("19时至23时", 3), ("3月至5月", 4)]


def test_scaled_figures_are_the_same_figure() -> None:
    told = (
        Fact(
            "a",
            "投入4万余元",
            "成效数据",
            Source(3, "花了4万多"),
            figures=(Figure("4万余元", 40000, "元", "余"),),
        ),
    )
    draft = Draft("题", lead=(fact("投入40000余元。", "a"),), facts=told)
    assert rows(draft)[0].turn == 3


def test_dates_names_and_headings() -> None:
    told = (
        Fact(
            "a",
            "6月3日请周望川讲课",
            "教育培训",
            Source(4, "6.3请周望川讲课"),
            dates=("--06-03",),
            names=("周望川",),
        ),
    )
    draft = Draft(
        "题",
        sections=(Section(1, "办好9件实事", (paragraph(fact("6月3日，邀请周望川讲课。", "a")),)),),
        facts=told,
    )
    assert [(row.kind, row.text, row.turn) for row in rows(draft)] == [
        ("数字", "9件", 0),
        ("日期", "6月3日", 4),
        ("名称", "周望川", 4),
    ]


def test_private_facts_are_no_source_for_another_sentence() -> None:
    hidden = Fact(
        "a", "罚款500元", "补充", Source(9, "罚了500"), figures=(Figure("500元", 500, "元"),), private=True
    )
    draft = Draft("题", lead=(fact("捐款500元。"),), facts=(hidden,))
    assert rows(draft)[0].turn == 0


def test_the_receipt_names_what_is_open() -> None:
    text = "\n".join(line + "".join(points) for line, points in lines(full()))
    for words in (
        "要求1500字",
        "待补充（1处）【待补充：整改所用资金】",
        "核验意见（1条）【请留意】“夜间抢修5次。”：这个数还没有核实",
        "没有写进稿子的事实（1条）新所长叫周望川",
        "对照范文12篇，带入数字1处、名称和口号1处；最长相同文字15字",
        "与上次总结的雷同率：100.0%",
        "与最接近范文《乙》的雷同率：100.0%",
    ):
        assert words in text


def test_a_receipt_with_nothing_open() -> None:
    text = "\n".join(line for line, _ in lines(receipt(Draft("题", lead=(fact("布置工作。"),)))))
    assert "待补充：无" in text
    assert "核验意见：无" in text
    assert "范文泄漏检查：未做" in text
    assert "雷同率" not in text


def test_json_and_markdown() -> None:
    values = json.loads(render_evidence(full(), "json"))
    assert values["rows"][0]["quote"] == "弄了个领导小组，下面3个组"
    assert values["leakage"]["run_chars"] == 15
    shown = render_evidence(full(), "md").decode()
    assert shown.count("\n| ") == len(table(full().rows)) + 1
    assert "| 第8轮 | 巡线13.5公里 | 约数 | 6.5+7=13.5 |" in shown


def test_docx_holds_the_same_table() -> None:
    document = Document(BytesIO(render_evidence(full(), "docx")))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == table(full().rows)
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [297, 210]
    assert any(p.text == "待补充（1处）" for p in document.paragraphs)


def test_xlsx_holds_the_same_table() -> None:
    awkward = receipt(Draft("题", lead=(fact('共3项<&>"\x01。'),)))
    for given_receipt in (full(), awkward):
        with zipfile.ZipFile(BytesIO(render_evidence(given_receipt, "xlsx"))) as book:
            assert book.testzip() is None
            sheet = fromstring(book.read("xl/worksheets/sheet2.xml"))
            names = [
                s.get("name")
                for s in fromstring(book.read("xl/workbook.xml")).iter()
                if s.tag.endswith("}sheet")
            ]
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        cells = [["".join(c.itertext()) for c in row.iter(f"{space}c")] for row in sheet.iter(f"{space}row")]
        assert cells == [[cell.replace("\x01", "") for cell in row] for row in table(given_receipt.rows)]
        assert names == ["交稿回执", "数据来源表"]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        render_evidence(full(), "csv")
    assert caught.value.key == "format_unknown"
    assert set(EVIDENCE_FORMATS) == {"md", "json", "docx", "xlsx"}


def test_likeness_counts_runs_of_thirteen() -> None:
    run = "甲乙丙丁戊己庚辛壬癸子丑寅"
    assert likeness(f"{run}卯辰巳午", f"前{run}后") == pytest.approx(13 / 17)
    assert likeness(run[:12], run) == 0.0
    assert likeness("甲乙丙丁戊，己庚辛壬癸。子丑寅", run) == 1.0
    assert nearest("文", {}) == ("", 0.0)


@given(st.text("甲乙丙丁", max_size=60), st.text("甲乙丙丁", max_size=60))
def test_likeness_is_a_share_and_whole_with_itself(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    if len(one) >= 13:
        assert likeness(one, one) == 1.0
