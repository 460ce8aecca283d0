"""The model writer, over any OpenAI-compatible endpoint (others if their LangChain package is installed).

`writer_for(settings)` gives it where an endpoint is set, and the offline writer where none is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache

from bot.drafting.endpoint import Endpoint, EndpointConfig
from bot.drafting.model.calls import Forms
from bot.drafting.model.section import Options
from bot.drafting.model.spending import FileSpending
from bot.drafting.model.writer import Cost, Limits, ModelWriter, Step
from bot.drafting.offline import OfflineWriter
from bot.drafting.service import Writer
from bot.settings import Settings
from bot.tokens import counter
from retrieval.leaks import LeakIndex

__all__ = ["Cost", "Limits", "ModelWriter", "Options", "Step", "writer_for"]


def writer_for(
    settings: Settings,
    *,
    user: str = "",
    library: Callable[[], LeakIndex | None] = lambda: None,
    progress: Callable[[Step], None] = lambda step: None,
    cancel: threading.Event | None = None,
) -> Writer:
    """The writer of these settings for one draft of `user`: cheap, the endpoint behind it is shared. Imports no client before it is asked.

    `library` gives the index of the samples' words, so that a section which copies them is repaired; `progress` is called in the
    thread of `write`; setting `cancel` ends writing within a fraction of a second, with the offline writer's text in place of the rest.
    """
    if not settings.model_name or not (settings.model_base_url or settings.model_api_key):
        return OfflineWriter()
    endpoint, forms = _endpoint(
        EndpointConfig(
            settings.model_base_url,
            settings.model_api_key,
            settings.model_name,
            settings.model_provider,
            settings.model_timeout_s,
            settings.model_stall_s,
        ),
        settings.model_output,
    )
    return ModelWriter(
        endpoint,
        counter(settings.home, settings.model_encoding),
        options=_options(settings),
        limits=_limits(settings),
        forms=forms,
        spending=FileSpending(settings.home / "model-spending"),
        user=user,
        library=library,
        progress=progress,
        cancel=cancel,
    )


@cache
def _endpoint(config: EndpointConfig, output: str) -> tuple[Endpoint, Forms]:
    """One endpoint for a process, with what is learnt of it."""
    return Endpoint(config), Forms(output)


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
