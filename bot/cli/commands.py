"""One function per command of `zongjie`; each returns the exit status."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot import settings as settings_module
from bot.app import App
from bot.cli.parser import CARE
from bot.errors import InputError, SettingsError
from bot.files import read_whole, write_whole
from bot.model import Basics
from bot.prompts import words
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.model import Draft


STDOUT = "-"


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments ask. Raises UserError, StoreError."""
    settings = _looking(args, settings_module.load(lang=args.lang))
    if args.command == "serve":
        from bot.channels.web.serve import serve

        return serve(_listening(args, settings))
    if args.command == "telegram":
        return telegram(args, settings)
    if args.command == "samples":
        from bot.cli import samples

        return samples.run(args, settings)
    if args.command == "eval":
        from bot.cli import evaluation

        return evaluation.run(args, settings)
    if args.command in CARE:
        from bot.cli import care

        return care.run(args, settings)
    if args.command in ("check", "doctor"):
        from bot.cli import checks

        return checks.check(args, settings) if args.command == "check" else checks.doctor(args, settings)
    return {"chat": chat, "replay": replay, "draft": draft}[args.command](args, settings)


def telegram(args: argparse.Namespace, settings: Settings) -> int:
    """The bot alone, polling; or, where Telegram is to call an address, inside the web server."""
    if not settings.telegram_token:
        raise SettingsError("telegram_token_missing")
    webhook = args.webhook or settings.telegram_webhook
    if webhook:
        from bot.channels.web.serve import serve

        return serve(replace(_listening(args, settings), telegram_webhook=webhook))
    from bot.channels.telegram.run import telegram as poll

    return poll(App(settings))


def _listening(args: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the host and port that were typed."""
    host = args.host or settings.host
    return replace(settings, host=host, port=args.port if args.port >= 0 else settings.port)


def _looking(args: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the layout and template that were typed."""
    chosen = getattr(args, "layout", "") or settings.export_layout
    template = getattr(args, "template", None) or settings.export_template
    return replace(settings, export_layout=chosen, export_template=str(template))


def chat(args: argparse.Namespace, settings: Settings) -> int:
    """The interview in the terminal, and the few things to do with sessions."""
    from bot.channels.terminal import Terminal
    from bot.channels.warming import end_now, warm

    app = App(settings)
    say = app.messages
    if args.list:
        infos = app.assistant.sessions(Terminal.OWNER)
        for info in infos:
            name = info.name or app.assistant.session(info.id).basics.topic or "-"
            line = say.say("cli.session_line", id=info.id, name=name, stage=info.stage, updated=info.updated)
            sys.stdout.write(f"{line}\n")
        if not infos:
            sys.stdout.write(f"{say.say('cli.sessions_none')}\n")
        return 0
    if args.delete:
        app.assistant.delete(args.delete)
        sys.stdout.write(f"{say.say('cli.deleted')}\n")
        return 0
    if args.rename and args.session:
        app.assistant.rename(args.session, args.rename)
        sys.stdout.write(f"{say.say('cli.renamed')}\n")
        return 0
    if not sys.stdin.isatty():  # what is piped comes at once: nothing could be done beside it
        return Terminal(app).run(args.session, new=args.new)
    opening = warm(app)
    status = Terminal(app).run(args.session, new=args.new)
    if opening.is_alive():
        end_now(status)
    return status


def replay(args: argparse.Namespace, settings: Settings) -> int:
    """Play a scenario through the interview; write draft and transcript."""
    from bot.replay import Replay, printed, read_scenario

    _checked(args)
    app = App(settings, memory=True)
    played = Replay(app.assistant, read_scenario(bytes_of(args.file, settings), args.file.name))
    draft = played.run()
    talk = printed(played.transcript)
    if str(args.transcript) == STDOUT:
        sys.stdout.write(talk + "\n")
    elif args.transcript:
        write_whole(args.transcript, talk.encode())
    return _write(draft, args, app, played.session.basics)


def draft(args: argparse.Namespace, settings: Settings) -> int:
    """Notes straight to a draft."""
    from bot.notes import draft_from_notes, headed, read_notes

    _checked(args)
    said, text = headed(read_notes(args.notes, sys.stdin.buffer, settings))
    typed = {
        "单位": args.unit,
        "时间段": args.period,
        "主题": args.topic,
        "给谁看": args.audience,
    }
    given = {slot: text or said.get(slot, "") for slot, text in typed.items()}
    app = App(settings, memory=True)
    written = draft_from_notes(app, text, given, unit_type=args.unit_type, chars=args.chars, like=args.like)
    unit, period, topic, audience = given.values()
    basics = Basics(unit=unit, period=period, topic=topic, audience=audience)
    return _write(written, args, app, basics)


def bytes_of(path: Path, settings: Settings) -> bytes:
    """The file's bytes. Raises InputError."""
    return read_whole(path, settings.file_max_bytes)


def _checked(args: argparse.Namespace) -> None:
    """Refuse a kind of evidence file that does not exist before anything is written."""
    from bot.export.evidence_files import EVIDENCE_FORMATS

    if args.evidence and _suffix(args.evidence) not in EVIDENCE_FORMATS:
        raise InputError("format_unknown", name=args.evidence.name, names="、".join(EVIDENCE_FORMATS))


def _suffix(path: Path | None) -> str:
    return path.suffix.lstrip(".").lower() if path else ""


def _write(draft: Draft, args: argparse.Namespace, app: App, basics: Basics) -> int:
    """The draft in the format asked for (or that the file's name says; txt otherwise), to the file or printed; the evidence beside it.

    What is still open in it is said first, on standard error: standard output may be the paper itself.
    """
    from bot.export import FORMATS, render
    from bot.receipts import open_line

    named = _suffix(args.output)
    fmt = args.format or (named if named in FORMATS else "txt")
    data = render(draft, fmt, app.settings, with_sources=args.with_sources)
    evidence = _evidence(draft, args, app, basics) if args.evidence else b""
    sys.stderr.write(open_line(draft, words("interview")) + "\n")
    if args.evidence:
        write_whole(args.evidence, evidence)
    if args.output:
        write_whole(args.output, data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    return 0


def _evidence(draft: Draft, args: argparse.Namespace, app: App, basics: Basics) -> bytes:
    """Receipt and 数据来源表, checked against every sample and the last report."""
    from bot.desk import read_text
    from bot.drafting.request import DraftRequest
    from bot.export.evidence_files import render_evidence

    last = read_text(bytes_of(args.last, app.settings), args.last.name, app.settings) if args.last else ""
    given = app.receipt(draft, DraftRequest(basics=basics, facts=draft.facts), last)
    return render_evidence(given, _suffix(args.evidence))
