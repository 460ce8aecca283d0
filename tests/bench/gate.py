"""The gate by mutation: thousands of planted faults in clean drafts, how many are found, and what each family of rules is worth.

A fault counts as found if a finding of severity error names the sentence that holds it (for a dropped fact: names the fact).
Rules are independent, so what is lost with a family switched off is counted from one run: faults only that family found.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from bot.drafting import gate
from bot.drafting.gate import GateRules
from bot.drafting.gate.evidence import Book
from bot.drafting.gate.seen import WARNINGS
from bot.model import Draft, Finding, Paragraph, Sentence
from retrieval.leaks import LeakIndex
from retrieval.records import Sample
from tests.bench import gate_drafts, gate_faults
from tests.bench.gate_drafts import Clean
from tests.bench.gate_faults import Mutator, Site
from tests.bench.harness import REPOSITORY, Row, Scale, percentile

SEED = 7
HARD, SOFT, FALSE_ALARMS = 0.98, 0.90, 0.02
# Kind → (mutator, share that must be found).
KINDS: dict[str, tuple[Mutator, float]] = {
    "figure changed": (gate_faults.figure_changed, HARD),
    "figure of another fact": (gate_faults.figure_of_another, HARD),
    "约/余 dropped or added": (gate_faults.about_changed, SOFT),
    "unit swapped": (gate_faults.unit_swapped, SOFT),
    "figures exchanged": (gate_faults.subject_swapped, SOFT),
    "thing counted swapped": (gate_faults.noun_swapped, SOFT),
    "name swapped": (gate_faults.name_swapped, HARD),
    "post changed": (gate_faults.post_changed, SOFT),
    "date changed": (gate_faults.date_changed, HARD),
    "rank raised": (gate_faults.rank_raised, HARD),
    "award invented": (gate_faults.award_invented, SOFT),
    "planned told as done": (gate_faults.planned_as_done, SOFT),
    "done told as planned": (gate_faults.done_as_planned, SOFT),
    "cause invented": (gate_faults.relation("cause"), SOFT),
    "comparison invented": (gate_faults.relation("comparison"), SOFT),
    "superlative invented": (gate_faults.relation("superlative"), SOFT),
    "event invented": (gate_faults.relation("invented"), SOFT),
}
FAMILIES = {
    "figures": "figure unit qualifier counted vague",
    "dates": "date",
    "names": "name title post",
    "ranks": "rank award",
    "binding": "swapped",
    "certainty": "planned_as_done done_as_planned unsure conflict",
    "relations": "cause comparison direction superlative",
    "novelty": "invented framing_states",
    "privacy": "private",
    "style": "placeholder chatter",
    "leaks": "leak leak_identity",
    "coverage": "uncovered partly",
}
FAMILY_OF = {rule: family for family, rules in FAMILIES.items() for rule in rules.split()}


class Fault(msgspec.Struct, frozen=True):
    kind: str
    clean: Clean
    sentence: str
    found_by: frozenset[str]


def run(scale: Scale = "normal") -> list[Row]:
    rng = random.Random(SEED)
    rules, library, pool = gate_drafts.rules(), _library(), _sample_sentences()
    drafts = gate_drafts.clean_drafts()
    each = {"quick": 6, "normal": 16, "full": 60}[scale]
    faults = list(_faults(drafts, rules, library, pool, each, rng))
    return [
        *_found(faults, None if scale == "quick" else 2000),
        *_alarms(drafts, rules, library),
        *_edited(drafts, rules, rng, 2 if scale == "quick" else 6),
        *_without(faults),
        *_speed(drafts, rules),
    ]


def _faults(
    drafts: Sequence[Clean],
    rules: GateRules,
    library: LeakIndex,
    pool: Sequence[str],
    each: int,
    rng: random.Random,
) -> Iterator[Fault]:
    """Up to `each` faults of each kind in each draft."""
    for clean in drafts:
        book = Book(clean.ledger, clean.basics, (), rules)
        sites = list(_sites(clean, book))
        for kind, (mutator, _) in KINDS.items():
            for site, text in _drawn(mutator, sites, each, rng):
                found = gate.judge_sentences([_with(site.sentence, text)], book, plans=site.plans)
                yield Fault(kind, clean, text, _families(found))
        for site, text in _drawn(gate_faults.spliced(pool), sites, each, rng):
            found = list(
                gate.judge(
                    _replaced(clean.draft, site.sentence, text), clean.ledger, library, rules, clean.basics
                )
            )
            yield Fault(
                "sample sentence spliced in", clean, text, _families(f for f in found if f.sentence == text)
            )
        yield from _dropped(clean, sites, rules, each, rng)


def _drawn(mutator: Mutator, sites: Sequence[Site], each: int, rng: random.Random) -> list[tuple[Site, str]]:
    every = [(site, text) for site in sites for text in mutator(site, rng) if text != site.sentence.text]
    return every if len(every) <= each else rng.sample(every, each)


def _sites(clean: Clean, book: Book) -> Iterator[Site]:
    """The fact sentences of a draft that the gate finds clean: in others a fault could hide behind an old finding."""
    facts = {fact.id: fact for fact in clean.ledger}
    plan = book.rules.pattern("certainty", "headings")
    for section in clean.draft.sections:
        plans = bool(plan.search(section.heading + section.role))
        for paragraph in section.paragraphs:
            for sentence in paragraph.sentences:
                named = tuple(facts[key] for key in sentence.facts if key in facts)
                if named and not _families(gate.judge_sentences([sentence], book, plans=plans)):
                    yield Site(sentence, named, clean.ledger, plans)


def _dropped(
    clean: Clean, sites: Sequence[Site], rules: GateRules, each: int, rng: random.Random
) -> Iterator[Fault]:
    """A sentence taken out: each of its facts told nowhere else must be missed."""
    told = Counter(key for sentence in clean.draft.sentences() for key in sentence.facts)
    single = [site for site in sites if all(told[fact.id] == 1 and not fact.computed for fact in site.facts)]
    for site in rng.sample(single, min(each, len(single))):
        found = gate.judge(_replaced(clean.draft, site.sentence, ""), clean.ledger, None, rules, clean.basics)
        missed = [
            f for f in found if f.rule == "uncovered" and any(fact.text in f.message for fact in site.facts)
        ]
        yield Fault("fact dropped", clean, site.sentence.text, _families(missed))


def _with(sentence: Sentence, text: str) -> Sentence:
    return msgspec.structs.replace(sentence, text=text)


def _replaced(draft: Draft, old: Sentence, text: str) -> Draft:
    """`draft` with the text of one sentence replaced; "" takes the sentence out."""

    def paragraph(given: Paragraph) -> Paragraph:
        kept = (_with(s, text) if s is old else s for s in given.sentences if s is not old or text)
        return Paragraph(tuple(kept))

    sections = tuple(
        msgspec.structs.replace(section, paragraphs=tuple(map(paragraph, section.paragraphs)))
        for section in draft.sections
    )
    return msgspec.structs.replace(draft, sections=sections)


def _families(found: Iterable[Finding]) -> frozenset[str]:
    return frozenset(FAMILY_OF[f.rule] for f in found if f.rule not in WARNINGS and f.rule in FAMILY_OF)


def _found(faults: Sequence[Fault], wanted: int | None) -> list[Row]:
    floors = {kind: floor for kind, (_, floor) in KINDS.items()} | {
        "sample sentence spliced in": HARD,
        "fact dropped": SOFT,
    }
    rows = [Row("gate", "faults planted", len(faults), at_least=wanted)]
    for kind, floor in floors.items():
        mine = [fault for fault in faults if fault.kind == kind]
        if mine:
            share = sum(bool(fault.found_by) for fault in mine) / len(mine)
            rows.append(
                Row("gate", f"found: {kind}", 100 * share, "%", at_least=100 * floor, note=f"of {len(mine)}")
            )
    return rows


def _alarms(drafts: Sequence[Clean], rules: GateRules, library: LeakIndex) -> list[Row]:
    """Sentences of clean drafts that the gate holds something against."""
    rows = []
    for by in ("offline", "hand"):
        flagged = total = 0
        for clean in (clean for clean in drafts if clean.by == by):
            found = gate.judge(clean.draft, clean.ledger, library, rules, clean.basics)
            flagged += len({f.sentence for f in found if f.sentence and f.severity == "error"})
            total += len(clean.draft.sentences())
        name = f"false alarms, drafts by {by}"
        rows.append(
            Row(
                "gate",
                name,
                100 * flagged / total,
                "%",
                at_most=100 * FALSE_ALARMS,
                note=f"{flagged} of {total} sentences",
            )
        )
    return rows


def _edited(drafts: Sequence[Clean], rules: GateRules, rng: random.Random, each: int) -> list[Row]:
    """The same faults typed into the plain text of a draft: the sentence names no facts any more."""
    outcome: dict[str, list[bool]] = defaultdict(list)
    for clean in drafts:
        book = Book(clean.ledger, clean.basics, (), rules)
        sites = list(_sites(clean, book))
        plain = "\n".join(_lines(clean.draft))
        for kind in ("figure changed", "name swapped", "date changed", "rank raised", "cause invented"):
            for site, text in _drawn(KINDS[kind][0], sites, each, rng):
                found = gate.judge_text(
                    plain.replace(site.sentence.text, text),
                    clean.draft,
                    clean.ledger,
                    None,
                    rules,
                    clean.basics,
                )
                outcome[kind].append(
                    any(f.severity == "error" and f.sentence and f.sentence in text for f in found)
                )
    return [
        Row(
            "gate",
            f"found in edited text: {kind}",
            100 * sum(hits) / len(hits),
            "%",
            at_least=90,
            note=f"of {len(hits)}",
        )
        for kind, hits in outcome.items()
    ]


def _lines(draft: Draft) -> Iterator[str]:
    yield draft.title
    yield "".join(sentence.text for sentence in draft.lead)
    for section in draft.sections:
        yield section.heading
        for paragraph in section.paragraphs:
            yield paragraph.text
    yield "".join(sentence.text for sentence in draft.closing)


def _without(faults: Sequence[Fault]) -> list[Row]:
    """Faults still found with one family switched off, against all families."""
    whole = sum(bool(fault.found_by) for fault in faults)
    rows = []
    for family in FAMILIES:
        kept = sum(bool(fault.found_by - {family}) for fault in faults)
        lost = Counter(fault.kind for fault in faults if fault.found_by == {family})
        note = ", ".join(f"{kind} −{count}" for kind, count in lost.most_common(3))
        rows.append(Row("gate", f"found without {family}", kept, "faults", baseline=whole, note=note))
    return rows


def _speed(drafts: Sequence[Clean], rules: GateRules) -> list[Row]:
    """One judgement of the longest draft with a thousand references in the library; everything read afresh, and again."""
    from bot.drafting.gate.claims import claims

    clean = max(drafts, key=lambda one: one.draft.chars)
    library = LeakIndex.build(_thousand())

    def fresh() -> None:
        claims.cache_clear()
        gate.judge(clean.draft, clean.ledger, library, rules, clean.basics)

    def again() -> None:
        gate.judge(clean.draft, clean.ledger, library, rules, clean.basics)

    note = f"{clean.draft.chars} 字, {len(clean.ledger)} facts, 1,000 references; CPU time"
    first, second = percentile(_cpu_seconds(fresh, 7), 0.5), percentile(_cpu_seconds(again, 7), 0.5)
    return [
        Row("gate", "one judgement, nothing cached", 1000 * first, "ms", note=note),
        Row("gate", "one judgement, ledger read before", 1000 * second, "ms", at_most=50, note=note),
    ]


def _cpu_seconds(run: Callable[[], None], times: int) -> list[float]:
    """CPU seconds of each run: what else the machine does counts for nothing."""
    found = []
    for _ in range(times):
        started = time.process_time()
        run()
        found.append(time.process_time() - started)
    return found


# ------------------------------------------------------------------ samples


def _reports() -> list[str]:
    pages = sorted((REPOSITORY / "knowledge").glob("*.md"))
    seeds = sorted((REPOSITORY.parent / "shared" / "seeds").glob("*.txt"))
    return [_body(page) for page in (*pages, *seeds)]


def _body(page: Path) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", page.read_text("utf-8"), flags=re.S)


def _library() -> LeakIndex:
    return LeakIndex.build(Sample(id=str(n), title="", clean_text=text) for n, text in enumerate(_reports()))


def _sample_sentences() -> list[str]:
    """Whole sentences of the samples, long enough to be anybody's own."""
    found = re.findall(r"[^。；！\n]{24,80}。", "\n".join(_reports()))
    return [sentence for sentence in found if "_" not in sentence and "#" not in sentence]


def _thousand() -> Iterator[Sample]:
    """A thousand different reports, the sentences of the samples shuffled."""
    rng, pool = random.Random(SEED), _sample_sentences()
    for number in range(1000):
        yield Sample(id=str(number), title="", clean_text="".join(rng.sample(pool, 40)))
