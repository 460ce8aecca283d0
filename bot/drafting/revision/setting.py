"""The same sentences of a part set another way: counted, or run on as plain paragraphs. Nothing is said that was not said before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from bot.drafting.revision.parts import Part
from bot.model import Paragraph, Section, Sentence
from language import numerals

_OPENING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|\d{1,2}\.(?!\d)|第[一二三四五六七八九十]{1,2}，)(?:[^，。；、\d]{4,10}。(?=.))?"
)
_LINKED = re.compile(
    r"^(?:其中|同时|此外|另外|并|还|也|会上|会后|期间|随后|当场)"
)  # what leans on the sentence before
COUNTED = (2, 7)  # sentences that are counted by 一是


def others(part: Part) -> Iterator[Part]:
    """The part counted anew without titles, and without marks; its heading stays. None where the user has edited a sentence in it."""
    told = [s for section in part for paragraph in section.paragraphs for s in paragraph.sentences]
    if not told or any(sentence.locked or sentence.kind == "gap" for sentence in told):
        return
    bare = [replace(sentence, text=_OPENING.sub("", sentence.text)) for sentence in told]
    if COUNTED[0] <= len(_points(bare)) <= COUNTED[1]:
        yield _one(part[0], [_counted(point, number) for number, point in enumerate(_points(bare), 1)])
    yield _one(part[0], [bare])


def _points(sentences: list[Sentence]) -> list[list[Sentence]]:
    """Each sentence with those that lean on it."""
    points: list[list[Sentence]] = []
    for sentence in sentences:
        if points and _LINKED.match(sentence.text):
            points[-1].append(sentence)
        else:
            points.append([sentence])
    return points


def _counted(point: list[Sentence], number: int) -> list[Sentence]:
    first, *rest = point
    return [replace(first, text=f"{numerals.written(number)}是{first.text}"), *rest]


def _one(head: Section, paragraphs: list[list[Sentence]]) -> Part:
    return (replace(head, paragraphs=tuple(Paragraph(tuple(one)) for one in paragraphs)),)
