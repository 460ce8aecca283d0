"""One function per kind of change. Each takes the desk and the ask, and returns the new version with a sentence saying what was done."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.drafting import framing
from bot.drafting.headings import alternatives, heading, is_own
from bot.drafting.length import droppable
from bot.drafting.outline import PlannedSection, Point
from bot.drafting.revision.asking import Ask, read_ask
from bot.drafting.revision.desk import Desk, Revision, missing_part, named, reply, wants_part
from bot.drafting.revision.difference import readable
from bot.drafting.revision.keeping import anew
from bot.drafting.revision.parts import Part, fact_ids, joined, mapped, parts_of, which
from bot.drafting.revision.saying import add, after, corrected, gap
from bot.drafting.revision.setting import others
from bot.drafting.service import judged, prepared
from bot.drafting.statements import Statement, role_of
from bot.facts import corrections
from bot.facts.basics import report_word
from bot.facts.reading import ReadContext
from bot.model import Draft, Section
from bot.wording import table
from retrieval.leaks import LeakIndex

BRIEF_CHARS = 500  # characters of a 简报版


def revise(text: str, desk: Desk, library: LeakIndex | None = None) -> Revision:
    """The version asked for in `text`; an ask that is not understood changes nothing and says how to put it."""
    desk = msgspec.structs.replace(desk, request=prepared(desk.request))
    ask = read_ask(text)
    correction = _correction(text, desk) if ask is None or ask.kind == "add" else None
    if correction is not None:
        return _finished(corrected(desk, correction), desk, library)
    revision = _ACTIONS[ask.kind](desk, ask) if ask else Revision(reply("not_understood"), understood=False)
    return _finished(revision, desk, library)


def _correction(text: str, desk: Desk) -> corrections.Correction | None:
    """What the words put right in the ledger; None where they put nothing right."""
    context = ReadContext("补充", desk.turn, desk.request.basics, desk.request.facts, desk.next_id)
    found = corrections.apply(text, desk.request.facts, context)
    return found if found and (found.facts or found.removed) else None


def _finished(revision: Revision, desk: Desk, library: LeakIndex | None) -> Revision:
    """The new version numbered and judged."""
    if revision.draft is None:
        return revision
    ledger = desk.request.facts
    if revision.facts or revision.removed:
        ledger = after(desk, revision.facts, revision.removed)
    draft = msgspec.structs.replace(revision.draft, version=desk.draft.version + 1)
    draft = judged(draft, msgspec.structs.replace(desk.request, facts=ledger), library)
    return msgspec.structs.replace(revision, draft=draft)


# ------------------------------------------------------------------ parts


def _delete(desk: Desk, ask: Ask) -> Revision:
    index = which(desk.draft, ask)
    if index is None:
        return missing_part(desk)
    parts = parts_of(desk.draft)
    gone = fact_ids(parts.pop(index))
    draft = msgspec.structs.replace(joined(desk.draft, parts), left_out=(*desk.draft.left_out, *gone))
    return Revision(reply("delete", part=named(desk, index), number=len(gone)), draft)


def _swap(desk: Desk, ask: Ask) -> Revision:
    parts = parts_of(desk.draft)
    if not 0 < ask.a <= len(parts) or not 0 < ask.b <= len(parts):
        return missing_part(desk)
    parts[ask.a - 1], parts[ask.b - 1] = parts[ask.b - 1], parts[ask.a - 1]
    return Revision(reply("swap", a=ask.a, b=ask.b), joined(desk.draft, parts))


def _move(desk: Desk, ask: Ask) -> Revision:
    index, parts = which(desk.draft, ask), parts_of(desk.draft)
    if index is None:
        return missing_part(desk)
    part = parts.pop(index)
    parts.insert(min(max(ask.b, 1), len(parts) + 1) - 1, part)
    return Revision(reply("move", part=named(desk, index)), joined(desk.draft, parts))


def _merge(desk: Desk, ask: Ask) -> Revision:
    parts = parts_of(desk.draft)
    if not 0 < ask.a <= len(parts) or not 0 < ask.b <= len(parts) or ask.a == ask.b:
        return missing_part(desk)
    first, second = sorted((ask.a - 1, ask.b - 1))
    one, other = parts[first], parts.pop(second)
    both = _both(one, other)
    head = msgspec.structs.replace(
        one[0], heading=both, paragraphs=(*one[0].paragraphs, *other[0].paragraphs)
    )
    parts[first] = (head, *one[1:], *other[1:])
    return Revision(reply("merge", a=first + 1, b=second + 1, heading=both), joined(desk.draft, parts))


def _both(one: Part, other: Part) -> str:
    """One heading for two parts: 组织领导和宣传发动情况, or the main clauses of both."""
    heads = [part[0].heading for part in (one, other)]
    if not any("，" in head for head in heads):
        return f"{heads[0].removesuffix('情况')}和{heads[1].removesuffix('情况')}情况"
    clauses = [
        head if "，" in head else next(iter(alternatives(part[0].role, _text(part))), head)
        for head, part in zip(heads, (one, other), strict=True)
    ]
    return "，".join(clause.split("，")[0] for clause in clauses)


def _heading(desk: Desk, ask: Ask) -> Revision:
    index = which(desk.draft, ask) if wants_part(ask) else None
    if index is None and wants_part(ask):
        return missing_part(desk)
    parts = parts_of(desk.draft)
    if index is None and ask.small:
        parts = [_headed(part, _other_heading(part)) for part in parts]
        return Revision(reply("headings"), joined(desk.draft, parts))
    if index is None:
        return _title(desk, ask.text)
    chosen = ask.text or _other_heading(parts[index])
    parts[index] = _headed(parts[index], chosen)
    return Revision(reply("heading", part=named(desk, index), heading=chosen), joined(desk.draft, parts))


def _headed(part: Part, text: str) -> Part:
    return (msgspec.structs.replace(part[0], heading=text), *part[1:])


def _title(desk: Desk, given: str) -> Revision:
    """The title the user gives, or the next general form of the one there is."""
    forms = framing.titles(desk.request.basics)
    place = forms.index(desk.draft.title) + 1 if desk.draft.title in forms else 0
    chosen = given or forms[place % len(forms)]
    if chosen == desk.draft.title:
        return Revision(reply("title_none"))
    return Revision(reply("title", heading=chosen), msgspec.structs.replace(desk.draft, title=chosen))


# ------------------------------------------------------------------ length, tone, versions


def _shorter(desk: Desk, ask: Ask) -> Revision:
    """The least important statements of the part left out, at most a third of it; they are listed and can come back."""
    index = which(desk.draft, ask)
    if index is None and wants_part(ask):
        return missing_part(desk)
    parts = parts_of(desk.draft)
    inside = (
        set(fact_ids(parts[index]))
        if index is not None
        else {key for part in parts for key in fact_ids(part)}
    )
    sentences = [s for s in desk.draft.sentences() if s.facts and not s.locked and set(s.facts) <= inside]
    minor = [fact.id for unit in droppable(desk.request.facts) for fact in unit if fact.id in inside]
    ranked = sorted(
        sentences,
        key=lambda s: min((minor.index(key) for key in s.facts if key in minor), default=len(minor)),
    )
    dropped = [s for s in ranked if any(key in minor for key in s.facts)][: max(1, len(sentences) // 3)]
    if len(sentences) < 2 or not dropped:
        return Revision(reply("shorter_none", part=named(desk, index)))
    gone = tuple(key for sentence in dropped for key in sentence.facts)
    draft = mapped(desk.draft, {sentence.text: None for sentence in dropped})
    draft = msgspec.structs.replace(draft, left_out=(*desk.draft.left_out, *gone))
    return Revision(reply("shorter", part=named(desk, index), number=len(gone)), draft)


def _longer(desk: Desk, ask: Ask) -> Revision:
    """What was left out comes back; nothing is padded: where all is told, it is asked for."""
    index = which(desk.draft, ask)
    left = [fact for fact in desk.request.facts if fact.id in desk.draft.left_out]
    if not left:
        asks = "、".join(
            str(word)
            for word in table("revision")["words"].get("more", "时间、次数、人数、做法、效果").split("、")
        )
        return Revision(reply("longer_none", part=named(desk, index), asks=asks))
    return Revision(reply("longer", part=named(desk, index), number=len(left)), anew(desk, 0))


def _length(desk: Desk, ask: Ask) -> Revision:
    fresh = anew(desk, ask.number)
    said = reply("length", limit=ask.number, chars=fresh.chars) + "".join(fresh.notes)
    return Revision(said + _held(desk), fresh)


def _held(desk: Desk) -> str:
    """That sentences edited by hand were kept; "" where there are none."""
    number = sum(sentence.locked for sentence in desk.draft.sentences())
    return reply("length_locked", number=number) if number else ""


def _rewrite(desk: Desk, ask: Ask) -> Revision:
    """The part written anew from its facts, or the whole: other headings, points set another way; figures and names are the ledger's."""
    index = which(desk.draft, ask)
    if index is None and wants_part(ask):
        return missing_part(desk)
    said = reply("rewrite", part=named(desk, index)) + _held(desk)
    if index is None:
        return Revision(said, anew(desk, desk.draft.asked_chars, other=True))
    parts = parts_of(desk.draft)
    fresh = _part_anew(desk, parts[index])
    ways = [fresh, *others(fresh)]
    place = next((n for n, way in enumerate(ways, 1) if _texts(way) == _texts(parts[index])), 0)
    way = ways[place % len(ways)]
    if _texts(way) == _texts(parts[index]) and fresh[0].heading == parts[index][0].heading:
        return Revision(reply("rewrite_same", part=named(desk, index)))
    parts[index] = _headed(way, fresh[0].heading)
    return Revision(said, joined(desk.draft, parts))


