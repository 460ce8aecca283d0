"""An edited plain text laid beside the draft it came from: which sentences stand, which are new, and what they rest on."""

from __future__ import annotations

import re

import msgspec

from bot.drafting.gate.rules import GateRules
from bot.model import Draft, Sentence, SentenceKind
from language import markers
from language import text as chars
from language.text import pairs

_SAME = 0.45  # Jaccard of character pairs: an edited sentence is still that sentence of the draft


class Line(msgspec.Struct, frozen=True):
    """A sentence of the edited text with the facts of the draft's sentence it replaces; `changed` = to be judged."""

    sentence: Sentence
    changed: bool
    plans: bool = False
    heading: bool = False


def read(text: str, draft: Draft, rules: GateRules) -> list[Line]:
    """Every sentence and heading of `text` in order; title, signature and date, where unchanged, are left out."""
    known = {_plain(sentence.text): sentence for sentence in draft.sentences()}
    headings = {_plain(section.heading) for section in draft.sections}
    aside = {_plain(draft.title), _plain(draft.signature), _plain(draft.date), ""}
    pattern = rules.pattern("certainty", "headings")
    plans, lines = False, []
    for raw in chars.normalise(text).split("\n"):
        line = _without_marker(raw.strip().lstrip("#").strip())
        if _plain(line) in aside:
            continue
        if _plain(line) in headings or _is_heading(line):
            plans = bool(pattern.search(line))
            sentence = Sentence(text=line, kind="framing")
            lines.append(Line(sentence, _plain(line) not in headings, plans, True))
            continue
        lines += [_line(line[start:end], known, plans) for start, end in chars.sentences(line)]
    return lines


def _line(text: str, known: dict[str, Sentence], plans: bool) -> Line:
    same = known.get(_plain(text)) or known.get(_plain(_without_marker(text)))
    if same is not None:
        return Line(same, False, plans)
    nearest = _nearest(text, known)
    facts = nearest.facts if nearest else ()
    kind: SentenceKind = "gap" if text.startswith("【") else "fact" if facts else "framing"
    return Line(Sentence(text=text, kind=kind, facts=facts, locked=True), True, plans)


def _nearest(text: str, known: dict[str, Sentence]) -> Sentence | None:
    own = pairs(_plain(text))
    best, share = None, _SAME
    for plain, sentence in known.items():
        other = pairs(plain)
        alike = len(own & other) / max(1, len(own | other))
        if alike >= share:
            best, share = sentence, alike
    return best


def _is_heading(line: str) -> bool:
    return len(line) <= 40 and not re.search(r"[。；！？：]$", line) and "。" not in line


def _without_marker(line: str) -> str:
    marker = markers.match(line)
    return line[marker.length :].lstrip() if marker is not None else line


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
