"""A wish about wording carried out by the model: just the parts it is about, under the same gate; where it fails, the rules' version stands."""

from __future__ import annotations

from collections import Counter

import msgspec
from msgspec.structs import replace

from bot.conversation import Step
from bot.drafting.model import frame, retitling
from bot.drafting.model.means import Means
from bot.drafting.model.packing import Brief, brief_of, share_of
from bot.drafting.model.plan import Place, Point, Task, tasks
from bot.drafting.model.section import SectionWriter
from bot.drafting.model.settling import Settled, settled
from bot.drafting.model.verdict import Court
from bot.drafting.model.wishing import BY_SIZE, HEADING, OTHER, SHARES, Wish, read_wish, touched
from bot.drafting.model.working import expected, reckoned, side_by_side
from bot.drafting.revision import Desk, Revision
from bot.drafting.revision.desk import named
from bot.drafting.service import judged, prepared
from bot.endpoint.calls import Caller
from bot.model import Draft, Sentence
from bot.prompts import words

_SHORTER = 0.95  # of what it was: a part that is asked to be shorter and is not is no answer
_FROM_RULES = ("longer", *BY_SIZE)  # what comes back into a draft, or goes, the rules settle first


class Reworked(msgspec.Struct, frozen=True):
    """A draft put otherwise: how many of its places the model wrote, how many stayed, why."""

    draft: Draft
    written: int = 0
    kept: int = 0
    reasons: Counter[str] = Counter()


