"""The style library opened beside the first answers, so that nobody waits for it; and the end of a program that is still at it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from typing import TYPE_CHECKING

from bot.errors import ZongjieError
from bot.model import Basics

if TYPE_CHECKING:
    from bot.app import App

LOG = logging.getLogger("zongjie.warming")


def warm(app: App) -> threading.Thread:
    """Begin to open it; the thread that does."""
    thread = threading.Thread(target=_open, args=(app,), name="warm", daemon=True)
    thread.start()
    return thread


def _open(app: App) -> None:
    try:
        app.desk.references(Basics())
        _ = app.leaks
    except ZongjieError as error:  # whoever needs it next will be told
        LOG.warning("opening the style library: %s", type(error).__name__)


def end_now(status: int) -> None:
    """The last of the process, once everything is said: a thread that is still opening the library, in native code, would abort it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
