"""A draft as a flat list of paragraphs with their numbers: what every written format is made from."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from bot.model import Draft, Section, Sentence
from language import numerals

BlockKind = Literal["title", "heading", "body", "signature", "date"]

# A heading carries no number of its own; one typed by a user is dropped, for the export numbers by level.
_TYPED_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]、?|\d{1,2}[、.．](?!\d)|[（(]\d{1,2}[）)]、?)\s*"
)
_HEADING_END = "。．；;，,、：: 　"


class Block(msgspec.Struct, frozen=True):
    """One paragraph of the finished paper.

    `level` and `number` belong to headings (一、 /（一）/ 1. /（1）). A run-in heading shares its paragraph with `sentences`;
    a `heading` block has none. `text` is what a reader sees.
    """

    kind: BlockKind
    level: int = 0
    number: str = ""
    heading: str = ""
    sentences: tuple[Sentence, ...] = ()

    @property
    def head(self) -> str:
        """Number and heading words; a run-in heading ends with 。, one that stands alone with nothing."""
        stop = "。" if self.kind == "body" and self.heading and self.heading[-1] not in "？！" else ""
        return f"{self.number}{self.heading}{stop}"

    @property
    def text(self) -> str:
        return self.head + "".join(sentence.text for sentence in self.sentences)


def blocks(draft: Draft) -> tuple[Block, ...]:
    """Title (a block per line), lead, numbered sections, closing, signature, date; empty parts leave no block."""
    found = [Block("title", heading=line) for line in draft.title.splitlines() if line.strip()]
    if draft.lead:
        found.append(Block("body", sentences=draft.lead))
    found.extend(_section_blocks(draft.sections))
    if draft.closing:
        found.append(Block("body", sentences=draft.closing))
    found.extend(Block("signature", heading=line) for line in draft.signature.splitlines() if line.strip())
    if draft.date.strip():
        found.append(Block("date", heading=draft.date.strip()))
    return tuple(found)


def chinese_number(value: int) -> str:
    """一 to 九十九, as headings are counted."""
    return numerals.written(value)


def number(level: int, value: int) -> str:
    """The number of a heading in the order of GB/T 9704-2012, 7.3.3: 一、 /（一）/ 1. /（1）."""
    forms = (f"{chinese_number(value)}、", f"（{chinese_number(value)}）", f"{value}.", f"（{value}）")
    return forms[min(level, 4) - 1]


def _section_blocks(sections: tuple[Section, ...]) -> list[Block]:
    levels = _true_levels(sections)
    run_in = _run_in_levels(sections, levels)
    counts: list[int] = []
    found: list[Block] = []
    for section, level in zip(sections, levels, strict=True):
        heading = _TYPED_NUMBER.sub("", section.heading).strip().rstrip(_HEADING_END)
        bodies = [Block("body", sentences=p.sentences) for p in section.paragraphs if p.sentences]
        if not heading:
            found.extend(bodies)
            continue
        del counts[level:]
        counts.extend([0] * (level - len(counts)))
        counts[level - 1] += 1
        mark = number(level, counts[level - 1])
        if level in run_in and bodies:
            first = Block("body", level, mark, heading, bodies[0].sentences)
            found.extend((first, *bodies[1:]))
        else:
            found.extend((Block("heading", level, mark, heading), *bodies))
    return found


def _true_levels(sections: tuple[Section, ...]) -> list[int]:
    """Levels without gaps: a section two levels below its parent is numbered one level below it."""
    open_levels: list[int] = []
    levels: list[int] = []
    for section in sections:
        while open_levels and open_levels[-1] >= section.level:
            open_levels.pop()
        open_levels.append(section.level)
        levels.append(len(open_levels))
    return levels


def _run_in_levels(sections: tuple[Section, ...], levels: list[int]) -> set[int]:
    """The levels whose headings open their paragraph: below the first, and where every section is one paragraph and no more."""
    run_in = {level for level in levels if level >= 2}
    for position, (section, level) in enumerate(zip(sections, levels, strict=True)):
        has_children = position + 1 < len(levels) and levels[position + 1] > level
        if has_children or len(section.paragraphs) != 1:
            run_in.discard(level)
    return run_in
