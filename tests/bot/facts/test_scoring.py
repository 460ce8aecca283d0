"""The facts read of whole interviews, against those a person listed: recall, precision, figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.facts.scoring import OWN, interviewed, load, score

WELL = 0.98
OWN_RECALL, OWN_PRECISION, OWN_FIGURES = 0.96, 0.93, 0.96


def test_the_real_interviews(shared: Path) -> None:
    for scenario in load([shared / "gold" / "scenarios.json"]):
        result = score(scenario)
        assert result.recall >= WELL, result.missing
        assert result.precision >= WELL, result.surplus
        assert result.figures_right >= WELL, result.wrong


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_interviews(path: Path) -> None:
    (scenario,) = load([path])
    result = score(scenario)
    assert result.recall >= OWN_RECALL, result.missing
    assert result.precision >= OWN_PRECISION, result.surplus
    assert result.figures_right >= OWN_FIGURES, result.wrong


def test_the_scorer_sees_what_is_missing() -> None:
    scenario = load(OWN[:1])[0]
    topic = next(iter(scenario["answers"]))
    lamed = {**scenario, "answers": {**scenario["answers"], topic: "没有"}}
    assert score(lamed).recall < score(scenario).recall
    assert len(interviewed(lamed).facts) < len(interviewed(scenario).facts)
