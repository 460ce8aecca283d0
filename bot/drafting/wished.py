"""The ledger told as the user wishes: amounts in a scale (80400元 → 8.04万元), somebody called otherwise, no set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bot.facts.fields import figures_of
from bot.facts.reading import Directive
from bot.model import Fact
from bot.wording import table
from language import figures

_SCALES = {"万": (1e4, 1e8), "亿": (1e8, float("inf"))}
_NO_PHRASES = re.compile("[套官空大虚]话|场面话")
_MEANINGFUL = 4  # characters
_DECIMALS = 4  # places up to which an amount takes the wished scale; one that needs more stays as it was said


def as_wished(facts: Iterable[Fact], wishes: Iterable[Directive]) -> tuple[Fact, ...]:
    """The facts as all wishes together want them told. Exact amounts of money stand in the scale last wished, never rounded."""
    wishes = tuple(wishes)
    scale = next((wish.value for wish in reversed(wishes) if wish.kind == "sums"), "")
    told = tuple(_scaled(fact, scale) for fact in facts) if scale in _SCALES else tuple(facts)
    for old, _, new in (wish.value.partition("=") for wish in wishes if wish.kind == "call"):
        told = tuple(_changed(fact, fact.text.replace(old, new)) for fact in told)
    if any(wish.kind == "style" and _NO_PHRASES.search(wish.value) for wish in wishes):
        told = tuple(map(_without_set_phrases, told))
    return told


def _changed(fact: Fact, text: str) -> Fact:
    return fact if text == fact.text else msgspec.structs.replace(fact, text=text, figures=figures_of(text))


def _without_set_phrases(fact: Fact) -> Fact:
    """A fact of which hardly anything remains is kept back."""
    text = re.sub("|".join(table("facts")["directives"]["set_phrases"]), "", fact.text).strip("，, ")
    if text == fact.text:
        return fact
    return msgspec.structs.replace(
        _changed(fact, text or fact.text), private=fact.private or len(text) < _MEANINGFUL
    )


def _scaled(fact: Fact, scale: str) -> Fact:
    least, beyond = _SCALES[scale]
    text = fact.text
    for span in reversed(figures.find(text)):
        value = span.value
        if span.kind != "money" or span.unit != "元" or span.high is not None or span.qualifier or not value:
            continue
        if not least <= value < beyond or span.text.endswith((scale, f"{scale}元")):
            continue
        told = f"{value / least:.{_DECIMALS}f}".rstrip("0").rstrip(".")
        if abs(float(told) * least - value) < 1e-6 * value:
            text = f"{text[: span.start]}{told}{scale}元{text[span.end :]}"
    return _changed(fact, text)
