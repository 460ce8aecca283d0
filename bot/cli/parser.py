"""The arguments of every command. Imports nothing heavy: `zongjie --help` must be quick."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot.cli import evaluation, samples
from bot.prompts import Words, words
from bot.settings import environment_lang

LANGUAGES = ("zh", "en")
FORMATS = ("txt", "md", "json", "docx", "html", "pdf")
CARE = ("backup", "restore", "sweep", "export-user", "delete-user", "rekey")
LAYOUTS = ("official", "internal")


def language(arguments: Sequence[str]) -> str:
    """The language asked for by --lang, else by ZONGJIE_LANG, else zh; known before the arguments are parsed, for the help."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and arguments[place + 1 : place + 2]:
            return arguments[place + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return environment_lang()


def build(lang: str) -> argparse.ArgumentParser:
    """The parser with its help in `lang` (zh where there is no such language)."""
    lang = lang if lang in LANGUAGES else "zh"
    say = words(f"messages.{lang}")
    top = argparse.ArgumentParser(
        "zongjie", description=_help(say, "description"), epilog=_help(say, "epilog")
    )
    top.add_argument("--lang", choices=LANGUAGES, default=lang, help=_help(say, "lang"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _chat(commands, say)
    _serve(commands, say)
    _telegram(commands, say)
    _replay(commands, say)
    _draft(commands, say)
    samples.register(commands, lang)
    _check(commands, say)
    evaluation.register(commands, lang)
    _care(commands, say)
    doctor = _command(commands, say, "doctor")
    doctor.add_argument("--online", action="store_true", help=_help(say, "doctor_online"))
    doctor.add_argument("--json", action="store_true", help=_help(say, "json"))
    doctor.add_argument("--ask-model", action="store_true", help=_help(say, "ask_model"))
    return top


def _chat(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    chat = _command(commands, say, "chat")
    chat.add_argument("--new", action="store_true", help=_help(say, "chat_new"))
    chat.add_argument("--list", action="store_true", help=_help(say, "chat_list"))
    chat.add_argument("--session", metavar="ID", default="", help=_help(say, "chat_session"))
    chat.add_argument("--delete", metavar="ID", default="", help=_help(say, "chat_delete"))
    chat.add_argument("--rename", metavar="NAME", default="", help=_help(say, "chat_rename"))


def _telegram(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    telegram = _command(commands, say, "telegram")
    telegram.add_argument("--webhook", metavar="URL", default="", help=_help(say, "telegram_webhook"))
    telegram.add_argument("--host", metavar="HOST", default="", help=_help(say, "serve_host"))
    telegram.add_argument("--port", metavar="PORT", type=int, default=-1, help=_help(say, "serve_port"))


def _serve(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    serve = _command(commands, say, "serve")
    serve.add_argument("--host", metavar="HOST", default="", help=_help(say, "serve_host"))
    serve.add_argument("--port", metavar="PORT", type=int, default=-1, help=_help(say, "serve_port"))


def _replay(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    replay = _command(commands, say, "replay")
    replay.add_argument("file", type=Path, metavar="FILE.json", help=_help(say, "replay_file"))
    _output(replay, say)
    replay.add_argument("--transcript", type=Path, metavar="OUT", help=_help(say, "transcript"))


def _draft(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    draft = _command(commands, say, "draft")
    draft.add_argument("notes", nargs="+", metavar="NOTES", help=_help(say, "draft_notes"))
    for name in ("unit", "unit_type", "period", "topic", "audience", "like"):
        option = f"--{name.replace('_', '-')}"
        draft.add_argument(option, default="", metavar="…", help=_help(say, f"draft_{name}"))
    draft.add_argument("--chars", type=int, default=0, metavar="N", help=_help(say, "draft_chars"))
    _output(draft, say)


def _check(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    check = _command(commands, say, "check")
    check.add_argument("draft", type=Path, metavar="DRAFT.json", help=_help(say, "check_draft"))
    edited = check.add_mutually_exclusive_group()
    edited.add_argument("--text", type=Path, metavar="EDITED.txt", help=_help(say, "check_text"))
    edited.add_argument("--docx", type=Path, metavar="EDITED.docx", help=_help(say, "check_docx"))
    check.add_argument("-o", "--output", type=Path, metavar="NEXT.json", help=_help(say, "check_output"))
    check.add_argument("--json", action="store_true", help=_help(say, "json"))
    _page(check, say)


def _care(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words) -> None:
    """What is kept, looked after (bot.cli.care)."""

    def said(name: str) -> str:
        return say.say(f"care.{name.replace('-', '_')}").replace("%", "%%")

    of = {name: commands.add_parser(name, help=said(name), description=said(name)) for name in CARE}
    for name in ("backup", "restore"):
        of[name].add_argument("file", type=Path, metavar="FILE", help=said("backup_file"))
    of["restore"].add_argument("--replace", action="store_true", help=said("replace"))
    of["export-user"].add_argument("owner", metavar="OWNER", nargs="?", default="", help=said("owner"))
    of["export-user"].add_argument(
        "-o", "--output", type=Path, metavar="FILE.zip", help=said("export_output")
    )
    of["delete-user"].add_argument("owner", metavar="OWNER", help=said("owner"))
    of["delete-user"].add_argument("--yes", action="store_true", help=said("yes"))
    of["rekey"].add_argument("--new", action="store_true", help=said("rekey_new"))
    of["rekey"].add_argument("--off", action="store_true", help=said("rekey_off"))


def _output(command: argparse.ArgumentParser, say: Words) -> None:
    command.add_argument("--format", choices=FORMATS, default="", help=_help(say, "format"))
    command.add_argument("-o", "--output", type=Path, metavar="OUT", help=_help(say, "output"))
    command.add_argument("--with-sources", action="store_true", help=_help(say, "with_sources"))
    command.add_argument("--evidence", type=Path, metavar="FILE", help=_help(say, "evidence"))
    command.add_argument("--last", type=Path, metavar="FILE", help=_help(say, "last"))
    _page(command, say)


def _page(command: argparse.ArgumentParser, say: Words) -> None:
    """The look of the paper, where it is not that of the settings."""
    command.add_argument("--layout", choices=LAYOUTS, default="", help=_help(say, "layout"))
    command.add_argument("--template", type=Path, metavar="FILE.docx", help=_help(say, "template"))


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Words, name: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=_help(say, name), description=_help(say, name))


def _help(say: Words, name: str) -> str:
    return say.say(f"cli.{name}").replace("%", "%%")
