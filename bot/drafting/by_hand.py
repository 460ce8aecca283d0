"""A draft changed by the user's own hand: sentences, headings, order. Pure; nothing is refused for what it says.

Edits that follow each other amend one version (its writer is HAND), so that a paper may be saved as one types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from bot.acts import Arranged, PaperTexts
from bot.model import Draft, Paragraph, Section, Sentence, SentenceKind
from language.text import sentences as sentence_spans

HAND = "hand"
_GAP = "【待补充"
_OPENING = re.compile(r"(?:[一二三四五六七八九十]{1,2}是|\d{1,2}[.、])[^，。；\d]{2,12}。")


def amended(draft: Draft) -> Draft:
    """`draft` as the version that edits by hand go into: itself if it is one already, else the next."""
    return draft if draft.writer == HAND else replace(draft, version=draft.version + 1, writer=HAND)


def with_sentence(draft: Draft, number: int, text: str) -> Draft:
    """`draft` with other words for the sentence at `number` (from 0, in reading order); empty words take it out.

    Raises IndexError where there is no such sentence.
    """
    old = draft.sentences()
    if not 0 <= number < len(old):
        raise IndexError(number)
    replaced: list[tuple[Sentence, ...]] = [(sentence,) for sentence in old]
    replaced[number] = _pieces(text, old[number])
    rest = iter(replaced)

    def taken(held: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return tuple(piece for _ in held for piece in next(rest))

    lead = taken(draft.lead)
    sections = tuple(
        replace(section, paragraphs=_filled(Paragraph(taken(p.sentences)) for p in section.paragraphs))
        for section in draft.sections
    )
    return replace(draft, lead=lead, sections=sections, closing=taken(draft.closing))


def with_texts(draft: Draft, texts: PaperTexts) -> Draft:
    """`draft` with another title, signature or date."""
    given = {
        name: value for name in ("title", "signature", "date") if (value := getattr(texts, name)) is not None
    }
    return replace(draft, **given)


def arranged(draft: Draft, act: Arranged) -> Draft:
    """`draft` with its sections as `act` places them. Raises IndexError for a section that is not there or named twice."""
    indices = [place.index for place in act.places]
    if len(set(indices)) < len(indices) or not all(0 <= i < len(draft.sections) for i in indices):
        raise IndexError(indices)
    kept = tuple(
        replace(draft.sections[place.index], heading=place.heading, level=place.level) for place in act.places
    )
    told = {key for section in kept for key in _facts(section)}
    gone = (
        key for index, section in enumerate(draft.sections) if index not in indices for key in _facts(section)
    )
    left_out = dict.fromkeys((*draft.left_out, *gone))
    return replace(draft, sections=kept, left_out=tuple(key for key in left_out if key not in told))


def _pieces(text: str, old: Sentence) -> tuple[Sentence, ...]:
    """The words as sentences, locked. The first keeps what the old one rested on."""
    if text == old.text:
        return (old,)
    texts = [part for start, end in sentence_spans(text) if (part := text[start:end].strip())]
    if len(texts) > 1 and _OPENING.fullmatch(texts[0]) and _OPENING.match(old.text):
        texts[:2] = [
            texts[0] + texts[1]
        ]  # 一是推进厕所改造。改造416座。 is one sentence, as the writer sets it
    return tuple(
        Sentence(part, _kind(part, old), old.facts if place == 0 else (), locked=True)
        for place, part in enumerate(texts)
    )


def _kind(text: str, old: Sentence) -> SentenceKind:
    if _GAP in text:
        return "gap"
    return old.kind if old.kind != "gap" else "fact"


def _filled(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(paragraph for paragraph in paragraphs if paragraph.sentences)


def _facts(section: Section) -> list[str]:
    return [key for paragraph in section.paragraphs for s in paragraph.sentences for key in s.facts]
