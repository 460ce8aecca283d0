"""A fact that is put right or let in again is held against the others at once, by chat, page and draft; sums follow their parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import acts
from bot.app import App
from bot.conversation import Incoming
from bot.settings import load

BASICS = ("河口供电所", "2024年上半年", "工作总结", "局里", "好")
TOLD = "上午培训20人，下午培训15人，合计35人。"
SERIES = "5/8 清理河道 清运垃圾5车\n5/19 清理河道（第二次）清运垃圾3车\n6/2 清理河道（第三次）清运垃圾4车"


class PlainApp(App):
    library = None  # type: ignore[assignment]


class Talk:
    def __init__(self, home: Path) -> None:
        self.app = PlainApp(load({}, home=str(home), embedder="none"))
        self.id, _ = self.app.assistant.start("me")
        for answer in BASICS:
            self.say(answer)

    def say(self, text: str) -> str:
        return "\n".join(reply.text for reply in self.app.assistant.handle(self.id, Incoming(text)))

    def act(self, act: acts.Act) -> str:
        return "\n".join(reply.text for reply in self.app.assistant.handle(self.id, Incoming(act=act)))

    @property
    def asked(self) -> str:
        current = self.app.assistant.session(self.id).current
        return current.kind if current else ""

    def facts(self) -> list[str]:
        session = self.app.assistant.session(self.id)
        return [fact.text for fact in self.app.tools.ledger(session)]

    def fact(self, words: str) -> str:
        return next(fact.id for fact in self.app.assistant.session(self.id).facts if words in fact.text)

    def paper(self) -> str:
        draft = self.app.assistant.session(self.id).draft
        assert draft is not None
        assert not [one for one in draft.findings if one.severity == "error"], draft.findings
        return "".join(sentence.text for sentence in draft.sentences())


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path)


@pytest.mark.parametrize("drafted", [False, True])
def test_a_sum_that_was_stated_is_asked_about_when_a_part_is_put_right(talk: Talk, drafted: bool) -> None:
    talk.say(TOLD)
    if drafted:
        talk.say("先到这里")
    before = talk.asked
    told = talk.say("把15人改成18人")
    assert talk.asked == "conflict"
    assert "20人＋18人" in told
    assert "35人" in told
    assert "把15人改成18人」" not in told, "the fact as it reads now is quoted"
    talk.say("38人")
    assert "下午培训18人，合计38人" in talk.facts()
    assert talk.asked == before, "the interview goes on where it was"


def test_what_is_put_right_and_fits_asks_nothing(talk: Talk) -> None:
    talk.say(TOLD)
    before = talk.asked
    talk.say("把35人改成35人")
    talk.say("把下午改成晚上")
    assert talk.asked == before


def test_a_fact_of_the_sheet_put_right_is_held_against_the_others(talk: Talk) -> None:
    talk.say("全所组织安全教育培训12次。")
    talk.say("安全教育培训的效果不错，群众反映好。")
    talk.say("另外，全所组织消防演练6次。")
    number = talk.fact("消防演练").removeprefix("F")
    told = talk.say(f"第{number}条改成：全所组织安全教育培训15次。")
    assert talk.asked == "conflict"
    assert "12次" in told
    assert "15次" in told


def test_a_fact_let_in_again_is_held_against_the_others_at_once(talk: Talk) -> None:
    talk.say("全所组织安全教育培训12次。")
    hidden = talk.fact("培训12次")
    talk.act(acts.FactHidden(hidden, True))
    talk.say("全所组织安全教育培训15次。")
    assert talk.asked != "conflict", "what is kept out contradicts nobody"
    told = talk.act(acts.FactHidden(hidden, False))
    assert talk.asked == "conflict"
    assert "12次" in told
    assert "15次" in told
    talk.say("15次")
    assert talk.asked != "conflict"
    assert [text for text in talk.facts() if "安全教育培训" in text] == ["全所组织安全教育培训15次"]


def test_a_decided_conflict_is_not_put_again_by_hiding_and_showing(talk: Talk) -> None:
    talk.say("全所组织安全教育培训12次。")
    talk.say("全所组织安全教育培训15次。")
    assert talk.asked == "conflict"
    talk.say("都留着")
    first = talk.fact("培训12次")
    for private in (True, False):
        talk.act(acts.FactHidden(first, private))
        assert talk.asked != "conflict"


def test_a_sum_computed_from_a_part_follows_it_into_the_draft(talk: Talk) -> None:
    talk.say(SERIES)
    talk.say("发放环保宣传册11份。")
    assert "合计清运垃圾12车" in talk.facts()
    talk.say("先到这里")
    assert "12车" in talk.paper()
    told = talk.say("把4车改成6车")
    assert "＋ " in told, "the change is shown"
    assert "合计清运垃圾14车" in talk.facts()
    assert "14车" in talk.paper()
    assert "12车" not in talk.paper()
    talk.say("把清运垃圾6车改成清运垃圾9车")
    assert "17车" in talk.paper()
    talk.say("把11份改成13份")
    assert "13份" in talk.paper()
    assert "17车" in talk.paper(), "sums of what was not touched stand, whatever their number in the ledger"
