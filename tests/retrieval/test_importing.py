"""A noisy page of our own, with the noises of scraped pages: four reports, read as a careful person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import data_folder
from retrieval import outline, tables
from retrieval.importing import ParsedReport, parse_page
from retrieval.records import OutlineNode

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
Tree = list[tuple[str, str, str, "Tree"]]


@pytest.fixture(scope="module")
def words() -> tables.Tables:
    return tables.load(data_folder("config"))


@pytest.fixture(scope="module")
def page(words: tables.Tables) -> tuple[ParsedReport, ...]:
    return parse_page((FIXTURES / "noisy_page.md").read_text("utf-8"), "noisy_page.md", words)


def tree(nodes: tuple[OutlineNode, ...]) -> Tree:
    return [(n.kind, n.marker, n.text, tree(n.children)) for n in nodes]


def test_four_reports_without_the_pages_furniture(page: tuple[ParsedReport, ...]) -> None:
    assert [r.title[-2:] for r in page] == ["篇一", "篇二", "篇三", "篇四"]
    everything = "".join(r.clean_text for r in page)
    for furniture in ("小编", "时光荏苒", "通用4篇", "本文来源", "#", "\\"):
        assert furniture not in everything


def test_clean_text_is_the_blocks_joined(page: tuple[ParsedReport, ...]) -> None:
    source = (FIXTURES / "noisy_page.md").read_text("utf-8")
    for report in page:
        assert not any(c.isspace() for c in report.clean_text)
        for paragraph in report.paragraphs:
            assert paragraph.text == report.clean_text[paragraph.start : paragraph.end]
    kept = "".join(source.split()).replace("#", "").replace("\\", "")
    body = kept[kept.index("20__年，") : kept.index("供电服务工作总结供电所年度工作总结篇二")]
    assert page[0].clean_text == body


JOINED = [
    (0, "现场作业不出差错。"),
    (0, "鸟巢、绝缘子破损"),
    (0, "“十五分钟到场、四十分钟复电”"),
    (0, "随时可以查询进度"),
    (2, "不合格的一律停运，"),
    (3, "班主任王、李两位"),
    (3, "这样不容易。以后再也不剩饭了。”"),
]


@pytest.mark.parametrize(("report", "text"), JOINED)
def test_broken_sentences_are_joined(page: tuple[ParsedReport, ...], report: int, text: str) -> None:
    assert any(text in p.text for p in page[report].paragraphs)


def test_number_of_paragraphs(page: tuple[ParsedReport, ...]) -> None:
    assert [len(r.paragraphs) for r in page] == [12, 9, 6, 3]


def test_outline_of_a_report_whose_markdown_lies(page: tuple[ParsedReport, ...]) -> None:
    leaf: Tree = []
    assert tree(page[0].outline) == [
        (
            "standalone",
            "一、",
            "抓安全生产，守住底线",
            [("run_in", "一是", "压实责任", leaf), ("run_in", "二是", "排查隐患", leaf)],
        ),
        (
            "standalone",
            "二、",
            "抓优质服务，方便用户",
            [
                (
                    "standalone",
                    "1、",
                    "窗口提速，办电更省心",
                    [("run_in", "一是", "简化手续", leaf), ("run_in", "二是", "延长时间", leaf)],
                ),
                ("run_in", "2、", "抢修提速，停电更少", leaf),
                ("standalone", "3、", "走访用户，听取意见", leaf),
            ],
        ),
        (
            "standalone",
            "",
            "存在的问题",
            [("enum_item", "一是", "老旧线路偏多", leaf), ("enum_item", "二是", "青年员工流动快", leaf)],
        ),
        (
            "standalone",
            "",
            "下一步打算",
            [("enum_item", "1、", "加快改造步伐", leaf), ("enum_item", "2、", "办好技能夜校", leaf)],
        ),
    ]


def test_restarting_lists_get_their_lost_parents_and_keep_their_gaps(page: tuple[ParsedReport, ...]) -> None:
    first, second = page[1].outline
    assert (first.kind, second.kind) == ("implied", "implied")
    assert [n.marker for n in first.children] == ["1、", "2、"]
    assert [n.marker for n in second.children] == ["1、", "2、", "4、"]
    assert [n.text for n in second.children[1].children] == ["建点", "开车", "结对"]
    assert {"gapped_list", "lost_heading", "empty_brackets"} <= set(page[1].flags)


def test_a_lost_chapter_keeps_its_children_together(page: tuple[ParsedReport, ...]) -> None:
    (chapter,) = page[2].outline
    assert chapter.kind == "implied"
    assert [(n.marker, n.text) for n in chapter.children] == [
        ("（一）", "做到“三个提前”"),
        ("（二）", "守住“两道关口”"),
    ]
    assert [[c.text for c in n.children] for n in chapter.children] == [
        ["提前谋划", "提前检修"],
        ["安检关口", "出站关口"],
    ]
    assert all(c.kind == "standalone" for n in chapter.children for c in n.children)


def test_lost_text_is_flagged_and_nothing_else(page: tuple[ParsedReport, ...]) -> None:
    truncated = [p.text[:3] for r in page for p in r.paragraphs if p.truncated]
    assert truncated == ["续加强"]
    assert "lost_text" in page[2].flags


def test_roles_follow_headings(page: tuple[ParsedReport, ...]) -> None:
    roles = [p.role for p in page[0].paragraphs]
    assert roles[0] == "引言"
    assert roles[4] == roles[6] == "服务"
    assert roles[8:] == ["问题", "问题", "打算", "打算"]
    assert page[1].paragraphs[-1].role == "结语"
    assert page[3].paragraphs[-1].role == "结语"
    named = {n.text: n.role for n in outline.flatten(page[0].outline)}
    assert named["存在的问题"] == named["老旧线路偏多"] == "问题"
    assert named["加快改造步伐"] == "打算"


def test_unit_types(page: tuple[ParsedReport, ...]) -> None:
    assert page[1].unit_type == "library"
    assert page[2].unit_type == "station"


def test_front_matter_wins(words: tables.Tables) -> None:
    front = "---\ntitle: 某馆小结\nunit_type: library\nperiod: 月度\ntopic: 开放服务\n---\n"
    text = front + "# 某馆小结\n\n本年度，我行接待客户多人，开展了讲座和展览等活动。"
    (report,) = parse_page(text, "a.md", words)
    assert (report.title, report.unit_type, report.period, report.topic) == (
        "某馆小结",
        "library",
        "月度",
        "开放服务",
    )


def test_a_page_without_a_report(words: tables.Tables) -> None:
    assert parse_page("", "a.txt", words) == ()
    assert parse_page("\n# 标题\n\n", "a.txt", words) == ()


HOSTILE = {
    "brackets": "[" * 200_000,
    "one sentence": "走访居民，" * 60_000,
    "one list": "一是好；" * 20_000,
    "placeholders": "_" * 200_000,
    "headings": "".join(f"{'#' * (n % 6 + 1)} （{'一二三四五六七八九'[n % 9]}）标题\n" for n in range(1500)),
    "no full stops": "今天走访了三户居民没有写句号而且这一行写得相当长\n\n" * 2000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(10)
def test_hostile_text_does_not_hang(words: tables.Tables, name: str) -> None:
    for report in parse_page(HOSTILE[name], "a.txt", words):
        assert report.paragraphs or report.outline


def test_public_texts_in_knowledge_are_read_without_loss(words: tables.Tables) -> None:
    files = sorted(data_folder("knowledge").glob("*.md"))
    assert files
    for path in files:
        (report,) = parse_page(path.read_text("utf-8"), path.name, words)
        assert "lost_text" not in report.flags, path.name
        assert report.unit_type, path.name
        assert report.outline, path.name
