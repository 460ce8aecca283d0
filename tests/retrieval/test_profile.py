"""The style of a report without its words."""

from __future__ import annotations

import pytest

from retrieval.formulas import formula_of, formulas
from retrieval.profile import profile
from retrieval.records import NodeKind, OutlineNode, SampleParagraph


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("加强队伍建设，提升服务水平", "加强X，提升Y"),
        ("推进“亮灯”工作，提升街区品位", "推进“X”工作，提升Y"),
        ("以设备治理为主攻点，努力提升供电可靠性", "以X为主攻点，努力提升Y"),
        ("充分发挥党员在抢修中的先锋模范作用", "充分发挥X的Y作用"),
        ("充分发挥网格员的积极性", "充分发挥X的积极性"),
        ("筑牢“三个阵地”", "筑牢“N个X”"),
        ("做好防汛工作，充分发动群众", "做好X工作，充分发动Y"),
        ("精心组织，分工到人", "四字对"),
        ("坚实的安全基础", "X的Y基础"),
        ("暖心工程", "X工程"),
        ("存在的问题", ""),
        ("", ""),
    ],
)
def test_formula(heading: str, expected: str) -> None:
    assert formula_of(heading) == expected


def test_no_content_word_of_a_heading_is_left_in_its_formula() -> None:
    assert "网格" not in formula_of("深入推进网格服务，不断提升网格效能")


def test_the_build_of_the_upper_level_comes_first() -> None:
    headings = [
        ("加强巡查，提升质量", 1),
        ("开展培训，提升技能", 1),
        ("建立台账", 2),
        ("建立档案", 2),
        ("完善制度", 2),
    ]
    assert formulas(headings)[:2] == ("加强X，提升Y", "开展X，提升Y")


def node(
    level: int, marker: str, text: str, start: int, *children: OutlineNode, run_in: bool = False
) -> OutlineNode:
    kind: NodeKind = "run_in" if run_in else "standalone"
    return OutlineNode(
        level=level, marker=marker, text=text, kind=kind, start=start, end=start + 5, children=children
    )


OUTLINE = (
    node(
        1,
        "一、",
        "加强巡线，提升质量",
        60,
        node(2, "1、", "开展夜巡", 70, run_in=True),
        node(2, "2、", "建立台账", 80, run_in=True),
    ),
    node(1, "二、", "开展培训，提升技能", 120, node(2, "1、", "组织比武", 130, run_in=True)),
)
PARAGRAPHS = (
    SampleParagraph(text="今年上半年，我所在县公司的关心支持下，扎实推进各项工作，供电可靠性不断提高。",
        masked="〔时段〕，我所在〔单位〕的关心支持下，扎实推进各项工作，供电可靠性不断提高。", role="引言", start=0, end=40),
    SampleParagraph(text="1、开展夜巡。我所组织人员巡线。同时，更换老旧设备。", role="主要工作", start=70, end=100),
    SampleParagraph(text="1、组织比武。通过比武，我们的技能有了提升。同时，我们还拜师。", role="培训", start=130, end=160),
    SampleParagraph(text="总之，成绩有了，差距还在。", role="结语", start=160, end=173),
)  # fmt: skip


def test_profile_of_a_small_report() -> None:
    style = profile(OUTLINE, PARAGRAPHS)
    assert (style.numbering, style.enumeration, style.levels, style.run_in) == (
        ("一、", "1、"),
        "1、",
        2,
        True,
    )
    assert style.formulas[0] == "加强X，提升Y"
    assert style.order == ("引言", "主要工作", "培训", "结语")
    assert sum(style.shares.values()) == pytest.approx(1, abs=0.01)
    assert style.person == "我所 / 我们"
    assert style.transitions[0] == "同时"
    assert style.paragraph_length == pytest.approx(
        sum(len(p.masked or p.text) for p in PARAGRAPHS) / 4, abs=0.1
    )


def test_opening_and_closing_show_the_form_not_the_words() -> None:
    style = profile(OUTLINE, PARAGRAPHS)
    assert style.opening.startswith("〔时段〕…，")
    assert "供电" not in style.opening
    assert style.closing.startswith("总之…")
    assert "成绩" not in style.closing


def test_a_report_that_opens_with_a_heading_has_no_opening() -> None:
    assert profile((node(1, "一、", "加强领导", 0),), PARAGRAPHS[1:]).opening == ""


def test_run_on_enumeration_inside_paragraphs_counts() -> None:
    texts = (SampleParagraph(text="一是抓巡查；二是抓整改；三是抓培训。", role="主要工作", end=18),)
    style = profile((), texts)
    assert (style.enumeration, style.levels, style.numbering) == ("一是", 0, ())


def test_an_empty_report_has_a_profile() -> None:
    assert profile((), ()).chars == 0
