"""The offline writer on whole interviews: what must be there is there, what must not be is not, and it reads as a report."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drafting.offline import OfflineWriter
from bot.export.text import as_txt
from bot.model import Draft
from language import figures
from tests.bot.drafting.drafts import draft_of, request_of, scenario_draft

GOLD = ("S1", "S5")


@pytest.fixture(scope="module")
def gold(shared: Path) -> tuple[ModuleType, dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("check_draft", shared / "gold" / "check_draft.py")
    assert spec
    assert spec.loader
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    return checker, json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))


@pytest.mark.parametrize("name", GOLD)
def test_gold_scenarios_hold(gold: tuple[ModuleType, dict[str, Any]], name: str) -> None:
    checker, data = gold
    scenario = next(s for s in data["scenarios"] if s["id"] == name)
    found = checker.check(scenario, as_txt(scenario_draft(scenario)), data)
    assert found == {"missing": [], "traps": [], "leaks": []}


def _all_drafts(folder: Path) -> list[Draft]:
    return [scenario_draft(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return _all_drafts(Path(__file__).parents[2] / "scenarios")


def test_no_sentence_twice(drafts: list[Draft]) -> None:
    for draft in drafts:
        texts = [sentence.text for sentence in draft.sentences()]
        assert len(texts) == len(set(texts)), draft.title


def test_no_heading_twice(drafts: list[Draft]) -> None:
    for draft in drafts:
        headings = [section.heading for section in draft.sections if section.level == 1]
        assert len(headings) == len(set(headings)), draft.title


def test_framing_is_a_small_share(drafts: list[Draft]) -> None:
    for draft in drafts:
        assert draft.framing_share <= 0.20, (draft.title, draft.framing_share)


def test_problems_come_before_plans_and_both_last(drafts: list[Draft]) -> None:
    for draft in drafts:
        roles = [section.role for section in draft.sections if section.level == 1]
        if "问题" in roles and "打算" in roles:
            assert roles.index("问题") == len(roles) - 2
            assert roles.index("打算") == len(roles) - 1


def test_sentences_carry_facts_and_end_in_a_stop(drafts: list[Draft]) -> None:
    for draft in drafts:
        for sentence in draft.sentences():
            assert sentence.text.endswith(("。", "：", "】")), sentence.text
            assert bool(sentence.facts) == (sentence.kind == "fact"), sentence.text


def test_each_fact_stands_in_one_place(drafts: list[Draft]) -> None:
    for draft in drafts:
        told = [key for sentence in draft.sentences() for key in sentence.facts]
        assert len(told) == len(set(told)), draft.title


@pytest.mark.parametrize("chatter", ["吧。", "嘛", "哈哈", "咱", "俺", "搞了", "弄了", "呃", "👌"])
def test_no_chatter(drafts: list[Draft], chatter: str) -> None:
    for draft in drafts:
        assert chatter not in as_txt(draft), draft.title


def test_a_log_told_several_times_over_is_summed() -> None:
    log = "5/6 巡查东河大堤 清理杂草26处\n5/15 巡查东河大堤（第二次）清理15处\n5/27 大堤第三次 清理8处"
    text = as_txt(draft_of({"主要工作": log}))
    assert "先后三次巡查东河大堤" in text
    assert "49处" in text
    assert "5月6日、15日、27日" in text


def test_private_facts_and_shop_names_stay_out() -> None:
    answers = {
        "主要工作": "检查旅馆6家，剩“顺来客栈”“望江楼”没改。店主手机13912345678",
        "补充": "店名不要写",
    }
    text = as_txt(draft_of(answers))
    assert "顺来客栈" not in text
    assert "139" not in text
    assert "2家" in text


def test_nothing_is_said_of_topics_without_facts() -> None:
    draft = draft_of({"主要工作": "开展送戏下乡，演出60多场", "宣传发动": "没有"})
    assert [section.role for section in draft.sections] == ["主要工作"]


def test_what_is_missing_becomes_a_gap() -> None:
    draft = draft_of({"主要工作": "走访老人20户"}, 单位="", 时间段="")
    assert "【待补充：单位名称】" in draft.title
    assert "【待补充：总结时段】" in draft.lead[0].text


WORDS = ["开展培训", "走访老人", "发放宣传单", "检查商户", "组织活动", "整治占道", "慰问困难户", "维修路灯"]
UNITS = ["次", "户", "份", "家", "场", "处", "人", "盏"]
TOPICS = ["主要工作", "宣传发动", "服务群众", "教育培训", "活动开展", "成效数据", "问题不足", "下一步打算"]
_CLAUSE = st.tuples(
    st.sampled_from(WORDS), st.integers(2, 98765), st.sampled_from(["", "多", "来"]), st.sampled_from(UNITS)
).map(lambda parts: "".join(map(str, parts)))
_ANSWERS = st.dictionaries(
    st.sampled_from(TOPICS), st.lists(_CLAUSE, min_size=1, max_size=5).map("，".join), min_size=1, max_size=6
)


@settings(max_examples=60, deadline=None)
@given(_ANSWERS)
def test_every_number_of_a_draft_is_in_the_ledger(answers: dict[str, str]) -> None:
    request = request_of(
        {"单位": "桐花路小学", "时间段": "上半年", "主题": "工作总结", "给谁看": "教育局"}, answers
    )
    draft = draft_of(answers, 时间段="上半年")
    known = {figure.value for fact in request.facts for figure in fact.figures}
    for sentence in draft.sentences():
        for span in figures.find(re.sub(r"^[一二三四五六七八九十]+是", "", sentence.text)):
            if span.value is not None and span.kind not in figures.NOT_FACTS:
                assert span.value in known, (span.text, sentence.text)


def test_a_number_told_two_ways_is_marked() -> None:
    request = request_of(
        {"单位": "桐花路小学", "时间段": "上半年", "主题": "工作总结", "给谁看": "教育局"},
        {"服务群众": "走访困难学生17人"},
    )
    doubted = tuple(msgspec.structs.replace(fact, conflict="C1") for fact in request.facts)
    draft = OfflineWriter().write(msgspec.structs.replace(request, facts=doubted))
    assert "17人（待核）" in as_txt(draft)


def test_what_is_said_again_word_for_word_is_told_once() -> None:
    draft = draft_of({"主要工作": "合格率98.1%，提高3.5个百分点。发放资料300份", "补充": "3.5个百分点"})
    assert as_txt(draft).count("3.5个百分点") == 1
