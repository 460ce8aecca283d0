"""`zongjie eval`: the score card of the drafts, printed for people or as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from bot.errors import InputError, SettingsError
from bot.prompts import Words, words
from bot.settings import Settings, data_folder, in_checkout

if TYPE_CHECKING:
    from bot.evaluation.playing import Total
    from bot.evaluation.scoring import Score

COLUMNS = (
    "case", "coverage", "figures", "supported", "traps", "leaks", "run", "chars", "length", "framing", "repeated", "faults",
    "one_formula", "style", "asked", "probes", "seconds", "tokens",
)  # fmt: skip
# What is listed of a score with --details: the word for it, and where it stands.
_DETAILS = (
    ("missing", "missing"),
    ("invented", "figures.invented"),
    ("misplaced", "figures.misplaced"),
    ("trap", "traps"),
    ("leak", "leaks"),
    ("unsupported", "unsupported"),
    ("repeat", "repeated"),
    ("fault", "faults"),
    ("twice", "asked_twice"),
)


def register(subparsers: Any, lang: str = "zh") -> None:
    """Add `eval` to the parser."""
    say = _words(lang).say
    parser = subparsers.add_parser("eval", help=say("help.eval"), description=say("help.eval"))
    parser.add_argument("--scenarios", type=Path, metavar="PATH", help=say("help.scenarios"))
    parser.add_argument("--writer", choices=("offline", "model"), default="offline", help=say("help.writer"))
    parser.add_argument("--like", metavar="SAMPLE", default="", help=say("help.like"))
    parser.add_argument("--json", action="store_true", help=say("help.json"))
    parser.add_argument("--min", type=_share, metavar="SHARE", help=say("help.min"))
    parser.add_argument("--details", action="store_true", help=say("help.details"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Play, score, print. 1 where --min is given and a figure is below its mark. Raises UserError."""
    from bot.app import App
    from bot.evaluation import cases
    from bot.evaluation.marks import COVERAGE_MIN, shortfalls
    from bot.evaluation.playing import Player, total

    say = _words(settings.lang)
    given = cases.load(args.scenarios or _own())
    player = Player(App(_writing(args.writer, settings), memory=True), args.like)
    scores = list(player.scores(given, _progress(say)))
    whole = total(scores)
    short = shortfalls(whole, COVERAGE_MIN if args.min is None else args.min)
    if args.json:
        shown = {"total": whole, "scores": scores, "shortfalls": short}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(shown)).decode() + "\n")
    else:
        _print(scores, whole, say)
        if args.details:
            sys.stdout.writelines(f"{line}\n" for line in _details(scores, say))
        reasons = "；".join(
            say.say_known(f"card.{one.key}", value=one.value, least=one.least) for one in short
        )
        sys.stdout.write((say.say("card.red", reasons=reasons) if short else say.say("card.green")) + "\n")
    return 1 if short and args.min is not None else 0


def _own() -> Path:
    """The project's own cases. Raises InputError outside a checkout, where they are not."""
    if not in_checkout():
        raise InputError("cases_needed")
    return data_folder("config").parent / "tests" / "scenarios"


def _writing(writer: str, settings: Settings) -> Settings:
    """The settings with the writer asked for. Raises SettingsError where no endpoint is configured."""
    if writer == "offline":
        return replace(settings, model_base_url="")
    if not settings.model_base_url:
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


def _print(scores: Sequence[Score], whole: Total, say: Words) -> None:
    from rich.console import Console
    from rich.table import Table

    columns = [name for name in COLUMNS if name not in _unused(whole)]
    table = Table()
    for name in columns:
        table.add_column(say.say(f"column.{name}"), justify="left" if name == "case" else "right")
    for one in scores:
        row = _row(one, say)
        table.add_row(*(row[name] for name in columns))
    table.add_section()
    last = _last(whole, say)
    table.add_row(*(last[name] for name in columns), style="bold")
    console = Console()
    console.print(table) if console.is_terminal else Console(width=200).print(table)


def _unused(whole: Total) -> set[str]:
    """Columns that say nothing in this run."""
    return {
        name for name, there in (("style", whole.style is not None), ("tokens", whole.tokens)) if not there
    }


def _row(one: Score, say: Words) -> dict[str, str]:
    from bot.evaluation.marks import percent

    return {
        "case": f"{one.id} {one.unit}",
        "coverage": f"{one.must - len(one.missing)}/{one.must}",
        "figures": f"{percent(one.precision)} / {one.figures.stated}",
        "supported": percent(one.supported),
        "traps": str(len(one.traps)),
        "leaks": str(len(one.leaks)),
        "run": str(one.longest_run),
        "chars": f"{one.chars}/{one.asked_chars}" if one.asked_chars else str(one.chars),
        "length": say.say(f"length.{one.length}"),
        "framing": percent(one.framing),
        "repeated": str(len(one.repeated)),
        "faults": str(len(one.faults)),
        "one_formula": percent(one.one_formula),
        "style": "" if one.style is None else f"{one.style.total:.2f}",
        "asked": str(one.asked),
        "probes": str(one.probes),
        "seconds": f"{one.seconds:.2f}",
        "tokens": str(one.tokens),
    }


def _last(whole: Total, say: Words) -> dict[str, str]:
    from bot.evaluation.marks import percent

    return {
        "case": say.say("card.total", count=whole.cases),
        "coverage": f"{whole.must - whole.missing}/{whole.must}",
        "figures": f"{percent(whole.precision)} / {whole.figures}",
        "supported": percent(whole.supported),
        "traps": str(whole.traps),
        "leaks": str(whole.leaks),
        "run": str(whole.longest_run),
        "chars": "",
        "length": "" if whole.length_met is None else percent(whole.length_met),
        "framing": f"≤ {percent(whole.framing)}",
        "repeated": str(whole.repeated),
        "faults": str(whole.faults),
        "one_formula": percent(whole.one_formula),
        "style": "" if whole.style is None else f"{whole.style:.2f}",
        "asked": str(whole.asked),
        "probes": str(whole.probes),
        "seconds": f"{whole.seconds:.1f}",
        "tokens": str(whole.tokens),
    }


def _details(scores: Sequence[Score], say: Words) -> Iterator[str]:
    for one in scores:
        for key, path in _DETAILS:
            found: Any = one
            for name in path.split("."):
                found = getattr(found, name)
            for text in found:
                yield f"{one.id}  {say.say(f'card.{key}', text=text)}"
