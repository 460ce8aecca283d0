"""The last report, pasted or uploaded: kept beside the interview, never read as this period's work. Pure."""

from __future__ import annotations

from bot.interview.state import Session
from bot.interview.tools import Outcome, Said, Tools, say


def last_report(session: Session, said: Said, tools: Tools) -> Outcome | None:
    """CarriedOver, if the message is a whole report of an earlier time; None if it is anything else. The question stays.

    A report of another unit is looked at by nobody: it is said so, and nothing is kept.
    """
    found = tools.last_report(session, said)
    if found is None:
        return None
    if found.foreign:
        return Outcome(says=(say("say.past_foreign", title=found.carried.title),), repeat=True)
    carried = found.carried
    lines = [say("say.past", title=carried.title)]
    if carried.plans:
        lines.append(say("say.past_plans", count=len(carried.plans)))
    if carried.figures:
        lines.append(say("say.past_figures", count=len(carried.figures)))
    return Outcome((carried,), (*lines, say("say.past_hint")), repeat=True)
