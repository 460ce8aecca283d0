"""Masking against the hand-made gold, where it is at hand: placeholders exact, 0 of `must` left, `keep` ≥ 90 %, ≤ 5 % of the rest."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from retrieval import masking, masking_tables
from retrieval.records import Span

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "reports.json"
PAGES = ROOT.parent / "shared" / "seeds"
KEEP_MIN, OTHER_MAX = 0.90, 0.05

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the gold is not at hand")


def form_n(report: dict[str, Any], lines: list[str]) -> str:
    """The report as the gold counts it: markdown and all white space removed."""
    first, last = report["source_lines"]
    plain = (
        re.sub(r"^#+ ", "", line).replace("\\_", "_").replace("\\*", "*") for line in lines[first - 1 : last]
    )
    return re.sub(r"\s", "", "".join(plain))


def blocks(report: dict[str, Any], length: int) -> list[tuple[int, int]]:
    standalone = [node for node in report["outline"] if node["kind"] == "standalone"]
    cuts = {
        0,
        length,
        *(part[edge] for part in (*report["paragraph_list"], *standalone) for edge in ("start", "end")),
    }
    ordered = sorted(cuts)
    return list(itertools.pairwise(ordered))


def hidden_positions(spans: tuple[Span, ...]) -> set[int]:
    return {position for span in spans if span.masked for position in range(span.start, span.end)}


@pytest.fixture(scope="module")
def masked_reports() -> list[tuple[dict[str, Any], str, tuple[Span, ...]]]:
    gold = json.loads(GOLD.read_text("utf-8"))
    page = next(PAGES.glob("*.txt")).read_text("utf-8").split("\n")
    tables = masking_tables.load(ROOT / "config")
    found = []
    for report in gold["reports"]:
        text = form_n(report, page)
        found.append((report, text, masking.mask(text, tables, blocks(report, len(text)))))
    return found


Reports = list[tuple[dict[str, Any], str, tuple[Span, ...]]]


def test_the_recipe_gives_the_gold_text(masked_reports: Reports) -> None:
    assert [len(text) for _, text, _ in masked_reports] == [
        r["chars"]["body_clean_nows"] for r, _, _ in masked_reports
    ]


def test_placeholders_exact(masked_reports: Reports) -> None:
    for report, _, spans in masked_reports:
        mine = sorted((span.start, span.end) for span in spans if span.kind == "PLACEHOLDER")
        assert mine == sorted((blank["start"], blank["end"]) for blank in report["placeholders"])


def test_nothing_that_must_go_is_left(masked_reports: Reports) -> None:
    for report, text, spans in masked_reports:
        hidden = hidden_positions(spans)
        left = [
            m["text"]
            for m in report["mask"]
            if m["mask"] == "must" and not hidden.issuperset(range(m["start"], m["end"]))
        ]
        assert left == []
        shown = masking.masked(text, spans)
        assert [leak for leak in report["identity_leaks"] if leak in shown] == []


def test_what_everybody_says_is_kept(masked_reports: Reports) -> None:
    for report, _, spans in masked_reports:
        hidden = hidden_positions(spans)
        kept = [m for m in report["mask"] if m["mask"] == "keep"]
        whole = [m for m in kept if hidden.isdisjoint(range(m["start"], m["end"]))]
        assert len(whole) >= KEEP_MIN * len(kept)


def test_little_else_is_masked(masked_reports: Reports) -> None:
    for report, text, spans in masked_reports:
        named = {position for m in report["mask"] for position in range(m["start"], m["end"])}
        others = set(range(len(text))) - named
        assert len(hidden_positions(spans) & others) <= OTHER_MAX * len(others)
