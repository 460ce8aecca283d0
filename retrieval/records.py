"""What the style library keeps of a sample report, and what it hands to a writer.

`Sample` holds everything, the raw text included; `StyleReference` is what leaves the library: masked text and style only.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

NodeKind = Literal["standalone", "run_in", "inline", "enum_item", "implied"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the records below: frozen, JSON in and out through msgspec."""


class SampleParagraph(Record, frozen=True, kw_only=True):
    """One true paragraph after page breaks are joined. `start`/`end` are offsets in the report's clean text (white space removed)."""

    text: str
    masked: str = ""
    truncated: bool = False
    role: str = ""
    start: int = 0
    end: int = 0


class OutlineNode(Record, frozen=True, kw_only=True):
    """A heading of the outline tree. `level` 1 = top of the report's own tree; `marker` as written (一、, （二）, 三是); `text` without it."""

    level: int
    marker: str
    text: str
    kind: NodeKind
    start: int = 0
    end: int = 0
    paragraph: int | None = None
    masked: str = ""
    role: str = ""
    children: tuple[OutlineNode, ...] = ()


class Span(Record, frozen=True, kw_only=True):
    """A stretch [start, end) of the clean text. `kind`: NUM DATE PERIOD PERSON PLACE ORG DOC CAMPAIGN UNIT PLACEHOLDER."""

    start: int
    end: int
    kind: str
    text: str
    masked: bool = True


class StyleProfile(Record, frozen=True, kw_only=True):
    """How a report is written, never what it says.

    `enumeration` is the style below the top level: one of 一是 / 1、 / （一） / 第一 / none; `numbering` the marker style per level, top first;
    `levels` the depth; `formulas` heading patterns with X/Y slots (加强X，提升Y), most frequent first; `shares` role → share of characters;
    lengths in characters; `person` how it speaks of itself (我们 / 我站 / 社区); `opening`/`closing` the form (masked), `transitions` its
    connectives.
    """

    enumeration: str = "一是"
    numbering: tuple[str, ...] = ("一、", "（一）")
    levels: int = 2
    run_in: bool = False
    formulas: tuple[str, ...] = ()
    shares: dict[str, float] = msgspec.field(default_factory=dict)
    order: tuple[str, ...] = ()
    sentence_length: float = 0.0
    paragraph_length: float = 0.0
    person: str = ""
    opening: str = ""
    closing: str = ""
    transitions: tuple[str, ...] = ()
    chars: int = 0


class Sample(Record, frozen=True, kw_only=True):
    """A sample report, cleaned, outlined, masked and profiled. `id` is stable: derived from the content hash."""

    id: str
    title: str
    masked_title: str = ""
    unit_type: str = ""
    period: str = ""
    topic: str = ""
    origin: str = ""
    content_hash: str = ""
    clean_text: str = ""
    paragraphs: tuple[SampleParagraph, ...] = ()
    outline: tuple[OutlineNode, ...] = ()
    spans: tuple[Span, ...] = ()
    profile: StyleProfile = StyleProfile()
    flags: tuple[str, ...] = ()
    builtin: bool = False


class StyleReference(Record, frozen=True, kw_only=True):
    """What a writer may see of a sample (or of one section of it): masked, and why it was found.

    `heading` is the masked path of headings over the passage (一、… › （一）…).
    """

    sample_id: str
    title: str
    unit_type: str
    period: str
    topic: str
    role: str
    masked: str
    outline: tuple[OutlineNode, ...]
    profile: StyleProfile
    score: float
    why: str
    heading: str = ""

    @classmethod
    def of(cls, sample: Sample) -> StyleReference:
        """A whole sample as a reference: its outline and profile, none of its text."""
        return cls(
            sample_id=sample.id,
            title=sample.masked_title,
            unit_type=sample.unit_type,
            period=sample.period,
            topic=sample.topic,
            role="",
            masked="",
            outline=sample.outline,
            profile=sample.profile,
            score=0.0,
            why="",
        )


class SectionRow(Record, frozen=True, kw_only=True):
    """One row of the index: a masked section of a sample. `id` = sample id + ordinal."""

    id: str
    sample_id: str
    unit_type: str
    period: str
    topic: str
    role: str
    text: str


class SampleSummary(Record, frozen=True, kw_only=True):
    """A line of `samples list`."""

    id: str
    title: str
    unit_type: str
    period: str
    topic: str
    origin: str
    content_hash: str
    builtin: bool


class SampleStore(Protocol):
    """Where samples, masked sections and vectors are kept (SQL). Vectors are float32 bytes; one per section and embedder.

    Every method is one transaction: what it returns from is durable. `revision` grows with each change of samples.
    `note`/`set_note` keep small facts about the index ("" = none).
    """

    def put(self, sample: Sample, sections: tuple[SectionRow, ...]) -> None: ...
    def get(self, sample_id: str) -> Sample | None: ...
    def remove(self, sample_id: str) -> bool: ...
    def all(self) -> tuple[Sample, ...]: ...
    def summaries(self) -> tuple[SampleSummary, ...]: ...
    def has_hash(self, content_hash: str) -> bool: ...
    def sections(self) -> tuple[SectionRow, ...]: ...
    def sections_of(self, section_ids: tuple[str, ...]) -> dict[str, SectionRow]: ...
    def put_vectors(self, embedder: str, vectors: dict[str, bytes]) -> None: ...
    def vectors(self, embedder: str) -> dict[str, bytes]: ...
    def vectors_of(self, embedder: str, section_ids: tuple[str, ...]) -> dict[str, bytes]: ...
    def without_vector(self, embedder: str) -> tuple[str, ...]: ...
    def revision(self) -> int: ...
    def note(self, name: str) -> str: ...
    def set_note(self, name: str, value: str) -> None: ...