class ModelReviser:
    """Carries wishes out through a model endpoint. Raises nothing for any failure of it."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def revise(self, text: str, desk: Desk, by_rule: Revision) -> Revision:
        """The version asked for in `text`, with one sentence on what was done; `by_rule` where the wish is none for a model, or it fails."""
        wish = read_wish(text, desk.draft)
        if wish is None or (wish.kind in _FROM_RULES and by_rule.draft is None):
            return by_rule
        desk = replace(desk, request=prepared(desk.request))
        if wish.kind == HEADING:
            return self._retitled(text, desk, by_rule)
        base = desk.draft if by_rule.draft is None or wish.kind in ("shorter", "rewrite") else by_rule.draft
        return self._reworded(read_wish(text, base) or wish, base, desk, by_rule)

    # ------------------------------------------------------------------ wording

    def _reworded(self, wish: Wish, base: Draft, desk: Desk, by_rule: Revision) -> Revision:
        means = self._means
        limit = 0 if wish.kind in ("shorter", "longer") else base.asked_chars
        brief, court, caller = (
            self._brief(wish, base, desk, limit),
            means.court(desk.request, base),
            means.caller(),
        )
        planned = tasks(base, means.options.section_chars, touched(wish, base))
        if not planned and not wish.frame:  # all of it edited by hand, or gaps
            return by_rule
        writer = SectionWriter(brief, court, caller, means.options)
        self._begun(wish, base, planned, brief, writer)
        written, reasons, allowed = side_by_side(planned, writer, means, lambda: len(court.errors(base)))
        changed = _changed(written, planned)
        result = settled(base, planned, changed, court, limit, allowed)
        done = Reworked(
            result.draft,
            len(result.written),
            sum(len(task.points) for task in planned) - len(result.written),
            reasons + result.reasons,
        )
        if wish.frame:
            done = self._reframed(wish, done, result, brief, court, caller)
        means.watch.step(Step("done", len(planned), len(planned)))
        if wish.kind == "shorter" and _chars(done.draft, wish) > _SHORTER * _chars(base, wish):
            done = replace(done, written=0, reasons=Counter(["longer"]))
        return self._said(wish, done, desk, by_rule, caller)

    def _brief(self, wish: Wish, base: Draft, desk: Desk, limit: int) -> Brief:
        request, by_size = desk.request, wish.kind in BY_SIZE
        share = share_of(limit, base.chars) if by_size else SHARES.get(wish.kind, 1.0)
        return brief_of(request, base, self._means.count, share, "" if by_size else wish.text)

    def _begun(
        self, wish: Wish, base: Draft, planned: list[Task], brief: Brief, writer: SectionWriter
    ) -> None:
        framing = [frame.prompt_of(base, brief)] if wish.frame else []
        chars = sum(len(s.text) for s in (*base.lead, *base.closing)) if framing else 0
        note = expected(reckoned(planned, writer, self._means, framing, chars))
        self._means.watch.step(Step("planned", 0, len(planned), note=note))

    def _reframed(
        self, wish: Wish, done: Reworked, result: Settled, brief: Brief, court: Court, caller: Caller
    ) -> Reworked:
        """With lead or closing put otherwise too, whichever was asked about."""
        errors = result.errors if result.written else tuple(court.errors(done.draft))
        tried, reason = frame.framed(done.draft, errors, brief, court, caller, self._means.options)
        lead = tried.lead if wish.frame in ("lead", "both") else done.draft.lead
        closing = tried.closing if wish.frame in ("closing", "both") else done.draft.closing
        draft = replace(done.draft, lead=lead, closing=closing)
        changed = (lead != done.draft.lead) + (closing != done.draft.closing)
        reasons = done.reasons + Counter([reason] if reason and not done.written else [])
        return replace(done, draft=draft, written=done.written + changed, reasons=reasons)

    # ------------------------------------------------------------------ headings

    def _retitled(self, text: str, desk: Desk, by_rule: Revision) -> Revision:
        """Another heading, or title, where the rules have put one."""
        place = retitling.place_of(desk.draft, by_rule.draft)
        if by_rule.draft is None or place is None:
            return by_rule
        means, caller = self._means, self._means.caller()
        brief = self._brief(Wish(HEADING, text), desk.draft, desk, 0)
        court = means.court(desk.request, desk.draft)
        heading, reason = retitling.heading_for(place, by_rule.draft, brief, court, caller, means.options)
        if not heading:
            return self._failed(reason, by_rule, HEADING)
        draft = self._finished(retitling.with_heading(by_rule.draft, place, heading), desk)
        part = "" if place < 0 else named(desk, retitling.part_of(desk.draft, place))
        cost = means.spent(caller).said()
        return Revision(
            words("model/words").say("revised.heading", part=part, heading=heading, **cost), draft
        )

    # ------------------------------------------------------------------ answers

    def _said(self, wish: Wish, done: Reworked, desk: Desk, by_rule: Revision, caller: Caller) -> Revision:
        reasons = Counter({reason: count for reason, count in done.reasons.items() if reason})
        if self._means.watch.stopped:
            reasons = Counter(["cancelled"])
        reason = reasons.most_common(1)[0][0] if reasons else "same"
        if not done.written:
            return self._failed(reason, by_rule, wish.kind)
        said, shown = words("model/words"), self._means.spent(caller).said()
        shown |= {"part": self._named(wish, desk), "model": done.written, "offline": done.kept}
        shown["reason"] = said.say(f"reason.{reason}")
        kind = "some" if done.kept and reasons else "all"
        draft = self._finished(done.draft, desk)
        if wish.kind in _FROM_RULES:  # what came or went, and what the length lacks, only the rules can say
            kind, shown = "sized", shown | {"said": by_rule.said, "chars": draft.chars}
        return Revision(said.say_known(f"revised.{kind}", **shown), draft)

    def _named(self, wish: Wish, desk: Desk) -> str:
        if wish.frame in ("lead", "closing"):
            return words("model/words").say(f"kind.{wish.frame}")
        return named(desk, wish.part)

    def _failed(self, reason: str, by_rule: Revision, kind: str) -> Revision:
        """What the rules made of it, and why not the model."""
        said = words("model/words")
        why = said.say(f"reason.{reason}")
        if kind == OTHER:  # no rule knows it
            return Revision(said.say("revised.nothing", reason=why))
        return replace(by_rule, said=said.say("revised.ruled", reason=why, said=by_rule.said))

    def _finished(self, draft: Draft, desk: Desk) -> Draft:
        numbered = replace(draft, version=desk.draft.version + 1, writer="model")
        return judged(numbered, desk.request, self._means.library())


def _changed(
    written: dict[Place, tuple[Sentence, ...]], planned: list[Task]
) -> dict[Place, tuple[Sentence, ...]]:
    """What says something else than before."""
    before: dict[Place, Point] = {point.place: point for task in planned for point in task.points}
    return {
        place: sentences
        for place, sentences in written.items()
        if "".join(s.text for s in sentences) != "".join(s.text for s in before[place].offline)
    }


def _chars(draft: Draft, wish: Wish) -> int:
    """Characters of the sections that the wish is about."""
    return sum(
        len(sentence.text)
        for index in touched(wish, draft)
        for paragraph in draft.sections[index].paragraphs
        for sentence in paragraph.sentences
    )
