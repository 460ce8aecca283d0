"""The one path of every channel: stored before shown, handled once, resumed anywhere."""

from __future__ import annotations

import threading

import pytest

from bot.conversation import Incoming, Reply, Watch
from bot.errors import ModelError, NotFoundError, SequenceConflict
from bot.events import AnyEvent
from bot.interview.state import Session
from bot.model import Draft
from bot.store.jobs import Claim
from bot.store.sessions import MemoryStore, Turn
from tests.bot.interview.stand_ins import PageDesk, Talk


class Killed(Exception):
    """Stands for kill -9."""


class DyingDesk(PageDesk):
    """Dies while the first draft is being written."""

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft:
        if not self.composed:
            self.composed += 1
            raise Killed
        return super().compose(session, watch=watch)


class FailingDesk(PageDesk):
    """The first draft cannot be written."""

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft:
        if not self.composed:
            self.composed += 1
            raise ModelError("no answer")
        return super().compose(session, watch=watch)


class RacingStore(MemoryStore):
    """Another writer gets in first, `races` times."""

    races = 0

    def append(
        self,
        session: str,
        expected: int,
        turn: Turn,
        events: tuple[AnyEvent, ...],
        stage: str,
        claim: Claim | None = None,
    ) -> int:
        if turn.turn and self.races:
            self.races -= 1
            super().append(
                session, expected, Turn(turn.turn, f"other{self.races}", turn.at, "插话"), (), stage
            )
        return super().append(session, expected, turn, events, stage, claim)


def test_the_first_question_comes_with_the_session(talk: Talk) -> None:
    assert "哪个单位" in talk.text
    assert talk.session.owner == "me"


def test_a_message_sent_twice_is_handled_once_and_answered_alike(talk: Talk) -> None:
    first = talk.say("河口供电所", "m1")
    assert talk.say("河口供电所", "m1") == first
    assert talk.asked == ("basics", "时间段")
    assert len(talk.store.turns(talk.id)) == 2


def test_what_was_said_stands_in_the_store_before_it_is_acknowledged(talk: Talk) -> None:
    talk.planned().say("所长任组长。")
    turns = talk.store.turns(talk.id)
    assert turns[-1].said == "所长任组长。"
    assert turns[-1].replies == talk.replies


def test_facts_quote_the_message_of_their_turn(talk: Talk) -> None:
    talk.planned().say("所长任组长。副所长抓。")
    turns = {turn.turn: turn.said for turn in talk.store.turns(talk.id)}
    for fact in talk.session.facts:
        assert fact.source.quote in turns[fact.source.turn]


def test_a_draft_killed_in_the_writing_is_written_on_resume() -> None:
    talk = Talk(desk=DyingDesk())
    talk.planned().say("所长任组长。")
    with pytest.raises(Killed):
        talk.say("先到这里", "m9")
    assert talk.session.draft is None
    replies = talk.assistant.resume(talk.id)
    assert any(reply.kind == "draft" for reply in replies)
    assert talk.asked == ("drafted", "")


def test_a_failing_writer_is_said_and_may_be_tried_again() -> None:
    talk = Talk(desk=FailingDesk())
    talk.planned().say("所长任组长。")
    assert "没写成" in talk.say("先到这里")
    assert talk.asked == ("review", "")
    talk.say("好")
    assert talk.asked == ("drafted", "")


def test_after_a_failed_draft_the_interview_goes_on() -> None:
    talk = Talk(desk=DyingDesk())
    talk.planned().say("所长任组长。")
    with pytest.raises(Killed):
        talk.say("先到这里")
    assert "记下" in talk.say("又修了一条路。")
    talk.say("开始写")
    assert talk.asked == ("drafted", "")


def test_a_lost_race_is_run_again() -> None:
    store = RacingStore()
    talk = Talk(store)
    store.races = 3
    talk.say("河口供电所")
    assert talk.session.basics.unit == "河口供电所"
    assert [turn.said for turn in store.turns(talk.id)].count("插话") == 3
    store.races = 99
    with pytest.raises(SequenceConflict):
        talk.say("上半年")


def test_two_quick_messages_at_once_are_both_kept(talk: Talk) -> None:
    talk.planned()
    sent = [f"第{n}台区换表{n}次。" for n in range(10, 18)]
    threads = [
        threading.Thread(target=talk.assistant.handle, args=(talk.id, Incoming(text, f"m{text}")))
        for text in sent
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = {turn.said for turn in talk.store.turns(talk.id)}
    assert said >= set(sent)
    turns = [turn.turn for turn in talk.store.turns(talk.id)]
    assert turns == list(range(len(turns)))


def test_resume_says_where_one_is_and_changes_nothing(talk: Talk) -> None:
    talk.planned().say("所长任组长。")
    before = talk.store.load(talk.id)
    replies = talk.assistant.resume(talk.id)
    assert "1 条" in replies[0].text
    assert replies[-1].kind == "question"
    assert talk.store.load(talk.id) == before


def test_progress_and_choices_come_with_the_question(talk: Talk) -> None:
    talk.planned()
    question = talk.replies[-1]
    assert question.progress is not None
    assert (question.progress.number, question.progress.total) == (1, 4)
    assert [choice.send for choice in question.choices] == ["跳过", "上一题", "先到这里", "看已有的"]
    assert "第 1/4 题" in question.text


def test_every_choice_offered_is_understood(talk: Talk) -> None:
    """Pressing any button is never met by 没听出."""
    for path in (
        (),
        ("好",),
        ("好", "开会多次。"),
        ("好", "安全宣讲12场。安全宣讲15场。"),
        ("好", "所长任组长。", "先到这里"),
    ):
        base = Talk()
        base.basics()
        for message in path:
            base.say(message)
        for choice in base.replies[-1].choices:
            other = Talk()
            other.basics()
            for message in path:
                other.say(message)
            assert "没听出" not in other.say(choice.send), (path, choice)


def test_a_reply_degrades_to_text() -> None:
    assert Reply("问").plain() == "问"


def test_sessions_end_with_delete(talk: Talk) -> None:
    talk.assistant.rename(talk.id, "半年")
    assert talk.assistant.sessions("me")[0].name == "半年"
    talk.assistant.delete(talk.id)
    with pytest.raises(NotFoundError):
        talk.say("还在吗")
    assert talk.assistant.sessions("me") == ()


def test_too_long_a_message_is_refused_in_one_sentence(talk: Talk) -> None:
    talk.planned()
    before = talk.session
    assert "20000" in talk.say("修" * 20_001)
    assert talk.session == before
