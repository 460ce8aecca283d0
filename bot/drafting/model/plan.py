"""The plan of a draft: the offline draft's sections taken apart into points, and the points gathered into tasks of one call each.

A point keeps its place, its mark and title (一是推进垃圾分类。) and the offline writer's sentences, which stand in where the model fails.
So the outline, the order of facts and the numbering are the same whoever writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from bot.drafting.statements import role_of
from bot.model import Draft, Fact, Paragraph, Section, Sentence

_MARK = re.compile(r"(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}，|\d{1,2}\.(?!\d))")
_TITLE = re.compile(r"[^，。；：、\d]{2,14}。(?=.)")

LONGEST_POINT = 160  # characters after which a run of sentences goes on as another point

Place = tuple[int, int, int]
"""Section, paragraph and point within it, from 0."""


class Point(msgspec.Struct, frozen=True):
    """`opening` is set by code before the first sentence; `facts` are what the point has to tell; `offline` its sentences so far."""

    place: Place
    opening: str
    facts: tuple[Fact, ...]
    offline: tuple[Sentence, ...]

    @property
    def chars(self) -> int:
        return sum(len(sentence.text) for sentence in self.offline) - len(self.opening)


class Task(msgspec.Struct, frozen=True):
    """What one call writes: points of a section, or of small neighbours.

    `heading` and `role` are the section's (the role of the first one); `others` are the roles of the other tasks.
    """

    number: int
    heading: str
    role: str
    points: tuple[Point, ...]
    others: tuple[str, ...] = ()

    @property
    def chars(self) -> int:
        return sum(point.chars for point in self.points)


def tasks(draft: Draft, largest: int, within: frozenset[int] | None = None) -> list[Task]:
    """A draft as tasks of at most `largest` characters, in reading order; gaps and what no fact carries are left as they are.

    `within` = the sections, from 0, that are to be written; None: all of them.
    """
    facts = {fact.id: fact for fact in draft.facts}
    found: list[Task] = []
    for first, sections in _with_children(draft.sections):
        points = [
            point
            for index, section in enumerate(sections, start=first)
            if within is None or index in within
            for number, paragraph in enumerate(section.paragraphs)
            for point in points_of(paragraph, (index, number), facts)
        ]
        found += [Task(0, sections[0].heading, sections[0].role, part) for part in _parted(points, largest)]
    found = _joined(found, largest)
    roles = list(dict.fromkeys(role for task in found for role in roles_of(task)))
    return [
        replace(task, number=number, others=tuple(role for role in roles if role not in roles_of(task)))
        for number, task in enumerate(found, start=1)
    ]


def roles_of(task: Task) -> tuple[str, ...]:
    """The section's role, then those of the facts it tells."""
    told = (role_of(fact.topic) for point in task.points for fact in point.facts)
    return tuple(dict.fromkeys((task.role, *told)))


def _joined(found: Sequence[Task], largest: int) -> list[Task]:
    """Sections packed into as few tasks as hold them, the largest first: a prompt of 300 tokens for a section of 40 字 is waste."""
    packed: list[list[Task]] = []
    for task in sorted(found, key=lambda one: -one.chars):
        room = (held for held in packed if sum(one.chars for one in held) + task.chars <= largest)
        if (held := next(room, None)) is not None:
            held.append(task)
        else:
            packed.append([task])
    in_order = [sorted(held, key=lambda one: one.points[0].place) for held in packed]
    return [_one(held) for held in sorted(in_order, key=lambda held: held[0].points[0].place)]


def _one(held: Sequence[Task]) -> Task:
    headings = dict.fromkeys(task.heading for task in held)
    points = tuple(point for task in held for point in task.points)
    return replace(held[0], heading="；".join(headings), points=points)


def _with_children(sections: tuple[Section, ...]) -> Iterator[tuple[int, list[Section]]]:
    """Sections of the first level with those below them, and the place of the first."""
    starts = [index for index, section in enumerate(sections) if section.level == 1 or index == 0]
    for start, end in pairwise([*starts, len(sections)]):
        yield start, list(sections[start:end])


def points_of(paragraph: Paragraph, place: tuple[int, int], facts: Mapping[str, Fact]) -> Iterator[Point]:
    """The paragraph's sentences from mark to mark, where they rest on facts only."""
    for number, sentences in enumerate(runs(paragraph)):
        keys = dict.fromkeys(key for sentence in sentences for key in sentence.facts)
        told = tuple(facts[key] for key in keys if key in facts)
        if told and all(sentence.kind == "fact" and not sentence.locked for sentence in sentences):
            yield Point((*place, number), opening_of(sentences[0].text), told, sentences)


def runs(paragraph: Paragraph) -> list[tuple[Sentence, ...]]:
    """Sentences from one mark (一是, 1.) to the next; a long run is parted, so that no call has to write all of it.

    One that the user has edited is a run of its own: nobody writes it, and it keeps nobody from writing its neighbours.
    """
    found: list[list[Sentence]] = []
    for sentence in paragraph.sentences:
        full = found and sum(len(held.text) for held in found[-1]) >= LONGEST_POINT
        edited = sentence.locked or (found and found[-1][-1].locked)
        if not found or full or edited or _MARK.match(sentence.text):
            found.append([])
        found[-1].append(sentence)
    return [tuple(run) for run in found]


def opening_of(text: str) -> str:
    """Mark and title at the head of a sentence: 一是推进垃圾分类。; "" where it has no mark."""
    mark = _MARK.match(text)
    if mark is None:
        return ""
    title = _TITLE.match(text, mark.end())
    return mark[0] + (title[0] if title else "")


def without_mark(text: str) -> str:
    """`text` less a mark that the model set though it was told not to."""
    mark = _MARK.match(text)
    return text[mark.end() :] if mark else text


def _parted(points: Iterable[Point], largest: int) -> Iterator[tuple[Point, ...]]:
    part: list[Point] = []
    for point in points:
        if part and sum(other.chars for other in part) + point.chars > largest:
            yield tuple(part)
            part = []
        part.append(point)
    if part:
        yield tuple(part)


def assembled(draft: Draft, written: Mapping[Place, tuple[Sentence, ...]]) -> Draft:
    """The offline draft with the points in `written` put in their places."""
    sections = []
    for index, section in enumerate(draft.sections):
        paragraphs = []
        for number, paragraph in enumerate(section.paragraphs):
            held = [
                sentence
                for order, run in enumerate(runs(paragraph))
                for sentence in written.get((index, number, order), run)
            ]
            paragraphs.append(Paragraph(tuple(held)))
        sections.append(replace(section, paragraphs=tuple(paragraphs)))
    return replace(draft, sections=tuple(sections))
