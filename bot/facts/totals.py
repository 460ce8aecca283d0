"""Sums over like parts, computed in code and marked as computed: 清运 5、3、4 → 合计12."""

from __future__ import annotations

import re

from bot.model import Fact, Figure, Source
from bot.wording import table
from language.text import pairs

_ORDINAL = re.compile(r"[（(]?第([二三四五六七八九十])(?:次|场|期|批|轮|站)[）)]?")

# A count of occasions is of them all: 放水3次 is not the first of those that a log tells one by one.
_OCCASIONS = re.compile(r"(?<!第)(?:[2-9]|\d{2,}|[两二三四五六七八九十]{1,3})余?(?:次|场|期|批|轮|回|趟)")


class Series:
    """Facts that tell the same activity several times over (第一次 … 第三次)."""

    def __init__(self, first: Fact) -> None:
        self.members = [first]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(fact.id for fact in self.members)


def series(ledger: tuple[Fact, ...]) -> list[Series]:
    """Runs of log entries of which later ones say 第二次, 第三次: each with the entry it repeats."""
    found: list[Series] = []
    for index, fact in enumerate(ledger):
        if not _ORDINAL.search(fact.text):
            continue
        home = next(
            (run for run in found if any(_alike(member.text, fact.text) for member in run.members)), None
        )
        if home is None:
            first = next(
                (
                    other
                    for other in reversed(ledger[:index])
                    if not _ORDINAL.search(other.text)
                    and not _OCCASIONS.search(other.text)
                    and _alike(other.text, fact.text)
                ),
                None,
            )
            if first is None:
                continue
            home = Series(first)
            found.append(home)
        home.members.append(fact)
    return found


def _alike(one: str, other: str) -> bool:
    left, right = _pairs(one), _pairs(_ORDINAL.sub("", other))
    shared = left & right
    return len(shared) >= 2 or (bool(right) and shared == right)


def _pairs(text: str) -> frozenset[str]:
    return pairs(re.sub(r"[\d\W]+", " ", re.sub(r"[，,].*", "", text)))


def is_sum(fact: Fact) -> bool:
    """Whether a fact was computed by adding up; a comparison with the last report is computed otherwise."""
    return "+" in fact.computed


def computed(ledger: tuple[Fact, ...], next_id: int) -> tuple[Fact, ...]:
    """New facts that sum like parts of a series; each shows its sum and quotes its parts."""
    sums: list[Fact] = []
    for run in series(ledger):
        parts = _parts(run, ledger)
        if parts:
            sums.append(_sum(parts, run, next_id + len(sums)))
    return tuple(sums)


def _parts(run: Series, ledger: tuple[Fact, ...]) -> list[tuple[Fact, Figure]]:
    """One figure per occasion with the same verb and unit, from the member itself or from a fact of its log entry."""
    verb_unit: tuple[str, str] | None = None
    parts: list[tuple[Fact, Figure]] = []
    for member in reversed(run.members):
        entry = [fact for fact in ledger if fact.group == member.group]
        match = next(
            (
                (fact, figure)
                for fact in entry
                for figure in fact.figures
                if _keyed(fact, figure, verb_unit) and figure.value
            ),
            None,
        )
        if match is None:
            return []
        verb_unit = verb_unit or (_verb(match[0].text, match[1]), match[1].unit)
        parts.insert(0, match)
    return parts if len(parts) > 1 else []


def _keyed(fact: Fact, figure: Figure, wanted: tuple[str, str] | None) -> bool:
    verb = _verb(fact.text, figure)
    if figure.qualifier or not figure.unit or not verb or figure.text.startswith("第"):
        return False
    return wanted is None or (verb[:2] == wanted[0][:2] and figure.unit == wanted[1])


def _verb(text: str, figure: Figure) -> str:
    """The two characters of the verb before a figure: 清运垃圾5车 → 清运; "" if no listed verb is there."""
    before = re.split(r"[，,。；;]", text[: text.find(figure.text)])[-1]
    listed = [verb for verb in table("facts")["grammar"]["verbs"].split() if verb in before]
    return max(listed, key=lambda verb: before.rfind(verb)) if listed else ""


def _sum(parts: list[tuple[Fact, Figure]], run: Series, number: int) -> Fact:
    total = sum(figure.value or 0 for _, figure in parts)
    shown = f"{total:g}"
    first, figure = parts[0]
    what = re.split(r"[，,。；;]", first.text[: first.text.find(figure.text)])[-1]
    return Fact(
        id=f"F{number}",
        text=f"合计{what}{shown}{figure.unit}",
        topic=first.topic,
        source=Source(first.source.turn, "；".join(fact.source.quote for fact, _ in parts)),
        figures=(Figure(f"{shown}{figure.unit}", total, figure.unit, "", figure.counted),),
        dates=tuple(dict.fromkeys(date for member in run.members for date in member.dates)),
        computed="+".join(f"{part.value:g}" for _, part in parts) + f"={shown}",
        group=run.members[0].group,
    )
