"""How well answers are read into facts, measured against the facts of a scenario.

`python -m tests.bot.facts.scoring [-v] [FILES]` prints a row per scenario (default: the real ones beside the checkout and
tests/scenarios). Recall: must-facts of which every `match_any` group occurs in one fact or in the facts of one sentence, as typed
or in the written register. Precision: facts that say what a listed fact says. Figures: value, unit and qualifier as listed.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import msgspec

from bot.drafting.register import written
from bot.facts import conflicts, corrections, probing
from bot.facts.basics import read_basics
from bot.facts.reader import read
from bot.facts.reading import ReadContext, Reading
from bot.facts.totals import computed, series
from bot.model import Basics, Conflict, Fact, Figure

REPOSITORY = Path(__file__).resolve().parents[3]
GOLD = REPOSITORY.parent / "shared" / "gold" / "scenarios.json"
OWN = sorted((REPOSITORY / "tests" / "scenarios").glob("*.json"))
FOLLOW_UP = "追问："
Scenario = dict[str, Any]

# Units that say the same of people, things and money, and the listing's own ways of writing a rate.
_SAME_UNIT = {
    "名": "人",
    "位": "人",
    "个": "人",
    "个人": "人",
    "块": "元",
    "块钱": "元",
    "公里": "km",
    "平方": "㎡",
    "回": "次",
    "家": "户",
    "㎥": "立方米",
    "平方米": "㎡",
}


class Score(msgspec.Struct, frozen=True):
    """`missing` must-facts, `surplus` facts read, `wrong` figures listed; each with the totals they are counted in."""

    id: str
    must: int
    missing: tuple[str, ...]
    read: int
    surplus: tuple[str, ...]
    figures: int
    wrong: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        return 1 - len(self.missing) / self.must if self.must else 1.0

    @property
    def precision(self) -> float:
        return 1 - len(self.surplus) / self.read if self.read else 1.0

    @property
    def figures_right(self) -> float:
        return 1 - len(self.wrong) / self.figures if self.figures else 1.0


class Ledger:
    """The answers of one scenario taken one after the other, as the interview does: corrections, probes and conflicts settled."""

    def __init__(self, basics: Basics) -> None:
        self.basics = basics
        self.facts: list[Fact] = []
        self.removed: set[str] = set()
        self.turn = 4
        self.readings: list[Reading] = []

    def answer(self, topic: str, text: str) -> None:
        self.turn += 1
        follow_up = topic.startswith(FOLLOW_UP)
        context = ReadContext(
            "补充" if follow_up else topic, self.turn, self.basics, self.live(), self._next(), topic
        )
        if follow_up and self._settled(text, context):
            return
        if not follow_up and len(text) < 60 and (change := corrections.apply(text, self.live(), context)):
            self.facts += change.facts
            self.removed |= set(change.removed)
            return
        reading = probing.fill(text, self._about(topic), context) if follow_up else read(text, context)
        self.readings.append(reading)
        self.facts += reading.facts

    def live(self) -> tuple[Fact, ...]:
        replaced = self.removed | {fact.replaces for fact in self.facts if fact.replaces}
        return tuple(fact for fact in self.facts if fact.id not in replaced)

    def _next(self) -> int:
        return max((int(fact.id[1:]) for fact in self.facts), default=0) + 1

    def _settled(self, text: str, context: ReadContext) -> bool:
        open_ = conflicts.find(self.live())
        conflict = max(open_, key=lambda found: _alike(found.question, context.question), default=None)
        if conflict is None or _alike(conflict.question, context.question) < 2:
            return False
        settlement = conflicts.settle(conflict, text, self.live(), context)
        if settlement is None:
            return False
        self.removed |= set(settlement.dropped)
        self.facts += [settlement.corrected] if settlement.corrected else []
        return True

    def _about(self, question: str) -> tuple[Fact, ...]:
        """The fact a follow-up question shares most words with."""
        best = max(self.live(), key=lambda fact: _alike(fact.text, question), default=None)
        return (best,) if best and _alike(best.text, question) >= 2 else ()

    def conflicts(self) -> tuple[Conflict, ...]:
        return conflicts.find(self.live())


def _alike(one: str, other: str) -> int:
    pairs = {one[i : i + 2] for i in range(len(one) - 1)}
    return len(pairs & {other[i : i + 2] for i in range(len(other) - 1)})


def interviewed(scenario: Scenario) -> Ledger:
    basics = Basics()
    for slot, said in scenario["basics_as_typed"].items():
        basics = read_basics(slot, said, basics)
    ledger = Ledger(basics)
    for topic, said in scenario["answers"].items():
        ledger.answer(topic, said)
    ledger.facts += computed(ledger.live(), ledger._next())
    return ledger


def normal(text: str) -> str:
    """As the gold's checker normalises: NFKC, no white space, no thousands commas."""
    return re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def score(scenario: Scenario) -> Score:
    ledger = interviewed(scenario)
    facts = [fact for fact in ledger.live() if not fact.private]
    told = _told(facts)
    must = [fact for fact in scenario["facts"] if fact["must"]]
    missing = [fact for fact in must if not any(_passes(fact, text) for text in told)]
    surplus = [fact for fact in facts if not any(_says(fact, gold) for gold in scenario["facts"])]
    listed = [(gold, figure) for gold in must for figure in gold["figures"]]
    read_ = [figure for fact in facts for figure in fact.figures]
    wrong = [(gold, figure) for gold, figure in listed if not any(_is(one, figure) for one in read_)]
    return Score(
        scenario["id"],
        len(must),
        tuple(f"{fact['id']} {fact['text']}" for fact in missing),
        len(facts),
        tuple(f"{fact.id} {fact.text}" for fact in surplus),
        len(listed),
        tuple(f"{gold['id']} {figure}" for gold, figure in wrong),
        tuple(conflict.question for conflict in ledger.conflicts()),
    )


