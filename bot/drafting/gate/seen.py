"""One sentence under the gate, with everything its rules look at."""

from __future__ import annotations

from functools import cached_property

from bot.drafting.gate.claims import Claim, claims, without_marks
from bot.drafting.gate.evidence import Book, Evidence
from bot.drafting.gate.rules import GateRules
from bot.model import Finding, Sentence
from language.text import is_hanzi

WARNINGS = frozenset({"vague", "repeated_fact", "partly", "padding", "chatter"})


class Seen:
    """`text` is the sentence in written words, without gap marks. `plans` = it stands in a section of plans."""

    def __init__(self, sentence: Sentence, book: Book, plans: bool = False, heading: bool = False) -> None:
        self.sentence = sentence
        self.book = book
        self.rules: GateRules = book.rules
        self.plans = plans
        self.heading = heading
        self.text = self.rules.canonical(without_marks(sentence.text))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return claims(self.text, self.book.named)

    @cached_property
    def evidence(self) -> Evidence:
        return self.book.evidence(self.sentence.facts)

    @property
    def rests_on_facts(self) -> bool:
        """Whether the sentence names facts: without any it is judged against the whole ledger."""
        return any(key in self.book.views for key in self.sentence.facts)

    @cached_property
    def bare(self) -> str:
        """`text` with names, titles and quotes blanked: what the sentence itself asserts."""
        text = self.text
        for claim in self.claims:
            if claim.kind in ("place", "title"):
                text = text[: claim.start] + "＿" * (claim.end - claim.start) + text[claim.end :]
        return text

    @cached_property
    def open(self) -> str:
        """One sign for each character of `text`: 1 where neither the facts nor a neutral word carries it, 0 where one does.

        Figures and dates count as carried: rules of their own judge them.
        """
        flags = bytearray(uncovered(self.text, self.evidence.grams, self.rules), "ascii")
        for claim in self.claims:
            if claim.kind in ("figure", "date"):
                flags[claim.start : claim.end] = b"0" * (claim.end - claim.start)
        return flags.decode()

    def finding(self, rule: str, found: str, facts: str = "") -> Finding:
        return finding(self.rules, rule, self.sentence.text, found, facts)


def finding(rules: GateRules, rule: str, sentence: str, found: str, facts: str = "", **more: str) -> Finding:
    """A finding with its message; facts are quoted in a clause of their own where the message ends with them."""
    message = rules.messages[rule]
    shown = (
        rules.messages["ledger_says"].format(text=facts) if facts and message.endswith("{facts}") else facts
    )
    return Finding(
        rule=rule,
        severity="warning" if rule in WARNINGS else "error",
        sentence=sentence,
        message=message.format(found=found, facts=shown, **more),
    )


def uncovered(text: str, known: frozenset[str], rules: GateRules) -> str:
    """1 for each 汉字 of `text` that is in no pair of `known`, no neutral word and no particle; 0 for every other character."""
    flags = bytearray(b"".join(b"1" if is_hanzi(character) else b"0" for character in text))
    for i in range(len(text) - 1):
        if text[i : i + 2] in known:
            flags[i : i + 2] = b"00"
    for match in rules.neutral.finditer(text):
        flags[match.start() : match.end()] = b"0" * len(match[0])
    for i, character in enumerate(text):
        if character in rules.particles:
            flags[i : i + 1] = b"0"
    return flags.decode()
