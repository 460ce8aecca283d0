"""What a model writes with: endpoint, clock, money, library; one for a piece of work."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from bot.conversation import Watch
from bot.drafting.gate_rules import gate_rules
from bot.drafting.model.section import Options
from bot.drafting.model.verdict import Court
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import Caller, Forms
from bot.endpoint.client import Asks
from bot.endpoint.spending import MemorySpending, Spending
from bot.model import Draft
from bot.prompts import words
from bot.tokens import Count
from retrieval.leaks import LeakIndex


class Cost(msgspec.Struct, frozen=True):
    """Tokens; `price` in 元, 0 where no prices are set."""

    calls: int
    prompt: int
    completion: int
    price: float = 0.0

    @property
    def tokens(self) -> int:
        return self.prompt + self.completion

    def said(self) -> dict[str, object]:
        """As templates of prompts/model/words.toml want it: {tokens} to two figures, {cost} in 元 where there is a price."""
        about = f"{round(self.tokens, -2) if self.tokens >= 1000 else round(self.tokens, -1):,}"
        price = (
            words("model/words").say("note.cost", price=f"{self.price:.2f}") if self.price >= 0.005 else ""
        )
        return {"tokens": about, "cost": price}


class Limits(msgspec.Struct, frozen=True):
    """Seconds, calls, tokens and 元 per million tokens; see config/settings.toml."""

    draft_s: float = 180.0
    parallel: int = 8
    retries: int = 3
    daily_tokens: int = 0
    price_in: float = 0.0
    price_out: float = 0.0


class Means(msgspec.Struct, frozen=True):
    """`library` gives the index of the samples' words; `watch` is told of the steps and may stop them; `spending` is whose day it counts."""

    endpoint: Asks
    count: Count
    options: Options = Options()
    limits: Limits = Limits()
    forms: Forms = msgspec.field(default_factory=Forms)
    spending: Spending = msgspec.field(default_factory=MemorySpending)
    user: str = ""
    library: Callable[[], LeakIndex | None] = lambda: None
    watch: Watch = msgspec.field(default_factory=Watch)

    def caller(self) -> Caller:
        """Puts questions from now until `draft_s` is over."""
        return Caller(
            self.endpoint,
            self.forms,
            self.count,
            self.spending,
            self.user,
            deadline=time.monotonic() + self.limits.draft_s,
            retries=self.limits.retries,
            daily_tokens=self.limits.daily_tokens,
            cancel=self.watch.stopping,
        )

    def court(self, request: DraftRequest, base: Draft) -> Court:
        return Court(request, base, gate_rules(), self.library())

    def cost(self, calls: int, prompt: int, completion: int) -> Cost:
        price = (prompt * self.limits.price_in + completion * self.limits.price_out) / 1e6
        return Cost(calls, prompt, completion, price)

    def spent(self, caller: Caller) -> Cost:
        """What `caller` has cost so far."""
        tally = caller.tally
        return self.cost(tally.calls, tally.prompt, tally.completion)
