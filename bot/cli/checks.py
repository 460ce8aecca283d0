"""`zongjie check`: the gate on a draft or an edited text. `zongjie doctor`: what is configured, what works, how to fix what does not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bot.app import App
from bot.cli.surroundings import around
from bot.errors import InputError, StoreError, UserError, ZongjieError
from bot.files import write_whole
from bot.model import Basics, Draft, Finding, Value
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.drafting.gate import GateRules
    from bot.endpoint import EndpointError

STATES = {"ok": "ok", "off": "off", "bad": "bad"}


def check(args: argparse.Namespace, settings: Settings) -> int:
    """Print the findings; 0 whether there are any or not, since looking is not failing."""
    from bot.drafting.gate import judge, judge_text
    from bot.drafting.gate_rules import gate_rules
    from bot.drafting.judging import with_written
    from bot.drafting.request import DraftRequest

    app = App(settings)
    draft = _draft(args.draft, settings)
    rules = gate_rules()
    ledger = with_written(DraftRequest(Basics(), draft.facts))
    if args.docx:
        return _returned(args, app, draft, rules)
    if args.text:
        text = _text(args.text, settings)
        found = judge_text(text, draft, ledger, app.leaks, rules)
    else:
        found = judge(draft, ledger, app.leaks, rules)
    _print_findings(found, args, app)
    return 0


def _returned(args: argparse.Namespace, app: App, draft: Draft, rules: GateRules) -> int:
    """An exported Word file that was edited: what was done to it, what the gate holds against it now, and the next version (-o)."""
    from bot import returning
    from bot.drafting.gate import judge
    from bot.drafting.judging import with_written
    from bot.drafting.request import DraftRequest
    from bot.export import render
    from bot.prompts import words

    back = returning.laid_beside(draft, _bytes_of(args.docx, app.settings), app.settings)
    after = returning.next_version(back, draft, draft) or draft
    ledger = with_written(DraftRequest(Basics(), after.facts))
    after = msgspec.structs.replace(after, findings=judge(after, ledger, app.leaks, rules))
    if args.output:
        write_whole(args.output, render(after, "json", app.settings))
    if not args.json:
        lines = returning.told(back, words("interview")) or [app.messages.say("cli.unchanged")]
        sys.stdout.write("\n".join(lines) + "\n")
        _print_findings(after.findings, args, app)
        return 0
    shown = {name: getattr(back, name) for name in ("changes", "revisions", "todos", "questions")}
    sys.stdout.write(msgspec.json.encode(shown | {"findings": after.findings}).decode() + "\n")
    return 0


def _print_findings(found: tuple[Finding, ...], args: argparse.Namespace, app: App) -> None:
    if args.json:
        sys.stdout.write(msgspec.json.encode({"findings": found}).decode() + "\n")
        return
    say = app.messages.say
    lines = [say("cli.checked", count=len(found)) if found else say("cli.checked_clean")]
    for one in found:
        word = say("cli.error_word" if one.severity == "error" else "cli.warning_word")
        lines.append(
            say("cli.finding", severity=word, rule=one.rule, message=one.message, sentence=one.sentence)
        )
    sys.stdout.write("\n".join(lines) + "\n")


def _draft(path: Path, settings: Settings) -> Draft:
    from bot.export.text import from_json

    try:
        return from_json(_bytes_of(path, settings), path.name)
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError) as error:
        raise InputError("draft_broken", name=path.name, reason=str(error).splitlines()[0]) from error


def _text(path: Path, settings: Settings) -> str:
    from bot.desk import read_text

    return read_text(_bytes_of(path, settings), path.name, settings)


def _bytes_of(path: Path, settings: Settings) -> bytes:
    from bot.cli.commands import bytes_of

    return bytes_of(path, settings)


# ------------------------------------------------------------------ doctor


class Check(Value, frozen=True):
    """One line of the doctor. `state`: ok, off (not configured, nothing wrong), bad."""

    name: str
    state: str
    detail: str


def doctor(args: argparse.Namespace, settings: Settings) -> int:
    """0 if nothing is wrong, else 2."""
    app = App(settings)
    checks = list(examine(app, online=args.online))
    if args.ask_model:
        checks.append(_answer(app))
    say = app.messages.say
    if args.json:
        sys.stdout.write(msgspec.json.encode(checks).decode() + "\n")
    else:
        for one in checks:
            state, name = say(f"doctor.{STATES[one.state]}"), say(f"doctor.{one.name}")
            sys.stdout.write(say("doctor.line", state=state, name=name, detail=one.detail) + "\n")
    return 2 if any(one.state == "bad" for one in checks) else 0


def examine(app: App, *, online: bool = False) -> Iterator[Check]:
    """Settings, folder, database, samples, model, PDF, Telegram: each looked at for itself, so that one fault hides no other."""
    say = app.messages.say
    yield Check("settings", "ok", say("doctor.settings_ok"))
    yield _home(app)
    yield _guarded("database", app, lambda: _database(app))
    yield _samples(app)
    yield _model(app)
    yield _pdf(app)
    yield from (Check(*looked) for looked in around(app))
    yield _telegram(app, online)


def _home(app: App) -> Check:
    home = app.settings.home
    try:
        write_whole(home / ".doctor", b"")
        (home / ".doctor").unlink()
    except InputError:
        return Check("home", "bad", app.messages.say("doctor.home_bad", path=home))
    return Check("home", "ok", str(home))


def _database(app: App) -> str:
    """Open, written to and read: engine, version of the schema, size, sessions."""
    app.care.probe()
    found = app.care.about()
    return app.messages.say(
        "doctor.database_ok",
        count=len(app.store.sessions()),
        engine=found.engine,
        version=found.version,
        mb=f"{found.size / (1 << 20):.1f}",
    )


def _guarded(name: str, app: App, look: Any) -> Check:
    try:
        return Check(name, "ok", look())
    except UserError as error:
        return Check(name, "bad", app.explain(error))
    except (StoreError, ZongjieError) as error:
        return Check(name, "bad", str(error).splitlines()[0])


def _samples(app: App) -> Check:
    from bot.store.sample_rows import SampleRows

    def look() -> str:
        count = len(SampleRows(app.database).summaries())
        return app.messages.say("doctor.samples_ok", count=count) if count else ""

    found = _guarded("samples", app, look)
    if found.state == "ok" and not found.detail:
        return Check("samples", "off", app.messages.say("doctor.samples_none"))
    return found


def _model(app: App) -> Check:
    from bot.endpoint import EndpointError, line_of

    settings, say = app.settings, app.messages.say
    if not settings.model_base_url and not settings.model_name:
        return Check("model", "off", say("doctor.model_off"))
    if not settings.model_name:
        return Check("model", "bad", say("doctor.model_half"))
    line = line_of(settings)
    if line is not None and settings.model_provider != "openai":
        try:
            line.endpoint.ready()
        except EndpointError as error:
            return Check("model", "bad", _why_not(app, error))
    return Check(
        "model", "ok", say("doctor.model_on", name=settings.model_name, url=settings.model_base_url or "-")
    )


def _answer(app: App) -> Check:
    """What comes of one small question to the model."""
    from bot.drafting.model.trial import tried
    from bot.endpoint import EndpointError, line_of

    say = app.messages
    line = line_of(app.settings)
    if line is None:
        return Check("model_answer", "off", say.say("doctor.model_off"))
    try:
        found = tried(line, app.settings.model_thinking_tokens)
    except EndpointError as error:
        return Check("model_answer", "bad", _why_not(app, error))
    form = say.say(f"doctor.form_{found.form}")
    if not found.readable:
        return Check("model_answer", "bad", say.say("doctor.answer_unreadable", form=form))
    usage = say.say("doctor.usage_counted" if found.usage else "doctor.usage_reckoned")
    detail = say.say(
        "doctor.answer_ok", form=form, first=f"{found.first_s:.1f}", speed=f"{found.speed:.0f}", usage=usage
    )
    return Check("model_answer", "ok", detail)


def _why_not(app: App, error: EndpointError) -> str:
    """Why the endpoint brings nothing, and what to do about it."""
    settings, say = app.settings, app.messages
    known = (f"doctor.answer_{error.status}", f"doctor.answer_{error.kind}")
    key = next(filter(say.has, known))
    if error.kind == "missing" and not error.detail:
        key = "doctor.answer_unknown"
    return say.say_known(
        key,
        url=settings.model_base_url or "-",
        name=settings.model_name,
        provider=settings.model_provider,
        status=error.status or error.kind,
        package=error.detail,
    )


def _pdf(app: App) -> Check:
    import shutil

    found = app.settings.libreoffice or shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        return Check("pdf", "off", app.messages.say("doctor.pdf_off"))
    return Check("pdf", "ok", app.messages.say("doctor.pdf_ok", path=found))


def _telegram(app: App, online: bool) -> Check:
    """Telegram is asked only where that was asked for: the doctor needs no network."""
    say = app.messages.say
    if not app.settings.telegram_token:
        return Check("telegram", "off", say("doctor.telegram_off"))
    if not online:
        return Check("telegram", "ok", say("doctor.telegram_set"))
    from bot.channels.telegram.run import asked

    try:
        return Check("telegram", "ok", say("doctor.telegram_on", name=asked(app.settings)))
    except UserError as error:
        return Check("telegram", "bad", app.explain(error))
