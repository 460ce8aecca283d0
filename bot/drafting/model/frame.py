"""Lead and closing, written last: the model may put them better, and they may still assert nothing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.drafting.model import packing
from bot.drafting.model.output import OutputError, Written, read
from bot.drafting.model.packing import Brief, Maker, size_for
from bot.drafting.model.section import REPAIRS, Options
from bot.drafting.model.verdict import Court
from bot.endpoint.calls import BudgetSpent, Caller
from bot.endpoint.client import EndpointError
from bot.model import Draft, Finding, Sentence
from bot.prompts import words

_LEAD, _CLOSING = 1, 2
_LONGER = 1.5  # a lead or closing may grow by this, and by …
_SLACK = 20  # … so many characters


def framed(
    draft: Draft, errors: Sequence[Finding], brief: Brief, court: Court, caller: Caller, options: Options
) -> tuple[Draft, str]:
    """`draft`, which has these errors, with the model's lead and closing where they add none; as it is where they do, and why."""
    prompt = prompt_of(draft, brief)
    first, temperature = prompt, options.temperature
    before = {(finding.rule, finding.sentence) for finding in errors}
    for _ in range(1 + REPAIRS):
        try:
            cited = (key for sentence in (*draft.lead, *draft.closing) for key in sentence.facts)
            numbers = [brief.numbers[key] for key in cited if key in brief.numbers]
            size = size_for(
                _chars(draft.lead) + _chars(draft.closing) + 2 * _SLACK,
                len(numbers) + 2,
                options.thinking_tokens,
            )
            answer = caller.ask(prompt, packing.formats(numbers), size, temperature)
        except EndpointError as error:
            return draft, error.kind
        except BudgetSpent:
            return draft, "budget"
        try:
            written = read(answer.text, answer.finish)
        except OutputError as error:
            held, previous = [words("model/words").say(f"finding.{error}")], answer.text[:_SLACK]
        else:
            tried = _placed(draft, written, brief)
            held, previous = (
                _against(tried, draft, written, brief, court, before),
                msgspec.json.encode({"sentences": written}).decode(),
            )
            if not held:
                return tried, ""
        prompt = packing.repair_prompt(brief, first, previous, held)
        temperature = options.repair_temperature
    return draft, "gate"


def prompt_of(draft: Draft, brief: Brief) -> Maker:
    stated = {key for sentence in (*draft.lead, *draft.closing) for key in sentence.facts}
    return packing.frame_prompt(brief, [fact for fact in draft.facts if fact.id in stated])


def _placed(draft: Draft, written: Sequence[Written], brief: Brief) -> Draft:
    """With the model's lead and closing, where there was one and the user has not edited it."""

    def sentences(point: int, present: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if any(one.locked for one in present) or (point == _CLOSING and not present):
            return present
        return tuple(
            Sentence(brief.mask.show(one.text), "fact" if one.facts else "framing", brief.ids(one.facts))
            for one in written
            if one.point == point
        )

    return replace(draft, lead=sentences(_LEAD, draft.lead), closing=sentences(_CLOSING, draft.closing))


def _against(
    tried: Draft,
    draft: Draft,
    written: Sequence[Written],
    brief: Brief,
    court: Court,
    before: set[tuple[str, str]],
) -> list[str]:
    """What is held against lead and closing; `before` was there without them."""
    said = words("model/words")
    if not tried.lead or (draft.closing and not tried.closing):
        return [said.say("finding.missing")]
    if any(brief.mask.strange(one.text) for one in written):
        return [said.say("finding.strange")]
    for new, old in ((tried.lead, draft.lead), (tried.closing, draft.closing)):
        most = int(_chars(old) * _LONGER) + _SLACK
        if _chars(new) > most:
            return [said.say("finding.long", chars=most)]
    return [
        said.say("finding.private") if finding.rule == "private" else finding.message
        for finding in court.errors(tried)
        if (finding.rule, finding.sentence) not in before
    ]


def _chars(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)
