"""Changes of what is said: a corrected fact, words added, a gap filled. Only the sentences concerned are written anew."""

from __future__ import annotations

import re

import msgspec

from bot.drafting.register import written
from bot.drafting.revision.asking import Ask
from bot.drafting.revision.desk import Desk, Revision, named, reply, wants_part
from bot.drafting.revision.parts import joined, mapped, parts_of, which
from bot.drafting.service import prepared
from bot.drafting.statements import Statement, statements
from bot.facts import corrections, totals
from bot.facts.reader import read
from bot.facts.reading import ReadContext
from bot.model import Draft, Fact, Paragraph, Section, Sentence
from bot.wording import table


def corrected(desk: Desk, correction: corrections.Correction) -> Revision:
    """Only the sentences that carry a changed fact are written anew."""
    ledger = after(desk, correction.facts, correction.removed)
    told = statements(msgspec.structs.replace(desk.request, facts=ledger), short="")
    renamed = {fact.replaces: fact.id for fact in correction.facts} | _computed_anew(desk, ledger)
    gone = _changed(desk, ledger, renamed)
    change: dict[str, Sentence | None] = {}
    kept: dict[str, Sentence | None] = {}  # told of the same, whose number is another now
    locked = 0
    for sentence in desk.draft.sentences():
        if not set(sentence.facts) & (gone | set(renamed)):
            continue
        if not gone & set(sentence.facts) or sentence.locked:
            locked += sentence.locked and bool(gone & set(sentence.facts))
            known = tuple(renamed.get(key, key) for key in sentence.facts)
            kept[sentence.text] = msgspec.structs.replace(sentence, facts=known)
            continue
        change[sentence.text] = _rewritten(sentence, told, renamed)
    draft = mapped(desk.draft, kept | change)
    said = _fact_reply(desk, correction, len(change)) + (reply("locked", number=locked) if locked else "")
    return Revision(said, draft, correction.facts, correction.removed)


def after(desk: Desk, facts: tuple[Fact, ...], removed: tuple[str, ...]) -> tuple[Fact, ...]:
    """The ledger with new facts in it and others gone; sums and comparisons are those of today's figures."""
    if desk.renewed is not None:
        request = msgspec.structs.replace(desk.request, facts=desk.renewed(facts, removed))
        return prepared(request).facts
    told = tuple(fact for fact in desk.request.facts if fact.id not in removed and not fact.computed)
    known = {fact.id for fact in told}
    ledger = (*_in_place(told, facts), *(fact for fact in facts if fact.replaces not in known))
    return (*ledger, *totals.computed(ledger, desk.next_id + len(facts)))


def _computed_anew(desk: Desk, ledger: tuple[Fact, ...]) -> dict[str, str]:
    """The number that each computed fact of before has now; those that are computed no more are not named."""
    old = [fact for fact in desk.request.facts if fact.computed]
    new = {_computing(fact): fact.id for fact in ledger if fact.computed}
    return {fact.id: new[_computing(fact)] for fact in old if _computing(fact) in new}


def _computing(fact: Fact) -> tuple[str, bool, str]:
    """What is computed: the sum of a series, or a comparison, by its words without the figures."""
    return fact.group, totals.is_sum(fact), re.sub(r"[\d.]+", "", fact.text)


def _changed(desk: Desk, ledger: tuple[Fact, ...], renamed: dict[str, str]) -> set[str]:
    """The facts of before that are gone, or that say something else now."""
    now = {fact.id: fact.text for fact in ledger}
    return {fact.id for fact in desk.request.facts if now.get(renamed.get(fact.id, fact.id)) != fact.text}


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
