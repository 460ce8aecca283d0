"""From a request to a draft that has passed the gate: writing, length, judging."""

from __future__ import annotations

from typing import Protocol

import msgspec

from bot.drafting.gate import judge
from bot.drafting.gate_rules import gate_rules
from bot.drafting.judging import with_written
from bot.drafting.length import fit
from bot.drafting.offline import OfflineWriter
from bot.drafting.request import DraftRequest
from bot.drafting.wished import as_wished
from bot.facts.fields import without_relative_days
from bot.facts.privacy import nameless
from bot.model import Draft, Fact
from retrieval.leaks import LeakIndex


class Writer(Protocol):
    """Writes a draft from a request. The offline writer is the default, and the double in tests of everything else."""

    name: str

    def write(self, request: DraftRequest) -> Draft: ...


def compose(
    request: DraftRequest,
    library: LeakIndex | None = None,
    writer: Writer | None = None,
    *,
    within: bool = False,
) -> Draft:
    """The draft in the asked length, judged: what was left out and what the length lacks is said in `notes`, the rest in `findings`.

    `within` = not a character over the asked length, where else a tenth more is let pass.
    """
    request = prepared(request)
    offline = OfflineWriter()
    draft = fit(request, offline.write, within=within)
    if writer is not None and writer.name != offline.name:
        # what to leave out is settled by the offline writer, so that a model writes once, and just what is kept
        kept = tuple(fact for fact in request.facts if fact.id not in draft.left_out)
        written = writer.write(msgspec.structs.replace(request, facts=kept))
        notes = (*draft.notes, *written.notes)
        draft = msgspec.structs.replace(written, left_out=draft.left_out, notes=notes)
    return judged(draft, request, library)


def prepared(request: DraftRequest) -> DraftRequest:
    """The request with the ledger as it may be told: without the names the user wants kept out, without days that only meant
    something on the day they were said (上周三), in the wished words. Doing it twice changes nothing."""
    facts = as_wished(nameless(request.facts, request.directives), request.directives)
    return msgspec.structs.replace(request, facts=tuple(map(_lasting, facts)))


def _lasting(fact: Fact) -> Fact:
    text = without_relative_days(fact.text)
    return fact if text == fact.text or len(text) < 4 else msgspec.structs.replace(fact, text=text)


def judged(draft: Draft, request: DraftRequest, library: LeakIndex | None) -> Draft:
    """`draft` with the gate's findings."""
    findings = judge(draft, with_written(request), library, gate_rules(), request.basics)
    return msgspec.structs.replace(draft, facts=request.facts, findings=findings)
