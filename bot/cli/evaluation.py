"""`zongjie eval`: the score card of the drafts, printed for people or as JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from bot.errors import InputError, SettingsError
from bot.prompts import Words, words
from bot.settings import Settings, data_folder, in_checkout

if TYPE_CHECKING:
    from bot.app import App
    from bot.evaluation.cases import Cases
    from bot.evaluation.marks import Shortfall
    from bot.evaluation.tables import Table


def register(subparsers: Any, lang: str = "zh") -> None:
    """Add `eval` to the parser."""
    say = _words(lang).say
    parser = subparsers.add_parser("eval", help=say("help.eval"), description=say("help.eval"))
    parser.add_argument("--scenarios", type=Path, metavar="PATH", help=say("help.scenarios"))
    parser.add_argument("--writer", choices=("offline", "model"), default="offline", help=say("help.writer"))
    parser.add_argument("--like", metavar="SAMPLE", default="", help=say("help.like"))
    parser.add_argument("--compare", metavar="NAMES", default="", help=say("help.compare"))
    parser.add_argument("--samples", type=Path, metavar="FILE", help=say("help.samples"))
    parser.add_argument("--html", type=Path, metavar="OUT", help=say("help.html"))
    parser.add_argument("--json", action="store_true", help=say("help.json"))
    parser.add_argument("--min", type=_share, metavar="SHARE", help=say("help.min"))
    parser.add_argument("--details", action="store_true", help=say("help.details"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Play, score, print. 1 where --min is given and a figure is below its mark. Raises UserError."""
    from bot.app import App
    from bot.evaluation import cases, tables
    from bot.evaluation.marks import COVERAGE_MIN, shortfalls
    from bot.evaluation.playing import Player, total
    from bot.evaluation.variants import variant

    say = _words(settings.lang)
    given = cases.load(args.scenarios or _own())
    offline = replace(settings, model_base_url="", model_api_key="")
    if args.samples:
        return _samples(args, offline, given, say)
    app = App(offline, memory=True)
    if args.compare:
        return _compare(args, app, settings, given, say)
    writes = variant("product", app, _endpoint(settings)) if args.writer == "model" else None
    scores = list(Player(app, args.like, writes).scores(given, _progress(say)))
    whole = total(scores)
    short = shortfalls(whole, COVERAGE_MIN if args.min is None else args.min)
    card, faults, verdict = (
        tables.card(scores, whole, say),
        list(tables.details(scores, say)),
        _verdict(short, say),
    )
    if args.html:
        from bot.evaluation.page import html

        _save(args.html, html(scores, {"card": card}, verdict, faults, say, settings.lang))
    if args.json:
        _print_json({"total": whole, "scores": scores, "shortfalls": short})
    else:
        _print(card)
        sys.stdout.writelines(f"{line}\n" for line in (*(faults if args.details else ()), verdict))
    return 1 if short and args.min is not None else 0


def _samples(args: argparse.Namespace, settings: Settings, given: Cases, say: Words) -> int:
    """The table of a page of sample reports."""
    from bot.evaluation import samples, tables
    from bot.samples import unit_type_labels
    from retrieval.errors import ReadingError

    try:
        rows = list(samples.rows(args.samples, given, settings, _progress(say)))
    except ReadingError as error:
        raise InputError(error.key, **error.values) from error
    if args.json:
        _print_json({"samples": rows})
    else:
        _print(tables.samples(rows, unit_type_labels(), say))
        sys.stdout.writelines(
            f"{row.number}  {say.say('card.leak', text=text)}\n" for row in rows for text in row.leaks
        )
    return 1 if args.min is not None and any(row.leaks for row in rows) else 0


def _compare(args: argparse.Namespace, app: App, settings: Settings, given: Cases, say: Words) -> int:
    """Ways of writing side by side. 1 where --min is given and the product invents or leaks."""
    from bot.evaluation import tables
    from bot.evaluation.comparing import NAMES, compare

    names = NAMES if args.compare == "all" else tuple(filter(None, args.compare.split(",")))
    for name in names:
        if name not in NAMES:
            raise InputError("compare_unknown", name=name, names=", ".join(NAMES))
    columns = compare(app, _endpoint(settings), given, names, _progress(say))
    if args.json:
        _print_json({"compared": columns})
    else:
        _print(tables.compared(columns, say))
    product = [one for one in columns if one.name == "product"]
    return 1 if args.min is not None and any(one.invented or one.leaks for one in product) else 0


def _verdict(short: tuple[Shortfall, ...], say: Words) -> str:
    reasons = "；".join(say.say_known(f"card.{one.key}", value=one.value, least=one.least) for one in short)
    return say.say("card.red", reasons=reasons) if short else say.say("card.green")


def _own() -> Path:
    """The project's own cases. Raises InputError outside a checkout, where they are not."""
    if not in_checkout():
        raise InputError("cases_needed")
    return data_folder("config").parent / "tests" / "scenarios"


def _endpoint(settings: Settings) -> Settings:
    """The settings. Raises SettingsError where they name no model."""
    from bot.endpoint import line_of

    if line_of(settings) is None:
        raise SettingsError("model_missing")
    return settings


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("0–1")
    return value


def _words(lang: str) -> Words:
    return words(f"evaluation.{'en' if lang == 'en' else 'zh'}")


def _progress(say: Words) -> Any:
    def show(done: int, total: int, case: str) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{say.say('card.progress', done=done, total=total, id=case)}{end}")
            sys.stderr.flush()

    return show


def _print(shown: Table) -> None:
    from rich.console import Console
    from rich.table import Table as Grid

    grid = Grid()
    for place, heading in enumerate(shown.headings):
        grid.add_column(heading, justify="right" if place else "left")
    for row in shown.rows:
        grid.add_row(*row)
    if shown.last:
        grid.add_section()
        grid.add_row(*shown.last, style="bold")
    console = Console()
    console.print(grid) if console.is_terminal else Console(width=220).print(grid)


def _print_json(shown: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(shown)).decode() + "\n")


def _save(path: Path, text: str) -> None:
    from bot.files import write_whole

    write_whole(path, text.encode())
