"""The gate over whole drafts: coverage, repetition, padding, leaks, edited text, rules switched off, purity and speed."""

from __future__ import annotations

import time

import msgspec
import pytest

from bot.drafting import gate
from bot.model import Draft, Fact, Finding, Paragraph, Section, Sentence
from retrieval.leaks import LeakIndex
from retrieval.records import Sample
from tests.bot.drafting.gate_cases import BASICS, fact, ledger, rules

LEDGER = (
    *ledger("走访居民85户", "调解邻里纠纷32起，成功30起", "4月8日长者食堂开业", "社区书记沈月华任组长"),
    fact("打算改造停车场，增加车位40个", 5, "planned"),
)


def draft(**changes: object) -> Draft:
    """A clean draft of LEDGER."""
    clean = Draft(
        title="松岭小学书香校园建设工作总结",
        lead=(Sentence("现将上半年工作情况总结如下：", "framing"),),
        sections=(
            Section(1, "加强组织领导", (_paragraph(("社区书记沈月华任组长。", "F4")),)),
            Section(
                1,
                "做好服务",
                (
                    _paragraph(("走访居民85户。", "F1"), ("调解邻里纠纷32起，其中成功30起。", "F2")),
                    _paragraph(("4月8日长者食堂开业。", "F3")),
                ),
            ),
            Section(1, "下一步打算", (_paragraph(("改造停车场，增加车位40个。", "F5")),)),
        ),
        closing=(Sentence("特此报告。", "framing"),),
    )
    return msgspec.structs.replace(clean, **changes)


def _paragraph(*sentences: tuple[str, ...]) -> Paragraph:
    return Paragraph(tuple(Sentence(text, "fact", tuple(ids)) for text, *ids in sentences))


def judged(
    given: Draft, held: tuple[Fact, ...] = LEDGER, library: LeakIndex | None = None
) -> tuple[Finding, ...]:
    return gate.judge(given, held, library, rules(), BASICS)


def names(found: tuple[Finding, ...]) -> set[str]:
    return {one.rule for one in found}


def test_clean_draft_has_no_errors() -> None:
    assert not [one for one in judged(draft()) if one.severity == "error"]


def test_finding_names_rule_sentence_and_what_is_wrong() -> None:
    sections = (Section(1, "做好服务", (_paragraph(("走访居民86户。", "F1")),)),)
    (found,) = [one for one in judged(draft(sections=sections)) if one.rule == "figure"]
    assert found.sentence == "走访居民86户。"
    assert "86户" in found.message
    assert "85户" in found.message
    assert found.severity == "error"


@pytest.mark.parametrize("number", range(5))
def test_fact_in_no_sentence_is_missed(number: int) -> None:
    sentences = [s for s in draft().sentences() if s.facts and s.facts != (f"F{number + 1}",)]
    sections = (Section(1, "下一步打算", (Paragraph(tuple(sentences)),)),)
    missed = [one for one in judged(draft(sections=sections)) if one.rule == "uncovered"]
    assert [one for one in missed if LEDGER[number].text in one.message]
    assert len(missed) == 1


def test_fact_left_out_on_purpose_is_not_missed() -> None:
    sections = draft().sections[1:]
    assert "uncovered" in names(judged(draft(sections=sections)))
    assert "uncovered" not in names(judged(draft(sections=sections, left_out=("F4",))))


def test_named_but_not_told_is_missed() -> None:
    sections = (
        *draft().sections[1:],
        Section(1, "其他", (_paragraph(("走访居民85户时说明情况。", "F1", "F4")),)),
    )
    assert "uncovered" in names(judged(draft(sections=sections)))


def test_missing_figure_of_a_told_fact_is_a_warning() -> None:
    sections = (Section(1, "做好服务", (_paragraph(("调解邻里纠纷32起。", "F2")),)),)
    (found,) = [one for one in judged(draft(sections=sections), (LEDGER[1],)) if one.rule == "partly"]
    assert found.severity == "warning"
    assert "30起" in found.message


def test_same_sentence_twice_is_found() -> None:
    again = (*draft().sections, Section(1, "补充", (_paragraph(("走访居民85户。", "F1")),)))
    longer = (
        Section(
            1, "甲", (_paragraph(("组织力量走访辖区居民85户。", "F1"), ("组织力量走访辖区居民85户。", "F1")),)
        ),
    )
    assert "repeated_fact" in names(judged(draft(sections=again)))
    assert "repeated" in names(judged(draft(sections=longer)))


def test_padding_is_measured() -> None:
    closing = tuple(Sentence(f"取得了一定成效，营造浓厚氛围{mark}", "framing") for mark in "。；！")
    padded = draft(closing=closing)
    assert "padding" in names(judged(padded))
    measured = gate.measures(padded, rules())
    assert measured.framing_share == pytest.approx(padded.framing_share)
    assert measured.cliche_share > 0.1
    assert gate.measures(draft(), rules()).solid_share == pytest.approx(5 / 7)


def test_heading_may_not_claim() -> None:
    headed = (msgspec.structs.replace(draft().sections[0], heading="荣获省级表彰"), *draft().sections[1:])
    assert {"rank", "award"} & names(judged(draft(sections=headed)))


