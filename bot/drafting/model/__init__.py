"""The model writer, over any endpoint of bot.endpoint.

`writer_for(settings)` gives it where an endpoint is set, and the offline writer where none is.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bot.conversation import Watch
from bot.drafting.model.means import Cost, Limits, Means
from bot.drafting.model.reviser import ModelReviser
from bot.drafting.model.section import Options
from bot.drafting.model.writer import ModelWriter
from bot.drafting.offline import OfflineWriter
from bot.drafting.service import Writer
from bot.endpoint import line_of
from bot.endpoint.spending import MemorySpending, Spending
from bot.settings import Settings
from bot.tokens import counter
from retrieval.leaks import LeakIndex

__all__ = ["Cost", "Limits", "Means", "ModelWriter", "Options", "means_of", "reviser_for", "writer_for"]


def writer_for(
    settings: Settings,
    *,
    user: str = "",
    library: Callable[[], LeakIndex | None] = lambda: None,
    spending: Spending | None = None,
    watch: Watch | None = None,
    kind: type[ModelWriter] = ModelWriter,
    options: Options | None = None,
) -> Writer:
    """The writer of these settings for one draft of `user`: cheap, the endpoint behind it is shared. Imports no client before it is asked.

    `library` gives the index of the samples' words, so that a section which copies them is repaired; `spending` is where the user's tokens
    of the day are kept. `watch` is told of each step in the thread of `write`; stopping it ends writing within a fraction of a second, with
    the offline writer's text in place of the rest. `kind` and `options` are for measuring the writer with a part taken away.
    """
    means = means_of(settings, user=user, library=library, spending=spending, watch=watch)
    if means is None:
        return OfflineWriter()
    return kind(means if options is None else replace(means, options=options))


def reviser_for(
    settings: Settings,
    *,
    user: str = "",
    library: Callable[[], LeakIndex | None] = lambda: None,
    spending: Spending | None = None,
    watch: Watch | None = None,
) -> ModelReviser | None:
    """What carries wishes out with these settings; None where no endpoint is set."""
    means = means_of(settings, user=user, library=library, spending=spending, watch=watch)
    return None if means is None else ModelReviser(means)


def means_of(
    settings: Settings,
    *,
    user: str = "",
    library: Callable[[], LeakIndex | None] = lambda: None,
    spending: Spending | None = None,
    watch: Watch | None = None,
) -> Means | None:
    """What a model of these settings writes with; None where no endpoint is set."""
    line = line_of(settings)
    if line is None:
        return None
    return Means(
        line.endpoint,
        counter(settings.home, settings.model_encoding),
        options=_options(settings),
        limits=_limits(settings),
        forms=line.forms,
        spending=spending or MemorySpending(),
        user=user,
        library=library,
        watch=watch or Watch(),
    )


def _options(settings: Settings) -> Options:
    return Options(
        temperature=settings.model_temperature,
        repair_temperature=settings.model_repair_temperature,
        prompt_tokens=settings.model_prompt_tokens,
        reference_tokens=settings.model_reference_tokens,
        thinking_tokens=settings.model_thinking_tokens,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        draft_s=settings.model_draft_s,
        parallel=settings.model_parallel,
        retries=settings.model_retries,
        daily_tokens=settings.model_daily_tokens,
        price_in=settings.model_price_in,
        price_out=settings.model_price_out,
    )
