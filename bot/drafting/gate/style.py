"""How a sentence is written: typed chatter, placeholders, and what a draft says twice; the share of empty talk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from bot.drafting.gate.claims import without_marks
from bot.drafting.gate.rules import GateRules
from bot.drafting.gate.seen import Seen, finding
from bot.model import Draft, Finding, Sentence
from language.text import pairs

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_PRODUCT = re.compile(r"(?<=\d)[×xX*](?=\d)")  # 2×315kVA
_GAP = re.compile("【[^】]*】")
_ALIKE = 0.8  # Jaccard of character pairs: two sentences say the same in nearly the same words
_SHORTEST = 8


class Measures(msgspec.Struct, frozen=True):
    """Shares of a draft's characters (0–1): framing sentences, set phrases of empty talk; and of its sentences: those with facts."""

    framing_share: float
    cliche_share: float
    solid_share: float


def measures(draft: Draft, rules: GateRules) -> Measures:
    """套话 share (framing and set phrases) and 实句率."""
    sentences = draft.sentences()
    total = sum(len(sentence.text) for sentence in sentences) or 1
    cliche = sum(len(match[0]) for s in sentences for match in rules.cliche.finditer(s.text))
    solid = sum(sentence.kind == "fact" for sentence in sentences)
    return Measures(draft.framing_share, cliche / total, solid / (len(sentences) or 1))


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `placeholder`, `chatter`."""
    text = _PRODUCT.sub("", _GAP.sub("", seen.sentence.text))
    if match := seen.rules.pattern("style", "placeholder").search(text):
        yield seen.finding("placeholder", match[0])
    if match := seen.rules.pattern("style", "chatter").search(_QUOTED.sub("", without_marks(text))):
        yield seen.finding("chatter", match[0])


def repetition(sentences: Sequence[Sentence], rules: GateRules) -> Iterator[Finding]:
    """Finding `repeated`: the same words twice, or nearly."""
    before: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for sentence in sentences:
        plain = re.sub(r"[\W\d_]+", "", without_marks(sentence.text))
        if len(plain) < _SHORTEST or sentence.kind == "gap":
            continue
        own, figures = pairs(plain), frozenset(re.findall(r"\d+(?:\.\d+)?", sentence.text))
        for text, other, numbers in before:
            alike = len(own & other) / len(own | other)
            if alike >= _ALIKE and (figures == numbers or sentence.kind == "framing"):
                yield finding(rules, "repeated", sentence.text, text)
                break
        before.append((sentence.text, own, figures))


def padding(draft: Draft, rules: GateRules) -> Iterator[Finding]:
    """Finding `padding`: more framing than the setting allows."""
    share = draft.framing_share
    if share > rules.framing_max:
        limit = f"{rules.framing_max:.0%}"
        yield finding(rules, "padding", "", f"{share:.0%}", limit=limit)
