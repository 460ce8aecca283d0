"""The two tables of both READMEs, the full list of figures and the pictures of the docs, written by what measures them.

`python -m tests.docs_tables` plays the score card anew and takes over the newest figures that `make bench` kept in var/bench/;
tests/test_docs.py fails when a table is stale.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from bot.app import App
from bot.evaluation import cases, tables
from bot.evaluation.page import pictures
from bot.evaluation.playing import Player, total
from bot.evaluation.scoring import Score
from bot.prompts import words
from bot.settings import load
from tests.bench import drawing
from tests.bench.harness import RESULTS, Row, commit, machine

REPOSITORY = Path(__file__).resolve().parent.parent
FIGURES = REPOSITORY / "docs" / "figures.json"
PICTURES = REPOSITORY / "docs" / "pictures"
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
COLUMNS = ("case", "coverage", "figures", "supported", "traps", "leaks", "framing", "asked")
# Of the many figures of the benches, those that a reader of the README would ask for.
SHOWN = (
    ("retrieval", "MRR hybrid over plain recipe"),
    ("facts", "answer of 200 字, p50"),
    ("facts", "log of 20,000 字, read and checked for conflicts"),
    ("drafting", "offline draft with its gate"),
    ("drafting", "docx of it"),
    ("model", "draft / one call"),
    ("model", "first paragraph / one section"),
    ("model", "prompt tokens / with the real page's"),
    ("quality", "figures invented a draft, product"),
    ("quality", "leaks a draft, product"),
    ("gate", "found: figure changed"),
    ("gate", "found: planned told as done"),
    ("gate", "false alarms, drafts by offline"),
    ("stores", "the store in a turn, beside a bare durable commit"),
    ("stores", "one turn, beside a bare durable commit"),
    ("kills_sessions", "kill -9 of web on postgres: faults"),
    ("telegram_kills", "webhook on postgres: faults"),
    ("web", "an answer, p50"),
    ("web", "an answer, p99"),
    ("web", "resident at most"),
    ("web", "idle, resident"),
)


class Figures(msgspec.Struct, frozen=True):
    """The newest figure of every bench, where and at what commit they were taken over."""

    commit: str
    machine: dict[str, str]
    rows: list[Row]


def scores() -> list[Score]:
    """The project's own cases, played with the offline writer."""
    with tempfile.TemporaryDirectory() as home:
        app = App(load({}, home=home), memory=True)
        try:
            return list(Player(app).scores(cases.load(REPOSITORY / "tests" / "scenarios")))
        finally:
            app.library.close()
            app.database.close()


def quality(played: list[Score], lang: str) -> str:
    """The score card without what changes from run to run."""
    return tables.card(played, total(played), words(f"evaluation.{lang}"), COLUMNS).markdown()


def kept() -> Figures:
    return msgspec.json.decode(FIGURES.read_bytes(), type=Figures)


def bench(figures: Figures, everything: bool = False) -> str:
    """The figures as a table: those shown in the README, or all of them."""
    rows = figures.rows
    if not everything:
        by_name = {(row.bench, row.name): row for row in rows}
        rows = [by_name[name] for name in SHOWN if name in by_name]
    headings = (
        "bench",
        "what",
        "figure",
        "ratio to its baseline",
        "target",
        *(("note",) if everything else ()),
    )
    return tables.Table(headings, tuple(_cells(row, everything) for row in rows)).markdown()


def _cells(row: Row, noted: bool) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.bench, row.name, _value(row), ratio, row.target, *((row.note,) if noted else ()))


def _value(row: Row) -> str:
    missed = " (missed)" if row.met is False else ""
    return f"{row.value:,.4g} {row.unit}".strip() + missed


def block(text: str, name: str) -> str:
    """What stands between the marks `<!-- name -->` and `<!-- /name -->`."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    return found[1] if found else ""


def with_block(text: str, name: str, new: str) -> str:
    return re.sub(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
        lambda found: f"{found[1]}{new}{found[2]}",
        text,
        flags=re.DOTALL,
    )


def _take_over() -> None:
    """The newest figures and pictures of var/bench into docs/."""
    rows = drawing.newest(RESULTS)
    if not rows:
        sys.stderr.write("no figures in var/bench: make bench\n")
        return
    old = {(row.bench, row.name): row for row in kept().rows} if FIGURES.exists() else {}
    benches = {row.bench for row in rows}
    rows = [*(row for row in old.values() if row.bench not in benches), *rows]
    rows.sort(key=lambda row: row.bench)
    FIGURES.write_bytes(msgspec.json.format(msgspec.json.encode(Figures(commit(), machine(), rows))) + b"\n")
    if drawn := drawing.pictures(RESULTS):
        PICTURES.mkdir(exist_ok=True)
        for path in drawn.glob("*.svg"):
            shutil.copy(path, PICTURES / path.name)


def main() -> None:
    _take_over()
    played = scores()
    PICTURES.mkdir(exist_ok=True)
    for name, svg in pictures(played, words("evaluation.en")).items():
        (PICTURES / f"card-{name}.svg").write_text(svg, "utf-8")
    figures = kept()
    for name, lang in READMES.items():
        path = REPOSITORY / name
        text = with_block(path.read_text("utf-8"), "quality", quality(played, lang))
        path.write_text(with_block(text, "bench", bench(figures)), "utf-8")
    path = REPOSITORY / "docs" / "figures.md"
    path.write_text(with_block(path.read_text("utf-8"), "figures", bench(figures, everything=True)), "utf-8")


if __name__ == "__main__":
    main()
