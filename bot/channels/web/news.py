"""What streams pass on: values between whoever wrote and whoever listens."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.channels.web import shapes as s
from bot.conversation import Step

Mark = tuple[int, int]
"""Last sequence and last turn of a session: how far something has been seen."""


class Since(msgspec.Struct, frozen=True):
    """What is new since a mark: the turns that are new or have grown, and where the interview stands now."""

    mark: Mark
    turns: tuple[s.TurnShape, ...]
    status: s.Status


class News(msgspec.Struct, frozen=True):
    """`moved`: there may be something new to read; `renamed`: the status is new whatever its mark; `working`: message `about` is
    being worked at, `progress`: how far its draft is (`step`); `gone`: deleted; `close`: the server stops.

    `mark` is how far the session has moved, where it is known. `found` is what is new since `before`, so that nobody need read it.
    """

    kind: Literal["moved", "renamed", "working", "progress", "gone", "close"]
    about: str = ""
    mark: Mark | None = None
    before: Mark | None = None
    found: Since | None = None
    step: Step | None = None
