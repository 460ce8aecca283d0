"""The interview's readers by rules: bot.facts behind the `Tools` protocol. No I/O but the cached tables of words."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from bot.events import CarriedOver, CarriedPlan, Understood
from bot.facts import basics as basics_reader
from bot.facts import (
    comparing,
    conflicts,
    corrections,
    directives,
    past_report,
    probing,
    proposing,
    reader,
    totals,
)
from bot.facts.cleaning import is_private, without_private
from bot.facts.reading import Directive, ReadContext, Reading
from bot.facts.topics import topic_of
from bot.interview import checklist
from bot.interview.intents import LONGEST_COMMAND, Lexicon
from bot.interview.state import EXTRA, Session
from bot.interview.tools import Amended, Heard, Offer, PastReport, Said, Settled
from bot.model import Basics, Conflict, Fact, Source
from bot.prompts import Words
from language.text import pairs

_LABEL = re.compile(r"\s*([\u4e00-\u9fff]{2,8})[：:]")
MEANINGFUL = 4  # characters a fact has at least
_RESULTS = "成效数据"  # where it is told how the plans of the last report went


class RuleTools:
    """Reads by rules. A `proposer`, where there is one, is asked about what they leave over; they judge what it proposes."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: Words,
        topics: tuple[str, ...],
        proposer: proposing.Proposes | None = None,
        today: Callable[[], str] = lambda: "",
    ) -> None:
        """`today` gives the ISO day of speaking, from which relative days are told; "" = they are not resolved."""
        self._today = today
        self._lexicon = lexicon
        self._proposer = proposer
        self._words = words
        self._topics = topics
        self._light = _pairs(words.say("plan.light"))

    @property
    def lexicon(self) -> Lexicon:
        return self._lexicon

    def read(self, session: Session, said: Said, topic: str) -> Heard:
        """Under 补充 a line may name its topic (教育培训：…): that part is read as an answer to it."""
        readings: list[Reading] = []
        next_id = session.next_id
        for key, text in self._parts(said.text, topic):
            context = self._context(session, said, key, next_id)
            plain = reader.read(text, context)
            put_right = probing.denied(text, plain, context.ledger, context)
            reading = put_right or self._proposed(session, text, plain, context)
            readings.append(reading)
            next_id += len(reading.facts)
        return self._heard(session, readings)

    def meant(self, session: Session, said: Said) -> str:
        if self._proposer is None or is_private(said.plain) or len(said.plain) > LONGEST_COMMAND:
            return ""
        return self._proposer.meant(said.plain, session.owner)

    def _proposed(self, session: Session, text: str, reading: Reading, context: ReadContext) -> Reading:
        if self._proposer is None or not (
            proposing.unread(text, reading) or proposing.unfiled(reading, context)
        ):
            return reading
        topics = tuple(state.plan.topic for state in session.topics if state.plan.topic != EXTRA)
        secret = tuple(fact.source.quote for fact in reading.facts if fact.private)
        found = self._proposer.facts(text, secret, topics, session.owner)
        return proposing.judged(text, found, reading, context, topics)

    def read_probe(self, session: Session, said: Said) -> Heard:
        question = session.current
        assert question is not None
        target = session.fact(question.about[1]) if len(question.about) > 1 else None
        about = (target,) if target else _last_answer(session, question.key)
        context = self._context(session, said, question.key, session.next_id, "".join(question.about[:1]))
        return self._heard(session, [probing.fill(said.text, about, context)])

    def covered(self, session: Session, facts: tuple[Fact, ...]) -> tuple[str, ...]:
        """By the words that betray a topic, and by those of its label for this kind of unit (防汛排涝 ← 排涝泵站检修2次)."""
        said = [fact.text for fact in facts if not fact.private and fact.certainty != "planned"]
        found = {topic_of(text, "") for text in said} - {"主要工作"}
        for state in session.topics:
            telling = _pairs(state.plan.label) - self._light
            if state.plan.topic != "主要工作" and any(pair in text for pair in telling for text in said):
                found.add(state.plan.topic)
        return tuple(state.plan.topic for state in session.topics if state.plan.topic in found)

    def says_nothing(self, text: str) -> bool:
        return not reader.read(text, ReadContext("", 0)).facts and directives.length_of(text) is None

    def read_basics(self, slot: str, text: str, basics: Basics) -> Basics:
        return basics_reader.read_basics(slot, text, basics)

    def correct(self, session: Session, said: Said) -> Amended | None:
        if is_private(
            said.text
        ):  # a message with a phone number in it is read piece by piece, never put in as it stands
            return None
        topic = session.current.key if session.current else ""
        context = self._context(session, said, topic, session.next_id)
        found = corrections.apply(said.text, session.facts, context)
        if found is None or not (found.facts or found.removed):
            return None
        return Amended(tuple(map(_without_private, found.facts)), found.removed)

    def conflicts(self, session: Session, new: frozenset[str]) -> tuple[Conflict, ...]:
        return conflicts.find(session.facts, new)

    def settle(self, session: Session, conflict: Conflict, answer: str, said: Said) -> Settled | None:
        topic = next((f.topic for f in session.facts if f.id in conflict.facts), "")
        context = self._context(session, said, topic, session.next_id)
        found = conflicts.settle(conflict, answer, session.facts, context)
        if found is None:
            return None
        fixed = found.corrected
        if fixed is not None:
            fixed = _without_private(replace(fixed, source=Source(said.turn, said.text.strip())))
        return Settled(found.kept, found.dropped, fixed)

    def carry(self, session: Session, said: Said, plan: CarriedPlan, outcome: str) -> Understood:
        facts = reader.read(said.text, self._context(session, said, _RESULTS, session.next_id)).facts
        told = "；".join(fact.text for fact in facts if not fact.private)
        if outcome == "said" and not told:
            return Understood()
        text = self._words.say_known(f"carry.{outcome}", plan=plan.text, text=told)
        figures = tuple(figure for fact in facts for figure in fact.figures) if outcome == "said" else ()
        source = Source(said.turn, said.text.strip())
        return Understood((Fact(f"F{session.next_id}", text, _RESULTS, source, figures),))

    def last_report(self, session: Session, said: Said) -> PastReport | None:
        found = past_report.read(said.text, said.turn)
        if found is None or not past_report.is_earlier(found, session.basics):
            return None
        plans = tuple(
            CarriedPlan(f"P{said.turn}.{number}", plan) for number, plan in enumerate(found.plans, start=1)
        )
        carried = CarriedOver("", found.title, plans, found.figures, found.basics)
        return PastReport(carried, past_report.is_of_another_unit(found, session.basics))

    def comparisons(self, session: Session) -> tuple[Offer, ...]:
        return tuple(
            Offer(one.key, one.text, one.computed, one.key in session.compared)
            for one in self._compared(session)
        )

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        """The ledger with what code computes from it: sums, and the comparisons the user asked for."""
        facts = with_totals(session)
        for one in self._compared(session) if session.compared else ():
            if one.key in session.compared:
                number = session.next_id + len(facts) - len(session.facts)
                facts = (*facts, comparing.fact_of(one, number, session.basics))
        return facts

    def checklist(self, text: str) -> dict[str, tuple[str, ...]]:
        return checklist.by_topic(text, lambda item: topic_of(item, ""))

    # ------------------------------------------------------------------ parts

    def _compared(self, session: Session) -> tuple[comparing.Comparison, ...]:
        def phrase(key: str, **values: object) -> str:
            return self._words.say_known(f"compare.{key}", **values)

        return comparing.comparisons(
            session.facts, session.last_figures, session.basics, session.last_basics, phrase
        )

    def _parts(self, text: str, topic: str) -> list[tuple[str, str]]:
        """(topic, text) of each stretch of lines; only under 补充 do lines name their topic."""
        if topic != EXTRA:
            return [(topic, text)]
        parts: list[tuple[str, str]] = []
        for line in text.splitlines(keepends=True):
            key, rest = self._label(line)
            if key or not parts:
                parts.append((key or topic, rest))
            else:
                parts[-1] = (parts[-1][0], parts[-1][1] + rest)
        return parts

    def _label(self, line: str) -> tuple[str, str]:
        """The topic that a line names at its head, in full or by half its name (问题：, 打算：), and the rest of the line."""
        found = _LABEL.match(line)
        if found is None:
            return "", line
        named = [key for key in self._topics if key == found[1]] or [
            key for key in self._topics if key.startswith(found[1]) or key.endswith(found[1])
        ]
        return (named[0], line[found.end() :]) if len(named) == 1 else ("", line)

    def _context(
        self, session: Session, said: Said, topic: str, next_id: int, question: str = ""
    ) -> ReadContext:
        return ReadContext(
            topic, said.turn, session.basics, session.facts, next_id, question, self._today()[:10]
        )

    def _heard(self, session: Session, readings: list[Reading]) -> Heard:
        facts = tuple(_without_private(fact) for reading in readings for fact in reading.facts)
        gone = {fact.replaces for fact in facts if fact.replaces}
        ledger = tuple(fact for fact in session.facts if fact.id not in gone)
        found = conflicts.find((*ledger, *facts), frozenset(fact.id for fact in facts)) if facts else ()
        known = {frozenset(c.conflict.facts) for c in session.conflicts}
        read = Understood(
            facts,
            tuple(_wish(d) for reading in readings for d in reading.directives),
            tuple(q for reading in readings for q in reading.questions),
            conflicts=tuple(c for c in found if frozenset(c.facts) not in known),
        )
        vague = tuple((v.phrase, v.fact_id, v.asks) for reading in readings for v in reading.vague)
        days = tuple((day.said, day.day) for reading in readings for day in reading.days)
        return Heard(read, vague, any(reading.refers_back for reading in readings), days)


def _without_private(fact: Fact) -> Fact:
    """A fact with phone, identity and plate numbers cut out, whatever way they came in; kept back if hardly anything remains."""
    if not is_private(fact.text):
        return fact
    text = without_private(fact.text).strip("，,；;。 ")
    return replace(fact, text=text, private=fact.private or len(text) < MEANINGFUL)


def _pairs(text: str) -> frozenset[str]:
    return pairs(re.sub(r"[^\u4e00-\u9fff]+", " ", text))


def with_totals(session: Session) -> tuple[Fact, ...]:
    """The ledger with the sums that code computes from it, each showing its parts."""
    return (*session.facts, *totals.computed(session.facts, session.next_id))


def directives_of(session: Session) -> tuple[Directive, ...]:
    return tuple(Directive(kind, value) for kind, value in session.directives)  # type: ignore[arg-type]


def _wish(directive: Directive) -> tuple[str, str]:
    if directive.kind == "one_page":
        return ("max_chars", str(basics_reader.ONE_PAGE_CHARS))
    return (directive.kind, directive.value)


def _last_answer(session: Session, key: str) -> tuple[Fact, ...]:
    state = session.topic(key)
    return tuple(fact for fact in session.facts if state is not None and fact.source.turn in state.turns)
