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
_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `invented`; for a framing sentence `framing_states` where it reports a deed."""
    if seen.heading or seen.sentence.kind == "gap":
        return
    if not seen.rests_on_facts:
        yield from _framing(seen)
        return
    for start, end in chars.clauses(seen.text):
        yield from _clause(seen, seen.text[start:end])


def _clause(seen: Seen, clause: str) -> Iterator[Finding]:
    if seen.rules.bank_has(clause):
        return
    open_ = uncovered(seen, clause)
    runs = list(re.finditer("1+", open_))
    longest = max(runs, key=lambda run: run.end() - run.start(), default=None)
    if longest is None:
        return
    share = open_.count("1") / max(1, sum(map(chars.is_hanzi, clause)))
    if longest.end() - longest.start() >= _LONG or (share > _SHARE and len(clause) >= _CLAUSE):
        yield seen.finding("invented", clause)
    elif name := _unknown_name(clause, open_):
        yield seen.finding("name", name)


def uncovered(seen: Seen, clause: str) -> str:
    """One sign for each character of `clause`: 1 where nothing carries it, 0 where something does."""
    known = seen.evidence.grams
    flags = bytearray(b"".join(b"1" if chars.is_hanzi(character) else b"0" for character in clause))
    for i in range(len(clause) - 1):
        if clause[i : i + 2] in known:
            flags[i : i + 2] = b"00"
    for match in seen.rules.neutral.finditer(clause):
        flags[match.start() : match.end()] = b"0" * len(match[0])
    for i, character in enumerate(clause):
        if character in seen.rules.particles:
            flags[i : i + 1] = b"0"
    return flags.decode()


def _unknown_name(clause: str, open_: str) -> str:
    """Two or three uncarried characters built like a name."""
    for run in re.finditer("1{2,4}", open_):
        name = clause[run.start() : run.end()]
        if _NAME.fullmatch(name) and surnames.is_safe(name) and surnames.looks_like_name(name):
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
        if match is not None and uncovered(seen, clause).count("1") >= 3 and not _told(seen, clause):
            yield seen.finding("framing_states", clause)


def _told(seen: Seen, clause: str) -> bool:
    """Whether some one fact has most of the clause's words."""
    own = grams(clause)
    return any(len(own & view.grams) >= 0.5 * len(own) for view in seen.book.views.values())
