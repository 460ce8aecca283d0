"""The plan by the outlines of the samples found: what most have is asked, what none has and the unit can do without comes last."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.events import PlannedTopic
from bot.interview.plan import topics_for
from bot.interview.state import EXTRA
from bot.model import Basics
from bot.wording import table
from retrieval.records import OutlineNode, Sample

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
TOPICS: dict[str, dict[str, Any]] = {
    "组织领导": {"role": "组织领导"},
    "活动开展": {"role": "文体活动", "covers": ["志愿服务"]},
    "教育培训": {"role": "教育", "covers": ["培训"]},
    "问题不足": {"role": "问题"},
    "下一步打算": {"role": "打算"},
    EXTRA: {},
}
UNITS: dict[str, dict[str, Any]] = {
    "x": {"optional": ["活动开展"]},
    "y": {"add": {"安全生产": {"role": "安全", "figures": True, "ask": "安全和隐患"}}},
}
PLAIN = ["组织领导", "活动开展", "教育培训", "问题不足", "下一步打算", EXTRA]
LATE = ["组织领导", "教育培训", "问题不足", "下一步打算", "活动开展", EXTRA]


def keys(*outlines: Collection[str], unit: str = "x") -> list[str]:
    return [topic.topic for topic in topics_for(Basics(unit_type=unit), TOPICS, UNITS, outlines)]


@pytest.mark.parametrize(
    ("outlines", "planned"),
    [
        ((), PLAIN),
        (({"问题"},), PLAIN),
        (({"问题"}, {"打算"}), LATE),
        (({"文体活动"}, {"打算"}), PLAIN),
        (({"志愿服务"}, {"打算"}), PLAIN),
        (({"文体活动", "环境整治"}, {"环境整治"}, {"问题"}), [*PLAIN[:3], "环境整治", *PLAIN[3:]]),
        (({"文体活动", "环境整治"}, {"打算"}, {"问题"}), PLAIN),
        (({"文体活动", "环境整治"}, {"问题"}), PLAIN),
        (({"文体活动", "培训"}, {"培训"}), PLAIN),
        (({"文体活动", "引言", "主要工作", ""}, {"引言", "主要工作", ""}), PLAIN),
        (({"文体活动", "安全"}, {"安全"}), [*PLAIN[:3], "安全生产", *PLAIN[3:]]),
    ],
    ids=[
        "no samples", "one is no word", "none has it", "one has it", "one has what it covers", "most have more",
        "one has more", "half is not most", "covered already", "no matter of their own", "as other units call it",
    ],
)  # fmt: skip
def test_what_the_samples_say(outlines: tuple[Collection[str], ...], planned: list[str]) -> None:
    assert keys(*outlines) == planned


def test_what_is_not_optional_stays_where_it_is() -> None:
    assert keys({"问题"}, {"打算"}, unit="y") == ["组织领导", "活动开展", "教育培训", "安全生产", *PLAIN[3:]]


def test_an_added_topic_is_not_worded_in_the_terms_of_another_trade() -> None:
    planned = topics_for(Basics(unit_type="x"), TOPICS, UNITS, ({"安全"}, {"安全"}))
    assert PlannedTopic("安全生产", "", True) in planned


# ------------------------------------------------------------------ the project's own samples


@cache
def sample(name: str) -> Sample:
    from retrieval.page_reader import PageReader

    reader = PageReader(KNOWLEDGE.parent / "config", 10**7)
    return reader.sample(next(report for report in reader.builtin(KNOWLEDGE) if report.origin == name))


def roles(nodes: tuple[OutlineNode, ...]) -> set[str]:
    return {role for node in nodes for role in (node.role, *roles(node.children))}


def planned_with(unit_type: str, *names: str) -> list[str]:
    tables = table("topics", "config"), table("unit_types", "config")
    outlines = [roles(sample(name).outline) for name in names]
    return [topic.topic for topic in topics_for(Basics(unit_type=unit_type), *tables, outlines)]


@pytest.mark.slow
def test_a_station_with_reports_of_campaigns_is_not_asked_for_parties_first() -> None:
    planned = planned_with("station", "station-campaign.md", "fire-annual.md", "power-supply-half-year.md")
    assert planned[-3:] == ["典型荣誉", "活动开展", EXTRA] or planned[-3:] == ["活动开展", "典型荣誉", EXTRA]
    assert planned.count("安全生产") == 1


@pytest.mark.slow
def test_a_bank_is_asked_for_safety_where_most_samples_tell_it() -> None:
    planned = planned_with("bank", "bank-quarter.md", "fire-annual.md", "company-workshop-annual.md")
    assert "安全生产" in planned
    assert "培训" not in planned
    assert planned.index("安全生产") < planned.index("问题不足")


@pytest.mark.slow
def test_a_township_with_reports_on_the_village_environment_is_asked_for_it() -> None:
    planned = planned_with("township", "township-annual.md", "street-campaign.md", "community-half-year.md")
    assert "环境整治" in planned


@pytest.mark.slow
def test_the_desk_hands_the_outlines_on(tmp_path: Path) -> None:
    from bot.app import App
    from bot.conversation import Incoming
    from bot.settings import load

    app = App(load({}, home=str(tmp_path), embedder="none"), memory=True)
    session, _ = app.assistant.start("me")
    for line in ("西河汽车客运站", "2024年上半年", "客运安全工作总结", "区交通局"):
        app.assistant.handle(session, Incoming(line))
    state = app.assistant.session(session)
    assert len(state.samples) == 3
    found = [roles(app.library.show(choice.id).outline) for choice in state.samples]
    tables = table("topics", "config"), table("unit_types", "config")
    assert tuple(t.plan for t in state.topics) == topics_for(state.basics, *tables, found)
    assert tuple(t.plan for t in state.topics) != topics_for(state.basics, *tables)
    app.library.close()
