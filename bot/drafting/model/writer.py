"""The model writer: the offline draft as plan and stand-in, sections in parallel, lead and closing last, the gate over all of it."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from bot.conversation import Step
from bot.drafting.model import frame
from bot.drafting.model.means import Cost, Means
from bot.drafting.model.packing import Brief, brief_of, share_of
from bot.drafting.model.plan import Task, tasks
from bot.drafting.model.section import SectionWriter
from bot.drafting.model.settling import Settled, settled
from bot.drafting.model.verdict import Court
from bot.drafting.model.working import expected, reckoned, side_by_side
from bot.drafting.offline import OfflineWriter
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import Caller
from bot.model import Draft
from bot.prompts import words


class ModelWriter:
    """Writes through a model endpoint. The draft always passes the gate as well as the offline writer's does."""

    name = "model"

    def __init__(self, means: Means) -> None:
        self._means = means

    def write(self, request: DraftRequest) -> Draft:
        """The draft, with one sentence in `notes` on what the model did. Raises nothing for any failure of the endpoint."""
        means = self._means
        base = OfflineWriter().write(request)
        planned = tasks(base, means.options.section_chars)
        brief, court, caller = self._brief(request, base), self.court(request, base), means.caller()
        writer = SectionWriter(brief, court, caller, means.options)
        note = expected(self._reckoned(base, planned, brief, writer))
        means.watch.step(Step("planned", 0, len(planned), note=note))
        written, reasons, allowed = side_by_side(planned, writer, means, lambda: len(court.errors(base)))
        result = settled(base, planned, written, court, request.limit, allowed)
        if result.written:
            means.watch.step(Step("framing", len(planned), len(planned)))
            result = self._framed(result, brief, court, caller, request.limit)
        note = self._note(result, planned, reasons, means.spent(caller))
        means.watch.step(Step("done", len(planned), len(planned)))
        return replace(
            result.draft, writer=self.name if result.written else base.writer, notes=(note,) if note else ()
        )

    def estimate(self, request: DraftRequest) -> Cost:
        """What a draft will cost if nothing has to be repaired."""
        base = OfflineWriter().write(request)
        planned = tasks(base, self._means.options.section_chars)
        brief, court = self._brief(request, base), self.court(request, base)
        writer = SectionWriter(brief, court, self._means.caller(), self._means.options)
        return self._reckoned(base, planned, brief, writer)

    def _reckoned(self, base: Draft, planned: list[Task], brief: Brief, writer: SectionWriter) -> Cost:
        if not planned:
            return Cost(0, 0, 0)
        chars = sum(len(s.text) for s in (*base.lead, *base.closing))
        return reckoned(planned, writer, self._means, [frame.prompt_of(base, brief)], chars)

    def _framed(self, result: Settled, brief: Brief, court: Court, caller: Caller, limit: int) -> Settled:
        tried, _ = frame.framed(result.draft, result.errors, brief, court, caller, self._means.options)
        fits = not limit or tried.chars <= max(limit * 1.1, result.draft.chars)
        return replace(result, draft=tried) if fits else result

    def _brief(self, request: DraftRequest, base: Draft) -> Brief:
        return brief_of(request, base, self._means.count, share_of(request.limit, base.chars))

    def court(self, request: DraftRequest, base: Draft) -> Court:
        return self._means.court(request, base)

    def _note(self, result: Settled, planned: list[Task], reasons: Counter[str], cost: Cost) -> str:
        total = sum(len(task.points) for task in planned)
        if not total:
            return ""
        said, written = words("model/words"), len(result.written)
        shown = cost.said() | {"model": written, "offline": total - written}
        if self._means.watch.stopped:
            kind = "all" if written == total else "some" if written else "none"
            return said.say_known(f"note.stopped_{kind}", **shown)
        if written == total:
            return said.say_known("note.all", **shown)
        reason = said.say(f"reason.{(reasons + result.reasons).most_common(1)[0][0]}")
        return said.say_known("note.mixed" if written else "note.none", reason=reason, **shown)
