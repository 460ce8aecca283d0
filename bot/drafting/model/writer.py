"""The model writer: the offline draft as plan and stand-in, sections in parallel, lead and closing last, the gate over all of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import msgspec
from msgspec.structs import replace

from bot.conversation import Step, Watch
from bot.drafting.judging import gate_rules
from bot.drafting.model import frame
from bot.drafting.model.packing import Brief, share_of
from bot.drafting.model.plan import Place, Point, Task, tasks
from bot.drafting.model.section import Options, Outcome, SectionWriter
from bot.drafting.model.settling import Settled, settled
from bot.drafting.model.verdict import Court
from bot.drafting.offline import OfflineWriter, short_name
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import Caller, Forms, tokens_of
from bot.endpoint.client import Asks
from bot.endpoint.masking import Mask
from bot.endpoint.spending import MemorySpending, Spending
from bot.model import Draft, Sentence
from bot.prompts import words
from bot.tokens import Count
from retrieval.leaks import LeakIndex

_PER_CHAR = 1.1  # tokens of an answer per 字 of prose, its JSON included, in o200k_base


class Cost(msgspec.Struct, frozen=True):
    """Tokens; `price` in 元, 0 where no prices are set."""

    calls: int
    prompt: int
    completion: int
    price: float = 0.0

    @property
    def tokens(self) -> int:
        return self.prompt + self.completion


class Limits(msgspec.Struct, frozen=True):
    """Seconds, calls, tokens and 元 per million tokens; see config/settings.toml."""

    draft_s: float = 180.0
    parallel: int = 8
    retries: int = 3
    daily_tokens: int = 0
    price_in: float = 0.0
    price_out: float = 0.0


class ModelWriter:
    """Writes through a model endpoint. The draft always passes the gate as well as the offline writer's does."""

    name = "model"

    def __init__(
        self,
        endpoint: Asks,
        count: Count,
        *,
        options: Options | None = None,
        limits: Limits | None = None,
        forms: Forms | None = None,
        spending: Spending | None = None,
        user: str = "",
        library: Callable[[], LeakIndex | None] = lambda: None,
        watch: Watch | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._count = count
        self._options = options or Options()
        self._limits = limits or Limits()
        self._forms = forms or Forms()
        self._spending = spending or MemorySpending()
        self._user = user
        self._library = library
        self._watch = watch or Watch()

    def write(self, request: DraftRequest) -> Draft:
        """The draft, with one sentence in `notes` on what the model did. Raises nothing for any failure of the endpoint."""
        base = OfflineWriter().write(request)
        planned = tasks(base, self._options.section_chars)
        brief, court = self._brief(request, base), self.court(request, base)
        caller = self._caller()
        writer = SectionWriter(brief, court, caller, self._options)
        note = self._expected(self._reckoned(base, planned, brief, writer)) if planned else ""
        self._watch.step(Step("planned", 0, len(planned), note=note))
        written, reasons, allowed = self._sections(planned, writer, lambda: len(court.errors(base)))
        result = settled(base, planned, written, court, request.limit, allowed)
        if result.written:
            self._watch.step(Step("framing", len(planned), len(planned)))
            result = self._framed(result, brief, court, caller, request.limit)
        note = self._note(result, planned, reasons, caller)
        self._watch.step(Step("done", len(planned), len(planned)))
        return replace(
            result.draft, writer=self.name if result.written else base.writer, notes=(note,) if note else ()
        )

    def estimate(self, request: DraftRequest) -> Cost:
        """What a draft will cost if nothing has to be repaired."""
        base = OfflineWriter().write(request)
        planned = tasks(base, self._options.section_chars)
        brief = self._brief(request, base)
        writer = SectionWriter(brief, self.court(request, base), self._caller(), self._options)
        return self._reckoned(base, planned, brief, writer)

    def _reckoned(self, base: Draft, planned: list[Task], brief: Brief, writer: SectionWriter) -> Cost:
        makers = [maker for task in planned for maker in writer.prompts(task)]
        makers.append(frame.prompt_of(base, brief))
        prompt = sum(tokens_of(maker(self._forms.current), self._count) for maker in makers)
        chars = sum(task.chars for task in planned) * brief.share + sum(
            len(s.text) for s in (*base.lead, *base.closing)
        )
        return self._cost(len(makers), prompt, int(chars * _PER_CHAR))

    def _expected(self, cost: Cost) -> str:
        """The estimate in one sentence, to be shown before writing."""
        return words("model/words").say(
            "estimate.cost", calls=cost.calls, tokens=_about(cost.tokens), cost=_priced(cost.price)
        )

    def _sections(
        self, planned: list[Task], writer: SectionWriter, meanwhile: Callable[[], int]
    ) -> tuple[dict[Place, tuple[Sentence, ...]], Counter[str], int]:
        """The points that passed, why others did not, and what was reckoned `meanwhile`. Each task is shown as soon as it is done."""
        written: dict[Place, tuple[Sentence, ...]] = {}
        reasons: Counter[str] = Counter()
        with ThreadPoolExecutor(max(1, self._limits.parallel), thread_name_prefix="section") as pool:
            under_way = {pool.submit(writer.write, task): task for task in planned}
            reckoned = meanwhile()
            for done, future in enumerate(as_completed(under_way), start=1):
                task, outcome = under_way[future], future.result()
                written |= outcome.written
                missing = len(task.points) - len(outcome.written)
                reasons[outcome.reason] += missing
                self._watch.step(Step("section", done, len(planned), task.heading, _text_of(task, outcome)))
        return written, +reasons, reckoned

    def _framed(self, result: Settled, brief: Brief, court: Court, caller: Caller, limit: int) -> Settled:
        tried = frame.framed(result.draft, result.errors, brief, court, caller, self._options)
        fits = not limit or tried.chars <= max(limit * 1.1, result.draft.chars)
        return replace(result, draft=tried) if fits else result

    def _brief(self, request: DraftRequest, base: Draft) -> Brief:
        mask = Mask(request.facts, request.basics)
        return Brief(
            request, base, short_name(request), mask, self._count, share_of(request.limit, base.chars)
        )

    def court(self, request: DraftRequest, base: Draft) -> Court:
        return Court(request, base, gate_rules(), self._library())

    def _caller(self) -> Caller:
        return Caller(
            self._endpoint,
            self._forms,
            self._count,
            self._spending,
            self._user,
            deadline=time.monotonic() + self._limits.draft_s,
            retries=self._limits.retries,
            daily_tokens=self._limits.daily_tokens,
            cancel=self._watch.stopping,
        )

    def _cost(self, calls: int, prompt: int, completion: int) -> Cost:
        price = (prompt * self._limits.price_in + completion * self._limits.price_out) / 1e6
        return Cost(calls, prompt, completion, price)

    def _note(self, result: Settled, planned: list[Task], reasons: Counter[str], caller: Caller) -> str:
        said, tally = words("model/words"), caller.tally
        cost = self._cost(tally.calls, tally.prompt, tally.completion)
        shown: dict[str, object] = {"tokens": _about(cost.tokens), "cost": _priced(cost.price)}
        total = sum(len(task.points) for task in planned)
        if not total:
            return ""
        shown |= {"model": len(result.written), "offline": total - len(result.written)}
        kind = "all" if len(result.written) == total else ""
        if self._watch.stopped:
            return said.say_known(f"note.stopped_{kind or 'some' if result.written else 'none'}", **shown)
        if kind:
            return said.say_known("note.all", **shown)
        reason = said.say(f"reason.{(reasons + result.reasons).most_common(1)[0][0]}")
        return said.say_known("note.mixed" if result.written else "note.none", reason=reason, **shown)


def _text_of(task: Task, outcome: Outcome) -> str:
    """What a task's points say now, whoever wrote them."""
    return "".join(s.text for point in task.points for s in _sentences(point, outcome))


def _sentences(point: Point, outcome: Outcome) -> tuple[Sentence, ...]:
    return outcome.written.get(point.place, point.offline)


def _about(tokens: int) -> str:
    """To two figures: 3,248 → 3,200."""
    return f"{round(tokens, -2) if tokens >= 1000 else round(tokens, -1):,}"


def _priced(price: float) -> str:
    return words("model/words").say("note.cost", price=f"{price:.2f}") if price >= 0.005 else ""
