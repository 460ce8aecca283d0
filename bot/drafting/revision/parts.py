"""The parts of a draft as people count them: a top-level section with the subsections below it."""

from __future__ import annotations

import re

import msgspec

from bot.drafting.revision.asking import LAST, Ask
from bot.drafting.statements import role_of
from bot.model import Draft, Paragraph, Section, Sentence
from bot.wording import table
from language import numerals

_MARK = re.compile(r"(?:(?P<cn>[一二三四五六七八九十]{1,2})是|\d{1,2}\.(?!\d))")
_TITLE = re.compile(r"^[^，。；、\d]{4,10}。(?=.)")  # of a point that is the only one left
Part = tuple[Section, ...]


def parts_of(draft: Draft) -> list[Part]:
    """Top-level sections in order, each with its subsections."""
    parts: list[list[Section]] = []
    for section in draft.sections:
        if section.level == 1 or not parts:
            parts.append([section])
        else:
            parts[-1].append(section)
    return [tuple(part) for part in parts]


def joined(draft: Draft, parts: list[Part]) -> Draft:
    return msgspec.structs.replace(
        draft, sections=tuple(_counted_anew(section) for part in parts for section in part)
    )


def _counted_anew(section: Section) -> Section:
    """一是, 二是 … (or 1. 2.) of a section counted from one again after something was taken out or joined; one alone goes unmarked."""
    marked = [s for p in section.paragraphs for s in p.sentences if _MARK.match(s.text)]
    numbers = iter(range(1, len(marked) + 1))

    def again(sentence: Sentence) -> Sentence:
        found = _MARK.match(sentence.text)
        if not found:
            return sentence
        number = next(numbers)
        mark = "" if len(marked) == 1 else f"{numerals.written(number)}是" if found["cn"] else f"{number}."
        rest = sentence.text[found.end() :]
        if not mark and not sentence.locked:
            rest = _TITLE.sub("", rest)
        return msgspec.structs.replace(sentence, text=mark + rest)

    paragraphs = tuple(Paragraph(tuple(map(again, p.sentences))) for p in section.paragraphs)
    return msgspec.structs.replace(section, paragraphs=paragraphs)


def which(draft: Draft, ask: Ask) -> int | None:
    """Index of the part asked about; None if the draft has none such (or none was named)."""
    parts = parts_of(draft)
    if ask.number == LAST:
        return len(parts) - 1
    if ask.number:
        return ask.number - 1 if ask.number <= len(parts) else None
    for index, part in enumerate(parts):
        if ask.name and any(_is_called(section, ask.name) for section in part):
            return index
    return None


def _is_called(section: Section, name: str) -> bool:
    """Whether people may mean this section by `name`: words of its heading or role, or the topic that leads to it."""
    topics = (topic for topic in table("topics", "config") if role_of(topic) == section.role)
    return (
        name in section.heading
        or name in section.role
        or any(name in topic or topic in name for topic in topics)
    )


def fact_ids(part: Part) -> tuple[str, ...]:
    return tuple(
        key
        for section in part
        for paragraph in section.paragraphs
        for sentence in paragraph.sentences
        for key in sentence.facts
    )


def mapped(draft: Draft, change: dict[str, Sentence | None]) -> Draft:
    """`draft` with sentences (by text) replaced, or dropped where None stands."""

    def paragraph(held: Paragraph) -> Paragraph:
        new = tuple(change.get(sentence.text, sentence) for sentence in held.sentences)
        return Paragraph(tuple(sentence for sentence in new if sentence is not None))

    sections = tuple(
        _counted_anew(
            msgspec.structs.replace(
                section, paragraphs=tuple(p for p in map(paragraph, section.paragraphs) if p.sentences)
            )
        )
        for section in draft.sections
    )
    lead = tuple(s for s in (change.get(sentence.text, sentence) for sentence in draft.lead) if s is not None)
    return msgspec.structs.replace(draft, sections=sections, lead=lead)
