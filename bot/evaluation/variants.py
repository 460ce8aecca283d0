"""The model writer with one part of it taken away at a time: what each is good for, on the same cases and the same endpoint."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from bot.app import App
from bot.drafting.gate import SENTENCE_RULES
from bot.drafting.gate_rules import gate_rules
from bot.drafting.model import Options, writer_for
from bot.drafting.model.verdict import Court
from bot.drafting.model.writer import ModelWriter
from bot.drafting.request import DraftRequest
from bot.drafting.service import compose
from bot.endpoint.spending import MemorySpending
from bot.model import Draft
from bot.settings import Settings
from retrieval.records import StyleReference

WHOLE = 1_000_000  # characters or tokens: everything in one call
VARIANTS = ("product", "gate", "masking", "retrieval", "sections")
"""The product, and the product without its gate, its masking of samples, samples at all, a plan with a call a section."""


class Written(msgspec.Struct, frozen=True):
    """A draft, and the tokens it took."""

    draft: Draft
    tokens: int


Prepares = Callable[[DraftRequest], DraftRequest]
Writes = Callable[[DraftRequest], Written]


class Ungated(ModelWriter):
    """Takes whatever the model says."""

    def court(self, request: DraftRequest, base: Draft) -> Court:
        rules = gate_rules()
        return Court(request, base, rules.without(*SENTENCE_RULES, *rules.messages), None)


def variant(name: str, app: App, settings: Settings) -> Writes:
    """The writer of that name over the endpoint of `settings`; each call writes one draft. Raises KeyError for a name not in VARIANTS."""
    prepared: Prepares = {"masking": _unmasked(app), "retrieval": _alone}.get(name, _as_it_is)
    kind = {"gate": Ungated}.get(name, ModelWriter)
    options = {"sections": Options(section_chars=WHOLE, prompt_tokens=WHOLE)}.get(name)
    if name not in VARIANTS:
        raise KeyError(name)

    def write(request: DraftRequest) -> Written:
        meter = MemorySpending()
        writer = writer_for(
            replace(settings, model_daily_tokens=0),
            library=lambda: app.leaks,
            spending=meter,
            kind=kind,
            options=options,
        )
        draft = compose(prepared(request), app.leaks, writer)
        return Written(draft, sum(meter.tokens.values()))

    return write


def _as_it_is(request: DraftRequest) -> DraftRequest:
    return request


def _alone(request: DraftRequest) -> DraftRequest:
    return replace(request, references=())


def _unmasked(app: App) -> Prepares:
    """References that show the samples' own words, names and figures."""

    def shown(reference: StyleReference) -> StyleReference:
        sample = app.library.show(reference.sample_id)
        own = [one.text for one in sample.paragraphs if one.role == reference.role]
        return replace(reference, masked="".join(own) or sample.clean_text)

    return lambda request: replace(request, references=tuple(map(shown, request.references)))
