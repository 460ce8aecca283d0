"""What moved since earlier runs of the same scale on the same machine, beyond the noise those runs show themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from tests.bench.harness import Report, Row

LOOKED_AT = 6  # earlier runs
FLOOR = 0.10  # share of a figure below which nothing is said
SPREADS = 3.0  # median absolute deviations that count as noise


class Moved(msgspec.Struct, frozen=True):
    """A figure that moved: what it was (the median of earlier runs) and is, and by how much of what it was."""

    bench: str
    name: str
    before: float
    now: float

    @property
    def change(self) -> float:
        return self.now / self.before - 1 if self.before else float("inf")

    def __str__(self) -> str:
        return f"{self.bench}: {self.name}: {self.before:,.4g} → {self.now:,.4g} ({self.change:+.0%})"


def moved(rows: Sequence[Row], earlier: Sequence[Report]) -> list[Moved]:
    """Rows whose ratio (or value, where they have no baseline) left the band of the earlier runs."""
    found = []
    for row in rows:
        history = [figure(old) for report in earlier for old in report.rows if _same(old, row)]
        if not history:
            continue
        before = median(history)
        noise = SPREADS * median(abs(value - before) for value in history)
        if abs(figure(row) - before) > max(noise, FLOOR * abs(before)):
            found.append(Moved(row.bench, row.name, before, figure(row)))
    return found


def figure(row: Row) -> float:
    """What is compared between runs: the ratio, which a slow machine moves less than the value."""
    return row.value if row.ratio is None else row.ratio


def earlier_runs(folder: Path, like: Report) -> list[Report]:
    """The last runs kept in `folder` before `like`, of its scale and machine, oldest first."""
    reports = []
    for path in sorted(folder.glob("*.json")):
        try:
            report = msgspec.json.decode(path.read_bytes(), type=Report)
        except msgspec.DecodeError:
            continue  # of an older form
        if (report.scale, report.machine) == (like.scale, like.machine) and report.started < like.started:
            reports.append(report)
    return reports[-LOOKED_AT:]


def _same(old: Row, row: Row) -> bool:
    return (old.bench, old.name, old.unit) == (row.bench, row.name, row.unit)
