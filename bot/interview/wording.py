"""A question and the lines before it as a reply: text, choices, progress. Pure; every word is from prompts/interview.toml."""

from __future__ import annotations

import msgspec

from bot.conversation import Choice, Reply
from bot.events import Question
from bot.interview import sheet
from bot.interview.checklist import without_material
from bot.interview.questions import progress
from bot.interview.state import EXTRA, Session
from bot.interview.tools import Offer, Say
from bot.model import Fact
from bot.prompts import Words

KNOWN_SHOWN = 3  # facts already filed under a topic that its question repeats

_CHOICES: dict[str, tuple[str, ...]] = {
    "basics": ("skip", "back"),
    "carry": ("done", "partly", "undone", "skip"),
    "plan": ("good",),
    "topic": ("skip", "back", "finish", "sheet"),
    "probe": ("unknown", "skip", "back", "finish"),
    "conflict": ("both",),
    "review": ("write", "sheet", "back"),
    "drafted": ("rewrite", "export", "go_on", "sheet"),
}


class Wording:
    """Renders what the pure interview decided."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def lines(self, session: Session, says: tuple[Say, ...], ledger: tuple[Fact, ...]) -> tuple[str, ...]:
        """The lines as text; "sheet" and "outline" stand for whole views."""
        return tuple(self._line(session, line, ledger) for line in says)

    def question(self, session: Session, question: Question) -> Reply:
        """The current question as a reply."""
        texts = {
            "basics": self._basics,
            "carry": self._carry,
            "plan": self._plan,
            "topic": self._topic,
            "probe": self._probe,
            "conflict": self._conflict,
            "review": self._review,
            "drafted": self._drafted,
        }
        text = texts[question.kind](session, question)
        return Reply(text, self._choices(session, question), None, progress(session, question), "question")

    # ------------------------------------------------------------------ one function per kind of question

    def _basics(self, session: Session, question: Question) -> str:
        lines = [self.words.say(f"basics.{question.key}.{part}") for part in ("ask", "example")]
        said = session.basics.said.get(question.key, "")
        if question.again and said:
            lines.append(self.words.say("frame.again", said=said))
        return "\n".join(lines)

    def _carry(self, session: Session, question: Question) -> str:
        return self.words.say("carry.ask", plan="".join(question.about))

    def _plan(self, session: Session, question: Question) -> str:
        say = self.words.say
        topics = [
            say(
                "frame.plan_topic",
                number=n,
                topic=t.plan.topic,
                label=self._label(t.plan.label),
            )
            for n, t in enumerate(session.topics, 1)
        ]
        head = say(
            "plan.head",
            unit=session.basics.unit or say("say.unnamed_unit"),
            topic=session.basics.topic or say("say.unnamed_topic"),
            count=len(topics),
        )
        samples = [say("plan.sample", number=n, title=s.title) for n, s in enumerate(session.samples, 1)]
        if samples:
            samples = [say("plan.samples"), *samples, say("plan.sample_tail")]
        return "\n".join([head, *topics, *samples, say("plan.tail")])

    def _topic(self, session: Session, question: Question) -> str:
        state = session.topic(question.key)
        key = f"topic.{question.key}" if self.words.has(f"topic.{question.key}.ask") else "topic.*"
        ask = self.words.say(f"{key}.ask")
        lines = [self._number(session, question), ask]
        example = self.words.say(f"{key}.example")
        known = [fact.text for fact in session.facts_of(question.key) if not fact.private]
        if question.again and state and state.said:
            lines.append(self.words.say("frame.again", said=_short(state.said)))
        elif known and question.key != EXTRA:
            shown = "；".join(known[:KNOWN_SHOWN]) + ("……" if len(known) > KNOWN_SHOWN else "")
            lines.append(self.words.say("frame.known", facts=shown))
        elif example:
            lines.append(example)
        if state and state.plan.items:
            lines.append(self.words.say("frame.items", items="；".join(state.plan.items)))
        return "\n".join(line for line in lines if line)

    def _probe(self, session: Session, question: Question) -> str:
        if not question.about:
            return self.words.say("probe.figures")
        asks = self.words.say("probe.join").join(self.words.say(f"probe.{what}") for what in question.asks)
        return self.words.say("probe.vague", phrase=question.about[0], asks=asks)

    def _conflict(self, session: Session, question: Question) -> str:
        found = next(c.conflict for c in session.conflicts if c.conflict.id == question.key)
        return f"{found.question}\n{self.words.say('frame.conflict_tail')}"

    def _review(self, session: Session, question: Question) -> str:
        say = self.words.say
        lines = [say("review.ask", count=len(session.facts))]
        empty = [t for t in session.topics if t.status == "skipped" and t.reason in ("skip", "unknown")]
        bare = [t.plan.topic for t in empty if t.plan.topic != EXTRA and not session.facts_of(t.plan.topic)]
        if bare:
            lines.append(say("review.left_unknown", topics="、".join(bare)))
        items = without_material(session)
        if items:
            lines.append(say("review.left_items", items="；".join(items)))
        left = sum(c.status == "left" for c in session.conflicts)
        if left:
            lines.append(say("review.left_conflicts", count=left))
        if session.remarks:
            lines.append(say("review.remarks", remarks="；".join(session.remarks)))
        return "\n".join([*lines, say("review.tail")])

    def _drafted(self, session: Session, question: Question) -> str:
        if question.key:
            return self.words.say("drafted.gap_hint")
        return self.words.say("drafted.stale" if session.stale else "drafted.ask")

    # ------------------------------------------------------------------ parts

    def _line(self, session: Session, line: Say, ledger: tuple[Fact, ...]) -> str:
        if line.key == "sheet":
            return sheet.text(session, ledger, self.words)
        if line.key == "outline":
            chosen = session.samples[int(str(line.values["number"])) - 1]
            head = self.words.say("say.sample_outline", title=chosen.title)
            return "\n".join((head, *chosen.headings))
        if line.key == "compare":
            return self._offers(line)
        if line.key == "text":
            return str(line.values["text"])
        values = dict(line.values)
        if line.key == "say.noted" and values["figures"]:
            values["figures"] = self.words.say("say.noted_figures", figures=values["figures"])
        return self.words.say(line.key, **values)

    def _offers(self, line: Say) -> str:
        """What could be compared with the last report, numbered; "wanted" is marked."""
        offers = msgspec.convert(line.values["offers"], tuple[Offer, ...])
        lines = [
            self.words.say(
                "compare.offer",
                number=number,
                text=offer.text,
                sum=offer.computed,
                mark=self.words.say("compare.wanted") if offer.wanted else "",
            )
            for number, offer in enumerate(offers, start=1)
        ]
        return "\n".join((self.words.say("compare.head"), *lines, self.words.say("compare.tail")))

    def _number(self, session: Session, question: Question) -> str:
        place = progress(session, question)
        if place is None:
            return ""
        state = session.topic(question.key)
        label = self._label(state.plan.label if state else "")
        return self.words.say(
            "frame.number", number=place.number, total=place.total, topic=question.key, label=label
        )

    def _label(self, label: str) -> str:
        return self.words.say("frame.label", label=label) if label else ""

    def _choices(self, session: Session, question: Question) -> tuple[Choice, ...]:
        keys = _CHOICES[question.kind]
        if question.kind == "basics" and question.key == "单位":
            keys = ()
        if question.kind == "drafted" and not any(t.status == "open" for t in session.topics):
            keys = tuple(key for key in keys if key != "go_on")
        labels = [self.words.say(f"choices.{key}") for key in keys]
        if question.kind == "conflict":
            found = next(c.conflict for c in session.conflicts if c.conflict.id == question.key)
            labels = [*found.choices, *labels]
        return tuple(Choice(label, label) for label in labels)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:60]}……"
