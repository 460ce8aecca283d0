"""Inline keyboards. A button carries `k:<keyboard>:<number>`, never words: what it says is kept with the keyboard, for 64 bytes hold no sentence."""

from __future__ import annotations

import re
from typing import Any

from bot.store.telegram import Keyboard

DATA_BYTES = 64
ROW_UNITS = 18  # columns of button text side by side on a narrow phone
MOST_IN_ROW = 4
_DATA = re.compile(r"k:([0-9a-f]+-[0-9a-f]+):(\d{1,2})")


def key(update_id: int, number: int) -> str:
    """The same keyboard of the same update has the same id, however often it is handled."""
    return f"{update_id:x}-{number:x}"


def data(keyboard: str, number: int) -> str:
    return f"k:{keyboard}:{number}"


def read(text: str) -> tuple[str, int] | None:
    """Keyboard and number of a tap; None for data that is not ours."""
    found = _DATA.fullmatch(text)
    return (found[1], int(found[2])) if found else None


def markup(keyboard: Keyboard, labels: tuple[str, ...]) -> dict[str, Any]:
    """`reply_markup` of a keyboard: short labels side by side, long ones below each other."""
    rows: list[list[dict[str, str]]] = []
    width = 0
    for number, label in enumerate(labels):
        size = sum(2 if ord(c) > 0x2E7F else 1 for c in label) + 2
        if not rows or width + size > 2 * ROW_UNITS or len(rows[-1]) == MOST_IN_ROW:
            rows.append([])
            width = 0
        rows[-1].append({"text": label or "…", "callback_data": data(keyboard.id, number)})
        width += size
    return {"inline_keyboard": rows}


def link(label: str, address: str) -> dict[str, Any]:
    """A keyboard of one button that opens an address."""
    return {"inline_keyboard": [[{"text": label, "url": address}]]}
