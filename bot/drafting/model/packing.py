"""Prompts of a task: facts as data, the reference masked and cut, all of it within the budget of tokens and with private data hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import count

import msgspec

from bot.drafting.model.output import response_format
from bot.drafting.model.plan import Point, Task, roles_of
from bot.drafting.offline import short_name
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import Form, Format, Size
from bot.endpoint.masking import Mask
from bot.endpoint.templates import Message, filled
from bot.model import Draft, Fact
from bot.prompts import words
from bot.tokens import Count
from retrieval.records import StyleReference

_SLOT = re.compile(r"〔[^〔〕]*〕")
_SHORT = 40  # characters of a point whose length need not be said
_OVER = 1.1  # characters asked for over those of the offline draft: written prose binds with more words


class Brief(msgspec.Struct, frozen=True):
    """What all prompts of a draft share. `share` scales lengths to the length asked for; `wish` is how what is written is to be put otherwise.

    `numbers` = the number by which a model knows each fact, by id: a number is one token.
    """

    request: DraftRequest
    draft: Draft
    self_name: str
    mask: Mask
    count: Count
    numbers: dict[str, int]
    share: float = 1.0
    wish: str = ""

    def ids(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The facts of these numbers; a number that is nobody's stays one that no ledger knows."""
        known = {number: key for key, number in self.numbers.items()}
        return tuple(known.get(number, f"?{number}") for number in numbers)

    def hidden(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        return tuple((role, self.mask.hide(text)) for role, text in messages)


def brief_of(request: DraftRequest, draft: Draft, counted: Count, share: float, wish: str = "") -> Brief:
    mask = Mask(request.facts, request.basics, wish)
    return Brief(request, draft, short_name(request), mask, counted, numbers_of(request.facts), share, wish)


def numbers_of(facts: Sequence[Fact]) -> dict[str, int]:
    """F12 → 12; an id of another make gets a number that is free."""
    numbers = {fact.id: int(fact.id[1:]) for fact in facts if fact.id[:1] == "F" and fact.id[1:].isdigit()}
    free = count(max(numbers.values(), default=0) + 1)
    return numbers | {fact.id: next(free) for fact in facts if fact.id not in numbers}


Maker = Callable[[Form], tuple[Message, ...]]


def share_of(limit: int, chars: int) -> float:
    """Length over that of the offline draft: never under it by more than a fifth, nor over it by more than a fifth."""
    return min(1.2, max(0.8, limit / chars)) if limit and chars else _OVER


def section_prompt(brief: Brief, task: Task, reference: str) -> Maker:
    """The prompt of a section, for any form of answer: written from its facts, or put otherwise where there is a wish."""
    said = words("model/words")
    shared = {
        "title": brief.draft.title,
        "heading": task.heading,
        "self_name": brief.self_name,
        "facts": _facts_of(brief, task.points),
    }
    if brief.wish:
        name, own = "revise", {"wish": _as_text(brief.wish), "text": _text_of(task.points)}
    else:
        name = "section"
        own = {
            "others": said.say("piece.between").join(task.others) or said.say("piece.none"),
            "reference": said.say("piece.reference", text=reference) if reference else "",
        }
    return lambda form: brief.hidden(filled(name, format=format_of(form), **shared, **own))


def heading_prompt(brief: Brief, kind: str, present: str, others: Sequence[str], text: str) -> Maker:
    """The prompt of another heading for what `text` tells; `kind` is a key of [kind] in prompts/model/words.toml."""
    said = words("model/words")
    return lambda form: brief.hidden(
        filled(
            "heading",
            title=brief.draft.title,
            kind=said.say(f"kind.{kind}"),
            present=present or said.say("piece.none"),
            others="；".join(others) or said.say("piece.none"),
            wish=_as_text(brief.wish),
            format=format_of(form),
            text=_as_text(text),
        )
    )


def frame_prompt(brief: Brief, facts: Sequence[Fact]) -> Maker:
    """The prompt of lead and closing, once the sections are written."""
    draft, basics, said = brief.draft, brief.request.basics, words("model/words")
    none = said.say("piece.none")
    return lambda form: brief.hidden(
        filled(
            "frame",
            title=draft.title,
            unit=basics.unit or none,
            period=basics.period or none,
            audience=basics.audience or none,
            parts=said.say("piece.between").join(
                dict.fromkeys(
                    section.role or section.heading for section in draft.sections if section.level == 1
                )
            ),
            lead="".join(sentence.text for sentence in draft.lead) or none,
            closing="".join(sentence.text for sentence in draft.closing) or none,
            wish=said.say("piece.wish", text=_as_text(brief.wish)) if brief.wish else "",
            format=format_of(form),
            facts="\n".join(_told(brief, fact) for fact in facts),
        )
    )


def repair_prompt(brief: Brief, first: Maker, previous: str, findings: Sequence[str]) -> Maker:
    """The first prompt, what came of it (still masked), and what the gate holds against it."""
    asked = brief.hidden(filled("repair", findings="\n".join(findings)))
    return lambda form: (*first(form), ("assistant", previous), *asked)


def format_of(form: Form) -> str:
    """How to answer: an endpoint that is held to a schema needs no example of it."""
    key = {"json_schema": "format.schema", "json_object": "format.json", "text": "format.lines"}[form]
    return words("model/words").say(key)


def formats(numbers: Sequence[int]) -> Callable[[Form], Format]:
    """The format of each form, for sentences that may cite the facts of these numbers."""
    return lambda form: response_format(form, numbers)


def size_for(chars: int, facts: int, thinking: int = 0) -> Size:
    """Room for `chars` characters of prose that cite `facts` facts, twice over: a 字 is up to 1.3 tokens, a sentence's frame about 25."""
    tokens = int(2 * (1.3 * chars + 25 * (facts + 1))) + 100 + thinking
    return Size(tokens, tokens * 4)


def asked_chars(point: Point, share: float) -> int:
    """In tens: models take 83 for a target, not for a size."""
    return max(20, round(point.chars * share / 10) * 10)


def reference_for(references: Sequence[StyleReference], task: Task, most_tokens: int, count: Count) -> str:
    """The masked text of the best reference for the task's role, cut at a sentence to `most_tokens`; "" where there is none."""
    masked = [reference for reference in references if reference.masked]
    found = ([reference for reference in masked if reference.role == role] for role in roles_of(task))
    fitting = next(filter(None, found), [])
    if not fitting or most_tokens <= 0:
        return ""
    best = max(fitting, key=lambda reference: reference.score)
    text = _SLOT.sub(words("model/words").say("piece.blank"), best.masked)
    kept = ""
    for sentence in re.findall(r"[^。；\n]+[。；\n]?", text):
        if count(kept + sentence) > most_tokens:
            break
        kept += sentence
    return _as_text(kept)


def _facts_of(brief: Brief, points: Sequence[Point]) -> str:
    """Point by point: its number and length (of a short one the facts say it), then its facts, one a line."""
    said, lines = words("model/words"), []
    for number, point in enumerate(points, 1):
        chars = asked_chars(point, brief.share)
        key = "piece.point" if chars > _SHORT else "piece.short_point"
        lines.append(said.say_known(key, number=number, chars=chars))
        lines += [_told(brief, fact) for fact in point.facts]
    return "\n".join(lines)


def _text_of(points: Sequence[Point]) -> str:
    """What the points say now, one a line, without the marks that code sets."""
    said = words("model/words")
    texts = ("".join(sentence.text for sentence in point.offline)[len(point.opening) :] for point in points)
    return "\n".join(
        said.say("piece.present", number=number, text=_as_text(text)) for number, text in enumerate(texts, 1)
    )


def _told(brief: Brief, fact: Fact) -> str:
    """A fact as a line of data."""
    said = words("model/words")
    key = {"planned": "piece.planned", "unsure": "piece.unsure"}.get(fact.certainty)
    text = said.say(key, text=fact.text) if key else fact.text
    return said.say("piece.fact", number=brief.numbers[fact.id], text=_as_text(text))


def _as_text(text: str) -> str:
    """On one line, and unable to close the tag that holds it."""
    return re.sub(r"\s+", " ", text).replace("<", "〈").replace(">", "〉")
