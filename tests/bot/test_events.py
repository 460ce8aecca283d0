"""Every event survives JSON; a turn undone counts for nothing."""

from __future__ import annotations

import typing

import pytest

from bot import events as e
from bot.interview.folding import effective, fold, folded
from bot.model import Basics, Draft, Fact, Source

FACT = Fact("F1", "讲了15场", "宣传发动", Source(1, "讲了15场"))
SAMPLES: tuple[e.AnyEvent, ...] = (
    e.Started("me", "名", "2024"),
    e.Asked(e.Question("probe", "宣传发动", about=("多次", "F1"), asks=("times",))),
    e.BasicsGiven("单位", "甲所", Basics(unit="甲所", said={"单位": "甲所"})),
    e.Planned(
        (e.PlannedTopic("宣传发动", "宣传", True, ("横幅",)),),
        (e.SampleChoice("s", "题", ("一、",), "同类"),),
    ),
    e.PlanSettled(("宣传发动",)),
    e.SampleChosen("s"),
    e.ChecklistGiven({"宣传发动": ("横幅",)}, "通知"),
    e.Answered(
        "topic", "宣传发动", "讲了15场", e.Understood((FACT,), (("max_chars", "800"),)), ("F0",), ("补充",)
    ),
    e.Skipped("topic", "补充", "none"),
    e.Corrected("改", (FACT,), ("F0",)),
    e.Hidden(("F1",)),
    e.Imported("日志.txt", e.Understood((FACT,)), ("宣传发动",)),
    e.CarriedOver("s", "上次", (e.CarriedPlan("p", "修路"),), (FACT,)),
    e.Compared(("L1.抢修/起",)),
    e.Resolved("F1-F2", ("F1",), ("F2",)),
    e.Confirmed(early=True),
    e.DraftRequested(800),
    e.Drafted(Draft("总结")),
    e.Revised("精简", Draft("总结", version=2)),
    e.Edited(Draft("总结", version=3)),
    e.Exported(1, "docx"),
    e.Noted("归谁管？"),
    e.Renamed("名"),
    e.Reopened(),
    e.Restarted(),
    e.Undone(1),
)


@pytest.mark.parametrize("event", SAMPLES, ids=lambda event: type(event).__name__)
def test_json_and_back(event: e.AnyEvent) -> None:
    assert e.decode_event(e.encode_event(event)) == event


def test_every_event_is_among_the_samples() -> None:
    assert {type(event) for event in SAMPLES} == set(typing.get_args(e.AnyEvent))


def recorded(*turns: tuple[int, e.AnyEvent]) -> tuple[e.Recorded, ...]:
    return tuple(e.Recorded(n, turn, "", event) for n, (turn, event) in enumerate(turns, 1))


def test_undone_turns_vanish_one_after_another() -> None:
    records = recorded((0, e.Started()), (1, e.Renamed("甲")), (2, e.Renamed("乙")), (3, e.Undone(2)))
    assert fold(records).name == "甲"
    assert folded(records).step == 1
    further = (*records, e.Recorded(5, 4, "", e.Undone(1)))
    assert fold(further).name == ""
    assert folded(further).step is None
    assert [r.event for r in effective(further)] == [e.Started()]


def test_an_export_is_no_step() -> None:
    assert folded(recorded((0, e.Started()), (1, e.Renamed("甲")), (2, e.Exported(1, "txt")))).step == 1
