"""From events to a session: `fold`. Undone turns are left out before folding, so 撤销 gives exactly the state before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from msgspec.structs import replace

from bot import events as e
from bot.interview.state import EXTRA, ConflictState, PlanBack, Session, TopicState
from bot.model import Conflict, Fact, Value

# Events by which nothing of the interview moves: no step to be undone.
NO_STEP = (e.Started, e.Exported, e.Undone)


def effective(records: Iterable[e.Recorded]) -> tuple[e.Recorded, ...]:
    """The records that count: those of undone turns are gone, and the undoing with them."""
    kept: list[e.Recorded] = []
    for record in records:
        if isinstance(record.event, e.Undone):
            undone = record.event.turn
            kept = [other for other in kept if other.turn != undone]
        else:
            kept.append(record)
    return tuple(kept)


class Folded(Value, frozen=True):
    """A session, and the turn that 撤销 would undo: the last one that changed the interview. Turn 0 (the start) stays."""

    session: Session = Session()
    step: int | None = None


def folded(records: Iterable[e.Recorded]) -> Folded:
    return _carried_on(Folded(), effective(records))


def onward(before: Folded, records: Iterable[e.Recorded]) -> Folded | None:
    """`before` with the records that follow; None where one undoes a turn: then all is to be folded anew."""
    records = tuple(records)
    if any(isinstance(record.event, e.Undone) for record in records):
        return None
    return _carried_on(before, records)


def _carried_on(before: Folded, records: Iterable[e.Recorded]) -> Folded:
    session, step = before.session, before.step
    for record in records:
        session = apply(session, record.event)
        if record.turn and not isinstance(record.event, NO_STEP):
            step = record.turn
    return Folded(session, step)


def fold(records: Iterable[e.Recorded]) -> Session:
    return folded(records).session


def apply_all(session: Session, events: Iterable[e.AnyEvent]) -> Session:
    return reduce(apply, events, session)


def apply(session: Session, event: e.AnyEvent) -> Session:
    """The session after one event. Undone is no matter of a single event: see `effective`."""
    handler = _HANDLERS.get(type(event))
    return handler(session, event) if handler else session


# ------------------------------------------------------------------ one function per event


def _started(session: Session, event: e.Started) -> Session:
    return replace(session, owner=event.owner, name=event.name, started_at=event.at)


def _restarted(session: Session, _event: e.Restarted) -> Session:
    """All over again; fact ids go on, so that an older draft never points at a newer fact."""
    return Session(
        owner=session.owner, name=session.name, started_at=session.started_at, next_id=session.next_id
    )


def _reopened(session: Session, _event: e.Reopened) -> Session:
    return replace(session, confirmed=False, current=None)


def _renamed(session: Session, event: e.Renamed) -> Session:
    return replace(session, name=event.name)


def _asked(session: Session, event: e.Asked) -> Session:
    question = event.question
    session = replace(_passed_over(session, question), current=question)
    if question.kind == "probe":
        return replace(session, probe=None, topics=_with(session.topics, question.key, probed=True))
    if question.kind == "conflict":
        return _conflict_status(session, question.key, "put")
    return session


def _basics(session: Session, event: e.BasicsGiven) -> Session:
    filled = tuple(dict.fromkeys((*session.slots, event.slot, *event.basics.said)))
    limit = event.basics.max_chars or session.max_chars
    current = session.current
    if current is not None and current.kind == "basics" and current.key == event.slot:
        current = None
    return replace(
        session,
        basics=event.basics,
        slots=filled,
        max_chars=limit,
        current=current,
        stale=bool(session.drafts),
    )


def _planned(session: Session, event: e.Planned) -> Session:
    topics = tuple(TopicState(plan) for plan in event.topics)
    return replace(session, topics=topics, samples=event.samples)


def _settled(session: Session, event: e.PlanSettled) -> Session:
    topics = session.topics
    for key in event.dropped:
        topics = _with(topics, key, status="skipped", reason="dropped")
    return replace(session, topics=topics, plan_settled=True, current=None)


def _sample(session: Session, event: e.SampleChosen) -> Session:
    return replace(session, chosen_sample=event.sample_id, stale=bool(session.drafts))


def _checklist(session: Session, event: e.ChecklistGiven) -> Session:
    """Items join their topic's question; a topic that was done is open again for them."""
    topics = session.topics
    for key, items in event.items.items():
        state = session.topic(key)
        if state is None:
            topics = _inserted(topics, TopicState(e.PlannedTopic(key, items=items)))
            continue
        plan = replace(state.plan, items=tuple(dict.fromkeys((*state.plan.items, *items))))
        topics = tuple(
            replace(t, plan=plan, status="open", reason="") if t.plan.topic == key else t for t in topics
        )
    return replace(session, topics=topics)


