"""One step of the interview: a message in, events and lines out. A pure function of the session, the message and the readers."""

from __future__ import annotations

from msgspec.structs import replace

from bot.interview import commands, past, states
from bot.interview.intents import Intent
from bot.interview.questions import next_question
from bot.interview.state import Session
from bot.interview.states import STATES
from bot.interview.tools import Outcome, Said, Tools, say

_OF_STATES = ("topics_drop", "topics_keep", "addition")  # commands that only some states understand


_NOT_UNDERSTOOD = ("say.nothing_heard", "say.plan_hint", "say.hello")


def step(session: Session, said: Said, tools: Tools) -> Outcome:
    """What a message does. One that is not understood may mean a command (`Tools.meant`): then it is taken for that."""
    outcome = _step(session, said, tools)
    if outcome.events or not any(line.key in _NOT_UNDERSTOOD for line in outcome.says):
        return outcome
    words = tools.meant(session, said)
    return _step(session, replace(said, plain=words), tools) if words else outcome


def _step(session: Session, said: Said, tools: Tools) -> Outcome:
    """The order matters: a command, then a correction, then whatever the current question makes of it."""
    question = session.current or next_question(session)
    if session.current is None:  # a draft was asked for, and the program stopped before it was written
        session = replace(session, current=question)
    intent = tools.lexicon.command(said.plain)
    if intent is not None and not _is_answer(session, intent):
        return commands.COMMANDS[intent.kind.partition(":")[0]](session, intent, said, tools)
    if (carried := past.last_report(session, said, tools)) is not None:
        return carried
    if question.kind != "drafted" and session.facts and tools.lexicon.may_correct(said.plain):
        outcome = commands.correction(session, said, tools)
        if outcome is not None:
            return outcome
        if question.kind in ("topic", "review") and tools.lexicon.only_corrects(said.plain):
            return Outcome(says=(say("say.nothing_to_correct"),), repeat=True)
    if question.kind in ("topic", "review") and (ticked := states.tick(session, said, tools)) is not None:
        return ticked
    if tools.lexicon.short_answer(said.plain, "later"):
        return Outcome(says=(say("say.later"),), repeat=True)
    return STATES[question.kind](session, question, said, tools)


def _is_answer(session: Session, intent: Intent) -> bool:
    """Whether what looks like a command is an answer here: 不要3 outside the plan, 1500字 when asked for whom it is."""
    if intent.kind in _OF_STATES or intent.kind == "undo":
        return True
    question = session.current
    return intent.kind == "length" and question is not None and question.kind == "basics"
