"""The same cases and the same endpoint by different means: the product, the product less a part, and the plain recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from bot.app import App
from bot.endpoint import EndpointError
from bot.evaluation.baseline import Recipe
from bot.evaluation.cases import Case, Cases
from bot.evaluation.playing import Player, Total, total
from bot.evaluation.scoring import Run, Score
from bot.evaluation.variants import VARIANTS, variant
from bot.settings import Settings

BASELINE = "baseline"
NAMES = (*VARIANTS, BASELINE)

Progress = Callable[[int, int, str], None]


class Column(msgspec.Struct, frozen=True):
    """What one way of writing scores over all cases. `invented` and `leaks` are per draft; `failed` = cases it brought no text for."""

    name: str
    total: Total
    invented: float
    leaks: float
    failed: int = 0


def compare(
    app: App,
    settings: Settings,
    given: Cases,
    names: Sequence[str] = NAMES,
    progress: Progress = lambda *_: None,
) -> list[Column]:
    """A column for each of `names`, over interviews played once. `app` interviews without a model; `settings` name the endpoint."""
    player = Player(app)
    plays = [(case, player.play(case)) for case in given.scenarios]
    columns, done = [], 0
    for name in names:
        recipe = Recipe(app, settings) if name == BASELINE else None
        scores: list[Score] = []
        for case, run in plays:
            written = (
                _recipe(player, recipe, case, run) if recipe else _variant(player, name, run, app, settings)
            )
            if written is not None:
                scores.append(player.scored(case, written, given.forbidden_everywhere))
            done += 1
            progress(done, len(names) * len(plays), f"{name} {case.id}")
        if recipe is not None:
            recipe.close()
        columns.append(_column(name, scores, len(plays) - len(scores)))
    return columns


def _variant(player: Player, name: str, run: Run, app: App, settings: Settings) -> Run:
    return player.rewritten(run, variant(name, app, settings))


def _recipe(player: Player, recipe: Recipe, case: Case, run: Run) -> Run | None:
    """None where the endpoint brought nothing: the recipe has nobody to stand in."""
    try:
        return player.rewritten(run, lambda request: recipe.write(case, request))
    except EndpointError:
        return None


def _column(name: str, scores: Sequence[Score], failed: int) -> Column:
    drafts = len(scores) or 1
    invented = sum(len(one.figures.invented) for one in scores) / drafts
    return Column(name, total(scores), invented, sum(len(one.leaks) for one in scores) / drafts, failed)
