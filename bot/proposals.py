"""Asks a model what the rules leave unread in an answer. What it says is judged by the rules (bot.facts.proposing); whatever goes wrong,
nothing is proposed."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from bot.endpoint import caller_for
from bot.endpoint.calls import Form, Format, Size, schema_format
from bot.endpoint.masking import Mask
from bot.endpoint.spending import Spending
from bot.endpoint.templates import Message, filled
from bot.errors import ModelError, StoreError
from bot.facts.proposing import Proposal
from bot.model import Basics, Fact, Source
from bot.settings import Settings
from bot.wording import table

LONGEST = 6000  # characters of an answer that are shown to a model
REST_S = 60.0  # seconds in which no model is asked after one did not answer
KEPT = 64  # answers remembered: a message that is handled twice is asked about once
_HIDDEN = "〔略〕"
_ANSWER = Size(1200, 8000)
_WORD = Size(60, 400)

T = TypeVar("T")


class _Facts(msgspec.Struct, frozen=True):
    facts: tuple[Proposal, ...]


class _Meant(msgspec.Struct, frozen=True):
    choice: str


class ModelReader:
    """Asks within `model_read_s` and the user's tokens of the day. Safe to use from many threads; raises nothing."""

    def __init__(self, settings: Settings, spending: Spending) -> None:
        self._settings = settings
        self._spending = spending
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._told: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    def facts(
        self, text: str, hidden: tuple[str, ...], topics: tuple[str, ...], user: str
    ) -> tuple[Proposal, ...]:
        """Quotes of `text`, persons and numbers put back; `hidden` stretches are not sent."""
        if len(text) > LONGEST:
            return ()
        shown = text
        for secret in sorted(filter(None, hidden), key=len, reverse=True):
            shown = shown.replace(secret, _HIDDEN)
        mask = Mask((Fact("F0", shown, "", Source(0, shown)),), Basics())
        masked = mask.hide(shown)

        def messages(form: Form) -> tuple[Message, ...]:
            return filled("facts", topics="、".join(topics), text=masked, format=_format("facts", form))

        item = _object(quote={"type": "string"}, topic={"type": "string", "enum": [*topics, ""]})
        schema = _object(facts={"type": "array", "items": item})
        found = self._asked(("facts", masked, *topics), messages, schema, _ANSWER, _Facts, user)
        proposed = found.facts if found is not None else ()
        return tuple(Proposal(mask.show(one.quote), one.topic) for one in proposed)

    def meant(self, text: str, user: str) -> str:
        """The command, in words the rules understand, that a message may mean; "" for none."""
        choices: dict[str, str] = table("intents")["meant"]
        listed = "\n".join(f"{words}：{meaning}" for words, meaning in choices.items())
        masked = Mask((Fact("F0", text, "", Source(0, text)),), Basics()).hide(text)

        def messages(form: Form) -> tuple[Message, ...]:
            return filled("meant", choices=listed, text=masked, format=_format("meant", form))

        schema = _object(choice={"type": "string", "enum": [*choices, "都不是"]})
        found = self._asked(("meant", masked), messages, schema, _WORD, _Meant, user)
        return found.choice if found is not None and found.choice in choices else ""

    def _asked(
        self,
        key: tuple[str, ...],
        messages: Callable[[Form], tuple[Message, ...]],
        schema: dict[str, Any],
        size: Size,
        kind: type[T],
        user: str,
    ) -> T | None:
        with self._lock:
            if key in self._told:
                told: T | None = self._told[key]
                return told
            if time.monotonic() < self._rests_until:
                return None
        answer = self._called(messages, schema, size, kind, user)
        with self._lock:
            self._told[key] = answer
            while len(self._told) > KEPT:
                self._told.popitem(last=False)
        return answer

    def _called(
        self,
        messages: Callable[[Form], tuple[Message, ...]],
        schema: dict[str, Any],
        size: Size,
        kind: type[T],
        user: str,
    ) -> T | None:
        def format_for(form: Form) -> Format:
            return schema_format(form, "reading", schema)

        caller = caller_for(self._settings, self._spending, user=user, seconds=self._settings.model_read_s)
        if caller is None:
            return None
        try:
            answer = caller.ask(messages, format_for, size, 0.0)
            return msgspec.json.decode(_json_of(answer.text), type=kind)
        except ModelError:
            self._rests_until = time.monotonic() + REST_S
        except (StoreError, msgspec.DecodeError):  # unreadable answers, the wrong shape among them
            return None
        return None


_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def _json_of(text: str) -> str:
    """The object in an answer, whatever stands around it."""
    plain = _THINKING.sub("", text)
    return plain[plain.find("{") : plain.rfind("}") + 1]


def _format(what: str, form: Form) -> str:
    """How the answer is to look, in words; a schema says it by itself."""
    return "" if form == "json_schema" else str(table("model/words")["reading"][what])


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
