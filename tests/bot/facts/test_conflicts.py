"""Facts that cannot both hold are put to the user; what only looks like it is left alone."""

from __future__ import annotations

import pytest

from bot.facts import conflicts
from bot.facts.reader import read
from bot.facts.reading import ReadContext
from bot.facts.totals import computed, series
from bot.model import Fact
from tests.bot.facts.reading_aids import YEAR, reading


def ledger(*answers: str) -> tuple[Fact, ...]:
    facts: tuple[Fact, ...] = ()
    for turn, answer in enumerate(answers, 5):
        context = ReadContext("主要工作", turn, YEAR, facts, len(facts) + 1)
        facts += read(answer, context).facts
    return facts


REAL = [
    ("安全宣讲进村20场", "安全宣讲是24场"), ("全馆40个馆员", "全体馆员都到了，38个人"), ("教职工一百人", "教职工是96人"),
    ("找回走失老人7人", "走失的老人找回来8个"),
    ("在岗教师96人，骨干58人，占62.5%",), ("毕业生386人，升学241人，就业132人，参军6人",), ("消防安全讲座9场", "消防讲座请消防站来讲，一学年11场"),
    ("收到建议50条，答复46条，剩5条",), ("上午20人，下午15人，合计40人",), ("检查9家，其中合格7家、整改3家",),
]  # fmt: skip


@pytest.mark.parametrize("answers", REAL)
def test_a_real_conflict_is_asked_once_with_the_quotes(answers: tuple[str, ...]) -> None:
    (conflict,) = conflicts.find(ledger(*answers))
    assert all(fact in conflict.question for fact in [answers[0][:4]])
    assert conflict.question.endswith(("？", "。"))


APPARENT = [
    ("上半年宣讲20场", "去年同期宣讲24场"), ("5月3日宣讲2场", "6月4日宣讲3场"), ("计划宣讲30场", "宣讲20场"),
    ("第一次清运垃圾5车", "第二次清运垃圾3车"),
    ("客户经理6人", "客户经理走了2个"), ("3张不合格", "每张扣20元，共查20张"), ("剩饭40来斤", "剩饭42斤"), ("收到建议50条，答复46条，剩4条",),
    ("肺病在管1200人，规范率71.3%\n心病在管900人，规范率68.4%",), ("一组修渠6个\n二组修渠9个",), ("储蓄存款余额5200万元", "对公存款余额1300万元"),
    ("10kV线路改造4.2km", "0.4kV线路改造7.5km"), ("体检率72.1%", "全县要求的体检率80%"), ("参赛100人，一等奖3人，二等奖5人，三等奖8人",),
    ("在岗教师100人，骨干60人，占60%",), ("项目\t年末\t年初\n甲类余额（万元）\t520\t410\n乙类余额（万元）\t130\t90",),
    ("检查9家，其中合格7家",), ("全校学生800人", "参加社团的学生300人"), ("河东修路3公里", "河西架线5公里"), ("上午20人，下午15人，合计35人",),
]  # fmt: skip


@pytest.mark.parametrize("answers", APPARENT)
def test_what_only_looks_like_a_conflict_is_left_alone(answers: tuple[str, ...]) -> None:
    assert conflicts.find(ledger(*answers)) == ()


def settled(answers: tuple[str, ...], answer: str) -> list[str]:
    facts = ledger(*answers)
    (conflict,) = conflicts.find(facts)
    settlement = conflicts.settle(conflict, answer, facts, ReadContext("补充", 9, YEAR, facts, 90))
    assert settlement is not None
    gone = set(settlement.dropped)
    live = [fact for fact in facts if fact.id not in gone]
    if settlement.corrected:
        live = [fact for fact in live if fact.id != settlement.corrected.replaces] + [settlement.corrected]
    return sorted(fact.text for fact in live)


def test_the_answer_decides() -> None:
    pair = ("安全宣讲进村20场", "安全宣讲是24场")
    assert settled(pair, "以24为准") == ["安全宣讲是24场"]
    assert settled(pair, "20场是1月的数，总共24场") == ["安全宣讲是24场"]


def test_a_rest_put_right_keeps_its_sentence() -> None:
    texts = settled(("收到建议50条，答复46条，剩5条",), "50减46不就是4")
    assert "剩4条" in "".join(texts)
    assert "50条" in "".join(texts)
    assert "剩5条" not in "".join(texts)


@pytest.mark.parametrize("answer", ["三项加起来是379，剩下7个还在统计，别写成100%", "7个还没登记", "379"])
def test_what_explains_a_gap_puts_nothing_right(answer: str) -> None:
    facts = ledger("毕业生386人，升学241人，就业132人，参军6人")
    (conflict,) = conflicts.find(facts)
    assert conflicts.settle(conflict, answer, facts, ReadContext("补充", 9, YEAR, facts, 90)) is None


def test_an_answer_that_decides_nothing() -> None:
    facts = ledger("安全宣讲进村20场", "安全宣讲是24场")
    (conflict,) = conflicts.find(facts)
    assert conflicts.settle(conflict, "记不清了", facts, ReadContext("补充", 9)) is None


LOG = """5/8 整治河堤倾倒，清运垃圾5车
5/12 整治河堤倾倒（第二次）清运垃圾4车
5/20 整治河堤倾倒（第三次）清运垃圾3车"""


def test_like_parts_of_a_series_are_added_up_in_code() -> None:
    facts = reading(LOG).facts
    (run,) = series(facts)
    (total,) = computed(facts, 90)
    assert len(run.members) == 3
    assert (total.figures[0].value, total.figures[0].unit, total.computed) == (12, "车", "5+4+3=12")
    assert conflicts.find((*facts, total)) == ()


def test_unlike_parts_are_not_added_up() -> None:
    assert computed(reading("5/8 查店，罚款3家\n5/9 修路，用料3车").facts, 90) == ()


@pytest.mark.parametrize("answers", [pair for pair in REAL if len(pair) > 1])
def test_only_conflicts_of_new_facts_are_looked_for_where_these_are_named(answers: tuple[str, ...]) -> None:
    told = ledger(*answers, "另外换灯36盏")
    turns = {fact.source.turn for fact in told}
    of = {turn: frozenset(fact.id for fact in told if fact.source.turn == turn) for turn in turns}
    assert conflicts.find(told, of[6]) == conflicts.find(told)
    assert conflicts.find(told, of[5]) == conflicts.find(told)
    assert conflicts.find(told, of[7]) == ()


def test_a_rate_of_a_part_does_not_contradict_the_rate() -> None:
    said = "救助站服务满意率82.4%。夜间送返的流浪人员中一周内首次登记的满意率96.1%"
    assert conflicts.find(reading(said).facts) == ()
    assert conflicts.find(reading("救助站服务满意率82.4%。救助站服务满意率96.1%").facts)
