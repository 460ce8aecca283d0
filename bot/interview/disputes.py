"""A fact that is corrected, or let in again, is held against the others at once; the first conflict it brings is put to the user. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from bot import events as e
from bot.interview.folding import apply
from bot.interview.state import Session
from bot.interview.tools import Tools
from bot.model import Conflict


def with_disputes(session: Session, events: tuple[e.AnyEvent, ...], tools: Tools) -> tuple[e.AnyEvent, ...]:
    """The events of a step with the conflicts they bring. One that decides a conflict brings none."""
    if not any(map(_fresh, events)) or any(isinstance(event, e.Resolved) for event in events):
        return events
    checked: list[e.AnyEvent] = []
    found: list[Conflict] = []
    for event in events:
        if isinstance(event, e.Corrected | e.Hidden) and (fresh := _fresh(event)) and not event.conflicts:
            after = apply(session, event)
            known = {frozenset(state.conflict.facts) for state in after.conflicts}
            new = [one for one in tools.conflicts(after, fresh) if frozenset(one.facts) not in known]
            event = replace(event, conflicts=tuple(new))
            found += new
        session = apply(session, event)
        checked.append(event)
    busy = session.current is not None and session.current.kind == "conflict"
    if found and not busy and not any(isinstance(event, e.Asked) for event in events):
        checked.append(e.Asked(e.Question("conflict", found[0].id, about=found[0].facts)))
    return tuple(checked)


def _fresh(event: e.AnyEvent) -> frozenset[str]:
    """The facts that an event puts right or lets in again."""
    match event:
        case e.Corrected(facts=facts):
            return frozenset(fact.id for fact in facts)
        case e.Hidden(facts=ids, private=False):
            return frozenset(ids)
    return frozenset()
