"""Asking a language model, over any OpenAI-compatible endpoint (others if their LangChain package is installed).

`caller_for(settings)` gives what puts questions: within the clock, the retries and the user's tokens of the day. What is asked stands in
prompts/model/ (`templates.filled`); what is private is hidden with a `masking.Mask` first. None of this imports a client before it asks.
"""

from __future__ import annotations

import threading
import time
from functools import cache

import msgspec

from bot.endpoint.calls import Caller, Forms
from bot.endpoint.client import Answer, Asks, Call, Endpoint, EndpointConfig, EndpointError
from bot.endpoint.spending import Spending
from bot.settings import Settings
from bot.tokens import counter

__all__ = [
    "Answer", "Asks", "Call", "Endpoint", "EndpointConfig", "EndpointError", "Line", "caller_for", "line_of",
]  # fmt: skip


class Line(msgspec.Struct, frozen=True):
    """An endpoint, and the forms of answer that it has been seen to take."""

    endpoint: Endpoint
    forms: Forms


def line_of(settings: Settings) -> Line | None:
    """The endpoint of these settings, one for a process; None where none is set."""
    if not settings.model_name or not (settings.model_base_url or settings.model_api_key):
        return None
    config = EndpointConfig(
        settings.model_base_url,
        settings.model_api_key,
        settings.model_name,
        settings.model_provider,
        settings.model_timeout_s,
        settings.model_stall_s,
        settings.model_extra,
    )
    return _line(config, settings.model_output)


@cache
def _line(config: EndpointConfig, output: str) -> Line:
    return Line(Endpoint(config), Forms(output))


def caller_for(
    settings: Settings,
    spending: Spending,
    *,
    user: str = "",
    seconds: float = 0.0,
    cancel: threading.Event | None = None,
) -> Caller | None:
    """Puts the questions of one piece of work for `user`, all within `seconds` (0: as long as a draft may take); None where no model is set.

    Setting `cancel` ends calls under way within a fraction of a second.
    """
    line = line_of(settings)
    if line is None:
        return None
    return Caller(
        line.endpoint,
        line.forms,
        counter(settings.home, settings.model_encoding),
        spending,
        user,
        deadline=time.monotonic() + (seconds or settings.model_draft_s),
        retries=settings.model_retries,
        daily_tokens=settings.model_daily_tokens,
        cancel=cancel or threading.Event(),
    )
