"""A sample becomes passages: masked only, under their headings, never too long, with ids that change with the text."""

from __future__ import annotations

import msgspec

from retrieval.records import OutlineNode, Sample, SampleParagraph
from retrieval.sections import heading_and_body, index_text, masked_outline, section_rows


def node(level: int, masked: str, start: int, kind: str = "standalone") -> OutlineNode:
    return OutlineNode(level=level, marker="", text="原文", kind=kind, start=start, masked=masked)  # type: ignore[arg-type]


SAMPLE = Sample(
    id="s1",
    title="某所总结",
    unit_type="station",
    period="半年",
    topic="安全",
    outline=(
        msgspec.structs.replace(node(1, "一、抓〔活动〕", 10), children=(node(2, "（一）安检", 20),)),
        node(1, "二、打算", 60),
    ),
    paragraphs=(
        SampleParagraph(text="原文0", masked="引言段。", role="引言", start=0),
        SampleParagraph(text="原文1", masked="安检查〔数量〕。", role="安全", start=25),
        SampleParagraph(text="原文2", masked="又查〔数量〕。", role="安全", start=40),
        SampleParagraph(text="原文3", masked="", role="安全", start=50),
        SampleParagraph(text="原文4", masked="明年再抓。", role="打算", start=65),
    ),
)


def test_passages_follow_heading_and_role() -> None:
    rows = section_rows(SAMPLE)
    assert [heading_and_body(row.text) for row in rows] == [
        ("", "引言段。"),
        ("一、抓〔活动〕 › （一）安检", "安检查〔数量〕。\n又查〔数量〕。"),
        ("二、打算", "明年再抓。"),
    ]
    assert [row.role for row in rows] == ["引言", "安全", "打算"]


def test_nothing_unmasked_is_kept_in_a_row() -> None:
    assert all("原文" not in row.text for row in section_rows(SAMPLE))


def test_paragraphs_stand_alone_but_short_ones_together() -> None:
    paragraphs = tuple(
        SampleParagraph(text="", masked="安" * length, start=n) for n, length in enumerate((90, 25, 40, 30))
    )
    rows = section_rows(msgspec.structs.replace(SAMPLE, outline=(), paragraphs=paragraphs))
    assert [len(heading_and_body(row.text)[1]) for row in rows] == [90, 25 + 1 + 40, 30]


def test_slots_are_not_searched() -> None:
    row = section_rows(SAMPLE)[1]
    assert "〔数量〕" in row.text
    assert "〔" not in index_text(row, {})


def test_id_changes_with_text_and_facets_only() -> None:
    ids = [row.id for row in section_rows(SAMPLE)]
    assert ids == [row.id for row in section_rows(msgspec.structs.replace(SAMPLE, origin="elsewhere"))]
    assert ids != [row.id for row in section_rows(msgspec.structs.replace(SAMPLE, topic="春运"))]
    assert len(set(ids)) == 3


def test_outline_for_writers_holds_no_raw_heading() -> None:
    first, second = masked_outline(SAMPLE.outline)
    assert (first.text, first.children[0].text, second.text) == ("一、抓〔活动〕", "（一）安检", "二、打算")
    marked = msgspec.structs.replace(SAMPLE.outline[0], marker="一、")
    assert masked_outline([marked])[0].text == "抓〔活动〕"


def test_searched_text_names_unit_and_period_in_words() -> None:
    row = section_rows(SAMPLE)[1]
    assert index_text(row, {"station": "客运站"}).startswith("客运站 半年 安全 安全\n一、抓")
