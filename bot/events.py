"""What happened in a session, one frozen struct per kind of event. A session is nothing but its events (bot.interview.session folds them).

An event carries everything that was read or decided when it happened, so that replaying never reads an answer again.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.model import Basics, Conflict, Draft, Fact, Value

# What a question is about. `key` says which one: a slot of the basics, a topic, a fact, a conflict, a plan of the last report.
QuestionKind = Literal["basics", "carry", "plan", "topic", "probe", "conflict", "review", "drafted"]
SkipReason = Literal["skip", "none", "unknown", "refers"]


class Event(Value, frozen=True, tag=True, tag_field="event"):
    """Base of all events."""


class Question(Value, frozen=True):
    """A question put to the user. `again` = the user went back to it; `about` = facts or words it asks about; `asks` = what is missing."""

    kind: QuestionKind
    key: str = ""
    again: bool = False
    about: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class PlannedTopic(Value, frozen=True):
    """A topic of this interview: `topic` is its key in config/topics.toml, `label` how this kind of unit calls it.

    `items` are items of a pasted notice to be asked for here. `figures`: the topic lives by figures.
    """

    topic: str
    label: str = ""
    figures: bool = False
    items: tuple[str, ...] = ()


class SampleChoice(Value, frozen=True):
    """A sample report found for this user: what is shown of it, and what finds it again."""

    id: str
    title: str
    headings: tuple[str, ...] = ()
    why: str = ""


class CarriedPlan(Value, frozen=True):
    """A plan (下一步打算) of the last report, to be asked back."""

    id: str
    text: str


class Started(Event, frozen=True):
    """`owner` is who the session belongs to (a channel's user); `name` what lists call it."""

    owner: str = ""
    name: str = ""
    at: str = ""


class Asked(Event, frozen=True):
    question: Question


class BasicsGiven(Event, frozen=True):
    """One of the four first answers, as understood. `slot` was asked; others may have been filled by the same words."""

    slot: str
    text: str
    basics: Basics


class Planned(Event, frozen=True):
    """The plan drawn up from the basics, and the samples found."""

    topics: tuple[PlannedTopic, ...]
    samples: tuple[SampleChoice, ...] = ()


class PlanSettled(Event, frozen=True):
    """The user agreed to the plan, perhaps without some topics."""

    dropped: tuple[str, ...] = ()


class SampleChosen(Event, frozen=True):
    sample_id: str


class ChecklistGiven(Event, frozen=True):
    """A pasted notice or scoring sheet: each item is filed under a topic (topic key → items)."""

    items: dict[str, tuple[str, ...]]
    text: str


class Understood(Value, frozen=True):
    """What was read from one text."""

    facts: tuple[Fact, ...] = ()
    directives: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()
    probe: Question | None = None
    conflicts: tuple[Conflict, ...] = ()


class Answered(Event, frozen=True):
    """An answer to the current question. `removed` are facts that it replaces (the user went back and said it anew).

    `covers` are the topics that a pasted log answers besides, so that they need not be asked.
    """

    kind: QuestionKind
    key: str
    text: str
    read: Understood
    removed: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class Skipped(Event, frozen=True):
    kind: QuestionKind
    key: str
    reason: SkipReason = "skip"


class Corrected(Event, frozen=True):
    """A correction: `facts` supersede the ones they name in `replaces`; `removed` are gone."""

    text: str
    facts: tuple[Fact, ...] = ()
    removed: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class Hidden(Event, frozen=True):
    """Facts the user wants kept out of drafts (or let in again)."""

    facts: tuple[str, ...]
    private: bool = True
    conflicts: tuple[Conflict, ...] = ()


class Imported(Event, frozen=True):
    """Facts from an uploaded file, the work log or the last report."""

    origin: str
    read: Understood
    covers: tuple[str, ...] = ()


class CarriedOver(Event, frozen=True):
    """The plans of the last report, to be asked back; `figures` are its facts with figures, ready for a comparison.

    `session` is "" for a report that was handed in; `basics` are the last report's own.
    """

    session: str
    title: str
    plans: tuple[CarriedPlan, ...]
    figures: tuple[Fact, ...] = ()
    basics: Basics = Basics()


class Compared(Event, frozen=True):
    """Comparisons with the last report that the user wants told; `keys` name them (bot.facts.comparing). () = none any more."""

    keys: tuple[str, ...]


class Resolved(Event, frozen=True):
    """A conflict was settled in favour of `kept`, or left open (kept = ()): then both stay, marked."""

    conflict: str
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Confirmed(Event, frozen=True):
    """The user looked at the fact sheet and agreed, or stopped early (`early`)."""

    early: bool = False


class DraftRequested(Event, frozen=True):
    max_chars: int = 0


class Drafted(Event, frozen=True):
    """`stale`: what it is written from has changed while it was written."""

    draft: Draft
    stale: bool = False


class Revised(Event, frozen=True):
    """A new version asked for in words."""

    instruction: str
    draft: Draft


class Edited(Event, frozen=True):
    """A new version by the user's own hand."""

    draft: Draft


class Exported(Event, frozen=True):
    version: int
    format: str


class Noted(Event, frozen=True):
    """A question or remark of the user to be brought up at the end."""

    text: str


class Renamed(Event, frozen=True):
    name: str


class Reopened(Event, frozen=True):
    """After an early stop the open questions are asked after all."""


class Restarted(Event, frozen=True):
    """Begin anew. 撤销 brings everything back."""


class Undone(Event, frozen=True):
    """The events of turn `turn` count no more."""

    turn: int


AnyEvent = (
    Started
    | Asked
    | BasicsGiven
    | Planned
    | PlanSettled
    | SampleChosen
    | ChecklistGiven
    | Answered
    | Skipped
    | Corrected
    | Hidden
    | Imported
    | CarriedOver
    | Compared
    | Resolved
    | Confirmed
    | DraftRequested
    | Drafted
    | Revised
    | Edited
    | Exported
    | Noted
    | Renamed
    | Reopened
    | Restarted
    | Undone
)


class Recorded(Value, frozen=True):
    """An event as the store keeps it: `sequence` from 1 within the session, `turn` the user's message it came of (0 = none)."""

    sequence: int
    turn: int
    at: str
    event: AnyEvent


def encode_event(event: AnyEvent) -> str:
    return msgspec.json.encode(event).decode()


def decode_event(text: str | bytes) -> AnyEvent:
    decoded: AnyEvent = _DECODER.decode(text)
    return decoded


_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
