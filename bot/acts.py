"""What a user does without typing it: a fact corrected on its sheet, a sentence changed on the paper. Part of `Incoming`.

Every channel that shows facts or a paper sends these; they take the same path as a message (stored, handled once, undone by 撤销).
"""

from __future__ import annotations

from bot.model import Value


class Doing(Value, frozen=True, tag=True):
    """Base of all acts."""


class FactText(Doing, frozen=True):
    """The user's new words for a fact."""

    fact: str
    text: str


class FactHidden(Doing, frozen=True):
    """Keep a fact out of drafts, or let it in again."""

    fact: str
    private: bool = True


class FactDropped(Doing, frozen=True):
    fact: str


class SentenceText(Doing, frozen=True):
    """New words for sentence `number` (from 0, in reading order) of draft `version`; "" takes it out."""

    version: int
    number: int
    text: str


class PaperTexts(Doing, frozen=True):
    """New title, signature or date of draft `version`; None leaves one as it is."""

    version: int
    title: str | None = None
    signature: str | None = None
    date: str | None = None


class Place(Value, frozen=True):
    """A section of the present draft by its place (from 0), with the heading and level it is to have."""

    index: int
    heading: str
    level: int = 1


class Arranged(Doing, frozen=True):
    """The sections of draft `version` in a new order; those not named are taken out."""

    version: int
    places: tuple[Place, ...]


class GapFilled(Doing, frozen=True):
    """The words for gap `number` (from 1, in reading order) of the present draft."""

    number: int
    text: str


class VersionRestored(Doing, frozen=True):
    version: int


Act = FactText | FactHidden | FactDropped | SentenceText | PaperTexts | Arranged | GapFilled | VersionRestored
