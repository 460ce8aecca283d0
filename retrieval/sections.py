"""A sample cut into the rows of the index: masked paragraphs under their headings, short neighbours together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from retrieval.records import OutlineNode, Sample, SampleParagraph, SectionRow

SHORT = 60  # characters: a passage shorter than this takes in the next paragraph, if heading and role are the same
SLOT = re.compile(r"〔[^〔〕]{1,6}〕")
HEADING_SEPARATOR = " › "


def section_rows(sample: Sample) -> tuple[SectionRow, ...]:
    """The rows of a sample, in reading order. The id tells place and content, so an unchanged passage keeps its vector."""
    headings = [node for node in flat(sample.outline) if node.kind in ("standalone", "implied")]
    rows: list[SectionRow] = []
    for paragraphs in _passages(sample.paragraphs, headings):
        first = paragraphs[0]
        path = HEADING_SEPARATOR.join(
            node.masked for node in heading_path(headings, first.start) if node.masked
        )
        text = f"{path}\n" + "\n".join(paragraph.masked for paragraph in paragraphs)
        digest = hashlib.sha256(
            f"{sample.unit_type}|{sample.period}|{sample.topic}|{text}".encode()
        ).hexdigest()
        rows.append(
            SectionRow(
                id=f"{sample.id}-{len(rows):03}-{digest[:8]}",
                sample_id=sample.id,
                unit_type=sample.unit_type,
                period=sample.period,
                topic=sample.topic,
                role=first.role,
                text=text,
            )
        )
    return tuple(rows)


def flat(nodes: Iterable[OutlineNode]) -> Iterator[OutlineNode]:
    """The outline in reading order."""
    for node in nodes:
        yield node
        yield from flat(node.children)


def masked_outline(nodes: Iterable[OutlineNode]) -> tuple[OutlineNode, ...]:
    """The outline as a writer may see it: every text is the masked one."""
    return tuple(
        msgspec.structs.replace(
            node, text=node.masked.removeprefix(node.marker), children=masked_outline(node.children)
        )
        for node in nodes
    )


def heading_path(headings: list[OutlineNode], position: int) -> list[OutlineNode]:
    """The headings above a position of the clean text, outermost first."""
    path: list[OutlineNode] = []
    for node in headings:
        if node.start > position:
            break
        path = [above for above in path if above.level < node.level]
        path.append(node)
    return path


def _passages(
    paragraphs: tuple[SampleParagraph, ...], headings: list[OutlineNode]
) -> Iterator[list[SampleParagraph]]:
    passage: list[SampleParagraph] = []
    place: tuple[object, ...] = ()
    for paragraph in paragraphs:
        if not paragraph.masked:
            continue
        here = (paragraph.role, *heading_path(headings, paragraph.start))
        if passage and (here != place or sum(len(other.masked) for other in passage) >= SHORT):
            yield passage
            passage = []
        passage.append(paragraph)
        place = here
    if passage:
        yield passage


def heading_and_body(text: str) -> tuple[str, str]:
    """Heading path and body of a row's text."""
    path, _, body = text.partition("\n")
    return path, body


def index_text(row: SectionRow, labels: Mapping[str, str]) -> str:
    """What is searched: the passage under its unit type (in words), period, topic, role and headings, which it may not name itself.

    Slots are left out: 〔数量〕 in every other line says nothing of the matter.
    """
    context = (labels.get(row.unit_type, ""), row.period, row.topic, row.role)
    return " ".join(word for word in context if word) + "\n" + SLOT.sub("", row.text)
