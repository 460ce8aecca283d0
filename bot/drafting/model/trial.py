"""One small question to the endpoint, for whoever sets it up: whether it answers, in which form, how fast, and what is wrong where it does not."""

from __future__ import annotations

import time

import msgspec

from bot.drafting.model.output import OutputError, read
from bot.drafting.model.packing import format_of, formats, size_for
from bot.endpoint import Line
from bot.endpoint.calls import FORMS, Form
from bot.endpoint.client import Answer, Call, EndpointError
from bot.endpoint.templates import filled

_CHARS = 40  # characters of the sentence asked for


class Trial(msgspec.Struct, frozen=True):
    """`form` is the first one the endpoint took, `refused` those before it. Seconds to the first character; characters a second after it.

    `readable` = the answer has the structure asked for, whatever it says; `usage` = the server counted tokens itself.
    """

    form: Form
    refused: tuple[Form, ...]
    first_s: float
    speed: float
    readable: bool
    usage: bool


def tried(line: Line, thinking_tokens: int = 0) -> Trial:
    """Ask once; again in a simpler form only where the server refuses one. Raises EndpointError."""
    line.endpoint.ready()  # importing its client is not what is timed
    refused: list[Form] = []
    for form in FORMS:
        try:
            return _asked(line, form, tuple(refused), thinking_tokens)
        except EndpointError as error:
            if form == FORMS[-1] or not (error.kind == "refused" or error.status >= 500):
                raise
            refused.append(form)
    raise AssertionError("the last form returns or raises")


def _asked(line: Line, form: Form, refused: tuple[Form, ...], thinking_tokens: int) -> Trial:
    size = size_for(_CHARS, 1, thinking_tokens)
    call = Call(filled("trial", format=format_of(form)), size.tokens, size.chars, -1.0, formats([1])(form))
    began = time.monotonic()
    times: list[float] = []

    def heard(text: str) -> None:
        times.append(time.monotonic())

    answer = line.endpoint.ask(call, began + line.endpoint.config.timeout_s, on_text=heard)
    first = (times[0] if times else time.monotonic()) - began
    spent = max(time.monotonic() - began - first, 0.001)
    return Trial(form, refused, first, len(answer.text) / spent, _readable(answer), answer.prompt_tokens > 0)


def _readable(answer: Answer) -> bool:
    try:
        return bool(read(answer.text, answer.finish))
    except OutputError:
        return False
