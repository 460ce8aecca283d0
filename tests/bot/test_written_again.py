"""重写 after the user has worked on the draft: what was done by hand, and what was filled in, is still there."""

from __future__ import annotations

import pytest

from bot.acts import PaperTexts, SentenceText
from bot.app import App
from bot.conversation import Incoming
from bot.drafting.revision.saying import gaps_of
from bot.model import Draft

TALK = (
    "河口供电所",
    "2024年上半年",
    "半年工作总结",
    "县公司，900字",
    "好",
    "所长任组长，3月5日开动员会，26人参加",
    "贴海报32张，发宣传单800份",
    "换表120块，花了2.8万元。巡线46次，消缺17处",
    "先到这里",
)


class Clerk:
    def __init__(self, app: App) -> None:
        self.app = app
        self.session, _ = app.assistant.start("me")
        for line in TALK:
            self.say(line)

    def say(self, text: str) -> str:
        replies = self.app.assistant.handle(self.session, Incoming(text))
        return "\n".join(reply.plain() for reply in replies)

    def act(self, act: PaperTexts | SentenceText) -> None:
        self.app.assistant.handle(self.session, Incoming("", act=act))

    @property
    def draft(self) -> Draft:
        draft = self.app.assistant.session(self.session).draft
        assert draft is not None
        return draft

    def edit(self, word: str, new: str) -> None:
        """Put `new` in place of the sentence with `word`."""
        number = next(n for n, s in enumerate(self.draft.sentences()) if word in s.text)
        self.act(SentenceText(version=self.draft.version, number=number, text=new))


@pytest.fixture
def clerk(app: App) -> Clerk:
    return Clerk(app)


def text_of(draft: Draft) -> str:
    return "\n".join(sentence.text for sentence in draft.sentences())


def test_a_gap_that_was_filled_stays_filled(clerk: Clerk) -> None:
    assert any("成文日期" in gap for gap in gaps_of(clerk.draft))
    clerk.say("补第1处：2024年7月3日")
    for _ in range(2):
        clerk.say("重写")
        assert clerk.draft.date == "2024年7月3日"
        assert not gaps_of(clerk.draft)


def test_a_sentence_of_the_users_own_stays_and_its_fact_is_told_once(clerk: Clerk) -> None:
    clerk.edit("120块", "新表120块全部换装到位，花费2.8万元。")
    clerk.say("补充：6月培训2次，40人次")
    assert "亲手改过" in clerk.say("重写")
    told = text_of(clerk.draft)
    assert told.count("120块") == 1
    assert "全部换装到位" in told
    assert "40人次" in told
    clerk.say("重写")
    assert text_of(clerk.draft) == told


def test_an_edited_sentence_goes_where_its_fact_was_put_right(clerk: Clerk) -> None:
    clerk.edit("120块", "新表120块全部换装到位，花费2.8万元。")
    clerk.say("补充：图书角2处")
    number = next(f.id for f in clerk.app.assistant.session(clerk.session).facts if "120块" in f.text)
    clerk.say(f"第{number.strip('F')}条改成：换表126块，花了2.8万元")
    clerk.say("重写")
    told = text_of(clerk.draft)
    assert "126块" in told
    assert "120块" not in told


def test_title_and_headings_of_the_users_own_stay(clerk: Clerk) -> None:
    clerk.act(PaperTexts(version=clerk.draft.version, title="河口供电所这半年", signature="河口所"))
    clerk.say("第一部分标题改成“拧成一股绳”")
    clerk.say("重写")
    assert (clerk.draft.title, clerk.draft.signature) == ("河口供电所这半年", "河口所")
    assert clerk.draft.sections[0].heading == "拧成一股绳"


def test_a_title_nobody_touched_follows_the_basics(clerk: Clerk) -> None:
    assert "河口" in clerk.draft.title
    clerk.say("单位改成柳湾供电所")
    clerk.say("重写")
    assert "柳湾供电所" in clerk.draft.title
    assert "柳湾供电所" in clerk.draft.signature


def test_undone_is_undone(clerk: Clerk) -> None:
    clerk.say("补第1处：2024年7月3日")
    clerk.say("撤销")
    clerk.say("重写")
    assert any("成文日期" in gap for gap in gaps_of(clerk.draft))


def test_what_was_kept_counts_in_the_length_that_is_told(clerk: Clerk) -> None:
    clerk.edit("120块", "新表120块全部换装到位，花费2.8万元。")
    said = clerk.say("重写")
    assert f"现有材料只够{clerk.draft.chars}字" in said
    assert "要求约900字" in said
