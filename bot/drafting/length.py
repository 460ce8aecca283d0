"""Length follows the facts: shorter by dropping the least important facts (listed), never longer by padding."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from bot.drafting.request import DraftRequest
from bot.drafting.statements import EXTRA, told
from bot.model import Draft, Fact
from bot.wording import table

TOLERANCE = 0.10  # of the asked length
NO_WANTS = 700  # characters asked for up to which nothing is asked back: a page need not be full
LISTED, MENTION = 12, 16  # facts left out that are named, and characters of each
MOST_WANTED = 3  # topics asked for where the facts do not carry the length
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


def fit(request: DraftRequest, write: Callable[[DraftRequest], Draft], *, within: bool = False) -> Draft:
    """The draft in the asked length ±10 % (`within`: at most so long), as far as the facts go.

    What frames the facts is shortened first; then facts are left out, whole statements at a time. Both what was left out and what is
    missing is said in `notes`.
    """
    draft = write(request)
    limit = request.limit
    if not limit:
        return draft
    most = limit if within else limit * (1 + TOLERANCE)
    short = draft.chars < limit * (1 - TOLERANCE) and limit > NO_WANTS
    for terse in (1, 2, 3):
        if draft.chars > most:
            request = replace(request, terse=terse)
            draft = write(request)
    dropped: list[Fact] = []
    for unit in (*droppable(request.facts), *(_last_to_go(request.facts) if within else ())):
        if draft.chars <= most:
            break
        dropped += unit
        kept = tuple(fact for fact in request.facts if fact not in dropped)
        draft = write(replace(request, facts=kept))
    notes = table("phrases/frames")["length"]
    said: tuple[str, ...] = ()
    if dropped:
        said = (str(notes["shortened"]).format(limit=limit, number=len(dropped), list=_listed(dropped)),)
    elif short:
        said = (_wanting(request, draft, limit),)
    return replace(draft, left_out=(*draft.left_out, *(fact.id for fact in dropped)), notes=said)


def _listed(dropped: list[Fact]) -> str:
    """What was left out, in the order it was said, each as short as it can be told."""
    texts = [
        fact.text if len(fact.text) <= MENTION else f"{fact.text[:MENTION]}…" for fact in dropped[:LISTED]
    ]
    return "；".join(sorted(texts)) + ("……" if len(dropped) > LISTED else "")


def _wanting(request: DraftRequest, draft: Draft, limit: int) -> str:
    """How far the facts carry, and of which topics most is missing: those with the fewest words."""
    notes = table("phrases/frames")["length"]
    asked = [topic for topic, entry in table("topics", "config").items() if entry.get("role")]
    words = {topic: 0 for topic in asked if topic != EXTRA}
    for fact in told(request.facts):
        if fact.topic in words:
            words[fact.topic] += len(fact.text)
    thin = sorted(words, key=lambda topic: words[topic])[:MOST_WANTED]
    return str(notes["short_of"]).format(limit=limit, chars=draft.chars, topics="、".join(thin))


def droppable(facts: tuple[Fact, ...]) -> list[list[Fact]]:
    """Facts from the least important on, those of one breath together: no figures or names first, by topic, the later said the sooner.

    Sums, problems and plans stay; so does what was said first on every topic.
    """
    live = told(facts)
    first = {fact.topic: fact.group for fact in reversed(live)}
    units: dict[str, list[Fact]] = {}
    for fact in live:
        if fact.topic in MINOR and (not fact.group or first[fact.topic] != fact.group):
            units.setdefault(fact.group or fact.id, []).append(fact)
    place = {fact.id: index for index, fact in enumerate(live)}
    free = [unit for unit in units.values() if not any(fact.computed for fact in unit)]
    return sorted(
        free,
        key=lambda unit: (sum(map(weight, unit)), MINOR.index(unit[0].topic), -place[unit[0].id]),
    )


def _last_to_go(facts: tuple[Fact, ...]) -> list[list[Fact]]:
    """What is left out only where a length must be kept: the first of each topic of work, then later problems and plans."""
    gone = {fact.id for unit in droppable(facts) for fact in unit}
    units: dict[str, list[Fact]] = {}
    for fact in told(facts):
        if fact.id not in gone and not fact.computed:
            units.setdefault(f"{fact.topic}/{fact.group or fact.id}", []).append(fact)
    work = [unit for unit in units.values() if unit[0].topic in MINOR]
    rest = [unit for unit in units.values() if unit[0].topic not in MINOR]
    first = {unit[0].topic: unit for unit in reversed(rest)}
    later = [unit for unit in reversed(rest) if first[unit[0].topic] is not unit]
    return [*sorted(work, key=lambda unit: sum(map(weight, unit))), *later]


def weight(fact: Fact) -> int:
    """How much a reader would miss it: figures and names count, who is in charge more, planned and vague things little."""
    in_charge = 2 if fact.topic == "组织领导" and fact.names else 0
    return 2 * len(fact.figures) + len(fact.names) + len(fact.titles) + in_charge
