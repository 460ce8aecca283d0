"""Charts of a score card, as SVG. The only home of matplotlib, which the extra `eval` installs."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import InputError

_STYLE = {
    "svg.fonttype": "none",  # words stay words: the reader's browser has the fonts for Chinese
    "svg.hashsalt": "zongjie",  # the same figures give the same file
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8a8f98",
    "axes.labelcolor": "#555b66",
    "xtick.color": "#555b66",
    "ytick.color": "#555b66",
    "text.color": "#555b66",
    "font.size": 9,
}
_COLOURS = ("#1f6feb", "#d1761f", "#2f9e6e", "#8a63d2", "#c0392b", "#6b7280")


def bars(
    groups: Sequence[str],
    series: Mapping[str, Sequence[float]],
    label: str,
    ceiling: float | None = None,
    mark: float | None = None,
) -> str:
    """Grouped bars: a group per name, a bar per series. `ceiling` is the top of the axis, `mark` a dashed line. Raises InputError."""
    figure, axes = _axes(width=max(5.0, 0.45 * len(groups) * max(1, len(series)) + 1.5))
    width = 0.8 / len(series)
    for number, (name, values) in enumerate(series.items()):
        places = [place + number * width for place in range(len(groups))]
        axes.bar(places, values, width * 0.92, label=name, color=_COLOURS[number % len(_COLOURS)])
    axes.set_xticks([place + 0.4 - width / 2 for place in range(len(groups))], groups)
    axes.set_ylabel(label)
    axes.set_ylim(0, ceiling)
    return _finished(figure, axes, len(series) > 1, mark)


def curves(
    points: Mapping[str, Sequence[tuple[float, float]]], x_label: str, y_label: str, logarithmic: bool = True
) -> str:
    """Growth curves: for each name (x, y) in order of x. Raises InputError."""
    figure, axes = _axes(width=5.5)
    for number, (name, pairs) in enumerate(points.items()):
        axes.plot(*zip(*pairs, strict=True), marker="o", label=name, color=_COLOURS[number % len(_COLOURS)])
    if logarithmic:
        axes.set_xscale("log")
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.set_ylim(bottom=0)
    return _finished(figure, axes, len(points) > 1)


def _axes(width: float) -> tuple[Any, Any]:
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        raise InputError("charts_missing") from error
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams.update(_STYLE)
    figure, axes = pyplot.subplots(figsize=(width, 2.8))
    return figure, axes


def _finished(figure: Any, axes: Any, legend: bool, mark: float | None = None) -> str:
    """The figure as an <svg> element, transparent, without a date in it."""
    from matplotlib import pyplot

    if mark is not None:
        axes.axhline(mark, linestyle="--", linewidth=0.9, color="#8a8f98")
    if legend:
        axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.01, 1))
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Glyph .* missing"
        )  # no matter: words are written as words, not drawn
        figure.savefig(out, format="svg", bbox_inches="tight", transparent=True, metadata={"Date": None})
    pyplot.close(figure)
    text = out.getvalue()
    return text[text.index("<svg") :]
