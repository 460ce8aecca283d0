"""The score card as one HTML file: tables and charts, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.evaluation import charts
from bot.evaluation.scoring import Score
from bot.evaluation.tables import Table
from bot.prompts import Words

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2129; --soft: #6b7280; --line: #d9dde3; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --soft: #9aa1ad; --line: #363b45; --paper: #16181d; } }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; font-size: 13.5px; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 500; } tfoot td { font-weight: 600; border-bottom: 0; }
svg { max-width: 100%; height: auto; } svg text { font-family: inherit; }
ul { padding-left: 1.2rem; } li { margin: .15rem 0; } .verdict { font-weight: 600; } footer { color: var(--soft); margin-top: 3rem; }
"""


def pictures(scores: Sequence[Score], say: Words) -> dict[str, str]:
    """The charts of a card by name: quality and length of each case. Raises InputError `charts_missing`."""
    ids = [one.id for one in scores]
    quality = {
        say.say("column.coverage"): [one.coverage for one in scores],
        say.say("column.figures"): [one.precision for one in scores],
        say.say("column.supported"): [one.supported for one in scores],
    }
    return {
        "quality": charts.bars(ids, quality, "", ceiling=1.05, mark=1.0),
        "framing": charts.bars(
            ids,
            {say.say("column.framing"): [one.framing for one in scores]},
            say.say("column.framing"),
            0.25,
            0.2,
        ),
        "chars": charts.bars(
            ids, {say.say("column.chars"): [float(one.chars) for one in scores]}, say.say("column.chars")
        ),
    }


def html(
    scores: Sequence[Score],
    tables: dict[str, Table],
    verdict: str,
    faults: Sequence[str],
    say: Words,
    lang: str,
) -> str:
    """The page. `tables` by the key of their title in [page] of prompts/evaluation.*.toml. Raises InputError `charts_missing`."""
    parts = [f"<h1>{escape(say.say('page.title'))}</h1>", f'<p class="verdict">{escape(verdict)}</p>']
    for key, table in tables.items():
        parts.append(f"<h2>{escape(say.say(f'page.{key}'))}</h2>{_table(table)}")
    for name, picture in pictures(scores, say).items():
        parts.append(f"<h2>{escape(say.say(f'page.{name}'))}</h2>{picture}")
    if faults:
        items = "".join(f"<li>{escape(line)}</li>" for line in faults)
        parts.append(f"<h2>{escape(say.say('page.faults'))}</h2><ul>{items}</ul>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{"en" if lang == "en" else "zh-CN"}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(say.say("page.title"))}</title>'
        f"<style>{_STYLE}</style><body>{body}\n</body></html>\n"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.headings)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    foot = f"<tfoot><tr>{_cells(table.last)}</tr></tfoot>" if table.last else ""
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table></div>'
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)