def _part_anew(desk: Desk, part: Part) -> Part:
    """One part composed anew from just what it tells, as a paper of its own: its points are set as those of the other parts are."""
    told = set(fact_ids(part))
    facts = tuple(fact for fact in desk.request.facts if fact.id in told)
    alone = msgspec.structs.replace(desk.draft, sections=part, left_out=())
    lying = Desk(
        (alone,),
        msgspec.structs.replace(desk.request, facts=facts, missing=()),
        desk.turn,
        desk.next_id,
    )
    head, *more = anew(lying, 0).sections
    head = msgspec.structs.replace(head, heading=_other_heading(part))
    return (head, *(msgspec.structs.replace(section, level=2) for section in more))


def _texts(part: Part) -> list[list[str]]:
    """What a part says, paragraph by paragraph."""
    return [[s.text for s in paragraph.sentences] for section in part for paragraph in section.paragraphs]


def _other_heading(part: Part) -> str:
    """The heading that comes after the part's own among those of the bank that fit what it tells."""
    section = part[0]
    if is_own(section.heading):
        return section.heading
    others = alternatives(section.role, _text(part), section.heading)
    place = others.index(section.heading) + 1 if section.heading in others else 0
    return others[place % len(others)] if others else section.heading


def _text(part: Part) -> str:
    return "".join(s.text for section in part for p in section.paragraphs for s in p.sentences)


