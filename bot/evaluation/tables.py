"""The score card as rows of words: what the terminal, the page and the docs print alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bot.evaluation.comparing import Column
from bot.evaluation.marks import percent
from bot.evaluation.playing import Total
from bot.evaluation.samples import SampleRow
from bot.evaluation.scoring import Score
from bot.prompts import Words

CARD = (
    "case", "coverage", "figures", "supported", "traps", "leaks", "run", "chars", "length", "framing", "repeated", "faults",
    "one_formula", "style", "asked", "probes", "seconds", "tokens",
)  # fmt: skip
SAMPLES = (
    "number", "kind", "chars", "paragraphs", "breaks", "headings", "levels", "masks", "rank", "facts", "enumeration", "depth",
    "formula", "proportions", "style", "leaks", "run",
)  # fmt: skip
COMPARED = (
    "way", "coverage", "figures", "invented", "traps", "leaked", "run", "supported", "framing", "repeated", "failed", "seconds", "tokens",
)  # fmt: skip
# What is listed of a score line by line: the word for it, and where it stands.
_DETAILS = (
    ("missing", "missing"),
    ("invented", "figures.invented"),
    ("misplaced", "figures.misplaced"),
    ("trap", "traps"),
    ("leak", "leaks"),
    ("unsupported", "unsupported"),
    ("repeat", "repeated"),
    ("fault", "faults"),
    ("twice", "asked_twice"),
)


class Table(msgspec.Struct, frozen=True):
    """`last` is the row of the whole; () where there is none."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, ...] = ()

    def markdown(self) -> str:
        lines = [self.headings, ("---", *("---:" for _ in self.headings[1:])), *self.rows]
        lines += [tuple(f"**{cell}**" if cell else "" for cell in self.last)] if self.last else []
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def card(scores: Sequence[Score], whole: Total, say: Words, columns: Sequence[str] = CARD) -> Table:
    """A row for each case, and the total. Columns that say nothing in this run are left out."""
    unused = {
        name for name, there in (("style", whole.style is not None), ("tokens", whole.tokens)) if not there
    }
    shown = [name for name in columns if name not in unused]
    rows = tuple(_picked(_score(one, say), shown) for one in scores)
    return Table(_headings(say, shown), rows, _picked(_total(whole, say), shown))


def samples(rows: Sequence[SampleRow], kinds: dict[str, str], say: Words) -> Table:
    """A row for each report of a page; `kinds` names the unit types."""
    return Table(_headings(say, SAMPLES), tuple(_picked(_sample(row, kinds), SAMPLES) for row in rows))


def compared(columns: Sequence[Column], say: Words) -> Table:
    """A row for each way of writing."""
    rows = []
    for one in columns:
        cells = _total(one.total, say) | {
            "way": say.say(f"way.{one.name}"),
            "invented": f"{one.invented:.1f}",
            "leaked": f"{one.leaks:.1f}",
            "failed": str(one.failed),
        }
        rows.append(_picked(cells, COMPARED))
    return Table(_headings(say, COMPARED), tuple(rows))


def details(scores: Sequence[Score], say: Words) -> Iterator[str]:
    """Everything that is wrong, a line each."""
    for one in scores:
        for key, path in _DETAILS:
            found: Any = one
            for name in path.split("."):
                found = getattr(found, name)
            for text in found:
                yield f"{one.id}  {say.say(f'card.{key}', text=text)}"


def _headings(say: Words, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(say.say(f"column.{name}") for name in columns)


def _picked(row: dict[str, str], columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in columns)


def _score(one: Score, say: Words) -> dict[str, str]:
    return {
        "case": f"{one.id} {one.unit}",
        "coverage": f"{one.must - len(one.missing)}/{one.must}",
        "figures": f"{percent(one.precision)} / {one.figures.stated}",
        "supported": percent(one.supported),
        "traps": str(len(one.traps)),
        "leaks": str(len(one.leaks)),
        "run": str(one.longest_run),
        "chars": f"{one.chars}/{one.asked_chars}" if one.asked_chars else str(one.chars),
        "length": say.say(f"length.{one.length}"),
        "framing": percent(one.framing),
        "repeated": str(len(one.repeated)),
        "faults": str(len(one.faults)),
        "one_formula": percent(one.one_formula),
        "style": "" if one.style is None else f"{one.style.total:.2f}",
        "asked": str(one.asked),
        "probes": str(one.probes),
        "seconds": f"{one.seconds:.2f}",
        "tokens": str(one.tokens),
    }


def _total(whole: Total, say: Words) -> dict[str, str]:
    return {
        "case": say.say("card.total", count=whole.cases),
        "coverage": f"{whole.must - whole.missing}/{whole.must}",
        "figures": f"{percent(whole.precision)} / {whole.figures}",
        "supported": percent(whole.supported),
        "traps": str(whole.traps),
        "leaks": str(whole.leaks),
        "run": str(whole.longest_run),
        "chars": "",
        "length": "" if whole.length_met is None else percent(whole.length_met),
        "framing": f"≤ {percent(whole.framing)}",
        "repeated": str(whole.repeated),
        "faults": str(whole.faults),
        "one_formula": percent(whole.one_formula),
        "style": "" if whole.style is None else f"{whole.style:.2f}",
        "asked": str(whole.asked),
        "probes": str(whole.probes),
        "seconds": f"{whole.seconds:.1f}",
        "tokens": str(whole.tokens),
    }


def _sample(row: SampleRow, kinds: dict[str, str]) -> dict[str, str]:
    own, distance = row.own, row.distance
    return {
        "number": str(row.number),
        "kind": kinds.get(row.unit_type, row.unit_type),
        "chars": str(row.chars),
        "paragraphs": str(row.paragraphs),
        "breaks": str(row.breaks),
        "headings": str(row.headings),
        "levels": str(row.levels),
        "masks": str(row.masks),
        "rank": str(row.rank),
        "facts": row.facts,
        "enumeration": f"{row.sample.enumeration} → {own.enumeration}" if own else "",
        "depth": f"{row.sample.levels} → {own.levels}" if own else "",
        "formula": "" if distance is None else _yes(distance.formulas == 0),
        "proportions": "" if distance is None else f"{distance.proportions:.2f}",
        "style": "" if distance is None else f"{distance.total:.2f}",
        "leaks": str(len(row.leaks)),
        "run": str(row.longest_run),
    }


def _yes(answer: bool) -> str:
    return "✓" if answer else "✗"
