"""What an interview knows at one moment. Frozen; made only by folding events (bot.interview.folding)."""

from __future__ import annotations

from typing import Literal

from bot.events import CarriedPlan, PlannedTopic, Question, SampleChoice
from bot.model import Basics, Conflict, Draft, Fact, Value

SLOTS = ("单位", "时间段", "主题", "给谁看")
FRAME = ("title", "signature", "date")
EXTRA = "补充"  # the topic that takes whatever fits nowhere else; asked last, never skipped as covered

TopicStatus = Literal["open", "answered", "skipped", "covered"]
ConflictStatus = Literal["open", "put", "settled", "left"]


class TopicState(Value, frozen=True):
    """`covered` = facts filed here from a pasted log or a file, so that it need not be asked. `probed` = its one probe is spent.

    `said` is the last answer, `turns` the messages that answered it.
    """

    plan: PlannedTopic
    status: TopicStatus = "open"
    reason: str = ""
    probed: bool = False
    said: str = ""
    turns: tuple[int, ...] = ()


class ConflictState(Value, frozen=True):
    conflict: Conflict
    status: ConflictStatus = "open"


class PlanBack(Value, frozen=True):
    """A plan of the last report and how it went: "" = not asked yet."""

    plan: CarriedPlan
    outcome: str = ""


class Session(Value, frozen=True):
    """An interview so far. `facts` are those in force, in the order they were given; `asked` every main question put, in order.

    `last_figures` and `last_basics` are those of the last report, `compared` the comparisons with it that the user wants told.
    `probe` is the follow-up that the last answer calls for. `slots` are the basics that are settled, even if left empty.
    `own` is what the user changed or filled in around the text of a draft: (title | signature | date | a part's role, words).
    """

    owner: str = ""
    name: str = ""
    started_at: str = ""
    basics: Basics = Basics()
    slots: tuple[str, ...] = ()
    topics: tuple[TopicState, ...] = ()
    plan_settled: bool = False
    samples: tuple[SampleChoice, ...] = ()
    chosen_sample: str = ""
    carried: tuple[PlanBack, ...] = ()
    last_figures: tuple[Fact, ...] = ()
    last_basics: Basics = Basics()
    compared: tuple[str, ...] = ()
    current: Question | None = None
    probe: Question | None = None
    facts: tuple[Fact, ...] = ()
    next_id: int = 1
    conflicts: tuple[ConflictState, ...] = ()
    directives: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    confirmed: bool = False
    max_chars: int = 0
    drafts: tuple[Draft, ...] = ()
    stale: bool = False
    wanted: bool = False
    own: tuple[tuple[str, str], ...] = ()

    @property
    def draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def planned(self) -> bool:
        return bool(self.topics)

    def topic(self, key: str) -> TopicState | None:
        return next((state for state in self.topics if state.plan.topic == key), None)

    def fact(self, fact_id: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.id == fact_id), None)

    def facts_of(self, topic: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.topic == topic)

    def own_with(self, after: Draft) -> tuple[tuple[str, str], ...]:
        """`own` once the user has made `after` of the draft."""
        before = self.draft
        if before is None:
            return self.own
        changed = {
            name: getattr(after, name) for name in FRAME if getattr(after, name) != getattr(before, name)
        }
        old, new = _headings(before), _headings(after)
        if old.keys() == new.keys():  # else a heading may have come of joining parts
            changed |= {role: heading for role, heading in new.items() if heading != old[role]}
        return tuple((dict(self.own) | changed).items())


def _headings(draft: Draft) -> dict[str, str]:
    """The heading of each part, by its role."""
    return {section.role: section.heading for section in reversed(draft.sections)}
