"""`python -m tests.bench [NAME…] [--quick | --full]`: run the benches, print one table, keep JSON under var/bench/.

Exit status 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
import time
from pathlib import Path

import msgspec

from tests.bench.drawing import pictures
from tests.bench.harness import Report, Row, Scale, bench_names, keep
from tests.bench.moved import earlier_runs, moved


def main(arguments: list[str] | None = None) -> int:
    names = bench_names()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join(names))
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", action="store_const", const="quick", dest="scale", help="a smoke run, seconds"
    )
    size.add_argument(
        "--full", action="store_const", const="full", dest="scale", help="also 100,000 sections: minutes"
    )
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(names))
    if unknown:
        parser.error(f"no such bench: {', '.join(unknown)}")
    scale: Scale = given.scale or "normal"
    started = time.time()
    rows: list[Row] = []
    for name in given.names or names:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += _run(name, scale)
    show(rows)
    kept = keep(rows, scale, started)
    _say_moved(rows, kept)
    print(f"kept in {kept}")
    if drawn := pictures(kept.parent):
        print(f"drawn in {drawn}")
    return 1 if any(row.met is False for row in rows) else 0


def _say_moved(rows: list[Row], kept: Path) -> None:
    earlier = earlier_runs(kept.parent, msgspec.json.decode(kept.read_bytes(), type=Report))
    if not earlier:
        return
    changes = moved(rows, earlier)
    print(f"beyond the noise of the last {len(earlier)} runs:" if changes else "nothing moved beyond noise")
    for change in changes:
        print(f"  {change}")


def _run(name: str, scale: Scale) -> list[Row]:
    run = importlib.import_module(f"tests.bench.{name}").run
    rows: list[Row] = run(scale) if inspect.signature(run).parameters else run()
    return rows


def show(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("bench", "what", "figure", "baseline", "ratio", "target", "", "note")
    for row in rows:
        table.add_row(
            row.bench,
            row.name,
            f"{row.value:,.4g} {row.unit}".strip(),
            "" if row.baseline is None else f"{row.baseline:,.4g}",
            "" if row.ratio is None else f"{row.ratio:.2f}",
            row.target,
            {None: "", True: "ok", False: "MISSED"}[row.met],
            row.note,
        )
    Console(width=160).print(table)


if __name__ == "__main__":
    sys.exit(main())
