"""Commands and edits by number that are valid wherever the interview stands. One function each; pure."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bot import events as e
from bot.interview import states
from bot.interview.intents import Intent, fact_by_number
from bot.interview.questions import numbered, previous
from bot.interview.state import Session
from bot.interview.tools import Effect, Outcome, Said, Say, Tools, say

CommandFunction = Callable[[Session, Intent, Said, Tools], Outcome]

TITLE = ("标题", "题目")
_SLOT_OF = {"时间": "时间段", "题目": "主题", "标题": "主题", "报给谁": "给谁看", "读者": "给谁看"}


def log(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """/记: a dated item of the work log, kept for the owner, whatever session is open."""
    return Outcome(effect=Effect("log", intent.text), repeat=True)


def rename(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    return Outcome((e.Renamed(intent.text),), (say("say.renamed", name=intent.text),), repeat=True)


def bare(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """改名, 第3条: a command without what it needs."""
    return Outcome(says=(say("say.bare"),), repeat=True)


def help_(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    return Outcome(says=(say("say.help"),), repeat=True)


def restart(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """重新开始. A finished report stays as it is and a new session begins; an unfinished one starts over (撤销 brings it back)."""
    if session.drafts:
        return Outcome(effect=Effect("new"))
    return Outcome((e.Restarted(),), (say("say.restarted"),))


def sessions(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """我的总结: what this person has written, numbered."""
    return Outcome(effect=Effect("sessions"), repeat=True)


def open_(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """打开第2份."""
    return Outcome(effect=Effect("open", str(intent.number)))


def erase(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """删除第2份 asks once more; 确认删除第2份 does it."""
    return Outcome(
        effect=Effect("erase_sure" if intent.kind == "erase_sure" else "erase", str(intent.number)),
        repeat=True,
    )


def logbook(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """看日志: what /记 has kept so far."""
    return Outcome(effect=Effect("logbook"), repeat=True)


def mine(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """导出我的数据: everything that is kept of this person, as a file."""
    return Outcome(effect=Effect("mine"), repeat=True)


def wipe(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """删除我的全部数据 asks once more; 确认删除我的全部数据 does it."""
    return Outcome(effect=Effect("wipe_sure" if intent.kind == "wipe_sure" else "wipe"), repeat=True)


def sheet(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """看已有的: the facts, and behind them what could be compared with the last report."""
    offers = _offered(session, tools)
    return Outcome(says=(say("sheet"), *((offers,) if offers else ())), repeat=True)


def _offered(session: Session, tools: Tools) -> Say | None:
    found = tools.comparisons(session)
    return say("compare", offers=found) if any(not offer.wanted for offer in found) else None


def comparisons(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """看对比."""
    return Outcome(says=(_offered(session, tools) or say("say.compare_none"),), repeat=True)


def compare(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """写上对比1、3; without numbers: all of them. 不要对比: none."""
    offers = tools.comparisons(session)
    named = {offers[n - 1].key for n in intent.numbers if 0 < n <= len(offers)}
    if not intent.numbers:
        named = {offer.key for offer in offers}
    if not named:
        return Outcome(says=(say("say.compare_none"),), repeat=True)
    told = "；".join(offer.text for offer in offers if offer.key in named)
    keys = tuple(dict.fromkeys((*session.compared, *(o.key for o in offers if o.key in named))))
    return Outcome((e.Compared(keys),), (say("say.compared", facts=told),), repeat=True)


def compare_none(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    return Outcome((e.Compared(()),), (say("say.compare_dropped"),), repeat=True)


def topics(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    left = [state.plan.topic for state in session.topics if state.status == "open"]
    return Outcome(
        says=(say("say.topics_left", topics="、".join(left)) if left else say("say.topics_done"),),
        repeat=True,
    )


def finish(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """先到这里: write with what there is. Before anything is told it begins; a draft that says all there is is not written again."""
    question = session.current
    if question is not None and question.kind == "plan" and not session.facts:
        return Outcome((e.PlanSettled(),), (say("say.plan_settled"),))
    if question is not None and question.kind == "drafted" and session.drafts and not session.stale:
        return Outcome(says=(say("drafted.already"),), repeat=True)
    return states.write(session, early=any(state.status == "open" for state in session.topics))


def again(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    return states.write(session)


def reopen(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """继续问: ask what an early stop left open."""
    if not any(state.status == "open" for state in session.topics):
        return Outcome(says=(say("say.topics_done"),), repeat=True)
    return Outcome((e.Reopened(),), (say("say.reopened"),))


def back(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """上一题: the question before, to be said anew."""
    question = previous(session, session.current)
    if question is None:
        return Outcome(says=(say("say.first_question"),), repeat=True)
    return Outcome((e.Asked(question),))


def export(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    if session.draft is None:
        return Outcome(says=(say("drafted.none"),), repeat=True)
    return Outcome(effect=Effect("export", intent.text.lower()), repeat=False)


def show(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    if session.draft is None:
        return Outcome(says=(say("drafted.none"),), repeat=True)
    return Outcome(effect=Effect("show"))


def versions(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    if session.draft is None:
        return Outcome(says=(say("drafted.none"),), repeat=True)
    line = say("drafted.versions", count=len(session.drafts), chars=session.draft.chars)
    return Outcome(says=(line,), repeat=True)


def length(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """1500字: the length wanted; once there is a draft, it is written anew at that length."""
    if intent.number < 100:
        return Outcome(says=(say("say.nothing_heard"),))
    line = say("say.limit", chars=intent.number)
    if session.drafts:
        written = states.write(session, max_chars=intent.number)
        return replace(written, says=(line, *written.says))
    wish = e.Understood(directives=(("max_chars", str(intent.number)),))
    return Outcome((e.Imported("", wish),), (line,), repeat=True)


def question(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """第3题 goes there; 第3题改成… answers it anew at once."""
    keys = numbered(session) if session.plan_settled else ()
    if not 0 < intent.number <= len(keys):
        return Outcome(
            says=(say("say.no_such_question", number=intent.number, total=len(keys)),), repeat=True
        )
    target = e.Question("topic", keys[intent.number - 1], again=_was_asked(session, keys[intent.number - 1]))
    if not intent.text:
        return Outcome((e.Asked(target),))
    outcome = states.topic(
        session, target, replace(said, plain=intent.text, text=_verbatim(said, intent)), tools
    )
    return _staying(session, outcome)


def fact(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """第3条改成…: the user's words replace a fact of the sheet."""
    old = session.fact(fact_by_number(session, intent.number))
    if old is None:
        return Outcome(says=(say("say.no_such_fact", number=intent.number),))
    words = _verbatim(said, intent)
    heard = tools.read(session, replace(said, text=words, plain=intent.text), old.topic)
    new = tuple(
        replace(f, replaces=old.id if i == 0 else "", topic=old.topic) for i, f in enumerate(heard.read.facts)
    )
    if not new:
        return Outcome(says=(say("say.nothing_heard"),))
    return Outcome((e.Corrected(said.text, new),), (states.corrected(new),), repeat=True)


