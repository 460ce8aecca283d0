"""The receipt of a draft: what is open in it, and what of it stands in a sample or in the last report."""

from __future__ import annotations

from collections.abc import Sequence

from bot.drafting.gate import copied
from bot.drafting.gate_rules import gate_rules
from bot.drafting.judging import with_written
from bot.drafting.request import DraftRequest
from bot.drafting.revision.saying import gaps_of, wanted
from bot.export.evidence import Leakage, Receipt, receipt
from bot.model import Draft
from bot.prompts import Words
from retrieval.leaks import LeakIndex
from retrieval.records import Sample

NAMED = 3  # gaps and findings named in the line before a file
NAME_CHARS = 24


def receipt_of(
    draft: Draft, request: DraftRequest, samples: Sequence[Sample], index: LeakIndex, last: str = ""
) -> Receipt:
    """The receipt against every one of `samples`, of which `index` was built. `last` is the text of the last report ("" = none)."""
    texts = {sample.title: sample.clean_text for sample in samples}
    return receipt(draft, leakage(draft, request, len(samples), index), last, texts)


def leakage(draft: Draft, request: DraftRequest, samples: int, index: LeakIndex) -> Leakage:
    """What of the samples stands in `draft`. The user's own words and those of the phrase bank are nobody else's."""
    runs, identities = copied(draft, with_written(request), index, gate_rules(), request.basics)
    longest = max(runs, key=len, default="")
    return Leakage(samples, identities, len(longest), longest, index.chars)


def open_line(draft: Draft, words: Words, unsettled: int = 0) -> str:
    """One short line: the gaps left, the findings open, and how many conflicts of the ledger are unsettled."""
    gaps = open_gaps(draft)
    findings = list(dict.fromkeys(finding.message for finding in draft.findings))
    if not gaps and not findings and not unsettled:
        return words.say("handing.nothing_open")
    parts = [
        words.say(f"handing.{key}", count=len(points), points=_named(points))
        for key, points in (("gaps", gaps), ("findings", findings))
        if points
    ]
    if unsettled:
        parts.append(words.say("handing.open_conflicts", count=unsettled))
    return words.say("handing.open", parts=words.say("handing.join").join(parts))


def open_gaps(draft: Draft) -> list[str]:
    """What each 【待补充：…】 asks for, in reading order, those of title, signature and date included."""
    return [wanted(mark) for mark in gaps_of(draft)]


def _named(points: list[str]) -> str:
    shown = [
        point if len(point) <= NAME_CHARS else f"{point[:NAME_CHARS]}…"
        for point in (point.rstrip("。") for point in points[:NAMED])
    ]
    return "；".join((*shown, "…") if len(points) > NAMED else shown)
