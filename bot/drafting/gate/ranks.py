"""Ranks and honours: 市级 is not 省级, 第三名 is not 第一名, and a prize nobody gave is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import text as chars
from language.text import pairs

_LITERAL = re.compile("锦旗|感谢信")
# How people name the level in passing, top first: 区里评的, 县上表彰, 得了个市先进.
_LOOSE = tuple(
    map(
        re.compile,
        (
            r"国家|全国|中央|部级",
            r"省",
            r"(?<![城门夜早集超])市(?![场容政民])",
            r"(?<![社小辖片城地园校景山厂库])区(?![域内])|县",
            r"街道|[镇乡](?!政)|[校局院行厂]级|总公司|集团",
        ),
    )
)


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `rank`, `award`."""
    words = seen.evidence.fact_words
    fact = seen.evidence.shown() if seen.rests_on_facts else ""
    for level, loose in zip(seen.rules.levels, _LOOSE, strict=True):
        for match in level.finditer(seen.bare):
            topic = len(match[0]) > 1 and match[0] in seen.evidence.basics.words
            if not loose.search(words) and not topic:
                yield seen.finding("rank", seen.text[match.start() : match.end() + 6], fact)
    for grade in seen.rules.grades:
        graded = grade.search(seen.text)
        if graded is not None and not grade.search(words):
            yield seen.finding("rank", graded[0], fact)
    award = seen.rules.pattern("ranks", "awards").search(seen.bare)
    if award is not None and not _honoured(seen, award[0]):
        yield seen.finding("award", award[0])
    elif award is not None:
        yield from _at_another_level(seen)


def _at_another_level(seen: Seen) -> Iterator[Finding]:
    """The facts have both levels, but not for this honour: each clause is held beside the clause of the facts most like it."""
    given = [(piece, pairs(piece)) for view in seen.evidence.views for piece in _clauses(view.text)]
    award = seen.rules.pattern("ranks", "awards")
    for clause in _clauses(seen.text):
        own = pairs(clause)
        best = max(given, key=lambda one: len(own & one[1]), default=("", frozenset()))
        if award.search(clause) is None or 2 * len(own & best[1]) < min(len(own), len(best[1])):
            continue
        for loose in _LOOSE:
            if (match := loose.search(clause)) and not loose.search(best[0]):
                yield seen.finding("rank", clause[match.start() : match.end() + 6], best[0])


def _clauses(text: str) -> list[str]:
    return [text[start:end] for start, end in chars.clauses(text)]


def _honoured(seen: Seen, said: str) -> bool:
    """Whether a fact speaks of an honour, or the very words belong to the topic (平安单位创建) or the bank."""
    if _LITERAL.search(said):
        return said in seen.evidence.words
    if said in seen.evidence.words or seen.rules.bank_has(said):
        return True
    return bool(seen.rules.pattern("ranks", "carried").search(seen.evidence.fact_words))
