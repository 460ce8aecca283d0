"""雷同率: how much of a text stands word for word in another one."""

from __future__ import annotations

import re
from collections.abc import Mapping

RUN_CHARS = 13  # characters, marks not counted: the run from which duplicate checkers count
_NOT_LETTER = re.compile(r"[\W_]+")


def likeness(text: str, other: str, run_chars: int = RUN_CHARS) -> float:
    """The share (0–1) of the characters of `text` that lie in runs of at least `run_chars` shared with `other`."""
    own, theirs = _NOT_LETTER.sub("", text), _NOT_LETTER.sub("", other)
    runs = {theirs[i : i + run_chars] for i in range(len(theirs) - run_chars + 1)}
    covered = bytearray(len(own))
    for start in range(len(own) - run_chars + 1):
        if own[start : start + run_chars] in runs:
            covered[start : start + run_chars] = b"\x01" * run_chars
    return sum(covered) / len(own) if own else 0.0


def nearest(text: str, others: Mapping[str, str], run_chars: int = RUN_CHARS) -> tuple[str, float]:
    """Title and likeness of the most alike of `others` (title → text); ("", 0.0) where there is none."""
    shares = {title: likeness(text, other, run_chars) for title, other in others.items()}
    best = max(shares, key=lambda title: shares[title], default="")
    return best, shares.get(best, 0.0)
