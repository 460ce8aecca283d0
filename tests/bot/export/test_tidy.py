"""A draft put in order before export."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.export.text import as_txt
from bot.export.tidy import full_date, sentences, slips, tidy
from bot.model import Draft, Finding, Section, Sentence
from tests.bot.export.papers import fact, paragraph, small
from tests.bot.export.test_text import drafts


def test_a_clean_draft_is_not_touched() -> None:
    assert tidy(small()) == small()


def test_everything_is_put_in_order_and_findings_follow() -> None:
    rough = Draft(
        title="某所工作总结。",
        lead=(fact('共开会3次,其中"碰头会'), fact('"2次.', "f1")),
        sections=(Section(1, "抓好落实。", (paragraph(fact("完成率９６%。")),)),),
        signature="某所 ",
        date="二〇二四年七月五日",
        findings=(Finding("r", "error", '"2次.', "m"),),
    )
    neat = tidy(rough)
    assert as_txt(neat).splitlines()[:5] == [
        "某所工作总结",
        "",
        "　　共开会3次，其中“碰头会”2次。",
        "　　一、抓好落实",
        "　　完成率96%。",
    ]
    assert neat.lead[1] == Sentence("”2次。", "fact", ("f1",))
    assert neat.findings[0].sentence == "”2次。"
    assert neat.date == "2024年7月5日"


@given(drafts)
@settings(max_examples=40, deadline=None)
def test_tidying_twice_is_tidying_once(draft: Draft) -> None:
    assert tidy(tidy(draft)) == tidy(draft)


def test_sentences_keep_their_facts_and_number() -> None:
    given_sentences = (fact("甲,", "f1"), Sentence("", "framing"), fact("乙.", "f2"))
    assert [(s.text, s.facts) for s in sentences(given_sentences)] == [
        ("甲，", ("f1",)),
        ("", ()),
        ("乙。", ("f2",)),
    ]


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2024年07月05日", "2024年7月5日"),
        ("2024-07-05", "2024年7月5日"),
        ("2024.7.5", "2024年7月5日"),
        ("2024/7", "2024年7月"),
        ("二〇二四年十二月二十一日", "2024年12月21日"),
        ("二○二四年七月", "2024年7月"),
        ("2024年7月", "2024年7月"),
        ("【待补充：日期】", "【待补充：日期】"),
        ("", ""),
    ],
)
def test_dates_in_full(given_date: str, expected: str) -> None:
    assert full_date(given_date) == expected


def test_slips_are_flagged_not_changed() -> None:
    draft = Draft("题", lead=(fact("周密布署的的工作。"),))
    assert tidy(draft) == draft
    assert [(f.rule, f.message) for f in slips(draft)] == [
        ("slip_confusion", "布署→部署"),
        ("slip_doubled", "的的→的"),
    ]
