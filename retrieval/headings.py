"""Candidates for the outline: headings on lines of their own, titles that run into a paragraph, items of an enumeration."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from language import markers
from language.markers import Marker
from retrieval.cleaning import Block
from retrieval.records import NodeKind
from retrieval.tables import Tables, any_of

TITLE_MAX = 32  # characters of a marked title that runs into its paragraph
PLAIN_MAX = 40  # of an unmarked one at a paragraph's start
INNER_MAX = 12  # of an unmarked one amid a paragraph: 改进值班流程。
BODY_MIN = 12  # characters that must follow a title for it to be one
_STOP = re.compile(r"[。！？!?；;：:]")
_STATED = re.compile(
    r"是|(?<!没)有(?![效序力机关利益限形偿])|均|都(?!市)"
)  # a sentence that says something of a subject is no title
_TOLD = re.compile(r"了|过(?!程|硬|渡|关)|已经|达到|共计|\d")
_FRAME = re.compile(r"(?:在|从)?(?P<t>[\u4e00-\u9fff、“”]{2,10}方面)[，：:]")
_VIEW = re.compile(r"从(?P<t>[\u4e00-\u9fff]{1,4}[上中])[\u4e00-\u9fff]{4,18}。")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A heading found. `inside`: it stands amid a paragraph; `paragraph` counts from 1 (for standalone: the next one)."""

    marker: Marker | None
    text: str
    kind: NodeKind
    start: int
    end: int
    paragraph: int
    inside: bool = False
    md: int = 0  # number of # in the source; believed only where no heading is numbered


def candidates(blocks: Sequence[Block], tables: Tables) -> list[Candidate]:
    """All headings of a report in reading order, with offsets in form N."""
    found: list[Candidate] = []
    offset, paragraph = 0, 1
    for block in blocks:
        if block.heading:
            found.append(_standalone(block, offset, paragraph))
        else:
            found += _in_paragraph(block.text, offset, paragraph, tables)
            paragraph += 1
        offset += len(block.text)
    return _without_lone_views(found)


def _standalone(block: Block, offset: int, paragraph: int) -> Candidate:
    marker = block.marker
    text = block.text[marker.length if marker else 0 :].rstrip("。：:")
    return Candidate(
        marker, text, "standalone", offset, offset + len(block.text.rstrip("。：:")), paragraph, md=block.md
    )


def _in_paragraph(text: str, offset: int, paragraph: int, tables: Tables) -> list[Candidate]:
    """Marked items of the paragraph, its unmarked opening title, unmarked titles amid it."""
    items = markers.inline(text)
    lead = markers.match(text)
    if lead is not None and not (items and items[0][0] == 0):
        items.insert(0, (0, lead))
    bounds = [start for start, _ in items[1:]] + [len(text)] * bool(items)
    found = [
        _item(text[start:end], marker, offset + start, paragraph, start > 0)
        for (start, marker), end in zip(items, bounds, strict=True)
    ]
    taken = [c.start - offset for c in found]
    for start, end, title in _plain_titles(text, bool(items and items[0][0] == 0), taken, tables):
        kind: NodeKind = "inline" if start else "run_in"
        found.append(Candidate(None, title, kind, offset + start, offset + end, paragraph, start > 0))
    return sorted(found, key=lambda c: c.start)


def _item(text: str, marker: Marker, start: int, paragraph: int, inside: bool) -> Candidate:
    """One marked item. A short first sentence with a body behind it is a title; else the item is named by its first clause."""
    body = text[marker.length :]
    sentence = _STOP.split(body, maxsplit=1)[0]
    rest = body[len(sentence) + 1 :]
    titled = body[len(sentence) : len(sentence) + 1] in ("。", "：", ":") and _is_title(sentence, rest)
    named = sentence if titled else re.split(r"[，,。；;]", sentence, maxsplit=1)[0]
    kind: NodeKind = ("inline" if inside else "run_in") if titled else "enum_item"
    end = start + marker.length + len(named)
    return Candidate(marker, named, kind, start, end, paragraph, inside)


def _is_title(sentence: str, rest: str) -> bool:
    return 0 < len(sentence) <= TITLE_MAX and len(rest) >= BODY_MIN and _TOLD.search(sentence) is None


# ------------------------------------------------------------------ titles without a marker


def _plain_titles(
    text: str, marked: bool, taken: Sequence[int], tables: Tables
) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of unmarked titles: 改进流程，提高效率。… at the start, 改进值班流程。… amid, 阵地建设方面，…"""
    frame = _FRAME.match(text)
    if frame is not None and not marked:
        yield 0, frame.end("t"), frame["t"]
    sentences = list(re.finditer(r"[^。！？；]+(?:[。！？；][”’]?|$)", text))
    for at, found in enumerate(sentences):
        start, end = found.span()
        title = found[0].rstrip("。")
        followed = at + 1 < len(sentences) and not _any_in(taken, end, sentences[at + 1].end())
        if _any_in(taken, start, end) or not found[0].endswith("。") or not followed:
            continue
        viewed = _VIEW.fullmatch(found[0]) is not None
        opening = start == 0 and not marked and (viewed or _opening_title(title, tables))
        new = start > 0 and sentences[at - 1][0].endswith("。")
        if opening or (new and (viewed or _inner_title(title, sentences[at + 1][0], tables))):
            yield start, end - 1, title


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending `places` lies in [start, end)."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _opening_title(title: str, tables: Tables) -> bool:
    """A verb phrase without subject, tense or figure that opens a paragraph: 加强X。 / 加强X，提升Y。"""
    if len(title) > PLAIN_MAX or _TOLD.search(title) or _STATED.search(title):
        return False
    clauses = title.split("，")
    return len(clauses) <= 4 and all(3 <= len(c) <= 24 and _verbal(c, tables) for c in clauses)


def _inner_title(title: str, following: str, tables: Tables) -> bool:
    """Amid a paragraph only the plainest form counts: one short verb phrase, or 加强X，提升Y."""
    if _TOLD.search(title) or len(following) < BODY_MIN:
        return False
    clauses = title.split("，")
    if len(clauses) == 1:
        return 4 <= len(title) <= INNER_MAX and _verbal(title, tables)
    pair = len(clauses) == 2 and all(5 <= len(c) <= 13 for c in clauses)
    results = any_of(tables.result_verbs)
    return pair and _verbal(clauses[0], tables) and results.match(clauses[1]) is not None


def _verbal(clause: str, tables: Tables) -> bool:
    adverbs, verbs = any_of(tables.title_adverbs).pattern, any_of(tables.title_verbs).pattern
    return re.match(rf"(?:{adverbs})*(?:{verbs})", clause) is not None


def _without_lone_views(found: list[Candidate]) -> list[Candidate]:
    """从认识上… is a title only where 从行动上… stands beside it."""
    views = [c for c in found if c.marker is None and c.text.startswith("从")]
    if len(views) != 1:
        return found
    return [c for c in found if c is not views[0]]
