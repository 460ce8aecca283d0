"""The bench harness: rows judge themselves, results are kept, benches are found."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.drawing import newest
from tests.bench.harness import Row, bench_names, keep, percentile


@pytest.mark.parametrize(
    ("row", "met", "target"),
    [
        (Row("b", "no target", 3), None, ""),
        (Row("b", "floor held", 0.95, at_least=0.93), True, "≥ 0.93"),
        (Row("b", "floor missed", 0.92, at_least=0.93), False, "≥ 0.93"),
        (Row("b", "ceiling missed", 21, at_most=20), False, "≤ 20"),
        (Row("b", "ratio held", 5, baseline=2, at_most=3, of_ratio=True), True, "≤ 3 ×"),
        (Row("b", "ratio missed", 7, baseline=2, at_most=3, of_ratio=True), False, "≤ 3 ×"),
    ],
)
def test_row_judges_itself(row: Row, met: bool | None, target: str) -> None:
    assert row.met is met
    assert row.target == target


def test_run_is_kept_with_machine_and_commit(tmp_path: Path) -> None:
    path = keep([Row("b", "x", 1.5, "ms", baseline=3.0)], "quick", time.time(), tmp_path)
    kept = json.loads(path.read_text("utf-8"))
    assert kept["rows"][0]["value"] == 1.5
    assert kept["rows"][0]["baseline"] == 3.0
    assert kept["machine"]["python"].startswith("3.")
    assert kept["commit"]


def test_of_runs_begun_in_the_same_second_none_is_lost(tmp_path: Path) -> None:
    paths = [keep([Row("b", "x", number)], "normal", 1_700_000_000.0, tmp_path) for number in (1.0, 2.0, 3.0)]
    assert len(set(paths)) == 3
    assert sorted(paths) == paths
    assert [row.value for row in newest(tmp_path)] == [3.0]


def test_percentile_of_sorted_figures() -> None:
    figures = [float(n) for n in range(100)]
    assert percentile(figures, 0.5) == 50
    assert percentile(figures, 0.99) == 99
    assert percentile([7.0], 0.99) == 7.0


def test_harness_itself_is_no_bench() -> None:
    assert "harness" not in bench_names()
    assert "test_harness" not in bench_names()


def test_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["nothing_of_the_kind"])
    assert stop.value.code == 2
    assert "nothing_of_the_kind" in capsys.readouterr().err
