"""Errors at the command line: one line for what the user can put right (status 2), a logged trace and a number for a bug (status 1)."""

from __future__ import annotations

import argparse
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.errors import SettingsFaults, StoreError, UserError
from bot.prompts import words

LOG = "zongjie.log"


@dataclass
class Outcome:
    """The exit status of the command inside `told`."""

    status: int = 0


@contextmanager
def told(args: argparse.Namespace) -> Iterator[Outcome]:
    """Runs the block; whatever it raises is said in one line on standard error."""
    outcome = Outcome()
    try:
        yield outcome
    except SettingsFaults as error:
        for fault in error.faults:
            outcome.status = _say(args, fault.key, **fault.values)
    except UserError as error:
        outcome.status = _say(args, error.key, **error.values)
    except StoreError as error:
        outcome.status = _say(
            args, "store_unavailable", reason=str(error).splitlines()[0] if str(error) else ""
        )
    except BrokenPipeError:
        sys.stderr.close()
    except KeyboardInterrupt:
        outcome.status = 130
    except Exception:  # noqa: BLE001  a bug: the trace goes to the log, the user gets a number
        outcome.status = _bug(args)


def _say(args: argparse.Namespace, key: str, **values: object) -> int:
    say = words(f"messages.{args.lang}")
    text = say.say_known(f"error.{key}", **values) if say.has(f"error.{key}") else f"{key}: {values}"
    sys.stderr.write(f"{text}\n")
    return 2


def _bug(args: argparse.Namespace) -> int:
    """The trace goes to the log without the error's own words: users' may be among them."""
    from bot import settings

    number = secrets.token_hex(3)
    kind, _, trace = sys.exc_info()
    frames = "".join(traceback.format_tb(trace))
    home = settings.home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / LOG).open("a", encoding="utf-8") as log:
            log.write(
                f"{datetime.now().astimezone():%Y-%m-%dT%H:%M:%S%z} {number} {kind.__name__ if kind else ''}\n{frames}\n"
            )
    except OSError:  # a full disk, a folder of somebody else's: then at least it is seen
        sys.stderr.write(frames)
    _say(args, "bug", id=number, log=home / LOG)
    return 1
