"""What a second run says: only what left the noise of the runs before it; and the charts of what was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.drawing import newest, pictures
from tests.bench.harness import Report, Row, Scale, keep
from tests.bench.moved import earlier_runs, moved

MACHINE = {"cpus": "2"}


def report(
    value: float, started: str = "1", scale: Scale = "normal", baseline: float | None = None
) -> Report:
    return Report("c", MACHINE, scale, started, 1.0, [Row("b", "x", value, "ms", baseline)])


@pytest.mark.parametrize(
    ("history", "now", "said"),
    [
        ([10.0, 10.2, 9.9], 10.5, False),
        ([10.0, 10.2, 9.9], 13.0, True),
        ([10.0, 14.0, 6.0], 13.0, False),
        ([10.0], 8.0, True),
        ([10.0], 10.9, False),
        ([], 99.0, False),
        ([0.0, 0.0], 1.0, True),
    ],
)
def test_only_what_left_the_noise_is_said(history: list[float], now: float, said: bool) -> None:
    assert bool(moved([Row("b", "x", now, "ms")], [report(value) for value in history])) is said


def test_the_ratio_is_compared_where_there_is_one() -> None:
    slower_machine = Row("b", "x", 20.0, "ms", baseline=2.0)
    assert moved([slower_machine], [report(10.0, baseline=1.0)]) == []
    assert str(moved([Row("b", "x", 30.0, "ms", baseline=2.0)], [report(10.0, baseline=1.0)])[0]).endswith(
        "(+50%)"
    )


def test_a_figure_of_another_unit_or_name_is_no_history() -> None:
    assert moved([Row("b", "x", 99.0, "s"), Row("b", "y", 99.0, "ms")], [report(1.0)]) == []


def test_earlier_runs_are_of_the_same_scale_and_machine(tmp_path: Path) -> None:
    started = 1_700_000_000.0
    for number, scale in enumerate(("normal", "quick", "normal")):
        keep([Row("b", "x", number)], scale, started + 60 * number, tmp_path)  # type: ignore[arg-type]
    (tmp_path / "old.json").write_text("{}")
    found = earlier_runs(tmp_path, newest_report(tmp_path))
    assert [one.rows[0].value for one in found] == [0]


def newest_report(folder: Path) -> Report:
    import msgspec

    return msgspec.json.decode(sorted(folder.glob("2*.json"))[-1].read_bytes(), type=Report)


def test_pictures_of_the_newest_figures(tmp_path: Path) -> None:
    assert pictures(tmp_path) is None
    rows = [
        *(Row("scale", f"query p50 at {size}", ms, "ms") for size, ms in (("1,000", 2.0), ("10,000", 3.0))),
        *(Row("quality", f"leaks a draft, {way}", n) for way, n in (("product", 0), ("baseline", 3))),
        Row("gate", "found: figure changed", 99.0, "%"),
    ]
    keep(rows, "normal", 1_700_000_000.0, tmp_path)
    keep([Row("gate", "found: figure changed", 50.0, "%")], "quick", 1_700_000_060.0, tmp_path)
    place = pictures(tmp_path)
    assert place is not None
    assert sorted(path.name for path in place.glob("*.svg")) == ["gate.svg", "growth.svg", "ways.svg"]
    assert {row.value for row in newest(tmp_path) if row.bench == "gate"} == {99.0}
