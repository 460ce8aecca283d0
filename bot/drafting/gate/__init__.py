"""The gate: what a draft says that the ledger does not, and what it says badly. One pure function for both writers and every edit.

`judge` looks at a draft, `judge_text` at an edited plain text of it. A rule is a function of one sentence (`Seen`) or of the draft;
every finding names its sentence and its rule; rules are switched off by name in `GateRules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.drafting.gate import (
    binding,
    certainty,
    copying,
    coverage,
    dates,
    edited,
    figures,
    names,
    novelty,
    privacy,
    ranks,
    relations,
    style,
)
from bot.drafting.gate.evidence import Book
from bot.drafting.gate.rules import GateRules
from bot.drafting.gate.seen import Seen, finding
from bot.drafting.gate.style import Measures, measures
from bot.model import Basics, Draft, Fact, Finding, Section, Sentence
from retrieval.leaks import LeakIndex

__all__ = [
    "SENTENCE_RULES",
    "GateRules",
    "Measures",
    "copied",
    "judge",
    "judge_sentences",
    "judge_text",
    "measures",
]

Rule = Callable[[Seen], Iterator[Finding]]

# Family → its rule. The order is that of the findings.
SENTENCE_RULES: dict[str, Rule] = {
    "figures": figures.check,
    "dates": dates.check,
    "names": names.check,
    "ranks": ranks.check,
    "binding": binding.check,
    "certainty": certainty.check,
    "relations": relations.check,
    "novelty": novelty.check,
    "privacy": privacy.check,
    "style": style.check,
}


def judge(
    draft: Draft,
    ledger: tuple[Fact, ...],
    library: LeakIndex | None,
    rules: GateRules,
    basics: Basics | None = None,
) -> tuple[Finding, ...]:
    """Everything held against `draft`, in reading order, then what concerns the draft as a whole.

    Without `basics` the title, signature, date and framing lead of the draft stand for them; with them, these are judged as well.
    """
    given = Basics() if basics is None else basics
    book = Book(ledger, given, _given_by_draft(draft) if basics is None else (), rules)
    found: list[Finding] = []
    if basics is not None:
        found += judge_sentences([_framing(draft.title)], book, heading=True)
    found += judge_sentences(draft.lead, book)
    for section in draft.sections:
        found += _section(section, book)
    found += judge_sentences(draft.closing, book, plans=True)
    found += _whole(draft, book, library)
    return _kept(found, rules)


def judge_text(
    text: str,
    draft: Draft,
    ledger: tuple[Fact, ...],
    library: LeakIndex | None,
    rules: GateRules,
    basics: Basics | None = None,
) -> tuple[Finding, ...]:
    """What is held against an edited plain text of `draft`: its new and changed sentences, and what it no longer tells."""
    given = Basics() if basics is None else basics
    book = Book(ledger, given, _given_by_draft(draft), rules)
    lines = edited.read(text, draft, rules)
    found: list[Finding] = []
    for line in lines:
        if line.changed:
            found += judge_sentences([line.sentence], book, plans=line.plans, heading=line.heading)
    sentences = [line.sentence for line in lines if not line.heading]
    found += style.repetition(sentences, rules)
    found += coverage.check(sentences, draft.left_out, book, rules)
    if library is not None:
        found += copying.check([[line.sentence] for line in lines], book, library, rules)
    return _kept(found, rules)


def copied(
    draft: Draft, ledger: tuple[Fact, ...], library: LeakIndex, rules: GateRules, basics: Basics | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of `draft` stands in a sample: runs of words, and names, slogans and figures. Title, signature and date are looked at too."""
    given = Basics() if basics is None else basics
    book = Book(ledger, given, _given_by_draft(draft) if basics is None else (), rules)
    ends = ([_framing(text)] for text in (draft.title, draft.signature, draft.date) if text)
    found = list(copying.copied((*ends, *_paragraphs(draft)), book, library, rules))
    return (
        tuple(dict.fromkeys(text for rule, text, _ in found if rule == "leak")),
        tuple(dict.fromkeys(text for rule, text, _ in found if rule == "leak_identity")),
    )


def judge_sentences(
    sentences: Iterable[Sentence], book: Book, *, plans: bool = False, heading: bool = False
) -> list[Finding]:
    """The findings of the sentence rules alone."""
    found: list[Finding] = []
    for sentence in sentences:
        for key in sentence.facts:
            if key not in book.known:
                found.append(finding(book.rules, "unknown_fact", sentence.text, key))
        if sentence.kind == "gap":
            continue
        seen = Seen(sentence, book, plans, heading)
        for family, rule in SENTENCE_RULES.items():
            if family not in book.rules.off:
                found += rule(seen)
    return found


def _section(section: Section, book: Book) -> list[Finding]:
    plans = bool(book.rules.pattern("certainty", "headings").search(section.heading + section.role))
    found = judge_sentences([_framing(section.heading)], book, heading=True)
    for paragraph in section.paragraphs:
        found += judge_sentences(paragraph.sentences, book, plans=plans)
    return found


def _given_by_draft(draft: Draft) -> tuple[str, ...]:
    """Where a draft itself says unit, period and topic."""
    lead = (sentence.text for sentence in draft.lead if sentence.kind == "framing")
    return (draft.title, draft.signature, draft.date, *lead)


def _framing(text: str) -> Sentence:
    return Sentence(text=text, kind="framing")


def _whole(draft: Draft, book: Book, library: LeakIndex | None) -> Iterator[Finding]:
    """Findings that need more than one sentence."""
    rules, sentences = book.rules, draft.sentences()
    if library is not None and "leaks" not in rules.off:
        yield from copying.check(_paragraphs(draft), book, library, rules)
    if "repetition" not in rules.off:
        yield from style.repetition(sentences, rules)
        sections = [[s for p in section.paragraphs for s in p.sentences] for section in draft.sections]
        yield from coverage.repeated_facts(sections, book, rules)
    if "coverage" not in rules.off:
        yield from coverage.check(sentences, draft.left_out, book, rules)
    yield from style.padding(draft, rules)


def _paragraphs(draft: Draft) -> Iterator[Sequence[Sentence]]:
    yield draft.lead
    for section in draft.sections:
        yield [_framing(section.heading)]
        for paragraph in section.paragraphs:
            yield paragraph.sentences
    yield draft.closing


def _kept(found: Iterable[Finding], rules: GateRules) -> tuple[Finding, ...]:
    """Each finding once, without those of rules switched off."""
    return tuple(dict.fromkeys(one for one in found if one.rule not in rules.off))
