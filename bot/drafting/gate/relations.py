"""Causes, comparisons, directions and superlatives: a true pair joined into an untrue relation is untrue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.rules import Relation
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import text as chars

_FROM_TO = re.compile(r"(\d+(?:\.\d+)?)[^\d，。；]{0,6}(?:到|至)[^\d，。；]{0,4}(\d+(?:\.\d+)?)")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `cause`, `comparison`, `direction`, `superlative`."""
    for start, end in chars.clauses(seen.bare):
        clause = _QUOTED.sub("", seen.bare[start:end])
        for relation in seen.rules.relations:
            if seen.heading and relation.rule != "superlative":
                continue
            for match in relation.said.finditer(clause):
                if not _carried(seen, relation, match[0]) and not seen.rules.bank_has(clause):
                    yield seen.finding(relation.rule, match[0])
                    break


def _carried(seen: Seen, relation: Relation, said: str) -> bool:
    """By the same words (the topic's too), or by what the family counts as saying it."""
    if said in seen.evidence.words:
        return True
    if relation.rule == "direction" and _goes(said, seen.evidence.fact_words):
        return True
    return relation.carried is not None and relation.carried.search(seen.evidence.fact_words) is not None


def _goes(said: str, words: str) -> bool:
    """得分由88到93: the figures themselves say which way."""
    down = re.search("[降减下落压]", said) is not None
    pairs = ((float(one), float(other)) for one, other in _FROM_TO.findall(words))
    return any((one > other) if down else (one < other) for one, other in pairs)
