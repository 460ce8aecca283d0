"""One question put to the endpoint until it is answered: forms that it refuses stepped down from, load waited out, tokens accounted for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from bot.endpoint.client import Answer, Asks, Call, EndpointError
from bot.endpoint.spending import Spending
from bot.endpoint.templates import Message
from bot.errors import ModelError
from bot.tokens import Count

Form = Literal["json_schema", "json_object", "text"]
FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")
Format = dict[str, Any] | None
"""`response_format` of a request; None: it has none."""

_FIRST_WAIT = 0.5  # seconds before the first new try where the server names none; doubled each time
_FUTILE = 4  # calls broken off before any was answered: the others of the draft are not made
_BROKEN_OFF = ("stalled", "late", "broken", "cancelled")


def schema_format(form: Form, name: str, schema: dict[str, Any]) -> Format:
    """The format of a request whose answer is to follow `schema` (closed objects, all of them required: what strict servers take)."""
    if form == "text":
        return None
    if form == "json_object":
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}


class BudgetSpent(ModelError):
    """The user's tokens of the day are spent."""


class Forms:
    """The form of answer this endpoint takes, learnt from its refusals and shared by all that ask it."""

    def __init__(self, setting: str = "auto") -> None:
        self._lock = threading.Lock()
        self._fixed = setting in FORMS
        self._level = FORMS.index(setting) if setting in FORMS else 0
        self._proven = False

    @property
    def current(self) -> Form:
        return FORMS[self._level]

    def worked(self, form: Form) -> None:
        with self._lock:
            self._proven = self._proven or form == self.current

    def step_down(self, form: Form) -> bool:
        """Whether another form than `form` is to be tried. A form that once worked is not given up."""
        with self._lock:
            if form == self.current and not self._fixed and not self._proven and self._level < len(FORMS) - 1:
                self._level += 1
            return form != self.current


class Tally(msgspec.Struct):
    """What a draft has cost so far."""

    calls: int = 0
    prompt: int = 0
    completion: int = 0

    @property
    def total(self) -> int:
        return self.prompt + self.completion


class Caller:
    """Puts the questions of one piece of work. `deadline` is a reading of time.monotonic(); used from several threads."""

    def __init__(
        self,
        endpoint: Asks,
        forms: Forms,
        count: Count,
        spending: Spending,
        user: str,
        *,
        deadline: float,
        retries: int,
        daily_tokens: int,
        cancel: threading.Event,
    ) -> None:
        self._endpoint = endpoint
        self.forms = forms
        self._count = count
        self._spending = spending
        self._user = user
        self.deadline = deadline
        self._retries = retries
        self._daily = daily_tokens
        self._cancel = cancel
        self._not_before = 0.0
        self._silent = 0
        self._answered = False
        self._fatal: EndpointError | None = None
        self._lock = threading.Lock()
        self.tally = Tally()

    def ask(
        self,
        messages_for: Callable[[Form], Sequence[Message]],
        format_for: Callable[[Form], Format],
        size: Size,
        temperature: float,
    ) -> Answer:
        """The answer to the messages of the form in force. Raises EndpointError, BudgetSpent."""
        failed = 0
        while True:
            form = self.forms.current
            messages = tuple(messages_for(form))
            self._wait_turn()
            reserved = self._reserve(messages)
            call = Call(messages, size.tokens, size.chars, temperature, format_for(form))
            try:
                answer = self._endpoint.ask(call, self.deadline, self._cancel.is_set)
            except EndpointError as error:
                self._failed(error, reserved)
                if self._steps_down(error, form):
                    continue
                failed += 1
                self._pause(error, failed)
                continue
            self._answered = True
            self._account(answer, reserved)
            self.forms.worked(form)
            return answer

    def _failed(self, error: EndpointError, reserved: int) -> None:
        """A call that broke off was paid for, its prompt at least. Where nothing was ever answered, enough such calls are enough."""
        if error.kind not in _BROKEN_OFF:
            self._spending.settle(self._user, -reserved)
        else:
            self._account(Answer("", ""), reserved)
            with self._lock:
                self._silent += error.kind != "cancelled"
                if self._silent >= _FUTILE and not self._answered:
                    self._fatal = error

    def _steps_down(self, error: EndpointError, form: Form) -> bool:
        """A form never seen to work may be what a 400 or a 500 is about."""
        unsure = error.kind == "refused" or (error.status >= 500 and error.retry_after is None)
        return unsure and self.forms.step_down(form)

    def _pause(self, error: EndpointError, failed: int) -> None:
        """Hold all calls of this draft back as the server asks. Raises `error` where that is no use."""
        if error.kind not in ("busy", "down") or failed > self._retries:
            self._fatal = (
                error if error.kind in ("busy", "down", "denied", "refused", "missing") else self._fatal
            )
            raise error
        wait = error.retry_after if error.retry_after is not None else _FIRST_WAIT * 2 ** (failed - 1)
        until = time.monotonic() + wait
        if until >= self.deadline:
            raise error
        with self._lock:
            self._not_before = max(self._not_before, until)

    def _wait_turn(self) -> None:
        while (wait := self._not_before - time.monotonic()) > 0:
            if self._cancel.wait(wait):
                break
        if self._cancel.is_set():
            raise EndpointError("cancelled")
        if self._fatal is not None:
            raise self._fatal
        if time.monotonic() >= self.deadline:
            raise EndpointError("late")

    def _reserve(self, messages: Sequence[Message]) -> int:
        """The tokens of the prompt, set aside. Raises BudgetSpent."""
        tokens = tokens_of(messages, self._count)
        if not self._spending.reserve(self._user, tokens, self._daily):
            raise BudgetSpent(self._user)
        return tokens

    def _account(self, answer: Answer, reserved: int) -> None:
        prompt = answer.prompt_tokens or reserved
        completion = answer.completion_tokens or self._count(answer.text)
        with self._lock:
            self.tally.calls += 1
            self.tally.prompt += prompt
            self.tally.completion += completion
        self._spending.settle(self._user, prompt + completion - reserved)


class Size(msgspec.Struct, frozen=True):
    """How long an answer may be: tokens as told to the server, characters as held by us."""

    tokens: int
    chars: int


def tokens_of(messages: Sequence[Message], count: Count) -> int:
    """Tokens of a prompt; each message is framed by about four."""
    return sum(count(text) + 4 for _, text in messages)
