"""What reading an answer needs and what it brings back."""

from __future__ import annotations

from typing import Literal

from bot.facts.days import Day
from bot.model import Basics, Fact, Value

Asks = Literal["times", "people", "amount", "day"]
DirectiveKind = Literal["max_chars", "one_page", "hide_names", "hide_shops", "hide", "style", "sums", "call"]


class ReadContext(Value, frozen=True):
    """Where an answer stands: the topic asked, the turn, what is known, the first free fact number and the question's words.

    `spoken` is the ISO day of speaking; "" = not known, and no relative day is resolved.
    """

    topic: str
    turn: int
    basics: Basics = Basics()
    ledger: tuple[Fact, ...] = ()
    next_id: int = 1
    question: str = ""
    spoken: str = ""


class Vague(Value, frozen=True):
    """A vague word of a fact (多次) and what a probe should ask (times, people, amount, day)."""

    phrase: str
    fact_id: str
    asks: Asks


class Directive(Value, frozen=True):
    """A wish about the report itself. `value`: characters for max_chars; the hidden words for hide; the wish as said for style;
    for sums the scale that amounts of money are to be written in, "万" or "亿"; for call whom to call how ("老板=乡友").

    For hide_names: "" = no person at all, "heads" = the unit's heads only, "here" = of one sentence, already carried out; "outsiders" = nobody but
    the unit's own; else the
    person that is not to be named.
    """

    kind: DirectiveKind
    value: str = ""


class Reading(Value, frozen=True):
    """An answer understood. `questions` were put back to us; `ignored` was chatter, a joke or an order and is no fact.

    `days` are relative days that were resolved.
    `closed` are the stretches [start, end) of the answer that are no facts for a reason: ignored, wishes, questions.
    """

    facts: tuple[Fact, ...] = ()
    vague: tuple[Vague, ...] = ()
    directives: tuple[Directive, ...] = ()
    questions: tuple[str, ...] = ()
    refers_back: bool = False
    ignored: tuple[str, ...] = ()
    closed: tuple[tuple[int, int], ...] = ()
    days: tuple[Day, ...] = ()