def drop(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    old = session.fact(fact_by_number(session, intent.number))
    if old is None:
        return Outcome(says=(say("say.no_such_fact", number=intent.number),))
    return Outcome(
        (e.Corrected(said.text, removed=(old.id,)),), (say("say.removed", fact=old.text),), repeat=True
    )


def hide(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    old = session.fact(fact_by_number(session, intent.number))
    if old is None:
        return Outcome(says=(say("say.no_such_fact", number=intent.number),))
    return Outcome((e.Hidden((old.id,)),), (say("say.hidden", fact=old.text),), repeat=True)


def set_basics(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """单位改成…: one of the first four answers, set anew."""
    typed = intent.kind.partition(":")[2]
    if session.drafts and typed in TITLE and "错" not in said.plain:
        return Outcome(effect=Effect("revise", said.text))  # of the paper that lies there
    slot = _SLOT_OF.get(typed, typed)
    read = tools.read_basics(slot, intent.text, session.basics)
    return Outcome(
        (e.BasicsGiven(slot, intent.text, read),),
        (say("say.basics_set", slot=slot, value=intent.text),),
        repeat=True,
    )


def sample(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    """参考第2篇: imitate that sample's structure."""
    if not 0 < intent.number <= len(session.samples):
        return Outcome(says=(say("say.no_such_sample"),), repeat=True)
    chosen = session.samples[intent.number - 1]
    return Outcome((e.SampleChosen(chosen.id),), (say("say.sample_chosen", title=chosen.title),), repeat=True)


def sample_show(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    number = intent.number or 1
    if not 0 < number <= len(session.samples):
        return Outcome(says=(say("say.no_such_sample"),), repeat=True)
    return Outcome(says=(say("outline", number=str(number)),), repeat=True)


def checklist(session: Session, intent: Intent, said: Said, tools: Tools) -> Outcome:
    return states.checklist(session, intent.text, tools)


def correction(session: Session, said: Said, tools: Tools) -> Outcome | None:
    """「把48人改成84人」, 「刚才说错了，是15场」. None where the ledger holds nothing of the kind: then it is an answer."""
    if session.current is not None and session.current.kind == "conflict":
        return None
    amended = tools.correct(session, said)
    if amended is None:
        return None
    if not amended.facts:
        gone = "；".join(f.text for f in session.facts if f.id in amended.removed)
        event = e.Corrected(said.text, removed=amended.removed)
        return Outcome((event,), (say("say.removed", fact=gone),), repeat=True)
    return Outcome(
        (e.Corrected(said.text, amended.facts, amended.removed),),
        (states.corrected(amended.facts),),
        repeat=True,
    )


COMMANDS: dict[str, CommandFunction] = {
    "log": log,
    "rename": rename,
    "bare": bare,
    "help": help_,
    "restart": restart,
    "sessions": sessions,
    "open": open_,
    "erase": erase,
    "erase_sure": erase,
    "mine": mine,
    "logbook": logbook,
    "wipe": wipe,
    "wipe_sure": wipe,
    "sheet": sheet,
    "comparisons": comparisons,
    "compare": compare,
    "compare_none": compare_none,
    "topics": topics,
    "finish": finish,
    "again": again,
    "reopen": reopen,
    "back": back,
    "export": export,
    "show": show,
    "versions": versions,
    "length": length,
    "question": question,
    "fact": fact,
    "drop": drop,
    "hide": hide,
    "basics": set_basics,
    "sample": sample,
    "sample_show": sample_show,
    "checklist": checklist,
}
# 撤销 needs the event log and lives in the assistant; 补充：… and 不要3 belong to the states that understand them.


def _was_asked(session: Session, key: str) -> bool:
    state = session.topic(key)
    return state is not None and state.status != "open"


def _verbatim(said: Said, intent: Intent) -> str:
    """The argument as typed: quotes of facts must be found in the message."""
    return intent.text if intent.text in said.text else said.text


def _staying(session: Session, outcome: Outcome) -> Outcome:
    """After an edit from elsewhere, the question that was open is asked on."""
    if session.current is None or not outcome.events:
        return replace(outcome, repeat=True)
    return replace(outcome, events=(*outcome.events, e.Asked(session.current)), repeat=True)
