"""How a draft is built: whether its levels are in order, whether headings of one level follow one formula, how far its style is
from a sample's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from bot.model import Draft, Section
from retrieval.formulas import formula_of
from retrieval.records import StyleProfile

_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+，|\d+[.、]|（[一二三四五六七八九十]+）)"
)
# Sections that every report calls by their plain name: they follow no formula.
PLAIN_ROLES = frozenset({"成效", "荣誉", "问题", "打算", "结语", "引言"})


class StyleDistance(msgspec.Struct, frozen=True):
    """How far one report's style is from another's; each part 0 (the same) to 1, `total` their mean.

    enumeration: 0 or 1. levels: difference of depth over the greater depth. formulas: 1 − the share of the sample's heading builds
    that the draft takes up. proportions: half the sum of differences of the shares of the roles both have, renormalised.
    sentences: difference of mean sentence lengths over the greater.
    """

    enumeration: float
    levels: float
    formulas: float
    proportions: float
    sentences: float

    @property
    def total(self) -> float:
        parts = (self.enumeration, self.levels, self.formulas, self.proportions, self.sentences)
        return round(sum(parts) / len(parts), 3)


def faults(draft: Draft) -> tuple[str, ...]:
    """What is wrong with the levels: a jump, a section with nothing in it, a lone subsection, one heading twice."""
    found: list[str] = []
    level = 0
    for place, section in enumerate(draft.sections):
        if section.level > level + 1:
            found.append(f"level {level} → {section.level}: {section.heading}")
        level = section.level
        if not section.paragraphs and not _deeper(draft.sections, place):
            found.append(f"empty: {section.heading}")
        if section.level > 1 and _siblings(draft.sections, place) == 1:
            found.append(f"alone: {section.heading}")
    titles = Counter(section.heading for section in draft.sections if section.heading)
    titles.update(_point_titles(draft))
    found += [f"twice: {title}" for title, times in titles.items() if times > 1]
    return tuple(found)


def _point_titles(draft: Draft) -> Iterator[str]:
    """The framing sentence that opens a point (一是做好宣传工作。), without its number."""
    for section in draft.sections:
        for paragraph in section.paragraphs:
            first = paragraph.sentences[0] if paragraph.sentences else None
            if first is not None and first.kind == "framing" and len(paragraph.sentences) > 1:
                yield _NUMBER.sub("", first.text)


def _deeper(sections: tuple[Section, ...], place: int) -> bool:
    return place + 1 < len(sections) and sections[place + 1].level > sections[place].level


def _siblings(sections: tuple[Section, ...], place: int) -> int:
    """How many sections of the same level hang below the same heading."""
    level, first, last = sections[place].level, place, place
    while first and sections[first - 1].level >= level:
        first -= 1
    while last + 1 < len(sections) and sections[last + 1].level >= level:
        last += 1
    return sum(section.level == level for section in sections[first : last + 1])


def one_formula(draft: Draft) -> float:
    """The share of headings that are built like most of their level, 0–1; 1 where there is nothing to compare."""
    levels: dict[int, list[str]] = defaultdict(list)
    for section in draft.sections:
        if section.heading and section.role not in PLAIN_ROLES:
            levels[section.level].append(build(section.heading))
    alike = sum(Counter(builds).most_common(1)[0][1] for builds in levels.values())
    return alike / total if (total := sum(map(len, levels.values()))) else 1.0


def build(heading: str) -> str:
    """What headings of one formula share: the number of their clauses, and 以X为Y apart."""
    formula = formula_of(heading)
    return "以" if formula.startswith("以") else str(heading.count("，"))


def distance(own: StyleProfile, sample: StyleProfile) -> StyleDistance:
    """How far `own` is from `sample`."""
    builds = {build(formula) for formula in sample.formulas[:1]}
    taken = {build(formula) for formula in own.formulas}
    return StyleDistance(
        enumeration=float(own.enumeration != sample.enumeration),
        levels=_apart(own.levels, sample.levels),
        formulas=1 - len(builds & taken) / len(builds) if builds else 0.0,
        proportions=_proportions(own.shares, sample.shares),
        sentences=_apart(own.sentence_length, sample.sentence_length),
    )


def _apart(one: float, other: float) -> float:
    return round(abs(one - other) / max(one, other), 3) if max(one, other) else 0.0


def _proportions(own: dict[str, float], sample: dict[str, float]) -> float:
    """Of the roles both have: a report of other matters is not expected to have the sample's sections."""
    both = own.keys() & sample.keys()
    sums = [sum(shares[role] for role in both) for shares in (own, sample)]
    if not both or not all(sums):
        return 1.0
    return round(sum(abs(own[role] / sums[0] - sample[role] / sums[1]) for role in both) / 2, 3)
