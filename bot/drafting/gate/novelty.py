"""What no fact says: the stretches of a sentence that are neither the facts' words nor words that state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.claims import grams
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import surnames
from language import text as chars

_LONG = 7  # characters in a row that nothing carries
_SHARE = 0.5  # of a clause of …
_CLAUSE = 8  # … at least so many characters
_TAKES_NAME = re.compile(r"(?:由|请|邀请|[长任员记席师])$")


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `invented`; for a framing sentence `framing_states` where it reports a deed."""
    if seen.heading or seen.sentence.kind == "gap":
        return
    if not seen.rests_on_facts:
        yield from _framing(seen)
        return
    for start, end in chars.clauses(seen.text):
        yield from _clause(seen, seen.text[start:end], seen.open[start:end])


def _clause(seen: Seen, clause: str, open_: str) -> Iterator[Finding]:
    if seen.rules.bank_has(clause):
        return
    runs = list(re.finditer("1+", open_))
    longest = max(runs, key=lambda run: run.end() - run.start(), default=None)
    if longest is None:
        return
    signs = sum(map(chars.is_hanzi, clause))
    if longest.end() - longest.start() >= _LONG or (signs >= _CLAUSE and open_.count("1") > _SHARE * signs):
        yield seen.finding("invented", clause)
    elif name := _unknown_name(clause, open_):
        yield seen.finding("name", name)


def _unknown_name(clause: str, open_: str) -> str:
    """Three uncarried characters built like a name; two, where a post or 由 stands before them."""
    for run in re.finditer("1{2,4}", open_):
        name = clause[run.start() : run.end()]
        told = len(name) == 3 or (len(name) == 2 and _TAKES_NAME.search(clause[: run.start()]) is not None)
        if told and surnames.is_safe(name) and surnames.looks_like_name(name):
            return name
    return ""


def _framing(seen: Seen) -> Iterator[Finding]:
    """A framing sentence outside the bank may report no deed that the ledger does not know."""
    event = seen.rules.pattern("style", "events")
    for start, end in chars.clauses(seen.text):
        clause = seen.text[start:end]
        if seen.rules.bank_has(clause):
            continue
        match = event.search(clause)
        if match is not None and seen.open[start:end].count("1") >= 3 and not _told(seen, clause):
            yield seen.finding("framing_states", clause)


def _told(seen: Seen, clause: str) -> bool:
    """Whether some one fact has most of the clause's words."""
    own = grams(clause)
    return any(len(own & view.grams) >= 0.5 * len(own) for view in seen.book.views.values())
