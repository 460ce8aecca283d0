"""What a model proposes about an answer, judged by the rules: a quote counts only where it stands verbatim, where the rules have neither
a fact nor a reason to leave it out, and where they read a fact out of it themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from msgspec.structs import replace

from bot.facts.amending import Told
from bot.facts.reader import read
from bot.facts.reading import ReadContext, Reading
from bot.model import Fact, Value

SHORTEST, LONGEST = 4, 240  # characters of a quote
UNREAD = 6  # characters that the rules leave over in an answer before a model is asked about it
_EXTRA = "补充"  # where what betrays no topic is filed when it was asked for by none


class Proposal(Value, frozen=True):
    """A stretch of the answer, as the model copied it, and the topic it would file it under."""

    quote: str
    topic: str = ""


class Proposes(Protocol):
    """Where proposals come from (bot.proposals). Nothing is raised: whoever cannot answer proposes nothing."""

    def facts(
        self, text: str, hidden: tuple[str, ...], topics: tuple[str, ...], user: str
    ) -> tuple[Proposal, ...]:
        """Proposals about `text`; the stretches `hidden` are not shown to the model."""

    def meant(self, text: str, user: str) -> str:
        """What a message that the rules do not understand may mean: words of a command that they do understand, or ""."""


def unread(raw: str, reading: Reading) -> bool:
    """Whether the rules leave enough of an answer to ask about: it is in no fact, and was left out for no reason."""
    taken = _taken(raw, reading)
    return sum(not taken[place] and sign.isalnum() for place, sign in enumerate(raw)) >= UNREAD


def unfiled(reading: Reading, context: ReadContext) -> bool:
    """Whether facts of a paste lie where they do only because nothing betrays their topic."""
    return any(_by_default(fact, context) for fact in reading.facts)


def judged(
    raw: str, proposals: Iterable[Proposal], reading: Reading, context: ReadContext, topics: tuple[str, ...]
) -> Reading:
    """`reading` with the facts of the proposals that hold, and with facts filed anew that the rules had filed by default."""
    reading = replace(reading, facts=_filed(proposals, reading, context, topics))
    taken = _taken(raw, reading)
    told = Told((*context.ledger, *reading.facts))
    new: list[Fact] = []
    for proposal in proposals:
        place = _free(raw, proposal.quote, taken)
        if place < 0:
            continue
        number = context.next_id + len(reading.facts) + len(new)
        found = read(proposal.quote, replace(context, next_id=number)).facts
        found = tuple(replace(fact, group=f"{fact.group}+{place}") for fact in found if not told.has(fact))
        if found:
            new += found
            taken[place : place + len(proposal.quote)] = b"\x01" * len(proposal.quote)
    return replace(reading, facts=(*reading.facts, *new))


def _free(raw: str, quote: str, taken: bytearray) -> int:
    """Where `quote` stands, untouched by what is taken; -1 where it does not."""
    if not SHORTEST <= len(quote) <= LONGEST:
        return -1
    place = raw.find(quote)
    while place >= 0 and any(taken[place : place + len(quote)]):
        place = raw.find(quote, place + 1)
    return place


def _taken(raw: str, reading: Reading) -> bytearray:
    """The characters that the rules have dealt with: in a fact, or left out for a reason."""
    taken = bytearray(len(raw))
    for start, end in reading.closed:
        taken[start:end] = b"\x01" * (end - start)
    for fact in reading.facts:
        place = raw.find(fact.source.quote)
        if place >= 0:
            taken[place : place + len(fact.source.quote)] = b"\x01" * len(fact.source.quote)
    return taken


def _filed(
    proposals: Iterable[Proposal], reading: Reading, context: ReadContext, topics: tuple[str, ...]
) -> tuple[Fact, ...]:
    """Facts that lie where they do by default only, under the topic proposed for their words."""
    filed: list[Fact] = []
    for fact in reading.facts:
        named = [
            p.topic for p in proposals
            if p.topic in topics and len(p.quote) >= SHORTEST and (p.quote in fact.source.quote or fact.source.quote in p.quote)
        ]  # fmt: skip
        filed.append(replace(fact, topic=named[0]) if named and _by_default(fact, context) else fact)
    return tuple(filed)


def _by_default(fact: Fact, context: ReadContext) -> bool:
    """Under 补充 nothing was asked for: what betrays no topic lies there."""
    return fact.topic == context.topic == _EXTRA and fact.certainty != "planned"
