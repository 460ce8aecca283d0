"""Which topics an interview asks: those of config/topics.toml as the kind of unit rewords, reorders, drops and adds them, and as
the outlines of the samples found for the user suggest. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.events import PlannedTopic
from bot.interview.state import EXTRA
from bot.model import Basics

Table = Mapping[str, Mapping[str, Any]]

_LAST = ("问题不足", "下一步打算", EXTRA)
_ANYWHERE = frozenset(
    ("主要工作", "引言", "结语", "落款", "其他", "")
)  # roles that name no matter of their own
_WORD = 2  # samples whose word counts: one alone may be odd


def topics_for(
    basics: Basics, topics: Table, unit_types: Table, outlines: Sequence[Collection[str]] = ()
) -> tuple[PlannedTopic, ...]:
    """The topics in the order of asking; 补充 is always there and last.

    `outlines`: the roles that each sample found for the user has sections for. What most of them have and the plan lacks is added;
    what none of them has goes last, if the kind of unit calls it optional.
    """
    planned = _by_unit(basics, topics, unit_types)
    if len(outlines) >= _WORD:
        planned = _with_usual(planned, topics, unit_types, outlines)
        optional = unit_types.get(basics.unit_type, {}).get("optional", ())
        seen = frozenset(role for outline in outlines for role in outline)
        late = [t for t in planned if t.topic in optional and not _roles(t.topic, topics, unit_types) & seen]
        planned = [*(topic for topic in planned if topic not in late), *late]
    return (*planned, PlannedTopic(EXTRA))


def names_of(topics: Sequence[PlannedTopic]) -> dict[str, tuple[str, ...]]:
    """Topic → the words by which a user names it: its key, either half of it (宣传, 培训), and its label's first words."""
    halves = {t.topic: (t.topic, *_halves(t.topic)) for t in topics if t.topic != EXTRA}
    shared = Counter(word for words in halves.values() for word in set(words))
    return {
        key: tuple(word for word in words if shared[word] == 1 and word not in _LOOSE)
        for key, words in halves.items()
    }


def _halves(key: str) -> tuple[str, ...]:
    return (key[:2], key[2:]) if len(key) == 4 else ()


_LOOSE = frozenset(
    ("工作", "主要", "群众", "开展", "领导", "问题", "下一")
)  # words that say too little alone


def _with_usual(
    planned: list[PlannedTopic], topics: Table, unit_types: Table, outlines: Sequence[Collection[str]]
) -> list[PlannedTopic]:
    """The topics, and before the closing ones a topic for each role that most of the outlines have and no topic asks for."""
    asked = frozenset(role for topic in planned for role in _roles(topic.topic, topics, unit_types))
    told = Counter(role for outline in outlines for role in frozenset(outline))
    usual = [role for role, count in told.items() if count * 2 > len(outlines)]
    for role in usual:
        if role not in asked | _ANYWHERE:
            planned = _placed(planned, _topic_for(role, unit_types), "")
    return planned


def _topic_for(role: str, unit_types: Table) -> PlannedTopic:
    """The topic that other kinds of unit have for a role (安全 → 安全生产), without the words they ask it in; else the role itself."""
    for unit in unit_types.values():
        for key, entry in unit.get("add", {}).items():
            if entry.get("role") == role:
                return PlannedTopic(key, "", bool(entry.get("figures", False)))
    return PlannedTopic(role)


def _roles(topic: str, topics: Table, unit_types: Table) -> frozenset[str]:
    """The roles of the sections that a topic's answers fill."""
    added = (unit.get("add", {}).get(topic, {}) for unit in unit_types.values())
    entries = [entry for entry in (topics.get(topic, {}), *added) if entry]
    own = {str(entry.get("role", "")) for entry in entries}
    return frozenset(own | {role for entry in entries for role in entry.get("covers", ())} | {topic})


def _by_unit(basics: Basics, topics: Table, unit_types: Table) -> list[PlannedTopic]:
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
    return planned


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
