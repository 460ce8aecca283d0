"""Which paragraph of an edited text was which: equal ones first, then the most alike in order, then those that moved."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

ALIKE = 0.5  # share of common characters from which a paragraph counts as edited, not as new


def pairs(before: Sequence[str], after: Sequence[str]) -> tuple[dict[int, int], set[int]]:
    """Index in `after` → index in `before` for each paragraph that was there before, and the indices in `after` of those that moved."""
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found.update(zip(range(j1, j2), range(i1, i2), strict=True))
        elif tag == "replace":
            found.update(_in_order(before, after, (i1, i2), (j1, j2)))
    return found, _moved(before, after, found)


def alike(one: str, other: str) -> float:
    """0–1: twice the common characters over all of them; for plainly unlike texts an upper bound below ALIKE, which is quick to have."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for bound in (matcher.real_quick_ratio(), matcher.quick_ratio()):
        if bound < ALIKE:
            return bound
    return matcher.ratio()


def _in_order(
    before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> dict[int, int]:
    """The pairing of two stretches, order kept, with the greatest likeness in sum."""
    rows, columns = old[1] - old[0], new[1] - new[0]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    score: dict[tuple[int, int], float] = {}
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            value = alike(before[old[0] + i], after[new[0] + j])
            score[i, j] = value if value >= ALIKE or rows == columns == 1 else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + score[i, j])
    found: dict[int, int] = {}
    i = j = 0
    while i < rows and j < columns:
        if best[i][j] == best[i + 1][j + 1] + score[i, j] and score[i, j] >= 0:
            found[new[0] + j] = old[0] + i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _moved(before: Sequence[str], after: Sequence[str], found: dict[int, int]) -> set[int]:
    moved = set()
    lost = [i for i in range(len(before)) if i not in set(found.values())]
    for j in range(len(after)):
        if j in found or not lost:
            continue
        best = max(lost, key=lambda i: alike(before[i], after[j]))
        if alike(before[best], after[j]) > 0.8:
            found[j] = best
            lost.remove(best)
            moved.add(j)
    return moved
