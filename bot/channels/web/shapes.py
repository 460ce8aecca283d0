"""The JSON that the API answers with (docs/api.md)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


# ------------------------------------------------------------------ out: the conversation


class ChoiceShape(Shape):
    label: str
    send: str


class ProgressShape(Shape):
    number: int
    total: int


class DocumentShape(Shape):
    """`path` is below the session's own."""

    name: str
    format: str
    path: str


class ReplyShape(Shape):
    text: str
    kind: str
    choices: list[ChoiceShape]
    progress: ProgressShape | None
    document: DocumentShape | None
    session: str


class TurnShape(Shape):
    turn: int
    message: str
    at: str
    kind: Literal["start", "message", "files", "edit"]
    said: str
    replies: list[ReplyShape]


class Turns(Shape):
    turns: list[TurnShape]


class QuestionShape(Shape):
    kind: str
    key: str
    text: str
    choices: list[ChoiceShape]
    again: bool


class DraftStatus(Shape):
    version: int
    versions: int
    chars: int
    writer: str
    stale: bool
    gaps: int
    errors: int
    warnings: int


class Status(Shape):
    id: str
    name: str
    sequence: int
    turn: int
    stage: str
    question: QuestionShape | None
    progress: ProgressShape | None
    facts: int
    writing: bool
    draft: DraftStatus | None


class DraftProgress(Shape):
    """How far a draft in the making is; the data of a `progress` event."""

    message: str
    stage: Literal["planned", "section", "framing", "done"]
    done: int
    total: int
    heading: str
    text: str
    note: str


class Stopped(Shape):
    stopped: bool


class Answer(Shape):
    turn: TurnShape
    status: Status


class Begun(Shape):
    token: str | None
    expires_at: str | None
    turns: list[TurnShape]
    status: Status


class SessionLine(Shape):
    id: str
    name: str
    stage: str
    started: str
    updated: str


class Sessions(Shape):
    sessions: list[SessionLine]


class Me(Shape):
    expires_at: str
    sessions: int


# ------------------------------------------------------------------ out: facts and state


class FigureShape(Shape):
    text: str
    value: float | None
    high: float | None
    unit: str
    qualifier: str
    counted: str


class SourceShape(Shape):
    turn: int
    quote: str


class FactShape(Shape):
    id: str
    number: int
    text: str
    topic: str
    certainty: str
    private: bool
    figures: list[FigureShape]
    dates: list[str]
    names: list[str]
    titles: list[str]
    computed: str
    conflict: str
    used: bool
    source: SourceShape


class BasicsShape(Shape):
    unit: str
    unit_type: str
    period: str
    topic: str
    audience: str
    max_chars: int


class TopicShape(Shape):
    topic: str
    label: str
    status: Literal["open", "answered", "skipped", "covered", "dropped"]
    facts: int


class ConflictShape(Shape):
    id: str
    facts: list[str]
    question: str
    choices: list[str]
    status: str


class SampleShape(Shape):
    number: int
    id: str
    title: str
    headings: list[str]
    why: str
    chosen: bool


class State(Shape):
    status: Status
    basics: BasicsShape
    topics: list[TopicShape]
    facts: list[FactShape]
    conflicts: list[ConflictShape]
    samples: list[SampleShape]
    remarks: list[str]


# ------------------------------------------------------------------ out: the paper


class SentenceShape(Shape):
    n: int
    text: str
    kind: Literal["fact", "framing", "gap"]
    facts: list[str]
    locked: bool
    findings: list[int]


class SectionShape(Shape):
    index: int
    level: int
    number: str
    heading: str
    role: str
    paragraphs: list[list[SentenceShape]]


class Measures(Shape):
    framing_share: float
    cliche_share: float
    solid_share: float
    coverage: float


class Gap(Shape):
    number: int
    text: str
    what: str


class FindingShape(Shape):
    rule: str
    severity: Literal["error", "warning"]
    message: str
    text: str
    sentence: int | None


class Paper(Shape):
    version: int
    writer: str
    title: str
    lead: list[SentenceShape]
    sections: list[SectionShape]
    closing: list[SentenceShape]
    signature: str
    date: str
    chars: int
    asked_chars: int
    measures: Measures
    gaps: list[Gap]
    left_out: list[str]
    notes: list[str]
    findings: list[FindingShape]


class VersionLine(Shape):
    version: int
    writer: str
    chars: int
    title: str


class Versions(Shape):
    versions: list[VersionLine]


class ChangeShape(Shape):
    kind: Literal["added", "removed", "changed", "moved"]
    before: str
    after: str


class Changes(Shape):
    changes: list[ChangeShape]


# ------------------------------------------------------------------ out: elsewhere


class AddedSample(Shape):
    id: str
    title: str
    headings: list[str]


class AddedSamples(Shape):
    samples: list[AddedSample]
    skipped: int


class Code(Shape):
    code: str
    expires_at: str
    link: str
    qr: list[str]
    start: str
    telegram: str
    telegram_qr: list[str]


class Joined(Shape):
    token: str
    expires_at: str
    status: Status


class Health(Shape):
    status: str


class FieldError(Shape):
    field: str
    message: str


class ProblemShape(Shape):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    id: str | None = None
    errors: list[FieldError] | None = None
