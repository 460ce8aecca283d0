"""Which topics an interview asks: those of config/topics.toml as the kind of unit rewords, reorders, drops and adds them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.events import PlannedTopic
from bot.interview.state import EXTRA
from bot.model import Basics

Table = Mapping[str, Mapping[str, Any]]

_LAST = ("问题不足", "下一步打算", EXTRA)


def topics_for(basics: Basics, topics: Table, unit_types: Table) -> tuple[PlannedTopic, ...]:
    """The topics in the order of asking; 补充 is always there and last."""
    unit = unit_types.get(basics.unit_type, {})
    labels: Mapping[str, str] = unit.get("ask", {})
    planned = [
        PlannedTopic(key, labels.get(key, ""), bool(entry.get("figures", False)))
        for key, entry in topics.items()
        if key not in unit.get("drop", ()) and key != EXTRA
    ]
    planned = _ordered(planned, unit.get("order", ()))
    for key, entry in unit.get("add", {}).items():
        new = PlannedTopic(key, str(entry.get("ask", "")), bool(entry.get("figures", False)))
        planned = _placed(planned, new, str(entry.get("after", "")))
    return (*planned, PlannedTopic(EXTRA))


def _ordered(planned: list[PlannedTopic], first: tuple[str, ...]) -> list[PlannedTopic]:
    rank = {key: place for place, key in enumerate(first)}
    return sorted(planned, key=lambda topic: rank.get(topic.topic, len(rank)))


def _placed(planned: list[PlannedTopic], new: PlannedTopic, after: str) -> list[PlannedTopic]:
    if any(topic.topic == new.topic for topic in planned):
        return planned
    keys = [topic.topic for topic in planned]
    place = (
        keys.index(after) + 1
        if after in keys
        else min((keys.index(k) for k in _LAST if k in keys), default=len(keys))
    )
    return [*planned[:place], new, *planned[place:]]
