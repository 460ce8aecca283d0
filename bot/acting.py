"""What an act (bot.acts) does to a session: events, lines, perhaps an effect, like a step of the interview. Pure but for the judge."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from bot import acts
from bot import events as e
from bot.drafting import by_hand
from bot.errors import InputError, NotFoundError
from bot.interview import commands
from bot.interview.intents import Intent
from bot.interview.state import Session
from bot.interview.tools import Effect, Outcome, Said, Tools
from bot.model import Draft, Fact
from bot.prompts import Words

Judge = Callable[[Session, Draft], Draft]


def spoken(session: Session, act: acts.Act, words: Words) -> str:
    """The act in words, as the conversation shows it and facts quote it. Raises NotFoundError, InputError where there is nothing to act on."""
    match act:
        case acts.FactText(text=text):
            return words.say("act.fact_text", number=_number(_fact(session, act.fact)), text=text)
        case acts.FactHidden(private=private):
            key = "act.fact_hidden" if private else "act.fact_shown"
            return words.say(key, number=_number(_fact(session, act.fact)))
        case acts.FactDropped():
            return words.say("act.fact_dropped", number=_number(_fact(session, act.fact)))
        case acts.SentenceText(text=text):
            before = _sentence(_draft(session, act.version), act.number)
            if not text.strip():
                return words.say("act.sentence_gone", before=before)
            return words.say("act.sentence", before=before, after=text)
        case acts.PaperTexts():
            _draft(session, act.version)
            given = (text for text in (act.title, act.signature, act.date) if text is not None)
            return words.say("act.texts", texts="；".join(given))
        case acts.Arranged(places=places):
            _draft(session, act.version)
            return words.say("act.arranged", headings="；".join(place.heading for place in places))
        case acts.GapFilled(number=number, text=text):
            _draft(session)
            return words.say("act.gap", number=number, text=text)
        case acts.VersionRestored(version=version):
            _version(session, version)
            return words.say("act.restored", version=version)


def outcome(session: Session, act: acts.Act, said: Said, tools: Tools, judge: Judge) -> Outcome:
    """What the act does; `said` is what `spoken` made of it. Raises NotFoundError, InputError."""
    match act:
        case acts.FactText(text=text):
            intent = Intent("fact", text.strip(), _number(_fact(session, act.fact)))
            return replace(commands.fact(session, intent, said, tools), repeat=False)
        case acts.FactDropped():
            intent = Intent("drop", number=_number(_fact(session, act.fact)))
            return replace(commands.drop(session, intent, said, tools), repeat=False)
        case acts.FactHidden(private=private):
            return Outcome((e.Hidden((_fact(session, act.fact).id,), private),))
        case acts.GapFilled():
            _draft(session)
            return Outcome(effect=Effect("revise", said.text))
        case acts.VersionRestored(version=version):
            old, last = _version(session, version), _draft(session)
            return Outcome((e.Edited(judge(session, replace(old, version=last.version + 1))),))
        case _:
            return _by_hand(session, act, judge)


def _by_hand(
    session: Session, act: acts.SentenceText | acts.PaperTexts | acts.Arranged, judge: Judge
) -> Outcome:
    draft = by_hand.amended(_draft(session, act.version))
    try:
        match act:
            case acts.SentenceText():
                changed = by_hand.with_sentence(draft, act.number, act.text)
            case acts.PaperTexts():
                changed = by_hand.with_texts(draft, act)
            case acts.Arranged():
                changed = by_hand.arranged(draft, act)
    except IndexError:
        raise NotFoundError("part_missing") from None
    return Outcome((e.Edited(judge(session, changed)),))


def _draft(session: Session, version: int = 0) -> Draft:
    """The present draft. Raises InputError where there is none, or where it is not `version` any more."""
    if session.draft is None:
        raise InputError("no_draft")
    if version and session.draft.version != version:
        raise InputError("draft_moved", version=session.draft.version)
    return session.draft


def _version(session: Session, version: int) -> Draft:
    found = next((draft for draft in session.drafts if draft.version == version), None)
    if found is None:
        raise NotFoundError("version_missing", version=version)
    return found


def _sentence(draft: Draft, number: int) -> str:
    sentences = draft.sentences()
    if not 0 <= number < len(sentences):
        raise NotFoundError("part_missing")
    return sentences[number].text


def _fact(session: Session, fact_id: str) -> Fact:
    found = session.fact(fact_id)
    if found is None:
        raise NotFoundError("fact_missing", id=fact_id)
    return found


def _number(fact: Fact) -> int:
    return int(re.sub(r"\D", "", fact.id) or 0)
