"""The rules behind the interview's readers: labels under 补充, coverage of a log, nothing private by any way in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.events import CarriedPlan, PlannedTopic, Question
from bot.interview import states
from bot.interview.folding import apply_all
from bot.interview.intents import Lexicon
from bot.interview.state import EXTRA, ConflictState, Session, TopicState
from bot.interview.tools import Said
from bot.model import Basics, Conflict, Fact, Figure, Source
from bot.prompts import words
from bot.understanding import RuleTools
from bot.wording import table

PHONE = "13900001111"
TOOLS = RuleTools(Lexicon(table("intents")), words("interview"), tuple(table("topics", "config")))


def said(text: str, turn: int = 3) -> Said:
    return Said(text, text, turn)


def fact(number: int, text: str, *figures: Figure) -> Fact:
    return Fact(f"F{number}", text, "主要工作", Source(1, text), figures)


def planned(*topics: tuple[str, str]) -> Session:
    return Session(topics=tuple(TopicState(PlannedTopic(key, label)) for key, label in topics))


def test_lines_under_extra_may_name_their_topic() -> None:
    heard = TOOLS.read(
        Session(), said("都核过了\n教育培训：组织安全培训3次，45人参加\n问题不足：人手不够"), EXTRA
    )
    filed = {f.topic: f.text for f in heard.read.facts}
    assert "45人" in filed["教育培训"]
    assert "人手" in filed["问题不足"]
    assert len({f.id for f in heard.read.facts}) == len(heard.read.facts)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("问题：人手不够", "问题不足"),
        ("打算：再换9台", "下一步打算"),
        ("工作：巡查12次", "主要工作"),
        ("备注：巡查12次", "补充"),
    ],
)
def test_half_a_name_of_a_topic_is_enough(line: str, topic: str) -> None:
    (one,) = TOOLS.read(Session(), said(line), EXTRA).read.facts
    assert one.topic == topic
    assert one.source.quote in line


def test_an_answer_given_anew_loses_nothing_that_it_repeats() -> None:
    session, question = planned(("教育培训", "")), Question("topic", "教育培训")
    for text in ("安全培训3次，45人参加。防汛演练1次。", "安全培训3次，45人参加。急救演练2次。"):
        outcome = states.topic(session, question, said(text, 3 + len(session.facts)), TOOLS)
        session = apply_all(session, outcome.events)
        question = Question("topic", "教育培训", again=True)
    assert [f.text for f in session.facts] == ["安全培训3次，45人参加", "急救演练2次"]


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("你好", True),
        ("在吗", True),
        ("你是谁啊？", True),
        ("要多久？", True),
        ("嗯嗯", True),
        ("哈哈哈", True),
        ("云水镇卫生院", False),
        ("上半年", False),
        ("你好，我是城北小学的", False),
        ("一页以内", False),
        ("领导", False),
    ],
)
def test_a_greeting_is_no_answer_to_the_first_questions(text: str, nothing: bool) -> None:
    assert TOOLS.says_nothing(text) == nothing


def test_a_greeting_before_the_unit_is_no_part_of_its_name() -> None:
    assert TOOLS.read_basics("单位", "您好！我是城北小学的", Basics()).unit == "城北小学"


def test_a_label_counts_only_under_extra() -> None:
    heard = TOOLS.read(Session(), said("教育培训：组织安全培训3次"), "主要工作")
    assert all("3次" in f.text for f in heard.read.facts)


@pytest.mark.parametrize(
    ("label", "line", "covered"),
    [
        ("投诉办理", "处理投诉46件", True),
        ("立案、整改、罚款等数据", "立案3起", True),
        ("居民文体活动", "组织居民开会", False),
        ("", "立案3起", False),
    ],
)
def test_a_log_covers_the_topics_its_lines_speak_of(label: str, line: str, covered: bool) -> None:
    session = planned(("主要工作", "巡查"), ("服务群众", label))
    assert TOOLS.covered(session, (fact(1, line),)) == (("服务群众",) if covered else ())


def test_a_planned_or_private_line_covers_nothing() -> None:
    session = planned(("教育培训", "安全培训"))
    line = fact(1, "组织安全培训3次")
    assert TOOLS.covered(session, (line,)) == ("教育培训",)
    assert TOOLS.covered(session, (replace(line, certainty="planned"), replace(line, private=True))) == ()


@pytest.mark.parametrize(
    "text", [f"走访12户，电话{PHONE}", f"联系人电话{PHONE}别外传", f"刚才说错了，是15场，电话{PHONE}"]
)
def test_no_way_in_lets_a_phone_number_through(text: str) -> None:
    old = fact(1, "培训12场", Figure("12场", 12.0, "场"))
    session = replace(
        planned(("主要工作", "")), facts=(old,), next_id=2, current=Question("topic", "主要工作")
    )
    probing = replace(session, current=Question("probe", "主要工作", about=("多次", "F1"), asks=("times",)))
    conflict = Conflict("F1-F2", ("F1", "F2"), "？", ("12场", "15场"))
    found = [
        *TOOLS.read(session, said(text), "主要工作").read.facts,
        *TOOLS.read_probe(probing, said(text)).read.facts,
    ]
    amended = TOOLS.correct(session, said(text))
    found += amended.facts if amended else ()
    settled = TOOLS.settle(replace(session, facts=(old, fact(2, "培训9场"))), conflict, text, said(text))
    found += [settled.corrected] if settled and settled.corrected else []
    found += TOOLS.carry(session, said(text), CarriedPlan("p", "修水渠"), "said").facts
    assert found or "别外传" in text
    assert [f for f in found if PHONE in f.text and not f.private] == []


@pytest.mark.parametrize(
    ("outcome", "text", "told"),
    [
        ("done", "做完了", "已完成"),
        ("undone", "还没做", "尚未完成"),
        ("said", "修了1.2公里，还剩300米", "1.2公里"),
        ("said", "哈哈", ""),
    ],
)
def test_how_a_plan_went_is_one_fact_in_the_users_words(outcome: str, text: str, told: str) -> None:
    facts = TOOLS.carry(Session(next_id=7), said(text), CarriedPlan("p", "修水渠"), outcome).facts
    assert len(facts) == bool(told)
    for one in facts:
        assert told in one.text
        assert "修水渠" in one.text
        assert one.source == Source(3, text)


def test_a_conflict_already_known_is_not_found_again() -> None:
    first = TOOLS.read(Session(), said("安全宣讲进车间12场。"), "宣传发动")
    session = replace(Session(), facts=first.read.facts, next_id=9)
    second = TOOLS.read(session, said("安全宣讲进车间15场", 4), "宣传发动")
    again = replace(session, conflicts=tuple(map(ConflictState, second.read.conflicts)))
    assert len(second.read.conflicts) == 1
    known = replace(again, facts=(*session.facts, *second.read.facts), next_id=20)
    assert TOOLS.read(known, said("发传单800份", 5), "宣传发动").read.conflicts == ()


def test_a_figure_taken_back_in_any_answer_is_put_right() -> None:
    told = fact(1, "培训保洁员两期，75个人", Figure("75个人", 75, "人"))
    session = replace(Session(), facts=(told,), next_id=2)
    heard = TOOLS.read(session, said("保洁员一共90个，第一期50人第二期40人，75是我记岔了"), "补充")
    assert [(one.text, one.replaces) for one in heard.read.facts] == [
        ("培训保洁员两期，90个人，第一期50人第二期40人", told.id)
    ]
