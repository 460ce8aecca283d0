"""Another heading for a section, or title for the whole, from the model: judged like the rest, asked for again twice at most."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from bot.drafting.model.output import OutputError, read
from bot.drafting.model.packing import Brief, Maker, formats, heading_prompt, repair_prompt, size_for
from bot.drafting.model.section import REPAIRS, Options
from bot.drafting.model.verdict import Court
from bot.drafting.revision.parts import parts_of
from bot.endpoint.calls import BudgetSpent, Caller
from bot.endpoint.client import EndpointError
from bot.model import Draft
from bot.prompts import words

TITLE = -1
LONGEST, SHORTEST = 24, 4  # characters of a heading
_SHOWN = 400  # characters of a section's text that a heading is made from
_NO_HEADING = re.compile(r"[\d。；：！？“”]|[零一二三四五六七八九十百千万]+[个次人场件项名户]")


def place_of(before: Draft, after: Draft | None) -> int | None:
    """The section, from 0, whose heading the rules have changed; TITLE for the title; None where they changed none."""
    if after is None or len(after.sections) != len(before.sections):
        return None
    if after.title != before.title:
        return TITLE
    pairs = zip(before.sections, after.sections, strict=True)
    return next((index for index, (old, new) in enumerate(pairs) if old.heading != new.heading), None)


def part_of(draft: Draft, section: int) -> int:
    """The part that a section belongs to."""
    at = -1
    for number, part in enumerate(parts_of(draft)):
        at += len(part)
        if section <= at:
            return number
    return 0


def with_heading(draft: Draft, place: int, heading: str) -> Draft:
    if place == TITLE:
        return replace(draft, title=heading)
    sections = list(draft.sections)
    sections[place] = replace(sections[place], heading=heading)
    return replace(draft, sections=tuple(sections))


def heading_for(
    place: int, draft: Draft, brief: Brief, court: Court, caller: Caller, options: Options
) -> tuple[str, str]:
    """A heading that nothing is held against, or "" and why not. `draft` is the rules' version, which it may not be worse than."""
    present = _present(brief.draft, place)
    taken = {present, _present(draft, place), *(section.heading for section in draft.sections)}
    first = prompt = _prompt(place, brief, present)
    temperature = options.temperature
    before = {(finding.rule, finding.sentence) for finding in court.errors(draft)}
    for _ in range(1 + REPAIRS):
        try:
            size = size_for(LONGEST * 2, 1, options.thinking_tokens)
            answer = caller.ask(prompt, formats([]), size, temperature)
            written = read(answer.text, answer.finish)
        except EndpointError as error:
            return "", error.kind
        except BudgetSpent:
            return "", "budget"
        except OutputError as error:
            held, previous = [words("model/words").say(f"finding.{error}")], answer.text[:_SHOWN]
        else:
            text = written[0].text.rstrip("。")
            heading, previous = brief.mask.show(text), msgspec.json.encode({"sentences": written}).decode()
            held = _against(heading, text, taken, place, brief)
            if not held:
                tried = with_heading(draft, place, heading)
                held = [f.message for f in court.errors(tried) if (f.rule, f.sentence) not in before]
            if not held:
                return heading, ""
        prompt, temperature = repair_prompt(brief, first, previous, held), options.repair_temperature
    return "", "gate"


def _present(draft: Draft, place: int) -> str:
    return draft.title if place == TITLE else draft.sections[place].heading


def _prompt(place: int, brief: Brief, present: str) -> Maker:
    draft = brief.draft
    if place == TITLE:
        return heading_prompt(
            brief, "title", present, (), "；".join(section.heading for section in draft.sections)
        )
    level = draft.sections[place].level
    others = [s.heading for n, s in enumerate(draft.sections) if n != place and s.level == level]
    told = "".join(s.text for p in draft.sections[place].paragraphs for s in p.sentences)
    return heading_prompt(brief, "heading", present, others, told[:_SHOWN])


def _against(heading: str, sent: str, taken: set[str], place: int, brief: Brief) -> list[str]:
    """What is held against a heading before the gate looks at it: its form, and that it is another one."""
    said = words("model/words")
    if brief.mask.strange(sent):
        return [said.say("finding.strange")]
    if heading in taken:
        return [said.say("finding.same")]
    if place == TITLE:
        return [] if len(heading) <= 2 * LONGEST else [said.say("finding.long", chars=2 * LONGEST)]
    if not SHORTEST <= len(heading) <= LONGEST or _NO_HEADING.search(heading):
        return [said.say("finding.heading", chars=LONGEST)]
    return []
