"""`zongjie samples …`: the style library at the command line. Every command prints for people, or JSON with --json."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import InputError, NotFoundError
from bot.prompts import Words
from bot.settings import Settings, data_folder
from bot.wording import table

if TYPE_CHECKING:
    from retrieval.indexes import Progress
    from retrieval.library import Library

FACETS = ("unit_type", "period", "topic")


def register(subparsers: Any, lang: str = "zh") -> None:
    """Add `samples` with its commands to the parser."""
    words = _words(lang)
    samples = subparsers.add_parser("samples", help=words.say("help.samples"))
    commands = samples.add_subparsers(dest="samples_command", metavar="COMMAND", required=True)

    def command(name: str, *arguments: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(
            name, help=words.say(f"help.{name}"), description=words.say(f"help.{name}")
        )
        parser.add_argument("--json", action="store_true", help=words.say("help.json"))
        for option in arguments:
            parser.add_argument(
                f"--{option.replace('_', '-')}", default="", metavar="…", help=words.say(f"help.{option}")
            )
        return parser

    add = command("add", *FACETS)
    add.add_argument("path", type=Path, nargs="+", help=words.say("help.path"))
    add.add_argument("--replace", action="store_true", help=words.say("help.replace"))
    command("list")
    show = command("show")
    show.add_argument("id", help=words.say("help.id"))
    show.add_argument("--text", action="store_true", help=words.say("help.text"))
    search = command("search", *FACETS, "role")
    search.add_argument("query", nargs="*", help=words.say("help.query"))
    search.add_argument("-k", type=int, default=5, metavar="N", help=words.say("help.count"))
    command("remove").add_argument("id", help=words.say("help.id"))
    edit = command("edit", *FACETS, "title")
    edit.add_argument("id", help=words.say("help.id"))
    for option in ("mask", "unmask"):
        edit.add_argument(
            f"--{option}", action="append", default=[], metavar="…", help=words.say(f"help.{option}")
        )
    command("rebuild").add_argument("--if-needed", action="store_true", help=words.say("help.if_needed"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked; the exit status. Raises UserError and StoreError for the caller to say."""
    from bot.samples import open_library
    from retrieval.errors import ReadingError, SampleMissing

    library = open_library(settings)
    try:
        if args.samples_command in _LOOKING:  # on a new machine too
            library.sync_builtin(data_folder("knowledge"))
        _COMMANDS[args.samples_command](library, args, _words(settings.lang))
    except ReadingError as error:
        raise InputError(error.key, **error.values) from error
    except SampleMissing as error:
        raise NotFoundError("sample_missing", id=error.sample_id) from error
    finally:
        library.close()
    return 0


# ------------------------------------------------------------------ one function per command


def _add(library: Library, args: argparse.Namespace, words: Words) -> None:
    from retrieval.library import Added

    metadata = _given(args, FACETS)
    total = Added()
    with _progress(words, quiet=args.json) as progress:
        for path in args.path:
            one = library.add(path, progress, replace=args.replace, **metadata)
            total = Added(total.added + one.added, total.skipped + one.skipped, total.removed + one.removed)
    if args.json:
        _print_json({"added": total.added, "skipped": total.skipped, "removed": total.removed})
        return
    counts = {name: len(getattr(total, name)) for name in ("added", "skipped", "removed")}
    _print(words.say("say.added", **counts))
    for sample_id in total.added:
        sample = library.show(sample_id)
        _print(words.say("say.new", id=sample.id, title=sample.title, **_facets(sample, words)))
    if total.added:
        _print(words.say("say.check"))


def _list(library: Library, args: argparse.Namespace, words: Words) -> None:
    found = library.list()
    if args.json:
        _print_json(found)
        return
    for summary in found:
        mark = words.say("say.builtin_mark") if summary.builtin else ""
        _print(
            words.say(
                "say.row", id=summary.id, origin_mark=mark, title=summary.title, **_facets(summary, words)
            )
        )
    if not found:
        _print(words.say("say.none"))