def _answered(session: Session, event: e.Answered) -> Session:
    session = _removed(session, event.removed)
    session = _understood(session, event.read)
    if event.kind == "topic":
        session = _answered_topic(session, event)
    if event.kind == "carry":
        carried = tuple(
            replace(c, outcome=event.text) if c.plan.id == event.key else c for c in session.carried
        )
        session = replace(session, carried=carried)
    session = _covered(session, event.covers)
    return replace(session, current=None)


def _answered_topic(session: Session, event: e.Answered) -> Session:
    state = session.topic(event.key)
    turns = tuple(dict.fromkeys(fact.source.turn for fact in event.read.facts))
    kept = () if state is None or event.removed else state.turns
    topics = _with(
        session.topics, event.key, status="answered", reason="", said=event.text, turns=(*kept, *turns)
    )
    return _with_probe(replace(session, topics=topics), event.key, event.read.probe)


def _skipped(session: Session, event: e.Skipped) -> Session:
    session = replace(session, current=None)
    if event.kind == "basics":
        return replace(session, slots=tuple(dict.fromkeys((*session.slots, event.key))))
    if event.kind == "carry":
        carried = tuple(replace(c, outcome="skip") if c.plan.id == event.key else c for c in session.carried)
        return replace(session, carried=carried)
    if event.kind == "conflict":
        return _left(session, event.key)
    state = session.topic(event.key)
    if event.kind != "topic" or state is None or state.status == "answered":
        return session
    return replace(session, topics=_with(session.topics, event.key, status="skipped", reason=event.reason))


def _corrected(session: Session, event: e.Corrected) -> Session:
    session = _removed(session, event.removed)
    return _merged(session, event.facts, event.conflicts)


def _hidden(session: Session, event: e.Hidden) -> Session:
    facts = tuple(replace(f, private=event.private) if f.id in event.facts else f for f in session.facts)
    return _merged(replace(session, facts=facts, stale=bool(session.drafts)), (), event.conflicts)


def _imported(session: Session, event: e.Imported) -> Session:
    session = _covered(_understood(session, event.read), event.covers)
    return replace(session, imports=(*session.imports, event.origin))


def _carried(session: Session, event: e.CarriedOver) -> Session:
    """Another last report takes the place of the one before; what was told about its plans stays told."""
    told = tuple(back for back in session.carried if back.outcome)
    known = {back.plan.text for back in told}
    new = tuple(PlanBack(plan) for plan in event.plans if plan.text not in known)
    asked = session.current
    return replace(
        session,
        current=None if asked is not None and asked.kind == "carry" else asked,  # its plan may be gone
        carried=(*told, *new),
        last_figures=event.figures,
        last_basics=event.basics,
        compared=(),
        stale=session.stale or bool(session.drafts and session.compared),
    )


def _compared(session: Session, event: e.Compared) -> Session:
    return replace(session, compared=event.keys, stale=session.stale or bool(session.drafts))


def _resolved(session: Session, event: e.Resolved) -> Session:
    session = _removed(session, event.dropped)
    if event.kept:
        return replace(_conflict_status(session, event.conflict, "settled"), current=None)
    return replace(_left(session, event.conflict), current=None)


def _confirmed(session: Session, _event: e.Confirmed) -> Session:
    return replace(session, confirmed=True, probe=None, current=None)


def _requested(session: Session, event: e.DraftRequested) -> Session:
    return replace(session, wanted=True, max_chars=event.max_chars or session.max_chars)


def _drafted(session: Session, event: e.Drafted | e.Revised) -> Session:
    """Numbered here: an edit by hand may have come between the wish and the draft."""
    draft = replace(event.draft, version=_next_version(session))
    stale = isinstance(event, e.Drafted) and event.stale
    own = session.own_with(draft) if isinstance(event, e.Revised) else session.own
    return replace(
        session, drafts=(*session.drafts, draft), stale=stale, wanted=False, confirmed=True, own=own
    )


def _edited(session: Session, event: e.Edited) -> Session:
    """Edits by hand that follow each other amend one version; facts changed meanwhile are still not in it."""
    amends = session.draft is not None and session.draft.version == event.draft.version
    kept = session.drafts[:-1] if amends else session.drafts
    return replace(session, drafts=(*kept, event.draft), own=session.own_with(event.draft))


def _next_version(session: Session) -> int:
    return session.draft.version + 1 if session.draft else 1


def _noted(session: Session, event: e.Noted) -> Session:
    return replace(session, remarks=(*session.remarks, event.text))


