"""One draft against one case: a pure function. Every figure of the score card comes from here."""

from __future__ import annotations

from collections import Counter

import msgspec

from bot.drafting.gate import GateRules, copied, judge, measures
from bot.evaluation import cases, structure
from bot.evaluation.cases import Case, Nowhere
from bot.evaluation.figures import FigureCount, count
from bot.evaluation.structure import StyleDistance
from bot.events import Question
from bot.interview.state import Session
from bot.model import Basics, Draft, Fact
from retrieval.leaks import LeakIndex

WITHIN = 0.10  # share of the asked length by which a draft may miss it


class Run(msgspec.Struct, frozen=True):
    """A case played: the draft and its text, the interview it came of, the ledger as the gate reads it, the questions asked, what was
    typed under each turn, wall-clock seconds, tokens and 元."""

    draft: Draft
    text: str
    session: Session
    ledger: tuple[Fact, ...]
    asked: tuple[Question, ...]
    said: dict[int, str]
    seconds: float
    tokens: int = 0
    cost: float = 0.0


class Samples(msgspec.Struct, frozen=True):
    """The samples no word of which may stand in a draft: as the gate looks at them, and for ever shorter runs."""

    gate: LeakIndex
    short: LeakIndex

    def taken(
        self, draft: Draft, ledger: tuple[Fact, ...], rules: GateRules, basics: Basics
    ) -> tuple[tuple[str, ...], int]:
        """What of the samples stands in `draft`, and the length of the longest shared run, the clerk's own words apart."""
        runs, identities = copied(draft, ledger, self.gate, rules, basics)
        shorter, _ = copied(draft, ledger, self.short, rules, basics)
        return (*runs, *identities), max(map(len, shorter), default=0)


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What one draft scores. Shares are 0–1; tuples name what was found."""

    id: str
    unit: str
    must: int
    missing: tuple[str, ...]
    figures: FigureCount
    sentences: int
    unsupported: tuple[str, ...]
    traps: tuple[str, ...]
    leaks: tuple[str, ...]
    longest_run: int
    asked_chars: int
    chars: int
    length: str
    framing: float
    cliche: float
    repeated: tuple[str, ...]
    faults: tuple[str, ...]
    one_formula: float
    style: StyleDistance | None
    asked: int
    asked_twice: tuple[str, ...]
    probes: int
    findings: int
    seconds: float
    tokens: int
    cost: float

    @property
    def coverage(self) -> float:
        return 1 - len(self.missing) / self.must if self.must else 1.0

    @property
    def precision(self) -> float:
        wrong = len(self.figures.invented) + len(self.figures.misplaced)
        return 1 - wrong / self.figures.stated if self.figures.stated else 1.0

    @property
    def supported(self) -> float:
        return 1 - len(self.unsupported) / self.sentences if self.sentences else 1.0


def score(
    case: Case,
    run: Run,
    rules: GateRules,
    samples: Samples,
    nowhere: Nowhere,
    style: StyleDistance | None = None,
) -> Score:
    """The score of `run`. `rules` are the whole gate, whatever the writer was held to."""
    draft, plain = run.draft, cases.normal(run.text)
    basics = run.session.basics
    findings = judge(draft, run.ledger, samples.gate, rules, basics)
    errors = {one.sentence for one in findings if one.severity == "error" and one.sentence}
    leaks, longest = samples.taken(draft, run.ledger, rules, basics)
    shares = measures(draft, rules)
    told = [sentence for sentence in draft.sentences() if sentence.kind != "gap"]
    must = [fact for fact in case.facts if fact.must]
    return Score(
        id=case.id,
        unit=case.unit,
        must=len(must),
        missing=tuple(f"{fact.id} {fact.text}" for fact in must if not cases.states(fact, plain)),
        figures=count(draft, case, rules),
        sentences=len(told),
        unsupported=tuple(s.text for s in told if s.text in errors or not _sourced(s.facts, run)),
        traps=tuple(f"{trap.id} {form}" for trap in case.traps for form in cases.sprung(trap, run.text)),
        leaks=(*leaks, *cases.out_of_bounds(nowhere, run.text)),
        longest_run=longest,
        asked_chars=draft.asked_chars,
        chars=draft.chars,
        length=length(draft, draft.asked_chars),
        framing=shares.framing_share,
        cliche=shares.cliche_share,
        repeated=tuple(one.sentence for one in findings if one.rule in ("repeated", "repeated_fact")),
        faults=structure.faults(draft),
        one_formula=structure.one_formula(draft),
        style=style,
        asked=sum(question.kind in ("basics", "topic") for question in run.asked),
        asked_twice=_twice(run.asked),
        probes=sum(question.kind == "probe" for question in run.asked),
        findings=sum(one.severity == "error" for one in findings),
        seconds=run.seconds,
        tokens=run.tokens,
        cost=run.cost,
    )


def length(draft: Draft, asked: int) -> str:
    """free (nothing was asked), met (± 10 %), short (all there is to tell is told, and it is less), missed."""
    if not asked:
        return "free"
    if abs(draft.chars - asked) <= WITHIN * asked:
        return "met"
    return "short" if draft.chars < asked and not draft.left_out else "missed"


def _sourced(facts: tuple[str, ...], run: Run) -> bool:
    """Whether every fact a sentence rests on is in the ledger and quotes a message of the user, word for word (a sum shows its parts)."""
    known = {fact.id: fact for fact in run.draft.facts}
    return all(
        key in known
        and (known[key].computed or known[key].source.quote in run.said.get(known[key].source.turn, ""))
        for key in facts
    )


def _twice(asked: tuple[Question, ...]) -> tuple[str, ...]:
    """Questions put more than once although the user did not go back to them."""
    times = Counter(
        f"{question.kind} {question.key}"
        for question in asked
        if not question.again and question.kind in ("basics", "topic", "probe", "conflict")
    )
    return tuple(question for question, number in times.items() if number > 1)
