"""A draft put in order before it is written: punctuation, headings and the closing date; words and figures stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from bot.model import Draft, Finding, Paragraph, Section, Sentence
from bot.wording import table
from language import numerals, proofing, punctuation

_DATE = re.compile(r"^\s*(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})?\s*日?\s*|月)?\s*$")


def tidy(draft: Draft) -> Draft:
    """The draft with its punctuation in order (idempotent). Findings follow the sentences they name."""
    sections = tuple(_section(section) for section in draft.sections)
    changed = msgspec.structs.replace(
        draft,
        title=_lines(draft.title),
        lead=sentences(draft.lead),
        sections=sections,
        closing=sentences(draft.closing),
        signature=_lines(draft.signature),
        date=full_date(draft.date),
    )
    renamed = {
        old.text: new.text
        for old, new in zip(draft.sentences(), changed.sentences(), strict=True)
        if old.text != new.text
    }
    findings = tuple(
        msgspec.structs.replace(finding, sentence=renamed.get(finding.sentence, finding.sentence))
        for finding in draft.findings
    )
    return msgspec.structs.replace(changed, findings=findings)


def sentences(given: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """The sentences of one paragraph, read as one text, so that a quote may close in the next sentence."""
    before = tuple(given)
    whole = punctuation.SEAM.join(sentence.text.replace(punctuation.SEAM, "") for sentence in before)
    after = punctuation.normalise(whole.replace("\n", " ")).split(punctuation.SEAM)
    if len(after) != len(before):
        return before
    return tuple(msgspec.structs.replace(old, text=text) for old, text in zip(before, after, strict=True))


def full_date(text: str) -> str:
    """A date in Arabic figures, in full, without padding (GB/T 9704-2012, 7.3.5.4); what is no date stays."""
    plain = punctuation.normalise(_arabic(text))
    found = _DATE.match(plain)
    if not found:
        return plain.strip()
    year, month, day = found.groups()
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")


def slips(draft: Draft) -> tuple[Finding, ...]:
    """Doubled words, confusions and unpaired marks as warnings; `message` is empty where nothing is suggested."""
    found = []
    for sentence in draft.sentences():
        for suspect in proofing.suspects(sentence.text, _tables()):
            message = f"{suspect.text}→{suspect.suggestion}" if suspect.suggestion else suspect.text
            found.append(Finding(f"slip_{suspect.slip}", "warning", sentence.text, message))
    return tuple(found)


@cache
def _tables() -> proofing.Tables:
    return msgspec.convert(table("proofing", "config"), proofing.Tables)


def _lines(text: str) -> str:
    return "\n".join(line for line in map(punctuation.heading, text.splitlines()) if line)


def _section(section: Section) -> Section:
    paragraphs = tuple(Paragraph(sentences(paragraph.sentences)) for paragraph in section.paragraphs)
    return msgspec.structs.replace(
        section, heading=punctuation.heading(section.heading), paragraphs=paragraphs
    )


def _arabic(text: str) -> str:
    """二〇二四年七月五日 → 2024年7月5日."""
    if not re.search(r"[〇零○一二三四五六七八九十]", text):
        return text
    text = re.sub(r"[〇零○一二三四五六七八九]{4}(?=年)", _in_digits, text)
    return re.sub(r"[一二三四五六七八九十]{1,3}(?=[月日])", _in_digits, text)


def _in_digits(found: re.Match[str]) -> str:
    value = numerals.value(found[0])
    return found[0] if value is None else str(int(value))
