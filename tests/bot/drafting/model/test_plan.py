"""The offline draft taken apart into points and tasks, and put together again."""

from __future__ import annotations

import pytest

from bot.drafting.model.plan import assembled, opening_of, tasks, without_mark
from bot.drafting.offline import OfflineWriter
from bot.model import Draft, Fact, Paragraph, Section, Sentence, Source
from tests.bot.drafting.model.world import clean_request


def base() -> Draft:
    return OfflineWriter().write(clean_request())


def draft_of(*sections: Section) -> Draft:
    keys = {key for section in sections for p in section.paragraphs for s in p.sentences for key in s.facts}
    return Draft(
        "题", sections=sections, facts=tuple(Fact(key, key, "主要工作", Source(1, key)) for key in keys)
    )


def told(text: str, *facts: str, locked: bool = False) -> Sentence:
    return Sentence(text, "fact", facts, locked)


@pytest.mark.parametrize("largest", [30, 120, 5000])
def test_every_fact_is_in_just_one_task(largest: int) -> None:
    draft = base()
    found = [fact.id for task in tasks(draft, largest) for point in task.points for fact in point.facts]
    stated = {
        key for section in draft.sections for p in section.paragraphs for s in p.sentences for key in s.facts
    }
    assert sorted(found) == sorted(stated)
    assert "F12" not in found  # private


def test_tasks_keep_to_their_size_and_small_sections_share_one() -> None:
    draft = base()
    parted, whole = tasks(draft, 60), tasks(draft, 5000)
    assert all(task.chars <= 60 or len(task.points) == 1 for task in parted)
    assert len(whole) == 1
    assert len(parted) >= 3
    assert all(task.heading not in task.others for task in parted)


def test_marks_and_titles_are_openings_set_by_code() -> None:
    section = Section(
        1,
        "主要工作",
        (
            Paragraph(
                (
                    told("一是推进垃圾分类。设桶30个。", "F1"),
                    told("二是修路3条。", "F2"),
                    told("另修桥1座。", "F3"),
                )
            ),
        ),
    )
    (task,) = tasks(draft_of(section), 500)
    assert [(point.opening, [fact.id for fact in point.facts]) for point in task.points] == [
        ("一是推进垃圾分类。", ["F1"]),
        ("二是", ["F2", "F3"]),
    ]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("三是完善制度。修订制度5项。", "三是完善制度。"),
        ("十二是修订制度5项。", "十二是"),
        ("2.修订制度5项。", "2."),
        ("第一，修订制度5项。", "第一，"),
        ("2.5万人次到馆。", ""),
        ("一是共发放1200份，受众3000人。其中进校园400份。", "一是"),
        ("修订制度5项。", ""),
    ],
)
def test_openings(text: str, opening: str) -> None:
    assert opening_of(text) == opening


def test_a_mark_the_model_sets_itself_is_taken_off() -> None:
    assert without_mark("一是修路3条。") == "修路3条。"
    assert without_mark("修路3条。") == "修路3条。"


def test_gaps_framing_and_locked_sentences_are_not_given_to_a_model() -> None:
    section = Section(
        1,
        "主要工作",
        (
            Paragraph((Sentence("【待补充：问题】", "gap"),)),
            Paragraph((Sentence("总体平稳。", "framing"),)),
            Paragraph((told("修路3条。", "F1", locked=True),)),
            Paragraph((told("修桥1座。", "F2"),)),
        ),
    )
    (task,) = tasks(draft_of(section), 500)
    assert [point.place for point in task.points] == [(0, 3, 0)]


def test_subsections_belong_to_their_section() -> None:
    sections = (
        Section(1, "做法", ()),
        Section(2, "宣传", (Paragraph((told("发册1200份。", "F1"),)),)),
        Section(2, "培训", (Paragraph((told("培训3期。", "F2"),)),)),
        Section(1, "成效", (Paragraph((told("到馆5万人次。" * 30, "F3"),)),)),
    )
    found = tasks(draft_of(*sections), 200)
    assert [(task.heading, len(task.points)) for task in found] == [("做法", 2), ("成效", 1)]


def test_assembling_changes_just_the_places_written() -> None:
    draft = base()
    point = tasks(draft, 5000)[0].points[1]
    new = (told("换了一句。", *(fact.id for fact in point.facts)),)
    after = assembled(draft, {point.place: new})
    assert [s.text for s in after.sentences() if s not in draft.sentences()] == ["换了一句。"]
    assert assembled(draft, {}) == draft
