"""A sample as `samples show --json` gives it: everything, in the form other programs read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from language.markers import match
from retrieval.records import OutlineNode, Sample, Span

FIGURE_KINDS = frozenset({"NUM", "DATE", "PERIOD"})


def public_json(sample: Sample) -> dict[str, Any]:
    """`{id, title, …, paragraphs, outline, lists, figures, placeholders, entities, roles, profile}`; offsets are into `clean_text`."""
    return {
        "id": sample.id,
        "title": sample.title,
        "masked_title": sample.masked_title,
        "unit_type": sample.unit_type,
        "period": sample.period,
        "topic": sample.topic,
        "origin": sample.origin,
        "flags": list(sample.flags),
        "clean_text": sample.clean_text,
        "paragraphs": [msgspec.structs.asdict(paragraph) for paragraph in sample.paragraphs],
        "outline": [_node(node) for node in sample.outline],
        "lists": list(_lists(sample.outline)),
        "figures": [_span(span) for span in sample.spans if span.kind in FIGURE_KINDS],
        "placeholders": [_span(span) for span in sample.spans if span.kind == "PLACEHOLDER"],
        "entities": [
            _span(span)
            for span in sample.spans
            if span.kind not in FIGURE_KINDS and span.kind != "PLACEHOLDER"
        ],
        "roles": _roles(sample),
        "profile": msgspec.structs.asdict(sample.profile),
    }


def _node(node: OutlineNode) -> dict[str, Any]:
    named = ("level", "marker", "text", "kind", "masked", "role", "start", "end", "paragraph")
    return {name: getattr(node, name) for name in named} | {
        "children": [_node(child) for child in node.children]
    }


def _span(span: Span) -> dict[str, Any]:
    return msgspec.structs.asdict(span)


def _lists(nodes: Sequence[OutlineNode]) -> Iterable[dict[str, Any]]:
    """Runs of siblings that are numbered alike, with the numbers as they stand: gaps and restarts are the source's."""
    run: list[OutlineNode] = []
    for node in nodes:
        if run and _scheme(node) != _scheme(run[-1]):
            yield _list(run)
            run = []
        if node.marker:
            run.append(node)
        yield from _lists(node.children)
    if run:
        yield _list(run)


def _list(run: Sequence[OutlineNode]) -> dict[str, Any]:
    numbers = [found.number for node in run if (found := match(node.marker + node.text)) is not None]
    return {
        "level": run[0].level,
        "scheme": _scheme(run[0]),
        "markers": [node.marker for node in run],
        "numbers": numbers,
        "gapped": any(after != before + 1 for before, after in itertools.pairwise(numbers)),
        "items": [node.text for node in run],
    }


def _scheme(node: OutlineNode) -> str:
    found = match(node.marker + node.text) if node.marker else None
    return found.scheme if found else ""


def _roles(sample: Sample) -> list[dict[str, Any]]:
    """Runs of paragraphs (from 1) that play one role."""
    runs: list[dict[str, Any]] = []
    for number, paragraph in enumerate(sample.paragraphs, 1):
        if runs and runs[-1]["role"] == paragraph.role:
            runs[-1]["paragraphs"][1] = number
        else:
            runs.append({"role": paragraph.role, "paragraphs": [number, number]})
    return runs
