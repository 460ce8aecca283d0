"""The offline draft of 1,500 字 and its Word file, by processor time; each beside a pass over the same text that does nothing of use."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec.structs import replace

from bot.drafting.request import DraftRequest
from bot.drafting.service import compose
from bot.export.docx import as_docx
from bot.export.text import as_txt
from bot.model import Fact
from tests.bench import gate_drafts
from tests.bench.harness import Row, percentile
from tests.bench.model import renumbered

FACTS, CHARS = 60, 1500


def run() -> list[Row]:
    request = sixty_facts()
    draft = compose(request)
    text = as_txt(draft)
    note = f"{len(request.facts)} facts, {draft.chars} 字"
    reading = _processor_ms(lambda: [sign for sign in text * 100 if "\u4e00" <= sign <= "\u9fff"])
    return [
        Row(
            "drafting",
            "offline draft with its gate",
            _processor_ms(lambda: compose(request)),
            "ms",
            baseline=reading,
            at_most=300,
            note=f"{note}; baseline: a loop over its characters, a hundred times",
        ),
        Row("drafting", "docx of it", _processor_ms(lambda: as_docx(draft)), "ms", reading, at_most=150),
    ]


def sixty_facts() -> DraftRequest:
    """Facts of several interviews under the first one's unit, for a draft of 1,500 字."""
    clean = [one for one in gate_drafts.clean_drafts() if one.by == "offline"]
    facts: list[Fact] = []
    for one in clean:
        facts += renumbered(one.ledger, one.name)
    return DraftRequest(basics=replace(clean[0].basics, max_chars=CHARS), facts=tuple(facts[:FACTS]))


def _processor_ms(action: Callable[[], object], repeat: int = 7) -> float:
    """Milliseconds of processor time, the median of some calls after a first."""
    action()
    times = []
    for _ in range(repeat):
        before = time.process_time()
        action()
        times.append(1000 * (time.process_time() - before))
    return percentile(sorted(times), 0.5)
