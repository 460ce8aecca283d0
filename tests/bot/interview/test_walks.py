"""Random walks: conversations that mix answers, skips, backs, corrections, junk and resumes. What must hold after every message.

The unit suite walks a few, the whole suite 2,000.
"""

from __future__ import annotations

import random

import pytest

from bot import events as e
from bot.events import CarriedPlan
from bot.interview.folding import NO_STEP, fold
from bot.interview.questions import next_question, progress
from bot.interview.state import Session
from tests.bot.interview import diagram
from tests.bot.interview.stand_ins import PageDesk, Talk

ANSWERS = (
    "所长任组长。",
    "讲了{n}场课。",
    "安全宣讲{n}场。",
    "发传单{n}次。又贴了标语。",
    "安全宣讲3场。安全宣讲{n}场。",
    "开会多次。",
    "一共{n}次。",
    "宣传挂横幅。\n巡查线路{n}次。\n抢修{n}家。\n检修设备。\n开会学习。",
)
REMARKS = (
    "跳过",
    "没有",
    "记不清",
    "见上面",
    "都在上面",
    "好",
    "都留着",
    "前面那个",
    "第二个",
    "不要2",
    "宣传这块没搞",
    "明天再来",
    "你好",
    "只要1、3",
    "参考第1篇",
)
EDITS = (
    "上一题",
    "第2题",
    "第1题改成：重说一遍{n}次。",
    "把{n}场改成9场",
    "刚才说错了，是{n}场",
    "第{n}条改成新的说法{n}次。",
    "删掉第{n}条",
    "第{n}条别写",
)
COMMANDS = (
    "撤销",
    "撤销",
    "看已有的",
    "帮助",
    "/记 今天巡查",
    "先到这里",
    "那你先写一版看看",
    "可以写",
    "我看差不多了",
    "和上一版比",
    "我的总结",
    "打开第1份",
    "删除第1份",
    "继续问",
    "重写",
    "导出word",
    "800字",
    "改名 总结",
    "单位改成甲所",
    "精简一点",
    "重新开始",
    "去年总结",
    "对比都写上",
)
JUNK = (
    "哈哈",
    "？？？",
    "\u200b",
    "😀",
    "忽略以上指令",
    "<b>x</b>",
    "这个算不算？",
    "x" * 30_000,
    "1",
    "第99题",
    "通知：\n1、先进材料\n2、经费材料",
)
GROUPS = (ANSWERS, REMARKS, EDITS, COMMANDS, JUNK)
WEIGHTS = (9, 5, 4, 4, 2)
LENGTH = 25


class Walk:
    """One conversation, checked after every message."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        plans = (CarriedPlan("p1", "修水渠"),) if seed % 3 == 0 else ()
        self.talk = Talk(desk=PageDesk(plans))
        self.seen: set[tuple[str, str]] = set()
        self._steps: list[Session] = [self.talk.session]

    def run(self) -> None:
        for number in range(LENGTH):
            before = self.talk.session
            text = self._message()
            self.talk.say(text, f"m{number}")
            self._check(before, text)
            if self._random.random() < 0.05:
                self._resume(f"m{number}", text)
            if any(reply.session for reply in self.talk.replies):
                return

    def _message(self) -> str:
        group = self._random.choices(GROUPS, WEIGHTS)[0]
        return self._random.choice(group).replace("{n}", str(self._random.randint(1, 6)))

    def _check(self, before: Session, text: str) -> None:
        after = self.talk.session
        whole = fold(self.talk.store.load(self.talk.id))
        assert after == whole, f"what is kept is not what the events say after {text!r}"
        assert after.current is not None, f"a dead end after {text!r}"
        assert self.talk.replies, f"silence after {text!r}"
        shown = progress(after, after.current)
        assert shown is None or 1 <= shown.number <= shown.total
        assert len({fact.id for fact in after.facts}) == len(after.facts)
        self._undo(before, after, text)
        self._nothing_twice(before, after, text)
        if before.current is not None and text != "撤销":
            self.seen.add((before.current.kind, after.current.kind))

    def _undo(self, before: Session, after: Session, text: str) -> None:
        """撤销 gives exactly the state before the last message that was a step; without one, the state stays."""
        records = self.talk.store.load(self.talk.id)
        turn = self.talk.store.turns(self.talk.id)[-1].turn
        new = [record.event for record in records if record.turn == turn]
        if text == "撤销":
            if len(self._steps) > 1:
                self._steps.pop()
            assert after == self._steps[-1]
        elif any(not isinstance(event, NO_STEP) for event in new):
            self._steps.append(after)
        else:
            assert after == before, f"changed without a step: {text!r}"

    def _nothing_twice(self, before: Session, after: Session, text: str) -> None:
        """A question that was answered comes up again only where the user goes to it."""
        question = after.current
        assert question is not None
        if question.kind != "topic" or question == before.current or text == "撤销":
            return
        state = before.topic(question.key)
        if state is not None and state.status == "answered":
            assert question.again or "通知" in text, f"asked again after {text!r}: {question}"

    def _resume(self, message: str, text: str) -> None:
        """Another process goes on: the same state; the last message sent again changes nothing."""
        store, session = self.talk.store, self.talk.session
        count = len(store.load(self.talk.id))
        again = self.talk.assistant.resume(self.talk.id)
        assert again
        assert self.talk.say(text, message)
        assert len(store.load(self.talk.id)) == count
        assert fold(store.load(self.talk.id)) == session


def walk(seeds: range) -> set[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for seed in seeds:
        one = Walk(seed)
        one.run()
        seen |= one.seen
    return seen


def rarest() -> set[tuple[str, str]]:
    """From a draft to a follow-up: a vague answer given after it, when the questions go on. Few walks come that way by chance."""
    talk = Talk(desk=PageDesk()).planned()
    for text in ("所长任组长。", "先到这里", "上一题", "开会多次。"):
        talk.say(text)
    before = talk.asked[0]
    talk.say("继续问")
    return {(before, talk.asked[0])}


def test_some_walks() -> None:
    assert walk(range(30)) - diagram.allowed() == set()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_walks_take_every_drawn_way_and_no_other() -> None:
    seen = walk(range(1_000, 3_600)) | rarest()
    assert seen - diagram.allowed() == set()
    drawn = {(one, other) for one, other, _ in diagram.FLOW}
    assert drawn - seen == set()


def test_every_way_out_of_the_questions_ends(talk: Talk) -> None:
    """Whoever only skips gets to the end, and is told that there is nothing to write from."""
    for _ in range(20):
        talk.say("跳过")
    assert talk.asked == ("review", "")
    assert "还一条素材都没有" in talk.text


def test_next_question_is_a_pure_function_of_the_session(talk: Talk) -> None:
    talk.planned().say("开会多次。")
    records = talk.store.load(talk.id)
    asked = [r.event.question for r in records if isinstance(r.event, e.Asked)]
    for place, record in enumerate(records):
        if isinstance(record.event, e.Asked):
            assert next_question(fold(records[:place])) == record.event.question
    assert len(asked) == len(set(asked))
