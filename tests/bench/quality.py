"""The score card of the project's own cases, and ways of writing side by side over a model that invents figures and copies samples."""

from __future__ import annotations

import tempfile

from bot.app import App
from bot.evaluation.cases import Cases, load
from bot.evaluation.comparing import NAMES, Column, compare
from bot.evaluation.playing import Player, Total, total
from bot.settings import load as settings_of
from tests.bench.harness import REPOSITORY, Row, Scale
from tests.servers.manners import copying
from tests.servers.scripted import serving

CASES = REPOSITORY / "tests" / "scenarios"
QUICK = 2  # cases of a quick run


def run(scale: Scale) -> list[Row]:
    given = load(CASES)
    if scale == "quick":
        given = Cases(given.scenarios[:QUICK], given.forbidden_everywhere)
    with tempfile.TemporaryDirectory() as home:
        app = App(settings_of({}, home=home), memory=True)
        try:
            offline = total(list(Player(app).scores(given)))
            with serving(copying) as server:
                settings = settings_of({}, home=home, model_base_url=server.url, model_name="copying")
                columns = compare(app, settings, given, NAMES)
        finally:
            app.library.close()
            app.database.close()
    return [*_card(offline), *_compared(columns)]


def _card(whole: Total) -> list[Row]:
    note = f"{whole.cases} cases, offline writer"
    return [
        Row("quality", "must-facts told", 100 * whole.coverage, "%", at_least=99, note=note),
        Row("quality", "figures right", 100 * whole.precision, "%", at_least=100),
        Row("quality", "traps sprung", whole.traps, at_most=0),
        Row("quality", "leaks of samples", whole.leaks, at_most=0),
        Row("quality", "most framing", 100 * whole.framing, "%", at_most=20),
        Row("quality", "seconds in all", whole.seconds, "s", at_most=60),
    ]


def _compared(columns: list[Column]) -> list[Row]:
    """Against the model that invents and copies: per draft, beside the plain recipe."""
    recipe = next(column for column in columns if column.name == "baseline")
    rows = []
    for column in columns:
        most = 0.0 if column.name == "product" else None
        for what, figure, base in (
            ("figures invented", column.invented, recipe.invented),
            ("leaks", column.leaks, recipe.leaks),
        ):
            rows.append(Row("quality", f"{what} a draft, {column.name}", figure, baseline=base, at_most=most))
    return rows
