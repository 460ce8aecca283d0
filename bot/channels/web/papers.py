"""A draft as the API shows it: sentences numbered in reading order, each with what is held against it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.channels.web import shapes as s
from bot.drafting.gate import measures
from bot.drafting.gate_rules import gate_rules
from bot.drafting.revision import changes
from bot.drafting.revision.saying import gaps_of
from bot.export.blocks import blocks
from bot.model import Draft, Finding, Sentence


def paper(draft: Draft) -> s.Paper:
    against: dict[str, list[int]] = {}
    for place, finding in enumerate(draft.findings):
        against.setdefault(finding.sentence, []).append(place)
    shown = iter(_sentences(draft.sentences(), against))

    def next_of(sentences: Iterable[Sentence]) -> list[s.SentenceShape]:
        return [next(shown) for _ in sentences]

    lead = next_of(draft.lead)
    numbers = _numbers(draft)
    sections = [
        s.SectionShape(
            index=index,
            level=section.level,
            number=next(numbers, "") if section.heading.strip() else "",
            heading=section.heading,
            role=section.role,
            paragraphs=[next_of(paragraph.sentences) for paragraph in section.paragraphs],
        )
        for index, section in enumerate(draft.sections)
    ]
    return s.Paper(
        version=draft.version,
        writer=draft.writer,
        title=draft.title,
        lead=lead,
        sections=sections,
        closing=next_of(draft.closing),
        signature=draft.signature,
        date=draft.date,
        chars=draft.chars,
        asked_chars=draft.asked_chars,
        measures=_measures(draft),
        gaps=[
            s.Gap(number=number, text=mark, what=mark.strip("【】").removeprefix("待补充："))
            for number, mark in enumerate(gaps_of(draft), 1)
        ],
        left_out=list(draft.left_out),
        notes=list(draft.notes),
        findings=_findings(draft),
    )


def changed(before: Draft, after: Draft) -> s.Changes:
    return s.Changes(
        changes=[
            s.ChangeShape(kind=change.kind, before=change.before, after=change.after)
            for change in changes(before, after)
        ]
    )


def _sentences(sentences: Iterable[Sentence], against: dict[str, list[int]]) -> Iterator[s.SentenceShape]:
    for number, sentence in enumerate(sentences):
        yield s.SentenceShape(
            n=number,
            text=sentence.text,
            kind=sentence.kind,
            facts=list(sentence.facts),
            locked=sentence.locked,
            findings=against.get(sentence.text, []),
        )


def _numbers(draft: Draft) -> Iterator[str]:
    """一、 （一） … of the sections that have a heading, as the export numbers them."""
    return (block.number for block in blocks(draft) if block.number)


def _measures(draft: Draft) -> s.Measures:
    found = measures(draft, gate_rules())
    told = {key for sentence in draft.sentences() for key in sentence.facts}
    public = {fact.id for fact in draft.facts if not fact.private}
    return s.Measures(
        framing_share=round(draft.framing_share, 4),
        cliche_share=round(found.cliche_share, 4),
        solid_share=round(found.solid_share, 4),
        coverage=round(len(told & public) / len(public), 4) if public else 1.0,
    )


def _findings(draft: Draft) -> list[s.FindingShape]:
    place: dict[str, int] = {}
    for number, sentence in enumerate(draft.sentences()):
        place.setdefault(sentence.text, number)
    return [_finding(finding, place.get(finding.sentence)) for finding in draft.findings]


def _finding(finding: Finding, number: int | None) -> s.FindingShape:
    return s.FindingShape(
        rule=finding.rule,
        severity=finding.severity,
        message=finding.message,
        text=finding.sentence,
        sentence=number,
    )
