"""Changes of what is said: a corrected fact, words added, a gap filled. Only the sentences concerned are written anew."""

from __future__ import annotations

import re

import msgspec

from bot.drafting.register import written
from bot.drafting.revision.asking import Ask
from bot.drafting.revision.desk import Desk, Revision, named, reply, wants_part
from bot.drafting.revision.parts import joined, mapped, parts_of, which
from bot.drafting.statements import Statement, statements
from bot.facts import corrections
from bot.facts.reader import read
from bot.facts.reading import ReadContext
from bot.model import Draft, Fact, Paragraph, Section, Sentence
from bot.wording import table


def corrected(desk: Desk, correction: corrections.Correction) -> Revision:
    """Only the sentences that carry a changed fact are written anew."""
    gone = {fact.replaces for fact in correction.facts} | set(correction.removed)
    ledger = tuple(fact for fact in desk.request.facts if fact.id not in correction.removed)
    request = msgspec.structs.replace(desk.request, facts=_in_place(ledger, correction.facts))
    told = statements(request, short="")
    change: dict[str, Sentence | None] = {}
    locked = 0
    for sentence in desk.draft.sentences():
        if not gone & set(sentence.facts):
            continue
        if sentence.locked:
            locked += 1
            continue
        change[sentence.text] = _rewritten(
            sentence, told, {fact.replaces: fact.id for fact in correction.facts}
        )
    draft = mapped(desk.draft, change)
    said = _fact_reply(desk, correction, len(change)) + (reply("locked", number=locked) if locked else "")
    return Revision(said, draft, correction.facts, correction.removed)


def _in_place(ledger: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The ledger with each superseding fact where the superseded one stood, so that sentences keep their order."""
    by_old = {fact.replaces: fact for fact in new}
    return tuple(by_old.get(fact.id, fact) for fact in ledger)


def _fact_reply(desk: Desk, correction: corrections.Correction, number: int) -> str:
    old = {fact.id: fact.text for fact in desk.request.facts}
    if correction.facts:
        fact = correction.facts[0]
        return reply("fact", old=old.get(fact.replaces, ""), new=fact.text, number=number)
    return reply("delete", part=f"“{old.get(correction.removed[0], '')}”", number=len(correction.removed))


def _rewritten(sentence: Sentence, told: list[Statement], renamed: dict[str, str]) -> Sentence | None:
    """The sentence with its statement written anew, its opening (一是…。) kept; None if nothing of it is left."""
    ids = {renamed.get(key, key) for key in sentence.facts}
    statement = next((statement for statement in told if ids & set(statement.facts)), None)
    if statement is None:
        return None
    opening = re.match(
        r"(?:[一二三四五六七八九十]{1,2}是(?:[^，。\d]{4,10}。)?|\d{1,2}\.(?:[^，。\d]{4,10}。)?)?",
        sentence.text,
    )
    return Sentence(f"{opening[0] if opening else ''}{statement.text}。", "fact", statement.facts)


def add(desk: Desk, ask: Ask) -> Revision:
    index = which(desk.draft, ask) if wants_part(ask) else None
    parts = parts_of(desk.draft)
    facts = _noted(desk, ask.text)
    if not facts:
        return Revision(reply("add_nothing"))
    place = index if index is not None else _home(parts, facts[0])
    request = msgspec.structs.replace(desk.request, facts=facts)
    new = [
        Sentence(f"{statement.text}。", "fact", statement.facts)
        for statement in statements(request, short="")
    ]
    parts[place] = (*parts[place][:-1], _with_sentences(parts[place][-1], new))
    return Revision(reply("add", part=named(desk, place)), joined(desk.draft, parts), facts)


def _home(parts: list[tuple[Section, ...]], fact: Fact) -> int:
    role = str(table("topics", "config").get(fact.topic, {}).get("role", ""))
    return next((n for n, part in enumerate(parts) if part[0].role == role), 0)


def _with_sentences(section: Section, new: list[Sentence]) -> Section:
    *before, last = section.paragraphs or (Paragraph(),)
    return msgspec.structs.replace(section, paragraphs=(*before, Paragraph((*last.sentences, *new))))


def gaps_of(draft: Draft) -> list[str]:
    """The gap marks of a draft in reading order, those of title, signature and date included."""
    texts = [draft.title, *(sentence.text for sentence in draft.sentences()), draft.signature, draft.date]
    return [mark for text in texts for mark in re.findall(r"【待补充：[^】]*】", text)]


def wanted(mark: str) -> str:
    """【待补充：成文日期】 → 成文日期."""
    return mark.strip("【】").removeprefix("待补充：")


def gap(desk: Desk, ask: Ask) -> Revision:
    """补第2处：… fills a gap; without words it asks for them."""
    gaps = gaps_of(desk.draft)
    if not gaps or ask.number > len(gaps):
        return Revision(reply("gap_none"))
    number = max(ask.number, 1)
    mark = gaps[number - 1]
    if not ask.text.strip():
        return Revision(reply("gap_ask", what=wanted(mark)), asks=number)
    said = reply("gap_filled", n=number)
    for field in ("date", "signature", "title"):
        if mark in getattr(desk.draft, field):
            value = getattr(desk.draft, field).replace(mark, written(ask.text.strip("。 ")))
            return Revision(said, msgspec.structs.replace(desk.draft, **{field: value}))
    return _filled_sentence(desk, ask, mark, said)


def _noted(desk: Desk, text: str) -> tuple[Fact, ...]:
    context = ReadContext("补充", desk.turn, desk.request.basics, desk.request.facts, desk.next_id)
    return read(text, context).facts


def _filled_sentence(desk: Desk, ask: Ask, mark: str, said: str) -> Revision:
    facts = _noted(desk, ask.text)
    if not facts:
        return Revision(reply("add_nothing"))
    told = statements(msgspec.structs.replace(desk.request, facts=facts), short="")
    text = "".join(f"{statement.text}。" for statement in told)
    held = next(sentence for sentence in desk.draft.sentences() if mark in sentence.text)
    filled = Sentence(text, "fact", (*held.facts, *(fact.id for fact in facts)))
    return Revision(said, mapped(desk.draft, {held.text: filled}), facts)
