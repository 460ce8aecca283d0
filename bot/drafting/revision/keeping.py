"""A draft composed anew that keeps what the user did by hand: edited sentences, own headings, order, title, what was struck out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from bot.drafting.headings import is_own
from bot.drafting.request import DraftRequest
from bot.drafting.revision.desk import Desk, reply
from bot.drafting.revision.parts import Part, fact_ids, joined, parts_of
from bot.drafting.service import compose
from bot.drafting.statements import role_of
from bot.model import Draft, Paragraph, Section, Sentence, Value

TRIES = 3  # times a draft is composed again to come within its length


class Kept(Value, frozen=True):
    """A locked sentence with the facts of the sentences before and behind it in its part, nearest first."""

    sentence: Sentence
    role: str
    heading: str
    before: tuple[tuple[str, ...], ...]
    behind: tuple[tuple[str, ...], ...]


def again(
    old: Draft | None,
    own: Mapping[str, str],
    request: DraftRequest,
    compose: Callable[[DraftRequest], Draft],
) -> Draft:
    """What `compose` makes of the ledger as it is by now, with what the user did by hand to `old` in its place.

    That is every edited sentence whose facts still stand, and `own` words: title, signature, date, and headings by the role of their part.
    To be judged by who asks.
    """
    if old is None:
        return compose(request)
    known = {fact.id for fact in request.facts}
    kept = [one for one in _kept(old) if known.issuperset(one.sentence.facts)]
    around = any(_stands(sentences, known) for sentences in (old.lead, old.closing))
    if not (kept or own or around):
        return compose(request)
    held = {key for one in kept for key in one.sentence.facts}
    chars = sum(len(one.sentence.text) for one in kept)
    limit = request.limit
    room = max(limit - chars, 1) if limit and kept else request.max_chars
    facts = tuple(fact for fact in request.facts if fact.id not in held)
    fresh = compose(msgspec.structs.replace(request, facts=facts, max_chars=room))
    before = fresh.chars
    parts = [
        (msgspec.structs.replace(part[0], heading=own.get(part[0].role, part[0].heading)), *part[1:])
        for part in parts_of(fresh)
    ]
    draft = _with_kept(joined(fresh, parts), kept, old)
    draft = msgspec.structs.replace(
        draft,
        title=own.get("title", fresh.title),
        signature=own.get("signature", fresh.signature),
        date=own.get("date", fresh.date),
        lead=old.lead if _stands(old.lead, known) else fresh.lead,
        closing=old.closing if _stands(old.closing, known) else fresh.closing,
        facts=request.facts,
        asked_chars=limit if kept else fresh.asked_chars,
    )
    notes = [
        note.replace(f"{room}字", f"{limit}字").replace(f"{before}字", f"{draft.chars}字") if kept else note
        for note in fresh.notes
    ]
    number = sum(sentence.locked for sentence in draft.sentences())
    if number:
        notes.append(reply("length_locked", number=number))
    return msgspec.structs.replace(draft, notes=tuple(notes))


def _stands(sentences: Iterable[Sentence], known: set[str]) -> bool:
    """Whether the user edited these sentences, and all they rest on is still in the ledger."""
    held = tuple(sentences)
    return _edited(held) and all(known.issuperset(sentence.facts) for sentence in held)


def anew(desk: Desk, max_chars: int, *, within: bool = False, other: bool = False) -> Draft:
    """The draft of the desk composed from the ledger in `max_chars` (0 = as the request has it), its locked sentences in their places.

    `within` = not a character more than asked; `other` = in other words than the draft has. What was left out for a part that was
    struck out stays out.
    """
    draft = _anew(desk, max_chars, within=within, other=other)
    room = max_chars
    for _ in range(TRIES if within else 0):
        if draft.chars <= max_chars:
            break
        room -= (
            draft.chars - max_chars
        )  # headings and titles of the user's own may be longer than those composed
        draft = _anew(desk, room, within=within, other=other)
    notes = tuple(note.replace(f"{room}字", f"{max_chars}字") for note in draft.notes)
    return msgspec.structs.replace(draft, notes=notes)


def _anew(desk: Desk, max_chars: int, *, within: bool, other: bool) -> Draft:
    old = desk.draft
    kept = list(_kept(old))
    held = {key for one in kept for key in one.sentence.facts}
    struck = _struck(desk)
    room = max_chars - sum(len(one.sentence.text) for one in kept) if max_chars else 0
    facts = tuple(fact for fact in desk.request.facts if fact.id not in held | struck)
    request = msgspec.structs.replace(
        desk.request,
        facts=facts,
        max_chars=max(room, 1) if max_chars else 0,
        variant=old.version if other else 0,
    )
    fresh = compose(request, within=within)
    left_out = (*fresh.left_out, *(fact.id for fact in desk.request.facts if fact.id in struck))
    fresh = msgspec.structs.replace(
        fresh, left_out=left_out, asked_chars=max_chars or fresh.asked_chars, facts=desk.request.facts
    )
    return _framed(_arranged(_with_kept(fresh, kept, old), old), old)


def _kept(draft: Draft) -> Iterator[Kept]:
    for part in parts_of(draft):
        told = [(s, section.heading) for section in part for p in section.paragraphs for s in p.sentences]
        for place, (sentence, heading) in enumerate(told):
            if sentence.locked:
                before = tuple(s.facts for s, _ in reversed(told[:place]) if s.facts)
                behind = tuple(s.facts for s, _ in told[place + 1 :] if s.facts)
                yield Kept(sentence, part[0].role, heading, before, behind)


def _struck(desk: Desk) -> set[str]:
    """Facts left out of whose role nothing stands in the draft any more: their part was struck out, and does not come back unasked."""
    roles = {section.role for section in desk.draft.sections}
    told = {key for sentence in desk.draft.sentences() for key in sentence.facts}
    topics = {fact.id: fact.topic for fact in desk.request.facts}
    alive = roles | {role_of(topics[key]) for key in told if key in topics}
    return {key for key in desk.draft.left_out if key in topics and role_of(topics[key]) not in alive}


# ------------------------------------------------------------------ putting back


def _with_kept(fresh: Draft, kept: list[Kept], old: Draft) -> Draft:
    parts = parts_of(fresh)
    for one in kept:
        place = _part_of(parts, one)
        if place is None:
            place = _new_part(parts, one, old)
        else:
            parts[place] = _into(parts[place], one)
    return joined(fresh, parts)


def _part_of(parts: list[Part], one: Kept) -> int | None:
    """The part that tells the facts told beside the sentence, else the one of its role."""
    beside = {key for facts in (*one.before, *one.behind) for key in facts}
    shared = [len(beside & set(fact_ids(part))) for part in parts]
    if shared and max(shared) > 0:
        return shared.index(max(shared))
    return next((n for n, part in enumerate(parts) if part[0].role == one.role), None)


def _new_part(parts: list[Part], one: Kept, old: Draft) -> int:
    """A part for a sentence none of the fresh ones takes, with its old heading, before the parts that followed it."""
    order = [part[0].role for part in parts_of(old)]
    later = set(order[order.index(one.role) + 1 :])
    place = next((n for n, part in enumerate(parts) if part[0].role in later), len(parts))
    head = next(part[0] for part in parts_of(old) if part[0].role == one.role)
    parts.insert(place, (msgspec.structs.replace(head, paragraphs=(Paragraph((one.sentence,)),)),))
    return place


def _into(part: Part, one: Kept) -> Part:
    """The sentence behind the one it stood behind, else before the one it stood before, else at the end."""
    for neighbours, offset in ((one.before, 1), (one.behind, 0)):
        for facts in neighbours:
            found = next(
                (
                    (s, p, n)
                    for s, section in enumerate(part)
                    for p, paragraph in enumerate(section.paragraphs)
                    for n, sentence in enumerate(paragraph.sentences)
                    if set(sentence.facts) & set(facts)
                ),
                None,
            )
            if found is not None:
                return _inserted(part, one.sentence, *found, offset)
    *rest, last = part
    *before, end = last.paragraphs or (Paragraph(),)
    grown = Paragraph((*end.sentences, one.sentence))
    return (*rest, msgspec.structs.replace(last, paragraphs=(*before, grown)))


def _inserted(part: Part, sentence: Sentence, section: int, paragraph: int, number: int, offset: int) -> Part:
    held = part[section]
    old = held.paragraphs[paragraph].sentences
    new = Paragraph((*old[: number + offset], sentence, *old[number + offset :]))
    paragraphs = (*held.paragraphs[:paragraph], new, *held.paragraphs[paragraph + 1 :])
    return (*part[:section], msgspec.structs.replace(held, paragraphs=paragraphs), *part[section + 1 :])


# ------------------------------------------------------------------ what stands around


def _arranged(fresh: Draft, old: Draft) -> Draft:
    """The parts in the order the old draft has them, with the headings the user gave them."""
    order = [part[0].role for part in parts_of(old)]
    own = {part[0].role: part[0].heading for part in parts_of(old) if is_own(part[0].heading)}
    parts = parts_of(fresh)
    known = [part for part in parts if part[0].role in order]
    ranked = iter(sorted(known, key=lambda part: order.index(part[0].role)))
    parts = [next(ranked) if part[0].role in order else part for part in parts]
    parts = [(_headed(part[0], own), *part[1:]) for part in parts]
    return joined(fresh, parts)


def _headed(section: Section, own: dict[str, str]) -> Section:
    return msgspec.structs.replace(section, heading=own.get(section.role, section.heading))


def _framed(fresh: Draft, old: Draft) -> Draft:
    """Title, signature and date are the old draft's; lead and closing too where the user edited them."""
    return msgspec.structs.replace(
        fresh,
        title=old.title,
        signature=old.signature,
        date=old.date,
        lead=old.lead if _edited(old.lead) else fresh.lead,
        closing=old.closing if _edited(old.closing) else fresh.closing,
    )


def _edited(sentences: Iterable[Sentence]) -> bool:
    return any(sentence.locked for sentence in sentences)
