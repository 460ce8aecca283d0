"""A draft changed by hand: nothing is lost that was not touched."""

from __future__ import annotations

import pytest

from bot.acts import Arranged, PaperTexts, Place
from bot.drafting import by_hand
from bot.model import Draft, Paragraph, Section, Sentence

A, B, C, D = (Sentence(f"第{n}句。", "fact", (f"F{n}",)) for n in range(4))
GAP = Sentence("【待补充：人数】", "gap")
DRAFT = Draft(
    "题",
    lead=(A,),
    sections=(
        Section(1, "一节", (Paragraph((B, GAP)), Paragraph((C,)))),
        Section(1, "二节", (Paragraph((D,)),)),
    ),
    closing=(Sentence("完。", "framing"),),
)


def texts(draft: Draft) -> list[str]:
    return [sentence.text for sentence in draft.sentences()]


@pytest.mark.parametrize("number", range(6))
def test_a_sentence_is_changed_where_it_stands(number: int) -> None:
    changed = by_hand.with_sentence(DRAFT, number, "改了。")
    expected = texts(DRAFT)
    expected[number] = "改了。"
    assert texts(changed) == expected
    assert changed.sentences()[number].locked
    assert changed.sentences()[number].facts == DRAFT.sentences()[number].facts
    assert sum(sentence.locked for sentence in changed.sentences()) == 1


def test_a_paragraph_that_is_left_empty_goes() -> None:
    changed = by_hand.with_sentence(DRAFT, 3, "")
    assert [len(section.paragraphs) for section in changed.sections] == [1, 1]


def test_several_sentences_rest_on_the_facts_once() -> None:
    changed = by_hand.with_sentence(DRAFT, 1, "改成一句。又添一句。")
    assert [(s.text, s.facts) for s in changed.sentences()[1:3]] == [
        ("改成一句。", ("F1",)),
        ("又添一句。", ()),
    ]


def test_a_gap_that_is_filled_by_hand_is_none_any_more() -> None:
    assert by_hand.with_sentence(DRAFT, 2, "26人。").sentences()[2].kind == "fact"
    assert by_hand.with_sentence(DRAFT, 2, "【待补充：时间】").sentences()[2].kind == "gap"


def test_the_same_words_change_nothing() -> None:
    assert by_hand.with_sentence(DRAFT, 1, B.text) == DRAFT


@pytest.mark.parametrize("number", [-1, 6])
def test_a_sentence_that_is_not_there(number: int) -> None:
    with pytest.raises(IndexError):
        by_hand.with_sentence(DRAFT, number, "改了。")


def test_one_version_takes_all_edits_that_follow_each_other() -> None:
    once = by_hand.amended(DRAFT)
    assert (once.version, once.writer) == (2, by_hand.HAND)
    assert by_hand.amended(once) == once


def test_texts_left_out_stay() -> None:
    changed = by_hand.with_texts(DRAFT, PaperTexts(1, title="新题", date=""))
    assert (changed.title, changed.signature, changed.date) == ("新题", DRAFT.signature, "")


def test_sections_in_a_new_order_keep_what_is_in_them() -> None:
    act = Arranged(1, (Place(1, "打算", 1), Place(0, "工作", 2)))
    changed = by_hand.arranged(DRAFT, act)
    assert [(s.heading, s.level) for s in changed.sections] == [("打算", 1), ("工作", 2)]
    assert sorted(texts(changed)) == sorted(texts(DRAFT))
    assert changed.left_out == ()


def test_what_is_taken_out_is_left_out_until_it_is_back() -> None:
    without = by_hand.arranged(DRAFT, Arranged(1, (Place(1, "二节"),)))
    assert without.left_out == ("F1", "F2")


@pytest.mark.parametrize("indices", [(0, 0), (2,), (-1,)])
def test_places_that_are_none(indices: tuple[int, ...]) -> None:
    with pytest.raises(IndexError):
        by_hand.arranged(DRAFT, Arranged(1, tuple(Place(index, "节") for index in indices)))
