"""A true figure at the wrong thing: 学生86名、教师1342名 where the facts have it the other way round.

Two claims of a sentence are compared with the two claims of the facts that have their values: if the words beside them agree
better crosswise than straight, they were swapped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import msgspec

from bot.drafting.gate import dates
from bot.drafting.gate.claims import Claim, same_festival
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import text as chars
from language.text import pairs

_ENOUGH, _LIKE = 3, 0.6  # pairs shared, and share of them on either side: two clauses tell the same
_MARGIN = 2.0  # two characters, or one pair, more agreement crosswise than straight


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `swapped`."""
    for kind in ("figure", "date", "person"):
        said = [claim for claim in seen.claims if claim.kind == kind]
        for one, other in combinations(said, 2):
            if one.key != other.key and _comparable(seen, one, other) and _crossed(seen, one, other):
                yield seen.finding("swapped", f"{one.text}、{other.text}", seen.evidence.shown(one.near))
                break
    if seen.rests_on_facts:
        yield from _beside(seen)
        yield from _moved_dates(seen)


def _beside(seen: Seen) -> Iterator[Finding]:
    """A figure that the facts have, but for something else: each clause is held beside the clause most like it."""
    given = [piece for view in seen.evidence.views for piece in _pieces(view.text, view.claims)]
    for clause in _pieces(seen.text, seen.claims):
        best = max(given, key=lambda one: len(clause.words & one.words), default=None)
        shared = len(clause.words & best.words) if best is not None else 0
        if best is None or shared < max(_ENOUGH, _LIKE * max(len(clause.words), len(best.words))):
            continue
        for claim in clause.claims:
            same_sort = [other for other in best.claims if _sort(other) == _sort(claim) != ""]
            if (
                same_sort
                and not any(_equal(claim, other) for other in best.claims)
                and not _elsewhere(seen, claim)
            ):
                yield seen.finding("swapped", claim.text, best.text)


def _elsewhere(seen: Seen, claim: Claim) -> bool:
    """Whether the facts have the claim beside the same words, in another clause."""
    return any(_alike(claim.near, other.near) >= 1 for other in _given(seen, claim))


def _moved_dates(seen: Seen) -> Iterator[Finding]:
    """每周晨会、每天夕会: a date or rhythm of the facts that stands there beside other words than here."""
    for claim in seen.claims:
        sort = _sort(claim)
        if claim.kind != "date" or not sort:
            continue
        own = max((_alike(claim.near, other.near) for other in _given(seen, claim)), default=0.0)
        others = [o for o in seen.evidence.of("date") if _sort(o) == sort and not _equal(claim, o)]
        best = max(others, key=lambda other: _alike(claim.near, other.near), default=None)
        if best is not None and own == 0 and _alike(claim.near, best.near) >= 2 * _MARGIN:
            yield seen.finding("swapped", claim.text, seen.evidence.shown(claim.near))


class _Piece(msgspec.Struct, frozen=True):
    """A clause with the pairs of its words and its claims."""

    text: str
    words: frozenset[str]
    claims: tuple[Claim, ...]


def _pieces(text: str, found: tuple[Claim, ...]) -> Iterator[_Piece]:
    for start, end in chars.clauses(text):
        words = frozenset(pair for pair in pairs(text[start:end]) if all(map(chars.is_hanzi, pair)))
        yield _Piece(text[start:end], words, tuple(c for c in found if start <= c.start < c.end <= end))


def _sort(claim: Claim) -> str:
    """Claims of one sort exclude each other: figures of one unit, days, rhythms."""
    if claim.figure is not None:
        return f"figure {claim.figure.unit}"
    if claim.kind != "date":
        return ""
    if claim.key[:1] in "-12":
        return "day"
    return (
        "rhythm"
        if claim.text.startswith("每")
        else "festival"
        if same_festival(claim.text) != (claim.text,)
        else ""
    )


def _comparable(seen: Seen, one: Claim, other: Claim) -> bool:
    """Figures of one unit; persons but not of one list: of 甲、乙任副书记 the same is said of both."""
    if one.figure is not None and other.figure is not None:
        return seen.rules.units.agree(one.figure.unit, other.figure.unit)
    if one.kind == "date":
        return _sort(one) == _sort(other) != ""
    return seen.text[one.end : other.start] not in ("、", "和", "与", "及", "，")


def _crossed(seen: Seen, one: Claim, other: Claim) -> bool:
    ours, theirs = _given(seen, one), _given(seen, other)
    if not ours or not theirs or not all(any(g.near for g in given) for given in (ours, theirs)):
        return False
    straight = _best(one, ours) + _best(other, theirs)
    crosswise = _best(one, theirs) + _best(other, ours)
    return crosswise >= straight + _MARGIN


def _given(seen: Seen, claim: Claim) -> list[Claim]:
    return [given for given in seen.evidence.of(claim.kind) if _equal(claim, given)]


def _equal(claim: Claim, given: Claim) -> bool:
    if claim.figure is not None and given.figure is not None:
        return claim.figure.value == given.figure.value and claim.figure.high == given.figure.high
    if claim.kind == "date" and claim.key[:1] in "-12" and given.key[:1] in "-12":
        return _same_day(claim.key, given.key)
    return claim.key == given.key


def _same_day(one: str, other: str) -> bool:
    """2024-02-26 and --02-26, --02: nothing in one contradicts the other."""
    sides, others = one.split("/"), other.split("/")
    if len(sides) != len(others):
        return False
    return all(dates.covers(a, b) or dates.covers(b, a) for a, b in zip(sides, others, strict=True))


def _best(claim: Claim, given: list[Claim]) -> float:
    return max(_alike(claim.near, other.near) for other in given)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared characters count one, shared pairs two; those close by once more (and the star one)."""
    return float(sum(len(piece) for piece in one & other))
