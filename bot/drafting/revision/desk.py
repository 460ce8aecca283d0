"""What lies before the reviser, what it hands back, and the words it answers with."""

from __future__ import annotations

from collections.abc import Callable

from bot.drafting.request import DraftRequest
from bot.drafting.revision.asking import Ask
from bot.drafting.revision.parts import parts_of
from bot.model import Draft, Fact, Value
from bot.wording import table
from language import numerals

Renewed = Callable[[tuple[Fact, ...], tuple[str, ...]], tuple[Fact, ...]]
"""(new facts, ids of those that are gone) → the ledger, with all that is computed from it computed anew."""


class Desk(Value, frozen=True):
    """What lies before the reviser: the versions so far (oldest first), the request they were written from, the turn that asks."""

    versions: tuple[Draft, ...]
    request: DraftRequest
    turn: int
    next_id: int
    renewed: Renewed | None = None

    @property
    def draft(self) -> Draft:
        return self.versions[-1]


class Revision(Value, frozen=True):
    """`draft` is None where nothing changed. `facts` and `removed` go into the ledger; `said` is the answer to the user.

    `understood` = some change was asked for, even one that changed nothing. `asks` = the number of a gap whose words are wanted.
    """

    said: str
    draft: Draft | None = None
    facts: tuple[Fact, ...] = ()
    removed: tuple[str, ...] = ()
    understood: bool = True
    asks: int = 0


def reply(key: str, **values: object) -> str:
    return str(table("revision")["reply"][key]).format(**values)


def named(desk: Desk, index: int | None) -> str:
    words = table("revision")["words"]
    return str(words["whole"]) if index is None else str(words["nth"]).format(n=numerals.written(index + 1))


def missing_part(desk: Desk) -> Revision:
    parts = parts_of(desk.draft)
    listed = "；".join(f"{named(desk, n)} {part[0].heading}" for n, part in enumerate(parts))
    return Revision(reply("no_part", number=len(parts), list=listed))


def wants_part(ask: Ask) -> bool:
    return bool(ask.number or ask.name)
