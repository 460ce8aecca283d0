"""The written points put together, and put right as a whole: what fails there, or is too long, the offline writer has after all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from bot.drafting.length import TOLERANCE
from bot.drafting.model.plan import Place, Point, Task, assembled
from bot.drafting.model.verdict import Court
from bot.model import Draft, Finding, Sentence

Points = dict[Place, tuple[Sentence, ...]]


class Settled(msgspec.Struct, frozen=True):
    """A draft, the places in it that are the model's, why others no longer are, and what is held against it."""

    draft: Draft
    written: frozenset[Place]
    reasons: Counter[str]
    errors: tuple[Finding, ...] = ()


def settled(
    base: Draft, planned: Sequence[Task], written: Points, court: Court, limit: int, allowed: int
) -> Settled:
    """The draft of what was written, with no more than the `allowed` errors of the offline draft, in the length asked for."""
    offline = {point.place: point for task in planned for point in task.points}
    kept, reasons = dict(written), Counter[str]()
    if not kept:
        return Settled(base, frozenset(), reasons)
    while kept:
        draft = assembled(base, kept)
        errors = court.errors(draft)
        wrong = _wrong(errors, kept)
        if not wrong and len(errors) > allowed:
            wrong = list(kept)  # an error that no sentence can be blamed for
        if wrong:
            reasons["gate"] += len(wrong)
        elif limit and (worst := _furthest(draft, base, kept, offline, limit)) is not None:
            wrong = [worst]
            reasons["length"] += 1
        else:
            return Settled(draft, frozenset(kept), reasons, tuple(errors))
        for place in wrong:
            del kept[place]
    return Settled(base, frozenset(), reasons)


def _wrong(errors: Sequence[Finding], kept: Points) -> list[Place]:
    """Points of the model's with a sentence that something is held against."""
    accused = {finding.sentence for finding in errors if finding.sentence}
    return [place for place, sentences in kept.items() if any(s.text in accused for s in sentences)]


def _furthest(
    draft: Draft, base: Draft, kept: Points, offline: dict[Place, Point], limit: int
) -> Place | None:
    """The point to give back so that the draft comes nearer to its length; None where it fits, or the offline one fits no better."""
    over, under = draft.chars - limit * (1 + TOLERANCE), limit * (1 - TOLERANCE) - draft.chars
    if over > 0 and base.chars < draft.chars:
        sign = 1
    elif under > 0 and base.chars > draft.chars:
        sign = -1
    else:
        return None
    gained = {place: sign * (_chars(kept[place]) - _chars(offline[place].offline)) for place in kept}
    worst = max(gained, key=lambda place: gained[place])
    return worst if gained[worst] > 0 else None


def _chars(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)
