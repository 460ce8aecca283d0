"""Checks that run at the same time, each with a person of its own: a bot says one thing a second to each, so one after another would take minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bot.channels.telegram.strict.running import Running
from tests.telegram_api import Window

Check = Callable[[Running, Window], None]
CHECKS: dict[str, Check] = {}
APART: dict[str, Callable[[Path], None]] = {}  # those that need a bot of their own; they get a folder
NEW: set[str] = set()  # those whose person has not written yet; the others have been asked the first question


def check(function: Check) -> Check:
    """Enters a check of somebody in the middle of an interview."""
    CHECKS[_name(function)] = function
    return function


def check_anew(function: Check) -> Check:
    """Enters a check of somebody who has not written yet."""
    NEW.add(_name(function))
    return check(function)


def check_apart(*cases: tuple[Any, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enters a check that starts a bot of its own in the folder it is given, once, or once for each case."""

    def enter(function: Callable[..., None]) -> Callable[..., None]:
        for case in cases or ((),):
            APART["-".join((_name(function), *map(str, case)))] = partial(function, *case)
        return function

    return enter


def checks(*cases: tuple[Any, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Enters a check once for each case; the cases' values come before the bot and the person."""

    def enter(function: Callable[..., None]) -> Callable[..., None]:
        for case in cases:
            CHECKS[f"{_name(function)}-{'-'.join(map(str, case))}"] = partial(function, *case)
        return function

    return enter


def _name(function: Callable[..., None]) -> str:
    return function.__name__.replace("_", " ")


def fetched(run: Running, file: Any) -> bool:
    """Whether the bot has asked for a file."""
    name = run.telegram.world.files.id_for(file, run.bot.id)
    return any(call.texts.get("file_id") == name for call in run.telegram.record.of("getFile"))


def nothing_refused(run: Running, window: Window) -> None:
    calls = run.telegram.record.of(chat=window.chat.id)
    assert [
        (call.method, call.description) for call in calls if call.status in (400, 403) and not call.fault
    ] == []
