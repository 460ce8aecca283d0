"""A pasted notice or scoring sheet as a checklist: its items, each under the topic that would answer it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.interview.state import EXTRA, Session
from language import markers
from language.text import pairs

ITEM_LENGTH = (4, 120)  # characters; shorter is a heading's rest, longer is prose
_SCORE = re.compile(r"[（(]?\s*(?:满分|分值|计|占)?\s*\d+(?:\.\d+)?\s*分[)）]?[：:]?")
_ORDER = ("chapter", "cn", "cn_paren", "arabic", "arabic_paren", "arabic_half", "circled")
_TAIL = re.compile(r"[。；;，,：:\s]+$")


def items(text: str) -> tuple[str, ...]:
    """The numbered lines of a notice, without number and score, in order; a heading that only introduces others is left out."""
    found: list[tuple[int, str]] = []
    for line in text.splitlines():
        stripped = line.strip()
        marker = markers.match(stripped)
        if marker is None:
            continue
        words = _TAIL.sub("", _SCORE.sub("", stripped[marker.length :])).strip()
        found.append((_depth(marker.scheme), words))
    kept = [words for i, (depth, words) in enumerate(found) if not _introduces(found, i, depth)]
    low, high = ITEM_LENGTH
    return tuple(dict.fromkeys(words for words in kept if low <= len(words) <= high))


def by_topic(text: str, topic_of: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Topic → its items, by `topic_of` (the same function that files facts)."""
    filed: dict[str, tuple[str, ...]] = {}
    for item in items(text):
        topic = topic_of(item)
        filed[topic] = (*filed.get(topic, ()), item)
    return filed


_LIGHT = re.compile(r"情况|工作|开展|建设|制定|成立|落实|投入|推进|加强|完成|是否|有无|方面|及|和|的|等")


def without_material(session: Session) -> tuple[str, ...]:
    """The items of which nothing was told: no fact has a word of theirs, and nothing but the catch-all topic holds facts for them."""
    told = [f"{fact.heading} {fact.text}" for fact in session.facts if not fact.private]
    left: list[str] = []
    for state in session.topics:
        own = bool(session.facts_of(state.plan.topic)) and state.plan.topic not in _CATCH_ALL
        for item in state.plan.items:
            words = pairs(_LIGHT.sub(" ", item))
            if not own and not any(word in text for word in words for text in told):
                left.append(item)
    return tuple(left)


_CATCH_ALL = ("主要工作", EXTRA)


def _introduces(found: list[tuple[int, str]], index: int, depth: int) -> bool:
    return index + 1 < len(found) and found[index + 1][0] > depth and len(found[index][1]) <= 16


def _depth(scheme: str) -> int:
    """一、 above （一） above 1. above (1) above everything else."""
    return _ORDER.index(scheme) if scheme in _ORDER else len(_ORDER)
