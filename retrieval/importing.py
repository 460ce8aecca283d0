"""One page in, its reports out: split, cleaned, outlined, with roles and guessed metadata. Masking and profile follow elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

import msgspec

from retrieval import metadata, outline, roles, splitting
from retrieval.cleaning import Block, blocks
from retrieval.records import OutlineNode, Record, SampleParagraph
from retrieval.tables import Tables

ROLE_TEXT = 400  # characters of a section that are looked at for its role
CHARS_MIN = 20  # form N: less is no report


class ParsedReport(Record, frozen=True, kw_only=True):
    """A report read from a page. `clean_text` is form N; paragraphs and outline carry offsets into it; `breaks` = page breaks undone.

    `flags`: what a human may want to look at: lost_text, lost_heading, gapped_list, empty_brackets, unbalanced_quotes, replaced_characters.
    """

    title: str
    origin: str
    clean_text: str
    paragraphs: tuple[SampleParagraph, ...]
    outline: tuple[OutlineNode, ...]
    flags: tuple[str, ...] = ()
    unit_type: str = ""
    period: str = ""
    topic: str = ""
    breaks: int = 0


def parse_page(raw_text: str, origin: str, tables: Tables) -> tuple[ParsedReport, ...]:
    """The reports of a page or file in order; () where there is none. Front matter wins over what the text lets guess."""
    parsed = (_parsed(raw, origin, tables) for raw in splitting.split(raw_text, tables))
    return tuple(report for report in parsed if len(report.clean_text) >= CHARS_MIN)


def _parsed(raw: splitting.RawReport, origin: str, tables: Tables) -> ParsedReport:
    found = blocks(raw.lines, tables)
    text = "".join(block.text for block in found)
    tree = outline.outline(found, tables)
    paragraphs = _paragraphs(found, tree, tables)
    guess = metadata.guess(raw.title, text, tables.unit_types)
    return ParsedReport(
        title=raw.title,
        origin=origin,
        clean_text=text,
        paragraphs=paragraphs,
        outline=_with_roles(tree, paragraphs, tables),
        flags=_flags(text, paragraphs, tree),
        unit_type=raw.front.get("unit_type", guess.unit_type),
        period=raw.front.get("period", guess.period),
        topic=raw.front.get("topic", guess.topic),
        breaks=sum(block.joins for block in found),
    )


def _paragraphs(
    found: Sequence[Block], tree: Sequence[OutlineNode], tables: Tables
) -> tuple[SampleParagraph, ...]:
    spans: list[tuple[int, int, Block]] = []
    offset = 0
    for block in found:
        if not block.heading:
            spans.append((offset, offset + len(block.text), block))
        offset += len(block.text)
    above = [_headings_over(tree, start, end) for start, end, _ in spans]
    named = roles.paragraph_roles([block.text for _, _, block in spans], above, tables.roles)
    return tuple(
        SampleParagraph(text=b.text, truncated=b.head_lost or b.tail_lost, role=role, start=start, end=end)
        for (start, end, b), role in zip(spans, named, strict=True)
    )


def _headings_over(tree: Sequence[OutlineNode], start: int, end: int) -> tuple[str, ...]:
    """Headings over the paragraph [start, end), nearest first: its own run-in title, then those above it."""
    path: list[str] = []
    level = tree
    while level:
        before = level[: bisect_left(level, end, key=lambda n: n.start)]
        node = next((n for n in reversed(before) if _stands_over(n, start)), None)
        if node is None or (node.kind in ("run_in", "enum_item") and node.end < start):
            break
        if node.text:
            path.append(node.text)
        level = node.children
    return tuple(reversed(path))


def _stands_over(node: OutlineNode, start: int) -> bool:
    """An implied heading begins with its first child, which may stand amid the paragraph; inline ones head only themselves."""
    return node.kind == "implied" or (node.kind != "inline" and node.start <= start)


def _text_from(start: int, end: int | None, paragraphs: Sequence[SampleParagraph]) -> str:
    """The first `ROLE_TEXT` characters of the paragraphs from `start` to `end`."""
    text = ""
    for paragraph in islice(paragraphs, bisect_right(paragraphs, start, key=lambda p: p.end), None):
        if len(text) >= ROLE_TEXT or (end is not None and paragraph.start >= end):
            break
        text += paragraph.text
    return text[:ROLE_TEXT]


def _with_roles(
    nodes: Sequence[OutlineNode],
    paragraphs: Sequence[SampleParagraph],
    tables: Tables,
    above: tuple[str, ...] = (),
) -> tuple[OutlineNode, ...]:
    """Nodes with the role of their heading and of the text below it; an implied one has the first role of its children."""
    out = []
    for at, node in enumerate(nodes):
        end = nodes[at + 1].start if at + 1 < len(nodes) else None
        text = _text_from(node.start, end, paragraphs)
        path = (node.text, *above) if node.text else above
        children = _with_roles(node.children, paragraphs, tables, path)
        role = roles.role_of(node.text, text, tables.roles, above)
        if node.kind == "implied" and children:
            role = children[0].role
        out.append(msgspec.structs.replace(node, role=role, children=children))
    return tuple(out)


def _flags(text: str, paragraphs: Sequence[SampleParagraph], tree: Sequence[OutlineNode]) -> tuple[str, ...]:
    flags = set(outline.list_flags(tree))
    if any(p.truncated for p in paragraphs):
        flags.add("lost_text")
    if any(empty in text for empty in ("（）", "()", "【】", "《》", "“”")):
        flags.add("empty_brackets")
    if any(text.count(a) != text.count(b) for a, b in ("“”", "‘’", "《》", "（）")):
        flags.add("unbalanced_quotes")
    if "\ufffd" in text:
        flags.add("replaced_characters")
    return tuple(sorted(flags))
