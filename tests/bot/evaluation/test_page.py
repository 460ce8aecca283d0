"""The card as tables and as a page with charts; a page of samples row by row."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.evaluation import charts, tables
from bot.evaluation.cases import Cases
from bot.evaluation.page import html
from bot.evaluation.playing import Player, total
from bot.evaluation.samples import SampleRow, rows
from bot.evaluation.scoring import Score
from bot.prompts import words
from bot.settings import load
from tests.bot.evaluation.cards import CASE, app

SAY = words("evaluation.zh")
PAGE = Path(__file__).resolve().parents[2] / "fixtures" / "noisy_page.md"


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> list[Score]:
    return list(Player(app(tmp_path_factory.mktemp("home"))).scores(Cases((CASE,))))


def test_a_table_reads_the_same_in_markdown(scores: list[Score]) -> None:
    table = tables.card(scores, total(scores), SAY, ("case", "coverage", "traps"))
    assert table.markdown().splitlines() == [
        "| 题目 | 应写素材 | 陷阱 |",
        "| --- | ---: | ---: |",
        "| C 柳岸客运站 | 7/7 | 0 |",
        "| **合计（1 题）** | **7/7** | **0** |",
    ]


def test_the_page_has_everything_in_it_and_fetches_nothing(scores: list[Score]) -> None:
    card = tables.card(scores, total(scores), SAY)
    page = html(scores, {"card": card}, "达标。", ["C  缺：<b>一处</b>"], SAY, "zh")
    assert page.count("<svg") == 3
    assert "&lt;b&gt;一处&lt;/b&gt;" in page
    assert "应写素材" in page
    addresses = set(re.findall(r"""(?:src|href)\s*=\s*["']([^"'#][^"']*)""", page))
    assert addresses == set()


def test_the_same_figures_give_the_same_picture() -> None:
    once, again = (charts.bars(["K1", "K2"], {"甲": [0.5, 1.0]}, "份") for _ in range(2))
    assert once == again
    assert "甲" not in charts.bars(["K1"], {"甲": [1.0]}, "份")  # a single series needs no legend
    assert "<svg" in charts.curves({"乙": [(1_000, 2.0), (10_000, 2.5)], "丙": [(1_000, 3.0)]}, "n", "ms")


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match="charts_missing"):
        charts.bars(["K1"], {"甲": [1.0]}, "份")


@pytest.mark.slow
def test_a_page_of_samples_row_by_row(tmp_path: Path) -> None:
    settings = load({}, home=str(tmp_path), embedder="none")
    seen: list[int] = []
    found = list(rows(PAGE, Cases((CASE,)), settings, lambda done, *_: seen.append(done)))
    assert seen == [row.number for row in found]
    assert len(found) >= 2
    for row in found:
        _is_read_found_and_followed(row)
    assert len(tables.samples(found, {}, SAY).rows) == len(found)


def _is_read_found_and_followed(row: SampleRow) -> None:
    assert row.chars > 100
    assert row.paragraphs
    assert row.rank == 1
    assert row.facts == "C"
    assert row.distance is not None
    assert row.distance.total < 0.6
    assert row.leaks == ()
