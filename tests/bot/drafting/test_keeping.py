"""What the user did by hand survives a draft composed anew: rewritten, cut, filled out, made a brief."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.acts import PaperTexts
from bot.drafting import by_hand
from bot.drafting.request import DraftRequest
from bot.drafting.revision import Desk, revise
from bot.drafting.revision.parts import parts_of
from bot.model import Draft

ANSWERS = {
    "组织领导": "校长陈立任组长，副校长周敏分管。9月3日召开启动会，全体老师46人参加",
    "宣传发动": "简报编了27期。校园广播每天播放",
    "主要工作": "厕所：改了416座，都验收了。污水：修了管沟4公里，通水了。图书室：添了2600册新书，新增读书角12个",
    "教育培训": "培训3次，84人次。请了作家林山来讲课2次",
    "问题不足": "经费不够；部分课程进度偏慢",
    "下一步打算": "明年想再建2个读书角",
}
AGAIN = ["重写", "全文重写，别动数字", "900字", "压到400字", "出一份简报版", "报告版", "第二部分换个写法"]
MARK = "这一句是手改的"


def number_of(draft: Draft, word: str) -> int:
    return next(n for n, sentence in enumerate(draft.sentences()) if word in sentence.text)


def place_of(draft: Draft, word: str) -> str:
    """The role of the part in which `word` stands, "" outside of all."""
    for part in parts_of(draft):
        if any(word in s.text for section in part for p in section.paragraphs for s in p.sentences):
            return part[0].role
    return ""


@pytest.mark.parametrize("words", AGAIN)
@pytest.mark.parametrize("word", ["416座", "27期", "读书角12个", "进度偏慢", "再建2个"])
def test_an_edited_sentence_keeps_its_words_its_part_and_its_facts(
    words: str, word: str, draft: Draft, request_: DraftRequest
) -> None:
    number = number_of(draft, word)
    old = draft.sentences()[number]
    edited = by_hand.with_sentence(draft, number, f"{old.text.rstrip('。')}，{MARK}。")
    new = revise(words, Desk((edited,), request_, 30, 100)).draft
    assert new is not None
    found = [sentence for sentence in new.sentences() if MARK in sentence.text]
    assert [sentence.facts for sentence in found] == [old.facts]
    assert found[0].locked
    if place_of(edited, MARK) in [part[0].role for part in parts_of(new)]:
        assert place_of(new, MARK) == place_of(edited, MARK)
    others = [sentence for sentence in new.sentences() if sentence is not found[0]]
    assert not any(set(sentence.facts) & set(old.facts) for sentence in others)


@pytest.mark.parametrize("words", AGAIN)
def test_a_sentence_of_the_users_own_is_not_lost(words: str, draft: Draft, request_: DraftRequest) -> None:
    number = number_of(draft, "27期")
    edited = by_hand.with_sentence(draft, number, f"{draft.sentences()[number].text}{MARK}，没有材料。")
    new = revise(words, Desk((edited,), request_, 30, 100)).draft
    assert new is not None
    assert sum(MARK in sentence.text for sentence in new.sentences()) == 1


@pytest.mark.parametrize("words", [*AGAIN, "删掉第四部分", "二、三对调", "朴实一点"])
def test_title_lead_and_heading_of_the_user_stay(words: str, draft: Draft, request_: DraftRequest) -> None:
    desk = Desk((draft,), request_, 30, 100)
    own = revise("第二部分标题改成“让书声响起来”", desk).draft
    assert own is not None
    own = by_hand.with_sentence(own, 0, f"{MARK}。")
    own = by_hand.with_texts(own, PaperTexts(version=1, title="自己起的标题", date="2026年1月9日"))
    new = revise(words, replace(desk, versions=(draft, own))).draft
    assert new is not None
    assert (new.title, new.date) == ("自己起的标题", "2026年1月9日")
    assert MARK in "".join(sentence.text for sentence in new.lead)
    assert "让书声响起来" in [section.heading for section in new.sections]


def test_a_part_struck_out_comes_back_only_when_asked_for(draft: Draft, request_: DraftRequest) -> None:
    desk = Desk((draft,), request_, 30, 100)
    struck = revise("删掉第二部分", desk).draft
    assert struck is not None
    later = replace(desk, versions=(draft, struck))
    for words in ("全文重写", "1500字"):
        new = revise(words, later).draft
        assert new is not None
        assert "416座" not in "".join(sentence.text for sentence in new.sentences())
    back = revise("恢复上一版", later).draft
    assert back is not None
    assert "416座" in "".join(sentence.text for sentence in back.sentences())


@pytest.mark.parametrize("limit", [500])
def test_a_brief_is_never_over_its_length(limit: int, draft: Draft, request_: DraftRequest) -> None:
    brief = revise("简报版", Desk((draft,), request_, 30, 100)).draft
    assert brief is not None
    assert brief.chars <= limit
