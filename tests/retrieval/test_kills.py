"""A few of the fifty kills of `python -m tests.bench kills`, and the retrieval figures the library promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import kills, retrieval


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_kill_while_adding_and_rebuilding_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills, "BEFORE", 260)  # just over one rewrite of Chroma's graph
    monkeypatch.setattr(kills, "AFTER", 520)
    outcomes = kills.rounds(4, tmp_path, seed=7)
    assert [outcome.fault for outcome in outcomes] == [""] * 4
    assert any(outcome.hit for outcome in outcomes)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_hybrid_finds_what_clerks_ask_and_beats_the_plain_recipe() -> None:
    rows = retrieval.run("normal")
    assert len(retrieval.queries()) >= 60
    assert [row.name for row in rows if row.met is False] == []
    figures = {row.name: row.value for row in rows}
    assert figures["MRR hybrid"] >= max(figures["MRR lexical"], figures["MRR dense"])
