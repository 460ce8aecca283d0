"""Levels, formulas, distance of style."""

from __future__ import annotations

import pytest

from bot.evaluation.structure import distance, faults, one_formula
from bot.model import Draft, Paragraph, Section, Sentence
from retrieval.records import StyleProfile

BODY = (Paragraph((Sentence("完成改造3处。", "fact", ("f1",)),)),)


def draft(*sections: tuple[int, str], body: tuple[Paragraph, ...] = BODY) -> Draft:
    return Draft("总结", sections=tuple(Section(level, heading, body) for level, heading in sections))


@pytest.mark.parametrize(
    ("sections", "fault"),
    [
        (((1, "甲"), (3, "乙"), (3, "丙")), "level 1 → 3: 乙"),
        (((1, "甲"), (2, "乙"), (1, "丙")), "alone: 乙"),
        (((1, "甲"), (1, "甲")), "twice: 甲"),
        (((2, "甲"), (2, "乙")), "level 0 → 2: 甲"),
    ],
)
def test_faults_of_the_levels(sections: tuple[tuple[int, str], ...], fault: str) -> None:
    assert fault in faults(draft(*sections))


def test_a_section_with_nothing_in_it() -> None:
    assert faults(draft((1, "甲"), body=())) == ("empty: 甲",)
    parent = Draft("总结", sections=(Section(1, "甲"), Section(2, "乙", BODY), Section(2, "丙", BODY)))
    assert faults(parent) == ()


def test_point_titles_twice() -> None:
    points = tuple(
        Paragraph((Sentence(f"{n}是帮扶困难群众。", "framing"), Sentence(f"走访{k}户。", "fact", ("f1",))))
        for n, k in (("一", 3), ("二", 5))
    )
    assert faults(draft((1, "甲"), body=points)) == ("twice: 帮扶困难群众。",)


def test_headings_of_one_formula() -> None:
    alike = draft((1, "加强组织领导，压实责任"), (1, "强化宣传引导，营造氛围"))
    assert one_formula(alike) == 1.0
    mixed = draft(
        (1, "加强组织领导，压实责任"), (1, "强化宣传引导，营造氛围"), (1, "培训"), (1, "演练"), (1, "检查")
    )
    assert one_formula(mixed) == pytest.approx(0.6)
    assert one_formula(draft()) == 1.0


def test_a_style_is_no_distance_from_itself_and_far_from_another() -> None:
    one = StyleProfile(
        levels=2, formulas=("加强X，提升Y",), shares={"宣传": 0.5, "服务": 0.5}, sentence_length=20
    )
    other = StyleProfile(
        enumeration="1、",
        levels=1,
        formulas=("以X为抓手",),
        shares={"宣传": 0.9, "服务": 0.1},
        sentence_length=40,
    )
    assert distance(one, one).total == 0
    parts = distance(one, other)
    assert (parts.enumeration, parts.levels, parts.formulas, parts.sentences) == (1, 0.5, 1, 0.5)
    assert parts.proportions == pytest.approx(0.4)
