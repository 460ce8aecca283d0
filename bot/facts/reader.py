"""From an answer to atomic facts: each complete in itself, with its figures, dates and the user's own words as source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import msgspec

from bot.facts.amending import Told, amended, repeats, with_moves
from bot.facts.bare import with_measures
from bot.facts.cleaning import private_spans
from bot.facts.corrections import rewritten
from bot.facts.days import Day, day_of, resolved
from bot.facts.directives import Directives
from bot.facts.fields import certainty_of, dates_of, figures_of, log_dates, names_of, vague_of
from bot.facts.grammar import is_planned, starts_with_verb
from bot.facts.joining import Group, grouped, take_label
from bot.facts.privacy import anonymous, called_otherwise
from bot.facts.reading import Directive, ReadContext, Reading
from bot.facts.retelling import parts, points_back, put_right
from bot.facts.sorting import Sorted
from bot.facts.splitting import Item, items
from bot.facts.topics import topic_of
from bot.model import Fact, Source

_NEARBY = 40  # facts of one answer among which a thing told twice is looked for
_TITLES = re.compile(r"《[^》]{1,60}》")


def read(raw: str, context: ReadContext) -> Reading:
    """The facts of one answer, without a model. Nothing is invented: every figure of a fact stands in its quote or is inherited
    from the unit written beside it."""
    heard = Sorted(Directives())
    heard.wishes.asked(context.question)
    facts: list[Fact] = []
    told: list[Day] = []
    for number, item in ((n, part) for n, whole in enumerate(items(raw)) for part in parts(whole)):
        item = _retold(raw, item, facts, context)
        clauses, label = take_label(item, with_measures(heard.content(item)))
        today = _speaking_day(item, context)
        for group in grouped(clauses, item):
            group.text, days = resolved(group.text, today, context.basics)
            told += days
            fact = _fact(raw, group, item, label, context, number)
            hides = group.private or group.sentence in heard.wishes.nameless
            fact = _with_topic_of(facts[-1] if facts else None, fact)
            if group.sentence in heard.wishes.secret:
                fact = msgspec.structs.replace(fact, private=True)
            if called := heard.wishes.instead.get(group.sentence):
                fact = called_otherwise(fact, called)
            placeless = group.sentence in heard.wishes.placeless
            facts.append(anonymous(fact, placeless=placeless) if hides else fact)
    facts = with_moves([amended(fact, context) for fact in facts], context)
    facts = _hidden(_told_once(facts, context.ledger), heard.wishes.found)
    facts = [
        msgspec.structs.replace(fact, id=f"F{context.next_id + index}") for index, fact in enumerate(facts)
    ]
    return Reading(
        facts=tuple(facts),
        vague=tuple(vague for fact in facts if not fact.private for vague in vague_of(fact)),
        directives=tuple(heard.wishes.found),
        questions=tuple(heard.questions),
        refers_back=heard.refers and not facts,
        ignored=tuple(heard.aside),
        closed=tuple(heard.closed),
        days=tuple(told),
    )


def _retold(raw: str, item: Item, facts: list[Fact], context: ReadContext) -> Item:
    """The item without what it puts right of facts told before, in this answer or earlier; `facts` then hold it so."""
    if not points_back(item):
        return item
    gone = {fact.replaces for fact in facts if fact.replaces}
    known = [fact for fact in context.ledger if fact.id not in gone]
    righted, rest = put_right(item, [*known, *facts])
    for one in righted:
        place = next((n for n, fact in enumerate(facts) if fact.text == one.target.text), None)
        if place is None:
            facts.append(rewritten(one.target, one.text, _stripped(raw[one.start : one.end]), context))
        else:
            began = raw.find(facts[place].source.quote) if facts[place].replaces else one.start
            said = _stripped(raw[max(0, began) : one.end])
            facts[place] = msgspec.structs.replace(
                rewritten(facts[place], one.text, said, context), replaces=facts[place].replaces
            )
    return rest


def _speaking_day(item: Item, context: ReadContext) -> date | None:
    """The day that 昨天 is told from: that of a log entry, else today."""
    if not item.date:
        return day_of(context.spoken)
    stamps = log_dates(item.date, context.basics)
    return day_of(stamps[0]) if len(stamps) == 1 else None


def _fact(raw: str, group: Group, item: Item, label: str, context: ReadContext, number: int) -> Fact:
    found = figures_of(group.text)
    stamps = dates_of(group.text, context.basics)
    if item.date:
        own = log_dates(item.date, context.basics)
        stamps = (*own, *(stamp for stamp in stamps if stamp not in own))
    return Fact(
        id="F0",
        text=group.text,
        topic=topic_of(group.text, context.topic),
        source=Source(turn=context.turn, quote=_quote(raw, group)),
        figures=found,
        dates=stamps,
        names=names_of(group.text),
        titles=tuple(_TITLES.findall(group.text)),
        certainty=certainty_of(group.text, found, context.topic, unsure=group.unsure),
        group=f"{context.turn}.{number}" if item.log else f"{context.turn}.{number}.{group.breath}",
        heading=label,
    )


def _with_topic_of(before: Fact | None, fact: Fact) -> Fact:
    """A fact without a subject of its own stays with the one it follows (新建站点8个，打算明年再建2个)."""
    follows = before is not None and before.group == fact.group
    if before is None or not follows or not (starts_with_verb(fact.text) or is_planned(fact.text[:3])):
        return fact
    return msgspec.structs.replace(fact, topic=before.topic)


def _told_once(facts: list[Fact], ledger: tuple[Fact, ...]) -> list[Fact]:
    """The facts without those that the ledger, or another sentence of this answer, has already."""
    kept: list[Fact] = []
    told = Told(ledger)
    for fact in facts:
        before = [o for o in kept[-_NEARBY:] if o.group != fact.group and o.dates == fact.dates]
        if not (told.has(fact) or repeats(fact, before)):
            kept.append(fact)
    return kept


def _quote(raw: str, group: Group) -> str:
    return _stripped(raw[group.start : group.end])


def _stripped(words: str) -> str:
    return words.strip(" \t\r\n，,；;。")


def _hidden(facts: list[Fact], wishes: Iterable[Directive]) -> list[Fact]:
    """Facts the user wants kept out of the report, marked private."""
    quotes = [wish.value for wish in wishes if wish.kind == "hide" and len(wish.value) >= 2]
    return [
        msgspec.structs.replace(fact, private=True)
        if any(quote in fact.text or fact.text in quote for quote in quotes)
        else fact
        for fact in facts
    ]


def directives_of(readings: Iterable[Reading]) -> tuple[Directive, ...]:
    return tuple(directive for reading in readings for directive in reading.directives)


__all__ = ["directives_of", "private_spans", "read"]
