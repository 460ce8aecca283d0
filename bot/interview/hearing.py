"""What the assistant says about what it has just read, and whether one follow-up is called for. Pure."""

from __future__ import annotations

import re

from msgspec.structs import replace

from bot.events import Question, Understood
from bot.interview.state import EXTRA, Session, TopicState
from bot.interview.tools import Heard, Say, say
from bot.model import Fact

SHOWN_FIGURES = 5  # how many figures an acknowledgement repeats, so that a slip is noticed at once
_DONE = re.compile(r"[了过]|已|被|获|有")
_WISHES = {"hide": "say.private"}
_COUNTS = ("算不算", "要不要写", "能不能写", "可不可以写", "写不写", "能写", "算吗", "算么")


def acknowledgements(session: Session, heard: Heard, asked: str) -> tuple[Say, ...]:
    """How much was noted, with its figures; where it was filed; what is held back; what became of a question."""
    facts = [fact for fact in heard.read.facts if not fact.private]
    lines: list[Say] = []
    if facts:
        lines.append(say("say.noted", count=len(facts), figures=_figures(facts)))
    elsewhere = dict.fromkeys(f.topic for f in facts if asked and f.topic not in (asked, EXTRA))
    if elsewhere and asked != EXTRA and len(facts) < 12:
        lines.append(say("say.filed", topics=_quoted(elsewhere)))
    if any(fact.private for fact in heard.read.facts):
        lines.append(say("say.private"))
    lines += [say("say.day", said=said, day=day) for said, day in dict.fromkeys(heard.days)]
    lines += [_about_question(question) for question in heard.read.questions]
    return (*lines, *_wishes(heard))


def newly_covered(before: Session, after: Session) -> tuple[Say, ...]:
    """The topics that need not be asked any more after a paste."""
    open_before = {t.plan.topic for t in before.topics if t.status == "open"}
    covered = [t.plan.topic for t in after.topics if t.status == "covered" and t.plan.topic in open_before]
    return (say("say.covered", topics=_quoted(dict.fromkeys(covered))),) if covered else ()


def probe_for(state: TopicState | None, session: Session, heard: Heard) -> Question | None:
    """The one follow-up of a topic: what a vague word leaves open, else the figure that a topic of figures lacks."""
    if state is None or state.probed:
        return None
    topic = state.plan.topic
    live = {fact.id: fact for fact in heard.read.facts if fact.certainty != "planned" and not fact.private}
    for phrase, fact_id, asks in heard.vague:
        fact = live.get(fact_id)
        if fact and fact.certainty != "unsure":
            more = tuple(a for p, f, a in heard.vague if (p, f) == (phrase, fact_id))
            return Question("probe", topic, about=(phrase, fact_id), asks=more or (asks,))
    known = (*session.facts_of(topic), *live.values())
    if state.plan.figures and live and not any(f.figures or f.dates for f in known):
        return Question("probe", topic, asks=("figures",))
    return None


def is_empty(heard: Heard) -> bool:
    """Nothing was read that means anything: neither facts nor wishes nor questions."""
    return not (heard.read.facts or heard.read.directives or heard.read.questions)


def tells(heard: Heard, of_draft: bool) -> bool:
    """Whether a message states something done, found or wished for, rather than a word about the draft (`of_draft`: it names one)."""
    read = heard.read
    if read.directives or read.questions:
        return True
    plain = any(_counted(fact) or fact.dates or fact.names or fact.titles for fact in read.facts)
    return plain or (not of_draft and any(_DONE.search(fact.text) for fact in read.facts))


def _counted(fact: Fact) -> bool:
    return any(not figure.text.startswith("第") for figure in fact.figures)


def is_bulk(text: str, heard: Heard) -> bool:
    """A pasted log or notes rather than one typed answer: many lines, many facts."""
    lines = [line for line in text.splitlines() if line.strip()]
    return (len(lines) >= 5 and len(heard.read.facts) >= 5) or len(heard.read.facts) >= 15


def _figures(facts: list[Fact]) -> str:
    told = (figure for fact in facts for figure in fact.figures)
    telling = (f for f in told if f.value not in (0, 1) and not f.text.startswith("第"))  # 一个, 第一周
    texts = dict.fromkeys(figure.text for figure in telling if figure.text)
    shown = list(texts)[:SHOWN_FIGURES]
    if not shown:
        return ""
    return "、".join(shown) + ("……" if len(texts) > SHOWN_FIGURES else "")


def stored(heard: Heard, probe: Question | None = None) -> Understood:
    """What is kept of a reading: questions that could be answered at once are not brought up again."""
    open_ones = tuple(question for question in heard.read.questions if not _answerable(question))
    return replace(heard.read, questions=open_ones, probe=probe)


def _answerable(question: str) -> bool:
    """算不算, 要不要写: whatever is said goes in."""
    return any(word in question for word in _COUNTS)


def _about_question(question: str) -> Say:
    return say(
        "say.counts" if _answerable(question) else "say.heard_question", question=question.strip("，。？? ")
    )


def _wishes(heard: Heard) -> tuple[Say, ...]:
    lines: list[Say] = []
    for kind, value in heard.read.directives:
        wish = say("say.limit", chars=value) if kind == "max_chars" else say(_WISHES.get(kind, "say.wish"))
        if wish not in lines:
            lines.append(wish)
    return tuple(lines)


def _quoted(topics: dict[str, None]) -> str:
    return "".join(f"「{topic}」" for topic in topics)
