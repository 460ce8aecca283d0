"""What the interview needs from outside to stay pure: readers of text, handed in by the assistant. And what a state brings back."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from bot.events import AnyEvent, CarriedOver, CarriedPlan, Understood
from bot.interview.intents import Lexicon
from bot.interview.state import Session
from bot.model import Basics, Conflict, Fact, Value

EffectKind = Literal[
    "draft",
    "export",
    "log",
    "show",
    "new",
    "revise",
    "sessions",
    "open",
    "erase",
    "erase_sure",
    "mine",
    "logbook",
    "wipe",
    "wipe_sure",
]


class Heard(Value, frozen=True):
    """A text read. `refers` = it only points at what was said before; `vague` = (phrase, fact id, what to ask); `days` = (relative day
    as said, the day it was taken for)."""

    read: Understood = Understood()
    vague: tuple[tuple[str, str, str], ...] = ()
    refers: bool = False
    days: tuple[tuple[str, str], ...] = ()


class Amended(Value, frozen=True):
    """A correction understood: new facts with `replaces` set, and ids of facts that are gone."""

    facts: tuple[Fact, ...] = ()
    removed: tuple[str, ...] = ()


class Settled(Value, frozen=True):
    """A conflict decided: ids of facts kept and dropped; `corrected` supersedes the kept one."""

    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    corrected: Fact | None = None


class PastReport(Value, frozen=True):
    """A report of an earlier time; `foreign` = of another unit, so that nothing of it is kept."""

    carried: CarriedOver
    foreign: bool = False


class Offer(Value, frozen=True):
    """A comparison with the last report that could be told; `text` is how. `wanted` = the user asked for it."""

    key: str
    text: str
    computed: str
    wanted: bool = False


class Said(Value, frozen=True):
    """A message: `text` is verbatim (facts quote it), `plain` without invisible characters, `turn` its number."""

    text: str
    plain: str
    turn: int


class Tools(Protocol):
    """Readers without side effects. Every fact they return carries the turn and a verbatim quote."""

    @property
    def lexicon(self) -> Lexicon: ...

    def read(self, session: Session, said: Said, topic: str) -> Heard:
        """The facts of an answer under `topic`."""

    def meant(self, session: Session, said: Said) -> str:
        """Words of a command that a message which nothing else understands may mean; "" where that is not known."""

    def read_probe(self, session: Session, said: Said) -> Heard:
        """The facts of an answer to the current follow-up, joined with the vague fact that it makes exact."""

    def covered(self, session: Session, facts: tuple[Fact, ...]) -> tuple[str, ...]:
        """The topics that the facts of a pasted log answer, whatever topic it was pasted under."""

    def says_nothing(self, text: str) -> bool:
        """Whether a text is only a greeting, a question back or talk: no answer to one of the first questions."""

    def read_basics(self, slot: str, text: str, basics: Basics) -> Basics: ...

    def correct(self, session: Session, said: Said) -> Amended | None:
        """The correction that a message states; None where it states none or nothing of the kind was said."""

    def conflicts(self, session: Session, new: frozenset[str]) -> tuple[Conflict, ...]:
        """What some facts of the ledger contradict in it, or in themselves."""

    def settle(self, session: Session, conflict: Conflict, answer: str, said: Said) -> Settled | None:
        """What an answer to a conflict decides; None if nothing."""

    def carry(self, session: Session, said: Said, plan: CarriedPlan, outcome: str) -> Understood:
        """The fact of how a plan of the last report went."""

    def last_report(self, session: Session, said: Said) -> PastReport | None:
        """The whole report of an earlier time that a message is; None for everything else."""

    def comparisons(self, session: Session) -> tuple[Offer, ...]:
        """What of this period can be compared with the last report, like with like."""

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        """The facts with computed sums and the comparisons that the user wants."""

    def checklist(self, text: str) -> dict[str, tuple[str, ...]]:
        """The items of a notice or scoring sheet by topic."""


class Say(Value, frozen=True):
    """One line to say: a key of prompts/interview.toml and what fills it."""

    key: str
    values: dict[str, object] = msgspec.field(default_factory=dict)


class Effect(Value, frozen=True):
    """Something for the assistant to do that is no business of a pure function."""

    kind: EffectKind
    value: str = ""


class Outcome(Value, frozen=True):
    """What a state or command decides: events, lines to say, perhaps an effect. `repeat` shows the current question again."""

    events: tuple[AnyEvent, ...] = ()
    says: tuple[Say, ...] = ()
    effect: Effect | None = None
    repeat: bool = False


def say(key: str, **values: object) -> Say:
    return Say(key, values)
