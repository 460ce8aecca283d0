"""What every bench shares: the row it reports, the table that is printed, the JSON that is kept.

A bench is a module of this folder with `run() -> list[Row]` or `run(scale: Scale) -> list[Row]`. Where a figure depends on the machine,
it gives a `baseline` measured in the same run, and the ratio is what is compared between machines.
"""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import time
from collections.abc import Callable, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Literal

import msgspec

REPOSITORY = Path(__file__).resolve().parent.parent.parent
RESULTS = REPOSITORY / "var" / "bench"

Scale = Literal["quick", "normal", "full"]
"""quick: a smoke run of seconds; normal: what `make bench` does; full: also what takes many minutes (--full)."""


class Row(msgspec.Struct, frozen=True):
    """One figure. `baseline` is another figure of the same run; `at_least`/`at_most` hold for `value`, or for the ratio if `of_ratio`."""

    bench: str
    name: str
    value: float
    unit: str = ""
    baseline: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    of_ratio: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def target(self) -> str:
        sign, bound = ("≥", self.at_least) if self.at_least is not None else ("≤", self.at_most)
        return "" if bound is None else f"{sign} {bound:g}{' ×' if self.of_ratio else ''}"

    @property
    def met(self) -> bool | None:
        """None where nothing is asked."""
        figure = self.ratio if self.of_ratio else self.value
        if figure is None or not self.target:
            return None
        return (self.at_least is None or figure >= self.at_least) and (
            self.at_most is None or figure <= self.at_most
        )


class Report(msgspec.Struct, frozen=True):
    """What is kept of one run."""

    commit: str
    machine: dict[str, str]
    scale: Scale
    started: str
    seconds: float
    rows: list[Row]


def bench_names() -> list[str]:
    """Every module of this folder that can be run."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [name for name in modules if not name.startswith("_") and _defines_run(name)]


def _defines_run(name: str) -> bool:
    return "\ndef run(" in (Path(__file__).parent / f"{name}.py").read_text("utf-8")


def keep(rows: Sequence[Row], scale: Scale, started: float, folder: Path = RESULTS) -> Path:
    """Write the run to `folder` as JSON; the path. Of runs begun in the same second each has a file, in the order they end."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y-%m-%dT%H-%M-%S", time.localtime(started))
    report = Report(commit(), machine(), scale, stamp, round(time.time() - started, 1), list(rows))
    names = chain((stamp,), (f"{stamp}_{number}" for number in count(2)))
    for path in (folder / f"{name}.json" for name in names):
        with contextlib.suppress(FileExistsError), path.open("xb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(report)))
            return path
    raise AssertionError("numbers do not end")


def commit() -> str:
    """The commit measured, with + where files differ from it."""
    try:
        text = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=10"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return text.strip()


def machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cpus": str(os.cpu_count()),
        "processor": platform.processor() or platform.machine(),
    }


def seconds(action: Callable[[], object], repeat: int = 1) -> list[float]:
    """Wall-clock seconds of each of `repeat` calls, sorted."""
    times = []
    for _ in range(repeat):
        before = time.perf_counter()
        action()
        times.append(time.perf_counter() - before)
    return sorted(times)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of sorted figures lie."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
