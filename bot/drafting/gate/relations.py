"""Causes, comparisons, directions and superlatives: a true pair joined into an untrue relation is untrue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.rules import Relation
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import text as chars

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `cause`, `comparison`, `direction`, `superlative`."""
    for start, end in chars.clauses(seen.bare):
        clause = _QUOTED.sub("", seen.bare[start:end])
        if seen.rules.bank_has(clause):
            continue
        for relation in seen.rules.relations:
            if seen.heading and relation.rule != "superlative":
                continue
            for match in relation.said.finditer(clause):
                if not _carried(seen, relation, match[0]):
                    yield seen.finding(relation.rule, match[0])
                    break


def _carried(seen: Seen, relation: Relation, said: str) -> bool:
    """By the same words (the topic's too), or by what the family counts as saying it."""
    if said in seen.evidence.words:
        return True
    return relation.carried is not None and relation.carried.search(seen.evidence.fact_words) is not None
