"""Charts of the newest figures kept: growth of the style library, ways of writing, faults found by the gate."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import msgspec

from bot.evaluation import charts
from tests.bench.harness import Report, Row

_AT = re.compile(r"(?P<what>.+) at (?P<size>[\d,]+)$")


def pictures(folder: Path) -> Path | None:
    """Draw into `folder`/pictures what the runs kept there have figures for, the newest of each; None where that is nothing."""
    rows = newest(folder)
    drawn = {
        name: svg
        for name, svg in (("growth", growth(rows)), ("ways", ways(rows)), ("gate", gate(rows)))
        if svg
    }
    if not drawn:
        return None
    place = folder / "pictures"
    place.mkdir(exist_ok=True)
    for name, svg in drawn.items():
        (place / f"{name}.svg").write_text(svg, "utf-8")
    return place


def newest(folder: Path) -> list[Row]:
    """The newest figure of every name, over all runs kept: benches are often run one by one. Quick runs count only by themselves."""
    rows: dict[tuple[str, str], Row] = {}
    for path in sorted(folder.glob("*.json")):
        report = _report(path)
        if report is not None and report.scale != "quick":
            rows |= {(row.bench, row.name): row for row in report.rows}
    return list(rows.values())


def _report(path: Path) -> Report | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except msgspec.DecodeError:
        return None


def growth(rows: list[Row]) -> str:
    """Milliseconds of a query over the size of the style library; "" with fewer than two sizes."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        at = _AT.match(row.name)
        if row.bench == "scale" and row.unit == "ms" and at and at["what"].startswith("query"):
            points[at["what"]].append((float(at["size"].replace(",", "")), row.value))
    curves = {what: sorted(pairs) for what, pairs in points.items() if len(pairs) > 1}
    return charts.curves(curves, "sections in the library", "ms") if curves else ""


def ways(rows: list[Row]) -> str:
    """Figures invented and leaks per draft, by way of writing."""
    series: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        what, _, way = row.name.partition(" a draft, ")
        if row.bench == "quality" and way:
            series[what][way] = row.value
    if not series:
        return ""
    names = list(next(iter(series.values())))
    return charts.bars(
        names, {what: [held.get(name, 0.0) for name in names] for what, held in series.items()}, "per draft"
    )


def gate(rows: list[Row]) -> str:
    """Share of planted faults found, by kind."""
    kinds = {
        row.name.removeprefix("found: "): row.value
        for row in rows
        if row.bench == "gate" and row.name.startswith("found: ")
    }
    return (
        charts.bars(list(kinds), {"found": list(kinds.values())}, "% of planted faults found", 105, 98)
        if kinds
        else ""
    )
