"""A true figure at the wrong thing: 学生78名、教师1286名 where the facts have it the other way round.

Two claims of a sentence are compared with the two claims of the facts that have their values: if the words beside them agree
better crosswise than straight, they were swapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bot.drafting.gate.claims import Claim
from bot.drafting.gate.seen import Seen
from bot.model import Finding

_MARGIN = 2.0  # two characters, or one pair, more agreement crosswise than straight


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `swapped`."""
    for kind in ("figure", "date", "person"):
        said = [claim for claim in seen.claims if claim.kind == kind]
        for one, other in combinations(said, 2):
            if one.key != other.key and not _listed(seen.text, one, other) and _crossed(seen, one, other):
                yield seen.finding("swapped", f"{one.text}、{other.text}", seen.evidence.shown(one.near))
                break


def _listed(text: str, one: Claim, other: Claim) -> bool:
    """甲、乙任副书记: whoever comes first, the same is said of both."""
    return text[one.end : other.start] in ("、", "和", "与", "及", "，")


def _crossed(seen: Seen, one: Claim, other: Claim) -> bool:
    ours, theirs = _given(seen, one), _given(seen, other)
    if not ours or not theirs:
        return False
    straight = _best(one, ours) + _best(other, theirs)
    crosswise = _best(one, theirs) + _best(other, ours)
    return crosswise >= straight + _MARGIN


def _given(seen: Seen, claim: Claim) -> list[Claim]:
    return [given for given in seen.evidence.of(claim.kind) if _equal(claim, given)]


def _equal(claim: Claim, given: Claim) -> bool:
    if claim.figure is not None and given.figure is not None:
        return claim.figure.value == given.figure.value and claim.figure.high == given.figure.high
    return claim.key == given.key


def _best(claim: Claim, given: list[Claim]) -> float:
    return max(_alike(claim.near, other.near) for other in given)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared characters count one, shared pairs two."""
    return float(sum(len(piece) for piece in one & other))
