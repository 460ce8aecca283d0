"""Length follows the facts: shorter by dropping the least important facts (listed), never longer by padding."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.drafting.request import DraftRequest
from bot.drafting.statements import told
from bot.model import Draft, Fact
from bot.wording import table

TOLERANCE = 0.10  # of the asked length
MINOR = (
    "补充",
    "活动开展",
    "宣传发动",
    "教育培训",
    "服务群众",
    "主要工作",
    "制度考核",
    "组织领导",
    "典型荣誉",
    "成效数据",
)


def fit(request: DraftRequest, write: Callable[[DraftRequest], Draft]) -> Draft:
    """The draft in the asked length ±10 %, as far as the facts go; facts left out are named, and so is what is missing."""
    draft = write(request)
    limit = request.limit
    if not limit:
        return draft
    dropped: list[Fact] = []
    for fact in droppable(request.facts):
        if draft.chars <= limit * (1 + TOLERANCE):
            break
        dropped.append(fact)
        kept = tuple(other for other in request.facts if other not in dropped)
        draft = write(msgspec.structs.replace(request, facts=kept))
    notes = table("phrases/frames")["length"]
    said: tuple[str, ...] = ()
    if dropped:
        said = (str(notes["shortened"]).format(limit=limit, number=len(dropped)),)
    elif draft.chars < limit * (1 - TOLERANCE) and limit > 700:
        said = (str(notes["short_of"]).format(limit=limit, chars=draft.chars),)
    return msgspec.structs.replace(draft, left_out=tuple(fact.id for fact in dropped), notes=said)


def droppable(facts: tuple[Fact, ...]) -> list[Fact]:
    """Facts from the least important on: those without figures or names first, by topic, the later said the sooner.

    Sums, problems and plans stay; so does the first fact of every topic.
    """
    live = told(facts)
    first = {fact.topic: fact.id for fact in reversed(live)}
    free = [
        fact for fact in live if not fact.computed and fact.topic in MINOR and first[fact.topic] != fact.id
    ]
    place = {fact.id: index for index, fact in enumerate(live)}
    return sorted(free, key=lambda fact: (weight(fact), MINOR.index(fact.topic), -place[fact.id]))


def weight(fact: Fact) -> int:
    """How much a reader would miss it: figures and names count, who is in charge more, planned and vague things little."""
    in_charge = 2 if fact.topic == "组织领导" and fact.names else 0
    return 2 * len(fact.figures) + len(fact.names) + len(fact.titles) + in_charge
