"""`zongjie backup`, `restore`, `sweep`, `export-user`, `delete-user`, `rekey`: what is kept, looked after."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot import app as product
from bot.app import App
from bot.errors import InputError, NotFoundError, SettingsError
from bot.files import write_whole, writing
from bot.samples import INDEX_FOLDER
from bot.settings import Settings, data_keys


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Raises UserError, StoreError."""
    done: dict[str, Callable[[argparse.Namespace, App], int]] = {
        "backup": backup, "restore": restore, "sweep": sweep, "export-user": export_user, "delete-user": delete_user,
        "rekey": rekey,
    }  # fmt: skip
    return done[args.command](args, App(settings))


def backup(args: argparse.Namespace, app: App) -> int:
    """Everything into one file, while others work on."""
    from bot.store.backup import write_backup

    with writing(args.file, mode=0o600) as file:  # everybody's words are in it
        manifest = write_backup(app.database, file, product.now())
    rows = {table.name: table.rows for table in manifest.tables}
    size = args.file.stat().st_size / (1 << 20)
    _say(
        app, "backup_done", file=args.file, sessions=rows["session"], samples=rows["sample"], mb=f"{size:.1f}"
    )
    if manifest.seal:
        _say(app, "backup_sealed")
    return 0


def restore(args: argparse.Namespace, app: App) -> int:
    """A backup in the place of what is there; the index is made anew."""
    from bot.store.backup import restore_backup

    found = restore_backup(app.database, args.file, replace=args.replace)
    shutil.rmtree(app.settings.home / INDEX_FOLDER, ignore_errors=True)
    app.library.rebuild(if_needed=True)
    app.library.close()
    app.database.scrub()
    _say(app, "restore_done", made=found.made, sessions=found.sessions, rows=found.rows)
    return 0


def sweep(args: argparse.Namespace, app: App) -> int:
    """What is old goes now."""
    days = app.settings.retention_days
    swept = app.care.sweep(datetime.now().astimezone(), days)
    if not days:
        _say(app, "sweep_never")
    _say(app, "sweep_done", sessions=swept.sessions, notes=swept.notes, tokens=swept.tokens)
    return 0


def export_user(args: argparse.Namespace, app: App) -> int:
    """All of one person as a zip; without a name, who there is."""
    if not args.owner:
        known = app.care.owners()
        for owner in known:
            sys.stdout.write(f"{owner}\n")
        if not known:
            _say(app, "nobody")
        return 0
    data = app.dossiers.packed(args.owner)
    bare = "".join(c if c.isalnum() else "_" for c in args.owner)[:40]
    path = args.output or Path(f"{bare}.zip")
    write_whole(path, data)
    _say(app, "export_done", file=path)
    return 0


def delete_user(args: argparse.Namespace, app: App) -> int:
    """All of one person, for good; asked once where somebody is there to answer."""
    if args.owner not in app.care.owners():
        raise NotFoundError("owner_missing", owner=args.owner)
    count = len(app.store.sessions(args.owner))
    if not args.yes:
        if not sys.stdin.isatty():
            raise InputError("delete_unsure", owner=args.owner)
        sys.stdout.write(app.messages.say("care.delete_ask", owner=args.owner, sessions=count))
        sys.stdout.flush()
        if sys.stdin.readline().strip() != args.owner:
            _say(app, "delete_left")
            return 2
    app.care.forget(args.owner)
    _say(app, "delete_done", owner=args.owner, sessions=count)
    return 0


def rekey(args: argparse.Namespace, app: App) -> int:
    """Seal every word with the first key of the settings; `--off`: unseal it; `--new`: make a key and print it."""
    from bot.store.sealing import new_key

    if args.new:
        sys.stdout.write(new_key() + "\n")
        return 0
    if not data_keys(app.settings):
        raise SettingsError("data_key_none")
    after = app.database.sealed_by(()) if args.off else app.database
    count = app.care.reseal(after)
    _say(app, "rekey_off_done" if args.off else "rekey_done", rows=count)
    return 0


def _say(app: App, key: str, **values: object) -> None:
    sys.stdout.write(app.messages.say(f"care.{key}", **values) + "\n")
