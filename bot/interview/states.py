"""One function per state of the interview. Each takes the session and a message and says what becomes of it; its docstring says
what it stores and what is asked next. Pure: commands valid everywhere are in bot.interview.commands.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bot import events as e
from bot.interview import checklist as notices
from bot.interview import hearing
from bot.interview import plan as plan_topics
from bot.interview.folding import apply_all
from bot.interview.intents import Intent, chosen_side
from bot.interview.questions import numbered
from bot.interview.state import EXTRA, Session
from bot.interview.tools import Effect, Heard, Outcome, Said, Say, Tools, say
from bot.model import Conflict, Fact

LONG_PASTE = 200  # characters: longer than any name of a unit or period

StateFunction = Callable[[Session, e.Question, Said, Tools], Outcome]


def basics(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """单位, 时间段, 主题, 给谁看. Stores BasicsGiven (or Skipped, then it is a gap); asks the next of the four, then the plan.

    A notice or material pasted here is kept, and the question stays.
    """
    if question.again and tools.lexicon.short_answer(said.plain, "skip", "none", "confirm"):
        return Outcome((e.BasicsGiven(question.key, "", session.basics),), (say("say.kept"),))
    if tools.lexicon.short_answer(said.plain, "skip", "none", "unknown"):
        return Outcome((e.Skipped("basics", question.key),), (say("say.skipped"),))
    if len(said.plain) > LONG_PASTE:
        return _import_paste(session, said, tools)
    wishes = question.key == "单位" and tools.lexicon.short_answer(said.plain, "wish")
    if wishes or tools.says_nothing(said.plain):  # a greeting, a question back
        return Outcome(says=(say("say.hello"),), repeat=True)
    return Outcome(
        (e.BasicsGiven(question.key, said.text, tools.read_basics(question.key, said.text, session.basics)),)
    )


def carry(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """A plan of the last report asked back. Stores Answered with one fact (完成 / 部分 / 未做 / what was said); next plan, then 选题."""
    if tools.lexicon.short_answer(said.plain, "skip", "unknown"):
        return Outcome((e.Skipped("carry", question.key),), (say("say.skipped"),))
    plan = next(back.plan for back in session.carried if back.plan.id == question.key)
    outcome = tools.lexicon.short_answer(said.plain, "done", "partly", "undone") or "said"
    read = tools.carry(session, said, plan, outcome)
    return Outcome((e.Answered("carry", question.key, said.text, read),), _ack(session, Heard(read), ""))


def plan(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """选题. 好 stores PlanSettled; 不要3 drops; a notice becomes a checklist; material pasted instead is imported and settles the plan."""
    if (ticked := tick(session, said, tools)) is not None:
        return ticked
    if tools.lexicon.is_notice(said.plain):
        return checklist(session, said.plain, tools)
    if tools.lexicon.short_answer(said.plain, "confirm", "skip", "none", "enough"):
        return Outcome((e.PlanSettled(),), (say("say.plan_settled"),))
    heard = tools.read(session, said, EXTRA)
    if not heard.read.facts:
        return Outcome(says=(say("say.plan_hint"),))
    pasted = _import_paste(session, said, tools)
    return Outcome((*pasted.events, e.PlanSettled()), (*pasted.says, say("say.plan_settled")))


def topic(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """A topic's question. Stores Answered with the facts read (or Skipped with the reason); asks a probe, a conflict, or the next topic."""
    short = tools.lexicon.short_answer(said.plain, "skip", "none", "unknown", "refers")
    if question.again and short:
        return Outcome((e.Skipped("topic", question.key, "skip"),), (say("say.kept"),))
    if short:
        return _skip(question, short)
    if tools.lexicon.short_answer(said.plain, "enough") and session.facts:
        return write(session, early=True)
    if tools.lexicon.short_answer(said.plain, "confirm"):
        return Outcome(says=(say("say.go_on"),))
    if tools.lexicon.is_notice(said.plain):
        return checklist(session, said.plain, tools)
    return _answer(session, question, said, tools)


