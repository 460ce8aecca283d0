"""From a request to a draft that has passed the gate: writing, length, judging."""

from __future__ import annotations

from typing import Protocol

import msgspec

from bot.drafting.length import fit
from bot.drafting.offline import OfflineWriter
from bot.drafting.request import DraftRequest
from bot.model import Draft


class Writer(Protocol):
    """Writes a draft from a request. The offline writer is the default, and the double in tests of everything else."""

    name: str

    def write(self, request: DraftRequest) -> Draft: ...


def compose(request: DraftRequest, writer: Writer | None = None) -> Draft:
    """The draft in the asked length, with what was left out for it and what the length lacks said in `notes`."""
    writer = writer or OfflineWriter()
    draft = fit(request, writer.write)
    return msgspec.structs.replace(draft, facts=request.facts)
