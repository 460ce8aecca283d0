"""txt, Markdown and JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.export.blocks import blocks, chinese_number, number
from bot.export.text import as_json, as_md, as_txt, columns, from_json, right_blanks
from bot.model import Draft, Paragraph, Section, Sentence
from tests.bot.export.papers import fact, paragraph, small


def test_txt_reads_as_a_paper() -> None:
    lines = as_txt(small()).splitlines()
    assert lines[:4] == [
        "青禾镇供电所安全生产工作总结",
        "（2024年上半年）",
        "",
        "　　上半年，青禾镇供电所围绕安全生产开展工作。现将情况总结如下。",
    ]
    assert lines[4:8] == [
        "　　一、加强组织领导",
        "　　（一）健全机构。成立领导小组，下设3个工作组。",
        "　　（二）明确责任。与12个班组签订责任书。",
        "　　二、抓实隐患排查",
    ]
    assert lines[-3] == ""
    assert lines[-2].strip() == "青禾镇供电所"
    assert lines[-1].strip() == "2024年7月5日"


def test_signature_and_date_stand_as_the_standard_says() -> None:
    signature, date = as_txt(small()).splitlines()[-2:]
    assert columns(date) == 56 - 4  # the longer one ends two characters before the margin
    assert len(date) - len(date.lstrip()) == len(signature) - len(signature.lstrip()) + 4
    assert right_blanks("中国共产党青禾镇委员会办公室", "2024年7月5日") == (2.0, 8.0)


def test_a_level_below_standing_headings_is_not_run_in_when_one_section_has_two_paragraphs() -> None:
    two = paragraph(fact("甲。")), paragraph(fact("乙。"))
    draft = Draft("题", sections=(Section(1, "壹"), Section(2, "贰", two), Section(2, "叁", two[:1])))
    assert [block.text for block in blocks(draft)] == [
        "题",
        "一、壹",
        "（一）贰",
        "甲。",
        "乙。",
        "（二）叁",
        "甲。",
    ]


def test_levels_without_a_parent_and_typed_numbers_are_numbered_anew() -> None:
    body = (paragraph(fact("甲。")),)
    draft = Draft(
        "题",
        sections=(
            Section(2, "（三）壹。", body),
            Section(4, "2.贰", body),
            Section(4, "叁", body),
            Section(2, "肆", body),
        ),
    )
    heads = [block.head for block in blocks(draft) if block.level]
    assert heads == ["一、壹", "（一）贰。", "（二）叁。", "二、肆"]


def test_a_heading_that_begins_with_a_figure_keeps_it() -> None:
    draft = Draft(
        "题", sections=(Section(1, "24小时值守到位"), Section(1, "3.5千伏改造"), Section(1, "十件实事落地"))
    )
    assert [block.heading for block in blocks(draft)][1:] == ["24小时值守到位", "3.5千伏改造", "十件实事落地"]


@pytest.mark.parametrize(
    ("level", "value", "expected"),
    [(1, 1, "一、"), (1, 21, "二十一、"), (2, 10, "（十）"), (3, 3, "3."), (4, 4, "（4）"), (5, 2, "（2）")],
)
def test_numbers_by_level(level: int, value: int, expected: str) -> None:
    assert number(level, value) == expected


def test_chinese_numbers_are_all_different() -> None:
    assert len({chinese_number(value) for value in range(1, 100)}) == 99


def test_markdown_shows_headings_and_escapes_signs() -> None:
    shown = as_md(small())
    assert "# 青禾镇供电所安全生产工作总结<br>（2024年上半年）" in shown
    assert "## 二、抓实隐患排查" in shown
    assert "**（一）健全机构。**成立领导小组，下设3个工作组。" in shown
    draft = Draft("题", lead=(fact("1. 用*星*和_线_。"),))
    assert "1\\. 用\\*星\\*和\\_线\\_。" in as_md(draft)


def test_json_has_the_promised_form() -> None:
    values = json.loads(as_json(small()))
    assert values["lead"] == "上半年，青禾镇供电所围绕安全生产开展工作。现将情况总结如下。"
    assert values["closing"] == "下半年继续抓好各项工作。"
    assert values["sections"][1]["paragraphs"][0]["sentences"][0] == {
        "text": "成立领导小组，下设3个工作组。",
        "kind": "fact",
        "facts": ["f1"],
        "locked": False,
    }
    last = values["facts"][-1]
    assert {"id", "text", "topic", "figures", "dates", "names", "certainty", "source"} <= set(last)
    assert last["certainty"] == "exact"
    assert last["source"] == {"turn": 12, "quote": "新所长周望川"}
    assert values["chars"] == small().chars
    assert 0 < values["framing_share"] < 1


def test_json_comes_back_equal() -> None:
    assert from_json(as_json(small())) == small()
    assert from_json(as_json(Draft("题"))) == Draft("题")


_texts = st.text(st.sampled_from("甲乙丙。，《》“”12.%\n \\\"'【】"), max_size=20)
_sentences = st.lists(
    st.builds(
        Sentence,
        _texts,
        st.sampled_from(["fact", "framing", "gap"]),
        st.tuples() | st.tuples(st.just("f1")),
        st.booleans(),
    ),
    max_size=3,
).map(tuple)
_sections = st.lists(
    st.builds(
        Section, st.integers(1, 4), _texts, st.lists(st.builds(Paragraph, _sentences), max_size=2).map(tuple)
    ),
    max_size=4,
).map(tuple)
drafts = st.builds(Draft, title=_texts, lead=_sentences, sections=_sections, closing=_sentences, date=_texts)


@given(drafts)
@settings(max_examples=40, deadline=None)
def test_any_draft_survives_json(draft: Draft) -> None:
    assert from_json(as_json(draft)) == draft


def test_a_lead_edited_in_the_json_wins_and_is_locked() -> None:
    values = json.loads(as_json(small()))
    values["lead"] += "全年零事故。"
    lead = from_json(json.dumps(values)).lead
    assert [sentence.text for sentence in lead[:2]] == [sentence.text for sentence in small().lead]
    assert lead[2] == Sentence("全年零事故。", "fact", locked=True)


def test_a_draft_without_the_derived_keys_is_read() -> None:
    assert from_json('{"title": "题", "lead": "开头。"}').lead == (Sentence("开头。", "fact", locked=True),)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"title": 3}', '{"title": "题", "sections": 1}', '"题"', b"\xff"]
)
def test_what_is_no_draft_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        from_json(text)
    assert caught.value.key == "draft_broken"
