"""Is every fact of the ledger told, and told once?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.drafting.gate.claims import Claim, claims
from bot.drafting.gate.evidence import Book, FactView
from bot.drafting.gate.figures import same_value
from bot.drafting.gate.rules import GateRules
from bot.drafting.gate.seen import finding
from bot.model import Finding, Sentence
from language.text import pairs

_PASSING = re.compile(r"一[\u4e00-\u9fff]?$")
_TOLD = 0.34  # of a fact's pairs of characters in the sentences that name it: it is told, in whatever words


def check(
    sentences: Sequence[Sentence], left_out: Sequence[str], book: Book, rules: GateRules
) -> Iterator[Finding]:
    """Findings `uncovered` (a fact in no sentence) and `partly` (one of its figures is missing)."""
    texts = {id(sentence): rules.canonical(sentence.text) for sentence in sentences}
    whole = "\n".join(texts.values())
    stated = _figures_of(whole)
    sums = {value for view in book.views.values() for value in view.computed if _named(view, sentences)}
    for view in book.views.values():
        if view.fact.id in left_out or view.fact.computed:
            continue
        named = [texts[id(s)] for s in sentences if view.fact.id in s.facts]
        text = "\n".join(named) if named else whole
        missing = [claim for claim in figures_of(view) if not _stated(claim, _figures_of(text))]
        if not _told(view, text, named=bool(named), missing=missing, whole=stated):
            yield finding(rules, "uncovered", "", "", view.fact.text)
        elif missing and named and not all(c.figure is not None and c.figure.value in sums for c in missing):
            yield finding(rules, "partly", named[0], missing[0].text, view.fact.text)


def figures_of(view: FactView) -> list[Claim]:
    """The figures of a fact that a draft must give: not 一次, 第二次, 0."""
    return [
        claim
        for claim in view.claims
        if claim.figure is not None
        and claim.figure.value
        and not _PASSING.match(claim.text)
        and not (claim.figure.kind == "ordinal" and claim.figure.unit in ("次", "批", "期", "轮", ""))
    ]


def _named(view: FactView, sentences: Sequence[Sentence]) -> bool:
    return any(view.fact.id in sentence.facts for sentence in sentences)


def _figures_of(text: str) -> tuple[Claim, ...]:
    return tuple(claim for line in text.split("\n") for claim in claims(line) if claim.figure is not None)


def _stated(claim: Claim, stated: Sequence[Claim]) -> bool:
    return any(
        claim.figure is not None and other.figure is not None and same_value(claim.figure, other.figure)
        for other in stated
    )


def _told(
    view: FactView, text: str, *, named: bool, missing: Sequence[Claim], whole: Sequence[Claim]
) -> bool:
    """Named facts are told by a figure, a name or a third of their words; unnamed ones need all figures and half the words."""
    figures = figures_of(view)
    share = len(pairs(view.text) & pairs(text)) / max(1, len(pairs(view.text)))
    if not named:
        return not missing and share >= 1.5 * _TOLD and (bool(figures) or share >= 2 * _TOLD)
    if figures and len(missing) < len(figures):
        return True
    if any(name in text for name in view.fact.names):
        return True
    return share >= _TOLD or (not figures and share >= _TOLD / 2)


def repeated_facts(sections: Sequence[Sequence[Sentence]], book: Book, rules: GateRules) -> Iterator[Finding]:
    """Finding `repeated_fact`: one fact told in two sections."""
    first: dict[str, int] = {}
    for number, sentences in enumerate(sections):
        for sentence in sentences:
            for key in sentence.facts:
                if first.setdefault(key, number) != number and key in book.views:
                    yield finding(rules, "repeated_fact", sentence.text, "", book.views[key].fact.text)
