"""An edited Word file that comes back to a conversation: which version it was, what was done to it, and the version it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from bot.drafting.by_hand import HAND
from bot.errors import InputError
from bot.export.likeness import likeness
from bot.export.returned import Returned, compared, swaps
from bot.export.text import as_txt
from bot.export.tidy import tidy
from bot.export.word_file import read
from bot.export.words import word
from bot.facts.fields import dates_of, figures_of
from bot.interview.state import Session
from bot.model import Basics, Conflict, Draft, Fact, Paragraph, Sentence, Source, Value
from bot.prompts import Words
from bot.settings import Settings

CHARS_MAX = 200_000  # of a paper; what is longer is another file
SHOWN = 30  # changes shown in a message; the rest are counted
RUN_CHARS = 8  # characters of a run that tells a paper's own words from chance
FRAME_SHARE = 0.5  # of title and headings that must stand in a file for it to be the paper …
TEXT_SHARE = 0.3  # … and of its text
_NOT_LETTER = re.compile(r"[\W_]+")


def version_of(drafts: Iterable[Draft], data: bytes) -> Draft | None:
    """The draft a Word file was exported from: the one most alike, the later of two; None where the file is something else.

    A paper is known by its title and headings: a work log may well share its sentences.
    """
    try:
        text = "\n".join(line.text for line in read(data).lines)
    except InputError:
        return None
    if len(text) > CHARS_MAX:
        return None
    found = [(likeness(as_txt(tidy(draft)), text, RUN_CHARS), draft.version, draft) for draft in drafts]
    share, _, draft = max(found, key=lambda one: one[:2], default=(0.0, 0, None))
    return draft if draft is not None and share >= TEXT_SHARE and _framed(draft, text) else None


def _framed(draft: Draft, text: str) -> bool:
    plain = _NOT_LETTER.sub("", text)
    frame = [_NOT_LETTER.sub("", part) for part in (draft.title, *(s.heading for s in draft.sections))]
    frame = [part for part in frame if part]
    return sum(part in plain for part in frame) >= FRAME_SHARE * len(frame) > 0


def laid_beside(draft: Draft, data: bytes, settings: Settings) -> Returned:
    """The file against the draft it was exported from. Raises InputError."""
    template = Path(settings.export_template).expanduser() if settings.export_template else None
    return compared(draft, data, settings.export_layout, template)


def next_version(found: Returned, base: Draft, last: Draft) -> Draft | None:
    """The version the file becomes, by hand, with the comments of others as notes; None where it says nothing new."""
    notes = tuple(note for note in todos(found) if note not in base.notes)
    if not notes and found.draft == tidy(base):
        return None
    return replace(found.draft, version=last.version + 1, writer=HAND, notes=(*found.draft.notes, *notes))


class Dispute(Value, frozen=True):
    """A figure changed by hand in a sentence that rests on a fact: the fact as the paper has it now, and the question which holds."""

    old: str
    fact: Fact
    conflict: Conflict


def disputes(found: Returned, session: Session, turn: int, words: Words) -> tuple[Dispute, ...]:
    """One for each figure changed by hand whose fact is known. The paper's sentence is what the user said in `turn`."""
    made: list[Dispute] = []
    for change in found.changes:
        if change.kind != "changed":
            continue
        for before, after in swaps(change):
            known = {one.old for one in made}
            held = (
                f for f in session.facts if f.id in change.facts and f.id not in known and before in f.text
            )
            old = next(held, None) if before else None
            if old is not None:
                new = _swapped(old, before, after, session.basics)
                new = replace(new, id=f"F{session.next_id + len(made)}", source=Source(turn, change.after))
                asked = words.say("handing.which", before=before, after=after, quote=old.source.quote)
                ids = (old.id, new.id)
                made.append(Dispute(old.id, new, Conflict("/".join(ids), ids, asked, (before, after))))
    return tuple(made)


def _swapped(fact: Fact, before: str, after: str, basics: Basics) -> Fact:
    """`fact` with `after` in the place of `before`; its dates are read anew only where a date was changed."""
    text = fact.text.replace(before, after, 1)
    dates = fact.dates if figures_of(before) else dates_of(text, basics)
    return replace(fact, text=text, figures=figures_of(text), dates=dates, replaces="")


def resting_on(draft: Draft, made: tuple[Dispute, ...]) -> Draft:
    """`draft` with each sentence changed by hand resting on the fact as it has it now."""
    now = {one.old: one for one in made}

    def settled(sentence: Sentence) -> Sentence:
        if not sentence.locked:
            return sentence
        ids = (now[key].fact.id if _tells(sentence, now.get(key)) else key for key in sentence.facts)
        return replace(sentence, facts=tuple(ids))

    sections = tuple(
        replace(
            section,
            paragraphs=tuple(Paragraph(tuple(map(settled, p.sentences))) for p in section.paragraphs),
        )
        for section in draft.sections
    )
    lead, closing = tuple(map(settled, draft.lead)), tuple(map(settled, draft.closing))
    return replace(draft, lead=lead, sections=sections, closing=closing)


def _tells(sentence: Sentence, dispute: Dispute | None) -> bool:
    return dispute is not None and dispute.conflict.choices[1] in sentence.text


def todos(found: Returned) -> list[str]:
    """The comments of others, as what is to be done."""
    return [
        word("changes", "comment", author=comment.author, anchor=comment.anchor, text=comment.text)
        for comment in found.todos
    ]


def told(found: Returned, words: Words, asked: tuple[Dispute, ...] = ()) -> list[str]:
    """What was done to the file, in lines: changes, tracked changes, comments, questions but those `asked` one by one."""
    apart = {one.conflict.choices for one in asked}
    revisions = [
        word("changes", f"revision_{one.kind}", author=one.author, text=one.text) for one in found.revisions
    ]
    lines: list[str] = []
    for key, points in (
        ("changes", [change.shown() for change in found.changes]),
        ("revisions", revisions),
        ("todos", todos(found)),
        ("questions", _questions(found, apart)),
    ):
        lines += _listed(key, points, words)
    return lines


def _questions(found: Returned, apart: set[tuple[str, ...]]) -> list[str]:
    """The questions about figures, without those about swaps that are asked apart."""
    pairs = [
        swap for change in found.changes if change.kind in ("changed", "added") for swap in swaps(change)
    ]
    kept = (text for swap, text in zip(pairs, found.questions, strict=True) if swap not in apart)
    return list(dict.fromkeys(kept))


def _listed(key: str, points: list[str], words: Words) -> list[str]:
    if not points:
        return []
    more = [words.say("handing.more", count=len(points) - SHOWN)] if len(points) > SHOWN else []
    return [words.say(f"handing.{key}", count=len(points)), *(f"· {p}" for p in points[:SHOWN]), *more]
