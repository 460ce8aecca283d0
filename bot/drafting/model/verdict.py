"""What the gate holds against a point, as the model may hear it: without anything private."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.drafting.gate import GateRules, judge
from bot.drafting.model.plan import Point
from bot.drafting.request import DraftRequest
from bot.model import Draft, Finding, Paragraph, Section, Sentence
from retrieval.leaks import LeakIndex

STRICT = frozenset(
    {"partly"}
)  # warnings that a model has to mend: a figure of the user's must not go missing
_OF_A_POINT = frozenset({"uncovered"})  # findings that name no sentence, and still concern the point


class Court(msgspec.Struct, frozen=True):
    """What points of one draft are judged by."""

    request: DraftRequest
    draft: Draft
    rules: GateRules
    library: LeakIndex | None

    def findings(self, point: Point, sentences: Sequence[Sentence]) -> list[Finding]:
        """Against these sentences as the text of `point`, in its section, by its facts alone (and against the private ones)."""
        section = self.draft.sections[point.place[0]]
        ledger = (*point.facts, *(fact for fact in self.request.facts if fact.private))
        one = Section(section.level, section.heading, (Paragraph(tuple(sentences)),), section.role)
        draft = Draft(self.draft.title, sections=(one,), facts=ledger)
        own = {sentence.text for sentence in sentences}
        return [
            finding
            for finding in judge(draft, ledger, self.library, self.rules, self.request.basics)
            if (finding.sentence in own or finding.rule in _OF_A_POINT) and serious(finding)
        ]

    def errors(self, draft: Draft) -> list[Finding]:
        """Errors in a whole draft, and padding."""
        judged = judge(draft, self.request.facts, self.library, self.rules, self.request.basics)
        return [finding for finding in judged if serious(finding) or finding.rule == "padding"]


def serious(finding: Finding) -> bool:
    return finding.severity == "error" or finding.rule in STRICT


def opened(point: Point, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with the point's mark and title before the first."""
    first, *rest = sentences
    return (replace(first, text=point.opening + first.text), *rest)