def _told(facts: list[Fact]) -> list[str]:
    """Each fact, and each sentence's facts together: as typed and in the written register, with label and dates."""
    groups: dict[str, str] = {}
    for fact in facts:
        dates = " ".join(_spoken(date) for date in fact.dates)
        text = normal(f"{fact.heading} {fact.text} {written(fact.text)} {dates} {fact.computed}")
        key = fact.group or fact.id
        groups[key] = groups.get(key, "") + text
        if fact.replaces:
            groups[fact.id] = text
    runs = ["".join(groups[member.group] for member in run.members) for run in series(tuple(facts))]
    return [*groups.values(), *runs]


def _spoken(date: str) -> str:
    """--06-03 → 6月3日."""
    found = re.fullmatch(r"(?:--|\d{4}-)(\d{2})(?:-(\d{2}))?", date)
    return f"{int(found[1])}月" + (f"{int(found[2])}日" if found[2] else "") if found else date


def _passes(gold: dict[str, Any], text: str) -> bool:
    return all(any(normal(form) in text for form in group) for group in gold["match_any"])


def _says(fact: Fact, gold: dict[str, Any]) -> bool:
    """Whether a fact says what a listed one says: a stretch of the same words long enough to be no accident, or its figures."""
    if _passes(gold, normal(f"{fact.text} {written(fact.text)}")):
        return True
    for listed in (normal(gold["source_quote"]), normal(gold["text"])):
        for own in (normal(fact.source.quote), normal(fact.text)):
            match = SequenceMatcher(None, own, listed, autojunk=False).find_longest_match()
            if match.size >= max(3, min(4, min(len(own), len(listed)) // 2)):
                return True
    return False


def _is(figure: Figure, listed: dict[str, Any]) -> bool:
    low, _, high = str(listed["value"]).partition("..")
    if figure.value is None or not re.fullmatch(r"-?\d+(?:\.\d+)?", low):
        return not re.fullmatch(r"-?\d+(?:\.\d+)?", low)
    same = abs(figure.value - float(low)) < 1e-3 and (not high or figure.high == float(high))
    rate = "/" in (listed["unit"] or "")
    if normal(figure.text) == normal(listed["text"]) or (
        rate and normal(figure.text) in normal(listed["text"])
    ):
        return not listed["qualifier"] or bool(figure.qualifier)
    unit = (listed["unit"] or "").split("/")[0]
    fits = (
        not unit
        or not figure.unit
        or _unit(figure.unit) == _unit(unit)
        or figure.unit in unit
        or unit in figure.unit
    )
    return same and fits and (not listed["qualifier"] or bool(figure.qualifier))


def _unit(unit: str) -> str:
    return _SAME_UNIT.get(unit, unit)


def load(paths: list[Path]) -> list[Scenario]:
    found: list[Scenario] = []
    for path in paths:
        data = json.loads(path.read_text("utf-8"))
        found += data.get("scenarios", [data])
    return found


def main(arguments: list[str]) -> int:
    verbose = "-v" in arguments
    paths = [Path(name) for name in arguments if name != "-v"]
    scores = [score(one) for one in load(paths or [*([GOLD] if GOLD.exists() else []), *OWN])]
    for one in scores:
        row = f"{one.id:10} recall {one.recall:6.1%} of {one.must:3}  precision {one.precision:6.1%} of {one.read:3}"
        sys.stdout.write(f"{row}  figures {one.figures_right:6.1%} of {one.figures:3}\n")
        if verbose:
            for mark, lines in (
                ("-", one.missing),
                ("+", one.surplus),
                ("#", one.wrong),
                ("?", one.questions),
            ):
                for line in lines:
                    sys.stdout.write(f"   {mark} {line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
