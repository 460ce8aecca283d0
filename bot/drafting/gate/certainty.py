"""What is only planned is not done, what was unsure is not exact, and what is in dispute is marked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.drafting.gate.evidence import FactView
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import text as chars
from language.text import pairs

_SHARE = 0.25  # of a fact's pairs of characters: a clause with so many tells that fact


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `planned_as_done`, `done_as_planned`, `unsure`, `conflict`."""
    for view in _told(seen):
        if view.fact.certainty == "planned":
            if _told_as_done(seen, view):
                yield seen.finding("planned_as_done", view.fact.text, view.fact.text)
        elif _told_as_plan(seen, view):
            yield seen.finding("done_as_planned", view.fact.text, view.fact.text)
        elif view.fact.certainty == "unsure" and _told_exactly(seen, view):
            yield seen.finding("unsure", view.fact.text, view.fact.text)
        if view.fact.conflict and not seen.rules.pattern("certainty", "marks").search(seen.sentence.text):
            yield seen.finding("conflict", view.fact.text, view.fact.text)


def _told(seen: Seen) -> tuple[FactView, ...]:
    """The facts the sentence names; of a sentence that names none, those it plainly repeats."""
    if seen.rests_on_facts:
        return seen.evidence.views
    if seen.heading:
        return ()
    own = pairs(seen.text)
    return tuple(
        view for view in seen.book.views.values() if _overlap(view, own) >= 2 * _SHARE and len(own) >= 6
    )


def _overlap(view: FactView, own: frozenset[str]) -> float:
    fact = pairs(view.text)
    return len(fact & own) / max(1, len(fact))


def _clauses(seen: Seen, view: FactView) -> str:
    """The clauses of the sentence that tell this fact; the whole sentence where it tells no other."""
    if len(seen.evidence.views) <= 1 or not seen.rests_on_facts:
        return seen.text
    pieces = _pieces(seen.text)
    shared = [len(pairs(view.text) & pairs(piece)) for piece in pieces]
    enough = min(3.0, _SHARE * len(pairs(view.text)))
    told = [piece for piece, n in zip(pieces, shared, strict=True) if n >= enough or n == max(shared)]
    return (
        "，".join((*told, *_nobodys(seen, pieces))) if view.fact.certainty == "planned" else "，".join(told)
    )


def _nobodys(seen: Seen, pieces: list[str]) -> list[str]:
    """Clauses that tell none of the facts: 现已完成 behind a plan."""
    return [piece for piece in pieces if all(not pairs(piece) & view.grams for view in seen.evidence.views)]


def _told_as_done(seen: Seen, view: FactView) -> bool:
    told, plan = _clauses(seen, view), seen.rules.pattern("certainty", "plan")
    if any(_newly_done(seen, view, clause) for clause in told.split("，")):
        return True
    return not seen.plans and plan.search(told) is None and plan.search(seen.text) is None


def _newly_done(seen: Seen, view: FactView, clause: str) -> bool:
    """A clause with 已 or 了 whose like in the fact has none: 已经报批，准备下月动工 has one of each."""
    done = seen.rules.pattern("certainty", "done")
    if done.search(clause) is None:
        return False
    own = pairs(clause)
    given = [piece for piece in _pieces(view.text) if done.search(piece)]
    return not any(2 * len(own & pairs(piece)) >= len(own) for piece in given)


def _pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in chars.clauses(text)]


def _told_as_plan(seen: Seen, view: FactView) -> bool:
    plan = seen.rules.pattern("certainty", "strong_plan")
    intends = seen.rules.pattern("certainty", "intends")
    if not any(intends.search(other.raw) for other in seen.evidence.views) and seen.rests_on_facts:
        return plan.search(seen.text) is not None
    return plan.search(_clauses(seen, view)) is not None and intends.search(view.raw) is None


def _told_exactly(seen: Seen, view: FactView) -> bool:
    """A figure of that fact without 约 or 余, and no mark in the sentence."""
    given = {claim.figure.value for claim in view.claims if claim.figure is not None}
    figures = [claim for claim in seen.claims if claim.figure is not None and claim.figure.value in given]
    hedged = seen.rules.pattern("certainty", "hedges").search(seen.text)
    marked = seen.rules.pattern("certainty", "marks").search(seen.sentence.text)
    return bool(figures) and hedged is None and marked is None
