"""What the assistant keeps and passes round: frozen values, JSON in and out (`encode`, `decode`), with a format version.

Nothing here does I/O or knows a channel. Chinese words in `Literal`s are values users see; English ones are internal.
"""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec

FORMAT_VERSION = 1

Certainty = Literal["exact", "approximate", "unsure", "planned"]
SentenceKind = Literal["fact", "framing", "gap"]
Severity = Literal["error", "warning"]


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of every value below."""


# ------------------------------------------------------------------ facts


class Figure(Value, frozen=True):
    """A quantity as the user gave it.

    `text` is verbatim with qualifier and unit (约40斤, 5千多, 14、5斤, 七成多); `value` is in `unit` (4万余元 → 40000 元; 七成多 → 70 %);
    `high` is the upper end of a range; `qualifier` is 约 余 多 近 来 左右 以上 不到 … or ""; `counted` is what is counted (小组, 学生).
    """

    text: str
    value: float | None
    unit: str = ""
    qualifier: str = ""
    counted: str = ""
    high: float | None = None


class Source(Value, frozen=True):
    """Where a fact came from: the turn (sequence number of the user's message, from 1) and the user's words, verbatim."""

    turn: int
    quote: str


class Fact(Value, frozen=True):
    """One atomic fact of the ledger. `text` is the user's wording with typos and chatter removed, complete in itself.

    `dates` are ISO where resolvable (2024-02-26, --06-03 without a year, 2024-03/2024-05) else as said (清明).
    `computed` shows the sum of a fact computed in code (23+17+9=49). `private` facts never reach a draft.
    `replaces` is the id of the fact a correction supersedes. `conflict` links facts that contradict each other unresolved.
    `heading` is the user's own short label for an item (设备检修), if they gave one; `lines` groups facts of one log item or list item.
    """

    id: str
    text: str
    topic: str
    source: Source
    figures: tuple[Figure, ...] = ()
    dates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    certainty: Certainty = "exact"
    private: bool = False
    computed: str = ""
    replaces: str = ""
    conflict: str = ""
    group: str = ""
    heading: str = ""


class Basics(Value, frozen=True):
    """The first four answers, as understood. `unit_type` is a key of config/unit_types.toml; `max_chars` 0 = free.

    `said` keeps what was typed. `short` is how the report names the unit after the first time (我校 / 本所 / 社区).
    """

    unit: str = ""
    unit_type: str = ""
    period: str = ""
    period_kind: str = ""
    topic: str = ""
    audience: str = ""
    max_chars: int = 0
    start: str = ""
    end: str = ""
    said: dict[str, str] = msgspec.field(default_factory=dict)


class Conflict(Value, frozen=True):
    """Two facts that cannot both hold, to be put to the user once. `question` is ready to be shown."""

    id: str
    facts: tuple[str, ...]
    question: str
    choices: tuple[str, ...] = ()


# ------------------------------------------------------------------ draft


class Sentence(Value, frozen=True):
    """`facts` are ids of the ledger; a framing sentence asserts nothing checkable; a gap is 【待补充：…】. `locked` = edited by the user."""

    text: str
    kind: SentenceKind
    facts: tuple[str, ...] = ()
    locked: bool = False


class Paragraph(Value, frozen=True):
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)


class Section(Value, frozen=True):
    """`heading` carries no number: exports number by level (一、 /（一）/ 1.). `role` is the section's role (组织领导 …)."""

    level: int
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    role: str = ""


class Finding(Value, frozen=True):
    """What the gate holds against a sentence. `sentence` is its text; "" = the draft as a whole."""

    rule: str
    severity: Severity
    sentence: str
    message: str


class Draft(Value, frozen=True, omit_defaults=False):
    """A draft. `lead` and `closing` are paragraphs; `facts` is the ledger it was written from; `findings` the gate's verdict."""

    title: str
    lead: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[Sentence, ...] = ()
    signature: str = ""
    date: str = ""
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asked_chars: int = 0
    version: int = 1
    writer: str = "offline"
    like: str = ""
    format: int = FORMAT_VERSION

    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence in reading order, lead and closing included."""
        body = (
            s for section in self.sections for paragraph in section.paragraphs for s in paragraph.sentences
        )
        return (*self.lead, *body, *self.closing)

    @property
    def chars(self) -> int:
        """Characters of title, headings and text, white space not counted."""
        headings = (section.heading for section in self.sections)
        text = "".join(
            (self.title, *headings, *(s.text for s in self.sentences()), self.signature, self.date)
        )
        return sum(not character.isspace() for character in text)

    @property
    def framing_share(self) -> float:
        """Characters of framing sentences over those of all sentences, 0–1."""
        total = sum(len(s.text) for s in self.sentences())
        framing = sum(len(s.text) for s in self.sentences() if s.kind == "framing")
        return framing / total if total else 0.0


# ------------------------------------------------------------------ JSON

T = TypeVar("T")


def encode(value: object) -> str:
    """JSON text of any value of this module."""
    return msgspec.json.encode(value).decode()


def decode(text: str | bytes, kind: type[T]) -> T:
    """The value of type `kind` in JSON `text`. Raises msgspec.ValidationError where it does not fit."""
    return msgspec.json.decode(text, type=kind)