def test_title_is_judged_where_the_basics_are_known() -> None:
    other = draft(title="青松路小学2023年书香校园建设工作总结")
    assert {"name", "date"} <= names(judged(other))
    assert not {"name", "date"} & names(gate.judge(other, LEDGER, None, rules()))


# ------------------------------------------------------------------ samples

SAMPLE = Sample(
    id="s",
    title="",
    clean_text="中心以网格为单元织密服务体系，每季度向住户征求一次意见，集中答复各类诉求，营造浓厚氛围。",
    builtin=True,
)


def test_sample_sentence_is_a_leak() -> None:
    copied = _paragraph(("走访居民85户，中心以网格为单元织密服务体系。", "F1"))
    sections = (Section(1, "做好服务", (copied,)), *draft().sections)
    found = [
        one
        for one in judged(draft(sections=sections), library=LeakIndex.build([SAMPLE]))
        if one.rule == "leak"
    ]
    assert [one.sentence for one in found] == [copied.sentences[0].text]


def test_leak_across_two_sentences_is_found() -> None:
    copied = _paragraph(("走访居民85户，织密服务体系。", "F1"), ("每季度向住户征求一次意见。", "F1"))
    found = judged(draft(sections=(Section(1, "做好服务", (copied,)),)), library=LeakIndex.build([SAMPLE]))
    assert "leak" in names(found)


def test_users_own_words_are_no_leak() -> None:
    said = fact("我们以网格为单元织密服务体系，每季度向住户征求一次意见")
    sections = (
        Section(1, "做好服务", (_paragraph(("以网格为单元织密服务体系，每季度向住户征求一次意见。", "F1")),)),
    )
    found = judged(draft(sections=sections), (said,), LeakIndex.build([SAMPLE]))
    assert "leak" not in names(found)


# ------------------------------------------------------------------ edited text


def lines(given: Draft) -> list[str]:
    out = [given.title, *(s.text for s in given.lead)]
    for number, section in enumerate(given.sections):
        out += [f"{'一二三四五'[number]}、{section.heading}", *(f"　　{p.text}" for p in section.paragraphs)]
    return [*out, *(s.text for s in given.closing)]


def edited(old: str, new: str) -> set[str]:
    text = "\n".join(lines(draft())).replace(old, new)
    return names(gate.judge_text(text, draft(), LEDGER, None, rules(), BASICS))


def test_unedited_text_is_clean() -> None:
    assert edited("", "") == set()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("85户", "86户", "figure"),
        ("85户", "85人", "unit"),
        ("4月8日", "4月9日", "date"),
        ("沈月华", "宋雅琴", "name"),
        ("社区书记沈月华", "副书记沈月华", "post"),
        ("85户。", "85户，荣获省级表彰。", "award"),
        ("85户。", "85户，因此邻里关系得到改善。", "cause"),
        ("走访居民85户。", "", "uncovered"),
        ("改造停车场，增加车位40个", "已改造停车场，增加车位40个", "planned_as_done"),
        ("特此报告。", "特此报告。全年开展活动36次。", "figure"),
        ("32起，其中成功30起", "30起，其中成功32起", "swapped"),
    ],
)
def test_edit_that_breaks_a_fact_is_marked(old: str, new: str, rule: str) -> None:
    assert rule in edited(old, new)


def test_reworded_sentence_passes() -> None:
    assert not edited("走访居民85户。", "上门走访居民家庭85户。")


# ------------------------------------------------------------------ switches, purity, speed


@pytest.mark.parametrize(
    ("family", "rule"), [("figures", "figure"), ("coverage", "uncovered"), ("repetition", "repeated")]
)
def test_family_can_be_switched_off(family: str, rule: str) -> None:
    sections = (
        Section(
            1, "甲", (_paragraph(("组织力量走访辖区居民86户。", "F1"), ("组织力量走访辖区居民86户。", "F1")),)
        ),
    )
    wrong = draft(sections=sections)
    assert rule in names(judged(wrong))
    assert rule not in names(gate.judge(wrong, LEDGER, None, rules().without(family), BASICS))
    assert rule not in names(gate.judge(wrong, LEDGER, None, rules().without(rule), BASICS))


def test_same_draft_same_findings() -> None:
    wrong = draft(sections=(Section(1, "甲", (_paragraph(("走访居民86户。", "F1")),)),))
    assert judged(wrong) == judged(wrong)


def test_every_rule_has_a_message() -> None:
    from tests.bench.gate import FAMILY_OF

    assert set(FAMILY_OF) <= set(rules().messages)


@pytest.mark.parametrize(
    "text", ["", "。", "　", "\u200b\u202e", "<script>", "走访" * 5000, "1" * 800, "“《（【", "；；；！？"]
)
def test_any_text_is_taken(text: str) -> None:
    sections = (Section(1, text[:30], (_paragraph((text, "F1")),)),)
    before = time.perf_counter()
    judged(draft(sections=sections), library=LeakIndex.build([SAMPLE]))
    gate.judge_text(text, draft(), LEDGER, None, rules(), BASICS)
    assert time.perf_counter() - before < 5
