"""A pasted notice or scoring sheet as a checklist: its items, each under the topic that would answer it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from language import markers

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


def _introduces(found: list[tuple[int, str]], index: int, depth: int) -> bool:
    return index + 1 < len(found) and found[index + 1][0] > depth and len(found[index][1]) <= 16


def _depth(scheme: str) -> int:
    """一、 above （一） above 1. above (1) above everything else."""
    return _ORDER.index(scheme) if scheme in _ORDER else len(_ORDER)
