"""Clean drafts for the gate's bench: scenarios read by rule and written offline, and drafts written by hand over scenario facts.

The hand-written ones (tests/fixtures/gate/*.json) keep the false alarms honest: their sentences come from no rule of the writer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bot.drafting.gate import GateRules
from bot.drafting.gate_rules import gate_rules
from bot.drafting.judging import with_written
from bot.drafting.offline import OfflineWriter
from bot.drafting.request import DraftRequest
from bot.drafting.service import prepared
from bot.facts import basics as basics_reader
from bot.facts import reader, totals
from bot.facts.reading import Directive, ReadContext
from bot.model import Basics, Certainty, Draft, Fact, Paragraph, Section, Sentence, Source

TESTS = Path(__file__).resolve().parent.parent
SCENARIOS = TESTS / "scenarios"
BY_HAND = TESTS / "fixtures" / "gate"
_CERTAINTY: dict[str, Certainty] = {
    "exact": "exact",
    "corrected": "exact",
    "approx": "approximate",
    "hedged": "unsure",
    "planned": "planned",
}


class Clean(msgspec.Struct, frozen=True):
    """A draft held to be true to its ledger."""

    name: str
    by: str
    basics: Basics
    ledger: tuple[Fact, ...]
    draft: Draft


def rules() -> GateRules:
    """The rules as the product has them, the offline writer's phrase bank included."""
    return gate_rules()


def clean_drafts() -> list[Clean]:
    return [*_offline(), *_by_hand()]


def scenarios() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SCENARIOS.glob("*.json"))}


def _basics(scenario: dict[str, Any]) -> Basics:
    basics = Basics()
    for slot, text in scenario["basics_as_typed"].items():
        basics = basics_reader.read_basics(slot, text, basics)
    return basics


def _offline() -> Iterator[Clean]:
    for name, scenario in scenarios().items():
        basics = _basics(scenario)
        ledger: tuple[Fact, ...] = ()
        wishes: list[Directive] = []
        for turn, (topic, text) in enumerate(scenario["answers"].items(), start=5):
            if not topic.startswith("追问"):
                context = ReadContext(
                    topic=topic, turn=turn, basics=basics, ledger=ledger, next_id=len(ledger) + 1
                )
                reading = reader.read(text, context)
                ledger += reading.facts
                wishes += reading.directives
        ledger += totals.computed(ledger, len(ledger) + 1)
        request = DraftRequest(basics=basics, facts=ledger, directives=tuple(wishes))
        request = prepared(request)
        yield Clean(name, "offline", basics, with_written(request), OfflineWriter().write(request))


def _by_hand() -> Iterator[Clean]:
    for path in sorted(BY_HAND.glob("*.json")):
        written = json.loads(path.read_text("utf-8"))
        scenario = scenarios()[written["scenario"]]
        ledger = tuple(_fact(fact) for fact in scenario["facts"])
        sections = tuple(
            Section(
                1, section["heading"], (Paragraph(tuple(_sentence(entry) for entry in section["sentences"])),)
            )
            for section in written["sections"]
        )
        lead = tuple(_sentence(entry) for entry in written["lead"])
        closing = tuple(_sentence(entry) for entry in written["closing"])
        basics = _basics(scenario)
        yield Clean(
            path.stem, "hand", basics, ledger, Draft(written["title"], lead, sections, closing, facts=ledger)
        )


def _fact(fact: dict[str, Any]) -> Fact:
    planned = fact["topic"] == "下一步打算"
    return Fact(
        id=fact["id"],
        text=fact["text"],
        topic=fact["topic"],
        source=Source(1, fact["source_quote"]),
        names=tuple(fact["names"]),
        certainty="planned" if planned else _CERTAINTY.get(fact["certainty"], "exact"),
    )


def _sentence(entry: list[str]) -> Sentence:
    """["text", "F01", "F02"]; a sentence without facts is framing, one in 【】 a gap."""
    text, *facts = entry
    kind = "gap" if text.startswith("【") else "fact" if facts else "framing"
    return Sentence(text, kind, tuple(facts))  # type: ignore[arg-type]