def _toned(kind: str) -> Callable[[Desk, Ask], Revision]:
    """更正式 and 向上级汇报 → headings in pairs, 更朴实 → plain ones."""

    def change(desk: Desk, ask: Ask) -> Revision:
        topics = {fact.id: fact.topic for fact in desk.request.facts}
        parts = parts_of(desk.draft)
        for index, part in enumerate(parts):
            told = _told(part, topics)
            roles = tuple(dict.fromkeys(role_of(statement.topic) for statement in told))[:2]
            if roles and not is_own(part[0].heading):
                fresh = heading(
                    PlannedSection(roles, "", (Point("", told),)), "noun" if kind == "plain" else "pair"
                )
                parts[index] = (msgspec.structs.replace(part[0], heading=fresh), *part[1:])
        draft = joined(desk.draft, parts)
        draft = _reporting(draft, desk) if kind == "upward" else draft
        if draft == desk.draft:
            return Revision(reply("toned_already"))
        return Revision(reply(kind), draft)

    return change


def _reporting(draft: Draft, desk: Desk) -> Draft:
    """Lead and closing as a superior is addressed, where the user has not written them."""
    words = table("phrases/frames")["lead"]["words"]
    basics = desk.request.basics
    mine, up = (str(words[key]).format(word=report_word(basics.topic)) for key in ("announce", "announce_up"))
    lead = tuple(
        msgspec.structs.replace(sentence, text=up)
        if sentence.text == mine and not sentence.locked
        else sentence
        for sentence in draft.lead
    )
    if any(sentence.locked for sentence in draft.closing):
        return msgspec.structs.replace(draft, lead=lead)
    closing = framing.closing(msgspec.structs.replace(basics, audience=str(words["superior"])))
    return msgspec.structs.replace(draft, lead=lead, closing=closing)


