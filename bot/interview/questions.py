"""What to ask next: a pure function of the session. And where a question stands among all (第 4/11 题)."""

from __future__ import annotations

from bot.conversation import Progress
from bot.events import Question
from bot.interview.state import SLOTS, Session


def next_question(session: Session) -> Question:
    """The first thing still open, in this order: basics, the last report's plans, the plan, a probe, a conflict, topics, review.

    Once the user has had enough (`confirmed`), only a conflict is still put, and that after the draft.
    """
    opening = _opening(session)
    if opening is not None:
        return opening
    if session.probe is not None and not session.confirmed:
        return session.probe
    if session.drafts or not session.confirmed:
        for state in session.conflicts:
            if state.status == "open":
                return Question("conflict", state.conflict.id, about=state.conflict.facts)
    if session.confirmed:
        return Question("drafted" if session.drafts else "review")
    unasked = next((topic for topic in session.topics if topic.status == "open"), None)
    return Question("topic", unasked.plan.topic) if unasked else Question("review")


def _opening(session: Session) -> Question | None:
    """What comes before the topics."""
    for slot in SLOTS:
        if slot not in session.slots:
            return Question("basics", slot)
    for back in session.carried:
        if not (back.outcome or session.confirmed):
            return Question("carry", back.plan.id, about=(back.plan.text,))
    return None if session.plan_settled else Question("plan")


def numbered(session: Session) -> tuple[str, ...]:
    """Topics with a number: all but those the user dropped from the plan or a pasted log has covered before they were asked."""
    return tuple(
        state.plan.topic
        for state in session.topics
        if state.reason != "dropped" and state.status != "covered"
    )


def progress(session: Session, question: Question) -> Progress | None:
    """第 n/m 题 of a topic's question or its probe; None for everything else."""
    keys = numbered(session)
    if question.kind not in ("topic", "probe") or question.key not in keys:
        return None
    return Progress(keys.index(question.key) + 1, len(keys))


def previous(session: Session, question: Question | None) -> Question | None:
    """The question before `question` in the order of asking, to be answered anew; None at the very first."""
    order = [Question("basics", slot, again=True) for slot in SLOTS if slot in session.slots]
    if session.plan_settled:
        order += [
            Question("topic", state.plan.topic, again=True)
            for state in session.topics
            if state.reason != "dropped" and (state.status != "open" or _is(question, state.plan.topic))
        ]
    if question is None:
        return order[-1] if order else None
    for index, other in enumerate(order):
        if other.key == question.key and question.kind in (other.kind, "probe"):
            return _before(order, index, question)
    return order[-1] if order else None


def _before(order: list[Question], index: int, question: Question) -> Question | None:
    """Back from a probe is its own question; back from a question, the one before."""
    if question.kind == "probe":
        return order[index]
    return order[index - 1] if index else None


def _is(question: Question | None, topic: str) -> bool:
    return question is not None and question.kind in ("topic", "probe") and question.key == topic
