"""Reading against the hand-made annotation of a real page. Skipped where the real material is not beside the checkout."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.settings import data_folder
from retrieval import outline, tables
from retrieval.importing import ParsedReport, parse_page
from retrieval.records import OutlineNode

Gold = dict[str, Any]
Relation = tuple[str, object, object]
ROLES = {
    "志愿服务/共建": "志愿服务",
    "教育/道德": "教育",
    "成效/数据": "成效",
    "问题不足": "问题",
    "下一步打算": "打算",
}


@pytest.fixture(scope="module")
def gold(shared: Path) -> Gold:
    loaded: Gold = json.loads((shared / "gold" / "reports.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def reports(shared: Path) -> dict[int, ParsedReport]:
    page = next((shared / "seeds").glob("*.txt")).read_text("utf-8")
    parsed = parse_page(page, "page", tables.load(data_folder("config")))
    return dict(enumerate(parsed, 1))


def test_eight_reports_with_every_character(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    probe = next(p for p in gold["probes"] if p["what"] == "split")["expect"]
    assert len(reports) == probe["reports"]
    assert [len(r.clean_text) for r in reports.values()] == probe["body_chars"]
    boilerplate = gold["document"]["boilerplate_text"]
    assert not any(boilerplate[:20] in r.clean_text for r in reports.values())


def test_as_many_paragraphs_as_the_annotator_counted(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    totals = gold["document"]["totals"]
    assert sum(len(r.paragraphs) for r in reports.values()) == totals["paras"]
    nodes = [n for r in reports.values() for n in outline.flatten(r.outline)]
    assert sum(n.kind == "standalone" for n in nodes) == totals["heads"]
    real = totals["outline"] - totals["implied"]
    assert sum(n.kind != "implied" for n in nodes) == pytest.approx(real, abs=4)


def test_paragraphs_are_exact(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        report = reports[annotated["index"]]
        expected = [(p["start"], p["end"]) for p in annotated["paragraph_list"]]
        assert [(p.start, p.end) for p in report.paragraphs] == expected
        assert all(p.text == report.clean_text[p.start : p.end] for p in report.paragraphs)


def test_every_break_is_joined_within_one_paragraph(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        report = reports[annotated["index"]]
        for broken in annotated["breaks"]:
            assert report.clean_text.count(broken["joined"]) == 1
            assert any(broken["joined"] in p.text for p in report.paragraphs)


def test_lost_text_is_flagged_and_never_joined(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        report = reports[annotated["index"]]
        truncated = {n for n, p in enumerate(report.paragraphs, 1) if p.truncated}
        lost = {t["paragraph"] for t in annotated["lost_text"] if "head" in t["kind"]}
        assert truncated == lost


def test_outline_relations(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        expected = relations([(_key(n), n["parent"]) for n in annotated["outline"]])
        found = relations(flat(reports[annotated["index"]].outline))
        f1 = 2 * len(expected & found) / (len(expected) + len(found))
        assert f1 >= 0.98, (annotated["index"], expected ^ found)


def test_outline_kinds_levels_and_offsets(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        nodes = {
            n.start: n for n in outline.flatten(reports[annotated["index"]].outline) if n.kind != "implied"
        }
        for expected in annotated["outline"]:
            if expected["kind"] == "implied":
                continue
            node = nodes[expected["start"]]
            assert (node.kind, node.level, node.end) == (expected["kind"], expected["level"], expected["end"])
            assert node.paragraph == expected["paragraph"]


def test_roles(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    fallback = gold["conventions"]["section_roles.fallback"]
    hits = total = 0
    for annotated in gold["reports"]:
        for section in annotated["section_roles"]:
            accepted = {section["role"], *section["secondary"], fallback.get(section["role"], "")}
            accepted = {ROLES.get(role, role) for role in accepted}
            first, last = section["paragraphs"]
            for paragraph in reports[annotated["index"]].paragraphs[first - 1 : last]:
                hits += paragraph.role in accepted
                total += 1
    assert total > 30
    assert hits / total >= 0.85


def test_unit_type_and_period(gold: Gold, reports: dict[int, ParsedReport]) -> None:
    for annotated in gold["reports"]:
        report = reports[annotated["index"]]
        assert report.unit_type == annotated["unit_type"]
        assert report.period in annotated["period"]


def _key(node: Gold) -> tuple[str, str, int | None]:
    return (node["marker"] or "", node["text"] or "", node.get("start"))


def flat(
    nodes: tuple[OutlineNode, ...],
    parent: int | None = None,
    out: list[tuple[tuple[str, str, int | None], int | None]] | None = None,
) -> list[tuple[tuple[str, str, int | None], int | None]]:
    """Nodes in reading order with the position of their parent, in the gold's form."""
    out = [] if out is None else out
    for node in nodes:
        out.append(((node.marker, node.text, None if node.kind == "implied" else node.start), parent))
        flat(node.children, len(out) - 1, out)
    return out


def relations(nodes: list[tuple[tuple[str, str, int | None], int | None]]) -> set[Relation]:
    """Parent–child pairs and pairs of neighbouring siblings."""
    pairs: set[Relation] = set()
    families: dict[int | None, list[object]] = defaultdict(list)
    for key, parent in nodes:
        pairs.add(("parent", None if parent is None else nodes[parent][0], key))
        families[parent].append(key)
    for siblings in families.values():
        pairs |= {("sibling", a, b) for a, b in pairwise(siblings)}
    return pairs
