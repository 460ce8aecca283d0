"""A draft made again from the paragraphs of an edited file: what was not touched keeps its facts, what was is locked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bot.export.blocks import Block
from bot.export.matching import ALIKE, alike
from bot.export.tidy import full_date
from bot.model import Draft, Paragraph, Section, Sentence, SentenceKind
from language.markers import match as marker_at

_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’》）】]*|[^。！？]+$")
_LEVELS = {"cn": 1, "cn_paren": 2, "arabic": 3, "arabic_paren": 4}
_DATE = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?$")
_LONGEST_HEADING = 40  # characters of a paragraph that can be a heading without a heading style


class Seen(msgspec.Struct, frozen=True):
    """A paragraph of the edited file: its text, the block it was (None: new), the level of its heading style, its alignment."""

    text: str
    was: Block | None
    level: int = 0
    align: str = ""


class Edit(msgspec.Struct, frozen=True):
    """One changed sentence or paragraph; "" before = added, "" after = removed. `facts` are those of the sentence it was."""

    before: str
    after: str
    facts: tuple[str, ...] = ()


def recognised(seen: Sequence[Seen], draft: Draft) -> list[Block]:
    """Each paragraph as the block it is now. A sentence that moved to another paragraph keeps its facts."""
    last = max((i for i, one in enumerate(seen) if one.text), default=-1)
    known = {sentence.text: sentence for sentence in draft.sentences()}
    return [_settled(_block(one, position, last), known) for position, one in enumerate(seen)]


def rebuilt(draft: Draft, parts: Iterable[Block]) -> Draft:
    """The draft with these blocks in place of its own; a version later, its findings open again."""
    titles: list[str] = []
    signatures: list[str] = []
    date = ""
    flow: list[Block] = []
    for part in parts:
        if part.kind == "title":
            titles.append(part.heading)
        elif part.kind == "signature":
            signatures.append(part.heading)
        elif part.kind == "date":
            date = part.heading
        else:
            flow.append(part)
    lead, sections, closing = _sections(flow, draft)
    return msgspec.structs.replace(
        draft, title="\n".join(titles), lead=lead, sections=sections, closing=closing,
        signature="\n".join(signatures), date=full_date(date), findings=(), version=draft.version + 1,
    )  # fmt: skip


def resentenced(text: str, old: Sequence[Sentence]) -> tuple[tuple[Sentence, ...], list[Edit]]:
    """The sentences of an edited paragraph: old ones found again word for word, the others new and locked; and what changed."""
    kept, rest = _found_again(text, old)
    lost = [sentence for index, sentence in enumerate(old) if index not in kept]
    edits: list[Edit] = []
    made: list[Sentence] = []
    for piece, known in rest:
        if known is not None:
            made.append(known)
            continue
        source = max(lost, key=lambda sentence: alike(sentence.text, piece), default=None)
        if source is not None and alike(source.text, piece) >= ALIKE:
            lost.remove(source)
            made.append(msgspec.structs.replace(source, text=piece, kind=_kind(piece, source), locked=True))
            edits.append(Edit(source.text, piece, source.facts))
        else:
            made.append(Sentence(piece, _kind(piece, None), locked=True))
            edits.append(Edit("", piece))
    edits.extend(Edit(sentence.text, "", sentence.facts) for sentence in lost)
    return tuple(made), edits


def _found_again(text: str, old: Sequence[Sentence]) -> tuple[set[int], list[tuple[str, Sentence | None]]]:
    """Indices of the old sentences that stand in `text`, and the text as pieces, each with the sentence it is or None."""
    kept: set[int] = set()
    pieces: list[tuple[str, Sentence | None]] = []
    rest = text
    for index, sentence in enumerate(old):
        before, hit, after = rest.partition(sentence.text) if sentence.text else (rest, "", "")
        if hit and _ends_sentence(before):
            pieces.extend((piece, None) for piece in _SENTENCE.findall(before))
            pieces.append((sentence.text, sentence))
            kept.add(index)
            rest = after
    return kept, [*pieces, *((piece, None) for piece in _SENTENCE.findall(rest))]


def _ends_sentence(before: str) -> bool:
    return not before or before[-1] in "。！？”’》）】〕"


def _kind(piece: str, source: Sentence | None) -> SentenceKind:
    if "【待" in piece:
        return "gap"
    return source.kind if source is not None and source.kind != "gap" else "fact"


def _settled(block: Block, known: Mapping[str, Sentence]) -> Block:
    sentences = tuple(
        known.get(sentence.text, sentence) if sentence.locked and not sentence.facts else sentence
        for sentence in block.sentences
    )
    return msgspec.structs.replace(block, sentences=sentences)


def _block(one: Seen, position: int, last: int) -> Block:
    marker = marker_at(one.text)
    numbered = _LEVELS.get(marker.scheme, 0) if marker else 0
    words = one.text[marker.length :] if marker and numbered else one.text
    if one.was is not None and one.was.kind in ("title", "signature", "date"):
        return Block(one.was.kind, heading=one.text)
    if one.was is None and position == 0 and not numbered and one.text[-1:] not in "。；！？":
        return Block("title", heading=one.text)
    if one.was is None and one.align == "right":
        return Block("date" if _DATE.match(one.text) else "signature", heading=one.text)
    if one.was is None and position == last and _DATE.match(one.text):
        return Block("date", heading=one.text)
    if (one.was is not None and one.was.kind == "heading") or _heads(one, numbered):
        level = numbered or (one.was.level if one.was else 0) or one.level
        return Block("heading", level, heading=words.rstrip("。"))
    old = one.was.sentences if one.was else ()
    return _body(one, numbered, words, old)


def _heads(one: Seen, numbered: int) -> bool:
    """A new paragraph is a heading by its style, or by its number where it is short and no sentence."""
    short = bool(numbered) and len(one.text) <= _LONGEST_HEADING and not re.search("[。；！？，]", one.text)
    return one.was is None and (bool(one.level) or short)


def _body(one: Seen, numbered: int, words: str, old: Sequence[Sentence]) -> Block:
    """A paragraph of text, with a heading that opens it where it had one or begins like one."""
    was_level = one.was.level if one.was else 0
    head, stop, rest = words.partition("。")
    opens = (
        numbered >= 2 and stop and rest and len(head) <= _LONGEST_HEADING and (was_level or one.was is None)
    )
    if not opens:
        return Block("body", sentences=resentenced(one.text, old)[0])
    return Block("body", numbered, heading=head, sentences=resentenced(rest, old)[0])


def _sections(
    flow: Sequence[Block], draft: Draft
) -> tuple[tuple[Sentence, ...], tuple[Section, ...], tuple[Sentence, ...]]:
    """Lead, sections and closing. Paragraphs that belong to no heading stand in a section without one."""
    roles = {section.heading: section.role for section in draft.sections}
    bodies = list(flow)
    lead: tuple[Sentence, ...] = ()
    closing: tuple[Sentence, ...] = ()
    if draft.lead and bodies and bodies[0].kind == "body" and not bodies[0].level:
        lead = bodies.pop(0).sentences
    if draft.closing and bodies and _is_closing(bodies[-1], draft.closing):
        closing = bodies.pop().sentences
    sections: list[Section] = []
    for part in bodies:
        if part.level:
            own = (Paragraph(part.sentences),) if part.sentences else ()
            sections.append(Section(part.level, part.heading, own, roles.get(part.heading, "")))
        elif sections:
            last = sections[-1]
            sections[-1] = msgspec.structs.replace(
                last, paragraphs=(*last.paragraphs, Paragraph(part.sentences))
            )
        else:
            sections.append(Section(1, "", (Paragraph(part.sentences),)))
    return lead, tuple(sections), closing


def _is_closing(part: Block, closing: Sequence[Sentence]) -> bool:
    text = "".join(sentence.text for sentence in closing)
    return part.kind == "body" and not part.level and alike(part.text, text) >= ALIKE
