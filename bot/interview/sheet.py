"""The fact sheet: everything noted, by topic, numbered so that it can be corrected by number. Pure."""

from __future__ import annotations

import re

from bot.interview.state import Session
from bot.model import Fact
from bot.prompts import Words


def number_of(fact: Fact) -> str:
    """The number a fact keeps for good: that of its id."""
    return re.sub(r"\D", "", fact.id)


def text(session: Session, facts: tuple[Fact, ...], words: Words) -> str:
    """The sheet as text; `facts` is the ledger with its computed sums."""
    if not facts:
        return words.say("sheet.empty")
    order = [state.plan.topic for state in session.topics]
    topics = sorted(
        {fact.topic for fact in facts}, key=lambda key: order.index(key) if key in order else len(order)
    )
    lines = [words.say("sheet.head", count=len(facts))]
    for topic in topics:
        lines.append(words.say("sheet.topic", topic=topic))
        lines += [_line(fact, words) for fact in facts if fact.topic == topic]
    return "\n".join([*lines, words.say("sheet.tail")])


def _line(fact: Fact, words: Words) -> str:
    marks = ""
    if fact.computed:
        key = "sheet.computed" if "+" in fact.computed else "sheet.compared"  # a sum, or a comparison
        marks += words.say(key, sum=fact.computed)
    if fact.private:
        marks += words.say("sheet.private")
    if fact.certainty in ("unsure", "planned"):
        marks += words.say(f"sheet.{fact.certainty}")
    if fact.conflict:
        marks += words.say("sheet.conflict")
    return words.say("sheet.fact", number=number_of(fact), text=fact.text, marks=marks)
