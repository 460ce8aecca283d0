"""The score card is green on a good draft, and red on every fault that can be planted in one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.app import App
from bot.drafting.gate_rules import gate_rules
from bot.evaluation.cases import Cases, Nowhere
from bot.evaluation.marks import shortfalls
from bot.evaluation.playing import Player, total
from bot.evaluation.scoring import Run, Samples, Score, score
from bot.export.text import as_txt
from bot.model import Draft, Sentence
from retrieval.leaks import LeakIndex
from retrieval.records import Sample
from tests.bot.evaluation.cards import CASE, app

TAKEN = "在上级部门的关怀与广大旅客的配合之下全站上下拧成一股绳"
SAMPLES = [Sample(id="s", title="样本", clean_text=f"去年，{TAKEN}，完成了各项任务。")]
INDEX = Samples(LeakIndex.build(SAMPLES), LeakIndex.build(SAMPLES, 6))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> App:
    return app(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def played(program: App) -> Run:
    return Player(program).play(CASE)


NO_BOUNDS = Nowhere()


def scored(run: Run, draft: Draft | None = None, nowhere: Nowhere = NO_BOUNDS) -> Score:
    draft = draft or run.draft
    return score(CASE, replace(run, draft=draft, text=as_txt(draft)), gate_rules(), INDEX, nowhere)


def changed(draft: Draft, change: Callable[[Sentence], Sentence | None]) -> Draft:
    """The draft with every sentence of its sections changed; None takes it out."""
    sections = []
    for section in draft.sections:
        paragraphs = tuple(
            replace(p, sentences=tuple(new for s in p.sentences if (new := change(s)) is not None))
            for p in section.paragraphs
        )
        sections.append(replace(section, paragraphs=paragraphs))
    return replace(draft, sections=tuple(sections))


def said(draft: Draft, old: str, new: str) -> Draft:
    assert old in as_txt(draft)
    return changed(draft, lambda s: replace(s, text=s.text.replace(old, new)))


def test_a_good_draft_is_green(played: Run) -> None:
    one = scored(played)
    assert shortfalls(total([one])) == ()
    assert (one.coverage, one.precision, one.supported) == (1.0, 1.0, 1.0)
    assert (one.traps, one.leaks, one.repeated, one.asked_twice) == ((), (), (), ())
    assert one.figures.stated >= 8


def test_a_dropped_fact_is_red(played: Run) -> None:
    one = scored(played, changed(played.draft, lambda s: None if "灭火器" in s.text else s))
    assert [text for text in one.missing if "灭火器" in text]
    assert "coverage" in [short.key for short in shortfalls(total([one]))]


@pytest.mark.parametrize(
    ("old", "new"), [("17处", "19处"), ("1200份", "1200场"), ("9200元", "9.2万元"), ("63人", "63人次")]
)
def test_a_changed_figure_is_red(played: Run, old: str, new: str) -> None:
    one = scored(played, said(played.draft, old, new))
    assert len(one.figures.invented) == 1
    assert "precision" in [short.key for short in shortfalls(total([one]))]


def test_a_figure_beside_another_thing_is_red(played: Run) -> None:
    words = Sentence("为困难旅客垫付票款46具。", "fact", ("f1",))
    section = played.draft.sections[-1]
    moved = replace(section, heading="", paragraphs=(replace(section.paragraphs[0], sentences=(words,)),))
    one = scored(played, replace(played.draft, sections=(*played.draft.sections[:-1], moved)))
    assert len(one.figures.misplaced) == 1
    assert one.precision < 1


def test_a_plan_told_as_done_is_a_trap(played: Run) -> None:
    one = scored(played, changed(played.draft, lambda s: replace(s, text=f"{s.text}已安装8个摄像头。")))
    assert one.traps
    assert "traps" in [short.key for short in shortfalls(total([one]))]


def test_a_sentence_of_a_sample_is_red(played: Run) -> None:
    lead = (*played.draft.lead, Sentence(f"{TAKEN}。", "framing"))
    one = scored(played, replace(played.draft, lead=lead))
    assert any(TAKEN in text for text in one.leaks)
    assert one.longest_run >= len(TAKEN)
    assert "leaks" in [short.key for short in shortfalls(total([one]))]


def test_what_may_stand_nowhere_is_a_leak(played: Run) -> None:
    assert scored(played, nowhere=Nowhere(("秦望川",))).leaks == ("秦望川",)
    assert scored(played, nowhere=Nowhere(patterns=("1200.",))).leaks == ("1200.",)


def test_padding_is_red(played: Run) -> None:
    lead = tuple(
        Sentence(f"{number}要始终保持昂扬向上的精神状态，奋力开创工作新局面。", "framing")
        for number in "甲乙丙丁戊己庚"
    )
    one = scored(played, replace(played.draft, lead=lead))
    assert one.framing > 0.2
    assert "framing" in [short.key for short in shortfalls(total([one]))]


def test_a_sentence_without_source_is_not_supported(played: Run) -> None:
    one = scored(
        played, changed(played.draft, lambda s: replace(s, facts=("f99",)) if "灭火器" in s.text else s)
    )
    assert one.supported < 1


def test_a_missed_length_is_red_where_something_was_left_out(played: Run) -> None:
    asked = replace(played.draft, asked_chars=played.draft.chars * 2)
    assert scored(played, asked).length == "short"
    left = scored(played, replace(asked, left_out=("f1",)))
    assert left.length == "missed"
    assert "length_met" in [short.key for short in shortfalls(total([left]))]


def test_sentences_twice_and_headings_twice_are_counted(played: Run) -> None:
    doubled = replace(played.draft, sections=(*played.draft.sections, played.draft.sections[0]))
    one = scored(played, doubled)
    assert one.repeated
    assert any(text.startswith("twice") for text in one.faults)


def test_every_case_has_a_score_and_progress(program: App) -> None:
    seen: list[tuple[int, int, str]] = []
    scores = list(Player(program).scores(Cases((CASE, CASE)), lambda *step: seen.append(step)))
    assert [one.id for one in scores] == ["C", "C"]
    assert seen == [(1, 2, "C"), (2, 2, "C")]


def test_a_chosen_sample_gives_a_distance_of_style(program: App) -> None:
    like = program.library.list()[0].id
    one = next(iter(Player(program, like).scores(Cases((CASE,)))))
    assert one.style is not None
    assert 0 <= one.style.total <= 1