def _show(library: Library, args: argparse.Namespace, words: Words) -> None:
    sample = library.show(args.id)
    if args.json:
        from retrieval.public import public_json

        _print_json(public_json(sample))
        return
    from bot.cli.sample_sheet import sheet

    for line in sheet(sample, words, _facets(sample, words), with_text=args.text):
        _print(line)


def _search(library: Library, args: argparse.Namespace, words: Words) -> None:
    found = library.search(" ".join(args.query), **_given(args, (*FACETS, "role")), k=args.k)
    if args.json:
        _print_json(found)
        return
    for number, hit in enumerate(found, 1):
        _print(
            words.say(
                "say.hit",
                number=number,
                title=hit.title,
                id=hit.sample_id,
                role=hit.role,
                why=hit.why,
                masked=hit.masked.replace("\n", "\n   "),
            )
        )
    if not found:
        _print(words.say("say.found_none"))


def _remove(library: Library, args: argparse.Namespace, words: Words) -> None:
    sample = library.show(args.id)
    library.remove(sample.id)
    if args.json:
        _print_json({"removed": sample.id})
    else:
        _print(words.say("say.removed", title=sample.title))


def _edit(library: Library, args: argparse.Namespace, words: Words) -> None:
    sample = library.edit(args.id, args.mask, args.unmask, **_given(args, (*FACETS, "title")))
    if args.json:
        from retrieval.public import public_json

        _print_json(public_json(sample))
    else:
        _print(words.say("say.edited", title=sample.title, **_facets(sample, words)))


def _rebuild(library: Library, args: argparse.Namespace, words: Words) -> None:
    with _progress(words, quiet=args.json) as progress:
        synced = library.sync_builtin(data_folder("knowledge"), progress)
        built = library.rebuild(args.if_needed, progress)
    count = len(library.list())
    changed = built or bool(synced.added or synced.removed)
    if args.json:
        _print_json({"rebuilt": built, "added": synced.added, "removed": synced.removed, "samples": count})
    else:
        _print(words.say("say.rebuilt" if changed else "say.level", count=count))


_COMMANDS = {
    "add": _add,
    "list": _list,
    "show": _show,
    "search": _search,
    "remove": _remove,
    "edit": _edit,
    "rebuild": _rebuild,
}


_LOOKING = ("list", "show", "search", "edit", "remove")


# ------------------------------------------------------------------ what they share


def _words(lang: str) -> Words:
    return Words(table(f"samples.{lang}"), f"samples.{lang}")


def _given(args: argparse.Namespace, names: tuple[str, ...]) -> dict[str, str]:
    """The options that were given. A unit type may be given by its Chinese name."""
    from bot.samples import unit_type_key, unit_type_labels

    given = {name: str(getattr(args, name)) for name in names if getattr(args, name)}
    if "unit_type" in given:
        key = unit_type_key(given["unit_type"])
        if key is None:
            raise InputError(
                "unit_type_unknown", value=given["unit_type"], known="、".join(unit_type_labels())
            )
        given["unit_type"] = key
    return given


def _facets(sample: Any, words: Words) -> dict[str, str]:
    """Unit type (in Chinese), period and topic of a sample, or that they are unknown."""
    from bot.samples import unit_type_labels

    unknown = words.say("say.unknown")
    return {
        "unit_type": unit_type_labels().get(sample.unit_type, sample.unit_type) or unknown,
        "period": sample.period or unknown,
        "topic": sample.topic or unknown,
    }


@contextmanager
def _progress(words: Words, quiet: bool) -> Iterator[Progress]:
    """A bar on standard error for what takes time; nothing where there is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def advance(done: int, total: int, what: str) -> None:
            stage = words.say("say.progress_read" if what else "say.progress_index")
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, what="")
            bar.update(tasks[stage], completed=done, total=total, what=what)

        yield advance


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


def _print_json(value: object) -> None:
    import msgspec

    _print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