def _told(part: tuple[Section, ...], topics: dict[str, str]) -> tuple[Statement, ...]:
    """The sentences of a part as statements, to choose a heading by."""
    sentences = (
        sentence for section in part for paragraph in section.paragraphs for sentence in paragraph.sentences
    )
    return tuple(
        Statement(sentence.text, sentence.facts, topics.get(sentence.facts[0], ""))
        for sentence in sentences
        if sentence.facts
    )


def _restore(desk: Desk, ask: Ask) -> Revision:
    wanted = [draft for draft in desk.versions[:-1] if not ask.number or draft.version == ask.number]
    if not wanted:
        return Revision(reply("restore_none"))
    return Revision(reply("restore", version=wanted[-1].version), wanted[-1])


def _compare(desk: Desk, ask: Ask) -> Revision:
    others = [draft for draft in desk.versions[:-1] if not ask.number or draft.version == ask.number]
    if not others:
        return Revision(reply("compare_none"))
    return Revision(readable(others[-1], desk.draft) or reply("same"))


def _brief(desk: Desk, ask: Ask) -> Revision:
    """简报版: at most BRIEF_CHARS, from the same ledger."""
    fresh = anew(desk, BRIEF_CHARS, within=True)
    said = reply("brief", limit=BRIEF_CHARS, chars=fresh.chars, notes="".join(fresh.notes))
    return Revision(said + _held(desk), fresh)


def _speech(desk: Desk, ask: Ask) -> Revision:
    """汇报提纲: headings and the facts below them, no lead and no closing; the figures are those of the report."""
    kept = {
        name: tuple(sentence for sentence in getattr(desk.draft, name) if sentence.locked or sentence.facts)
        for name in ("lead", "closing")
    }
    return Revision(reply("speech"), msgspec.structs.replace(desk.draft, **kept))


def _report(desk: Desk, ask: Ask) -> Revision:
    """报告版 again after a brief or speaking notes: everything the ledger holds, in the length first asked for."""
    return Revision(reply("report") + _held(desk), anew(desk, 0))


_ACTIONS: dict[str, Callable[[Desk, Ask], Revision]] = {
    "restore": _restore,
    "compare": _compare,
    "gap": gap,
    "heading_as": _heading,
    "heading_other": _heading,
    "swap": _swap,
    "merge": _merge,
    "move": _move,
    "delete": _delete,
    "rewrite": _rewrite,
    "length": _length,
    "brief": _brief,
    "speech": _speech,
    "report": _report,
    "upward": _toned("upward"),
    "formal": _toned("formal"),
    "plain": _toned("plain"),
    "add": add,
    "shorter": _shorter,
    "longer": _longer,
}