def probe(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """The one follow-up of a topic. Stores Answered, or Skipped when it is not remembered: the words stay as said. Then on."""
    if short := tools.lexicon.short_answer(
        said.plain, "skip", "none", "unknown", "refers", "confirm", "enough"
    ):
        reason: e.SkipReason = "unknown" if short == "unknown" else "skip"
        line = say("say.kept_vague") if question.about else say("say.none")
        return Outcome((e.Skipped("probe", question.key, reason),), (line,))
    heard = tools.read_probe(session, said)
    if hearing.is_empty(heard):
        return Outcome((e.Skipped("probe", question.key, "unknown"),), (say("say.kept_vague"),))
    return Outcome(
        (e.Answered("probe", question.key, said.text, hearing.stored(heard)),),
        _ack(session, heard, question.key),
    )


def conflict(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """Two facts that cannot both hold, put once. Stores Resolved in favour of one, or a correction, or leaves both, marked. Then on."""
    state = next(c for c in session.conflicts if c.conflict.id == question.key)
    answer = _named_side(state.conflict, said, tools)
    if not answer and tools.lexicon.short_answer(said.plain):
        return Outcome((e.Resolved(question.key),), (say("say.left_open"),))
    settlement = tools.settle(session, state.conflict, answer or said.text, said)
    if settlement is None:
        return _conflict_answered_otherwise(session, question, said, tools)
    fixed = (settlement.corrected,) if settlement.corrected else ()
    events = (
        e.Corrected(said.text, fixed, settlement.dropped),
        e.Resolved(question.key, settlement.kept),
    )
    if answer or settlement.corrected is None:
        return Outcome(events, (say("say.settled", kept=answer or said.plain),))
    return Outcome(events, (corrected((settlement.corrected,)),))


def review(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """All asked. 好 / 开始写 stores Confirmed and DraftRequested; anything else that says something is noted, and it asks again."""
    if tools.lexicon.short_answer(said.plain, "confirm", "skip", "none", "enough"):
        return write(session)
    return further(session, said, tools)


def drafted(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """A draft lies there. A wish about it makes a new version (Revised); what else is said is noted; 好 says how to export."""
    if tools.lexicon.short_answer(said.plain):
        return Outcome(repeat=True)
    return Outcome(effect=Effect("revise", said.text))


STATES: dict[str, StateFunction] = {
    "basics": basics,
    "carry": carry,
    "plan": plan,
    "topic": topic,
    "probe": probe,
    "conflict": conflict,
    "review": review,
    "drafted": drafted,
}


# ------------------------------------------------------------------ shared by states and commands


def write(session: Session, *, early: bool = False, max_chars: int = 0) -> Outcome:
    """Ask for a draft, if there is anything to write from."""
    if not any(not fact.private for fact in session.facts):
        return Outcome(says=(say("say.no_facts"),), repeat=True)
    lines = (say("say.finish_early"),) if early else ()
    left = notices.without_material(session)
    if left and not session.drafts and (session.current is None or session.current.kind != "review"):
        lines = (*lines, say("review.left_items", items="；".join(left)))
    return Outcome((e.Confirmed(early), e.DraftRequested(max_chars)), lines, Effect("draft"))


def checklist(session: Session, text: str, tools: Tools) -> Outcome:
    """A pasted notice becomes items under topics; the question stays."""
    items = tools.checklist(text)
    if not items:
        return Outcome(says=(say("say.checklist_none"),))
    count = sum(map(len, items.values()))
    return Outcome((e.ChecklistGiven(items, text),), (say("say.checklist", count=count),), repeat=True)


def _answer(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    """An answer in the user's words; one that was given before is replaced, unless this one says it only adds."""
    addition = tools.lexicon.command(said.plain)
    adds = addition is not None and addition.kind == "addition"
    removed = () if adds or not question.again else answered_under(session, question.key)
    kept = tuple(fact for fact in session.facts if fact.id not in removed)
    heard = tools.read(replace(session, facts=kept), said, question.key)  # what it says again is not told yet
    if hearing.is_empty(heard):
        return _unheard(question, said, heard)
    if not removed and _puts_right(heard, question.key):
        facts = heard.read.facts
        return Outcome((e.Corrected(said.text, facts),), (corrected(facts),), repeat=True)
    covers = tools.covered(session, heard.read.facts) if hearing.is_bulk(said.plain, heard) else ()
    asked = hearing.probe_for(session.topic(question.key), session, heard)
    read = hearing.stored(heard, asked)
    event = e.Answered("topic", question.key, said.text, read, removed, covers)
    says = (
        *_ack(session, heard, question.key),
        *hearing.newly_covered(session, apply_all(session, (event,))),
    )
    return Outcome((event,), says)


def _puts_right(heard: Heard, key: str) -> bool:
    """Whether all that is said corrects facts of other topics: the question of `key` is not answered by that."""
    read = heard.read
    right = all(fact.replaces and fact.topic != key for fact in read.facts)
    return bool(read.facts) and right and not (read.directives or read.questions)


def answered_under(session: Session, key: str) -> tuple[str, ...]:
    """The facts that the user gave when `key` was asked, wherever they were filed."""
    state = session.topic(key)
    turns = state.turns if state else ()
    return tuple(fact.id for fact in session.facts if fact.source.turn in turns)


def _skip(question: e.Question, short: str) -> Outcome:
    reason: e.SkipReason = short  # type: ignore[assignment]
    line = {"skip": "say.skipped", "none": "say.none", "unknown": "say.unknown", "refers": "say.refers"}[
        short
    ]
    return Outcome((e.Skipped("topic", question.key, reason),), (say(line),))


def _unheard(question: e.Question, said: Said, heard: Heard) -> Outcome:
    """Nothing readable: 都在上面 or 也没啥可说的 end the question; chatter leaves it open."""
    if heard.refers:
        return _skip(question, "refers")
    if said.plain[:1] in "没无不" and len(said.plain) <= 20:
        return _skip(question, "none")
    return Outcome(says=(say("say.nothing_heard"),))


def further(session: Session, said: Said, tools: Tools) -> Outcome:
    """What is said beyond the questions. Once there is a draft, only what states something is taken for material."""
    heard = tools.read(session, said, EXTRA)
    addition = tools.lexicon.command(said.plain)
    told = (
        not session.drafts
        or addition is not None
        or hearing.tells(heard, tools.lexicon.is_of_draft(said.plain))
    )
    if hearing.is_empty(heard) or not told:
        return Outcome(says=(say("drafted.unclear" if session.drafts else "say.nothing_heard"),))
    kind: e.QuestionKind = "drafted" if session.drafts else "review"
    lines = _ack(session, heard, EXTRA)
    return Outcome((e.Answered(kind, EXTRA, said.text, hearing.stored(heard)),), lines)


def _import_paste(session: Session, said: Said, tools: Tools) -> Outcome:
    if tools.lexicon.is_notice(said.plain):
        return checklist(session, said.plain, tools)
    heard = tools.read(session, said, EXTRA)
    if not heard.read.facts:
        return Outcome(says=(say("say.nothing_heard"),))
    event = e.Imported("", hearing.stored(heard), tools.covered(session, heard.read.facts))
    says = (*_ack(session, heard, ""), *hearing.newly_covered(session, apply_all(session, (event,))))
    return Outcome((event,), says, repeat=True)


def tick(session: Session, said: Said, tools: Tools) -> Outcome | None:
    """不要3、5, 去掉宣传和培训, 只要1、3: topics that are not to be asked. None where the message is about none.

    Later than the plan the numbers are those of the questions, and only what is still open goes.
    """
    intent = tools.lexicon.command(said.plain)
    names = plan_topics.names_of([state.plan for state in session.topics])
    named = tools.lexicon.topics_named(said.plain, names)
    if intent is not None and intent.kind in ("topics_drop", "topics_keep"):
        return _dropped(session, _by_number(session, intent))
    return _dropped(session, named) if named else None


def _by_number(session: Session, intent: Intent) -> tuple[str, ...]:
    keys = numbered(session) if session.plan_settled else tuple(state.plan.topic for state in session.topics)
    named = {keys[n - 1] for n in intent.numbers if 0 < n <= len(keys)}
    if intent.kind == "topics_keep" and named:
        named = set(keys) - named
    return tuple(named)


def _dropped(session: Session, named: tuple[str, ...]) -> Outcome:
    open_ = [state.plan.topic for state in session.topics if state.status == "open"]
    dropped = tuple(key for key in open_ if key in named and key != EXTRA)
    if not dropped:
        return Outcome(
            says=(say("say.plan_hint" if not session.plan_settled else "say.none_dropped"),),
            repeat=session.plan_settled,
        )
    line = "say.topics_dropped" if session.plan_settled else "say.plan_dropped"
    return Outcome((e.PlanSettled(dropped),), (say(line, topics="".join(f"「{key}」" for key in dropped)),))


def _named_side(conflict: Conflict, said: Said, tools: Tools) -> str:
    """The figure that an answer names by its place (后面那个) or by being nothing but it; "" if it names none so."""
    named = tools.lexicon.short_answer(said.plain, "first", "second")
    if named and len(conflict.choices) == 2:
        return conflict.choices[0 if named == "first" else 1]
    side = chosen_side(conflict.choices, said.plain) if len(said.plain) <= 12 else None
    return conflict.choices[side] if side is not None else ""


def _conflict_answered_otherwise(session: Session, question: e.Question, said: Said, tools: Tools) -> Outcome:
    amended = tools.correct(session, said)
    if amended is not None:
        events = (e.Corrected(said.text, amended.facts, amended.removed), e.Resolved(question.key))
        return Outcome(events, (corrected(amended.facts),))
    first = next((f for f in session.facts if f.id in question.about), None)
    heard = tools.read(session, said, first.topic if first else EXTRA)
    answered = e.Answered("conflict", question.key, said.text, hearing.stored(heard))
    return Outcome((answered, e.Resolved(question.key)), (*_ack(session, heard, ""), say("say.left_open")))


def corrected(facts: tuple[Fact, ...]) -> Say:
    return say("say.corrected", facts="；".join(fact.text for fact in facts))


def _ack(session: Session, heard: Heard, asked: str) -> tuple[Say, ...]:
    return hearing.acknowledgements(session, heard, asked)