_HANDLERS: dict[type, Callable[[Session, Any], Session]] = {
    e.Started: _started,
    e.Restarted: _restarted,
    e.Renamed: _renamed,
    e.Reopened: _reopened,
    e.Asked: _asked,
    e.BasicsGiven: _basics,
    e.Planned: _planned,
    e.PlanSettled: _settled,
    e.SampleChosen: _sample,
    e.ChecklistGiven: _checklist,
    e.Answered: _answered,
    e.Skipped: _skipped,
    e.Corrected: _corrected,
    e.Hidden: _hidden,
    e.Imported: _imported,
    e.CarriedOver: _carried,
    e.Compared: _compared,
    e.Resolved: _resolved,
    e.Confirmed: _confirmed,
    e.DraftRequested: _requested,
    e.Drafted: _drafted,
    e.Revised: _drafted,
    e.Edited: _edited,
    e.Noted: _noted,
}


# ------------------------------------------------------------------ parts of the state


def _with(topics: tuple[TopicState, ...], key: str, **changes: Any) -> tuple[TopicState, ...]:
    return tuple(replace(state, **changes) if state.plan.topic == key else state for state in topics)


def _inserted(topics: tuple[TopicState, ...], new: TopicState) -> tuple[TopicState, ...]:
    """Before 补充, which stays last."""
    last = [state for state in topics if state.plan.topic == EXTRA]
    return (*(state for state in topics if state.plan.topic != EXTRA), new, *last)


def _with_probe(session: Session, key: str, probe: e.Question | None) -> Session:
    state = session.topic(key)
    spent = state is not None and state.probed
    return replace(session, probe=None if spent else probe)


def _covered(session: Session, covers: tuple[str, ...]) -> Session:
    """A pasted log answers other topics too: those are not asked again."""
    topics = tuple(
        replace(state, status="covered")
        if state.status == "open" and state.plan.topic in covers and state.plan.topic != EXTRA
        else state
        for state in session.topics
    )
    return replace(session, topics=topics)


def _understood(session: Session, read: e.Understood) -> Session:
    session = _merged(session, read.facts, read.conflicts)
    limits = [int(value) for kind, value in read.directives if kind == "max_chars" and value.isdigit()]
    return replace(
        session,
        directives=tuple(dict.fromkeys((*session.directives, *read.directives))),
        remarks=(*session.remarks, *read.questions),
        max_chars=limits[-1] if limits else session.max_chars,
    )


def _merged(session: Session, facts: tuple[Fact, ...], conflicts: tuple[Conflict, ...]) -> Session:
    """New facts join the ledger; one that replaces another takes its place."""
    ledger = list(session.facts)
    places = {fact.id: place for place, fact in enumerate(ledger)}
    for fact in facts:
        places[fact.id] = place = places.pop(fact.replaces, len(ledger))
        ledger[place : place + 1] = [fact]
    numbers = [int(m[0]) for fact in facts if (m := re.search(r"\d+", fact.id))]
    known = {frozenset(c.conflict.facts) for c in session.conflicts}
    new = tuple(ConflictState(c) for c in conflicts if frozenset(c.facts) not in known)
    merged = replace(
        session,
        facts=tuple(ledger),
        next_id=max([session.next_id, *(n + 1 for n in numbers)]),
        conflicts=(*session.conflicts, *new),
        stale=session.stale or bool(session.drafts and facts),
    )
    return _without_dead_conflicts(merged)


def _removed(session: Session, ids: tuple[str, ...]) -> Session:
    if not ids:
        return session
    facts = tuple(fact for fact in session.facts if fact.id not in ids)
    return _without_dead_conflicts(replace(session, facts=facts, stale=bool(session.drafts)))


def _without_dead_conflicts(session: Session) -> Session:
    """A conflict one side of which is gone is settled."""
    alive = {fact.id for fact in session.facts}
    conflicts = tuple(
        replace(c, status="settled") if not alive.issuperset(c.conflict.facts) else c
        for c in session.conflicts
    )
    return replace(session, conflicts=conflicts)


def _left(session: Session, conflict_id: str) -> Session:
    """Both facts stay, marked."""
    session = _conflict_status(session, conflict_id, "left")
    sides = next((c.conflict.facts for c in session.conflicts if c.conflict.id == conflict_id), ())
    facts = tuple(replace(f, conflict=conflict_id) if f.id in sides else f for f in session.facts)
    return replace(session, facts=facts)


def _passed_over(session: Session, question: e.Question) -> Session:
    """A conflict that the user walked away from (上一题) is not put again: it is left open."""
    put = [c.conflict.id for c in session.conflicts if c.status == "put" and c.conflict.id != question.key]
    for conflict_id in put:
        session = _left(session, conflict_id)
    return session


def _conflict_status(session: Session, conflict_id: str, status: str) -> Session:
    conflicts = tuple(
        ConflictState(c.conflict, status) if c.conflict.id == conflict_id else c  # type: ignore[arg-type]
        for c in session.conflicts
    )
    return replace(session, conflicts=conflicts)
