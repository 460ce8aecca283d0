"""What the doctor looks at around the program: room on the disk, fonts, a browser for the tests, who may come in, the key."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

from bot.app import App
from bot.errors import SettingsError
from bot.settings import data_keys, service_links

LEAST_MB = 500  # of room: a backup beside the database, drafts, the index
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Looked = tuple[str, str, str]
"""Name, state (ok, off, bad), detail with the fix."""


def around(app: App) -> Iterator[Looked]:
    """One after the other; none needs the database or a network."""
    yield _disk(app)
    yield _access(app)
    yield _sealing(app)
    yield _fonts(app)
    yield _browser(app)
    if linked := service_links():
        names = "、".join(sorted(linked)[:2])
        yield "links", "ok", app.messages.say("doctor.links_ignored", count=len(linked), names=names)


def _disk(app: App) -> Looked:
    home = app.settings.home
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free >> 20
    if free < LEAST_MB:
        return "disk", "bad", app.messages.say("doctor.disk_full", mb=free, least=LEAST_MB)
    return "disk", "ok", app.messages.say("doctor.disk_ok", mb=free)


def _access(app: App) -> Looked:
    from bot.channels.web.serve import admitted

    try:
        admitted(app.settings)
    except SettingsError as error:
        return "access", "bad", app.explain(error)
    return "access", "ok", app.messages.say(f"doctor.access_{app.settings.access}")


def _sealing(app: App) -> Looked:
    from bot.store.sealing import Seal

    try:
        on = Seal(data_keys(app.settings)).on
    except SettingsError as error:
        return "sealing", "bad", app.explain(error)
    return (
        "sealing",
        "ok" if on else "off",
        app.messages.say("doctor.sealing_on" if on else "doctor.sealing_off"),
    )


def _fonts(app: App) -> Looked:
    """Only where LibreOffice makes PDF: else no font of this machine is used."""
    if not (app.settings.libreoffice or shutil.which("soffice") or shutil.which("libreoffice")):
        return "fonts", "off", app.messages.say("doctor.fonts_unused")
    lister = shutil.which("fc-list")
    if lister is None:
        return "fonts", "off", app.messages.say("doctor.fonts_unknown")
    found = subprocess.run(
        [lister, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    count = len(set(found.stdout.splitlines()))
    if not count:
        return "fonts", "bad", app.messages.say("doctor.fonts_none")
    return "fonts", "ok", app.messages.say("doctor.fonts_ok", count=count)


def _browser(app: App) -> Looked:
    path = next(filter(None, map(shutil.which, BROWSERS)), "")
    return "browser", "ok" if path else "off", path or app.messages.say("doctor.browser_none")
