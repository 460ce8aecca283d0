"""What must stay out of a report: private facts, and numbers that identify a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.seen import Seen
from bot.model import Fact, Finding

_NUMBERS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[*＊xX]{2,6}\d{2,4}|(?<!\d)\d{3,4}-\d{7,8}(?!\d)|(?<!\d)[1-9]\d{16}[\dXx](?!\d)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}\.[a-z]{2,}"
)
_QUOTES = re.compile(r"[“《]([^”》]{2,})[”》]")
_SHORTEST = 6


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `private`."""
    for match in _NUMBERS.finditer(seen.sentence.text):
        yield seen.finding("private", match[0])
    for fact in seen.book.private:
        if fact.id in seen.sentence.facts:
            yield seen.finding("private", fact.text[:12])
        elif told := _told(seen, fact):
            yield seen.finding("private", told)


def _told(seen: Seen, fact: Fact) -> str:
    """A name or a phrase of a private fact that no open fact has too; "" where none stands in the sentence."""
    open_words = seen.book.whole.words
    words = [*fact.names, *fact.titles, *_QUOTES.findall(f"{fact.text}\n{fact.source.quote}")]
    words += [piece for piece in re.split(r"[，。；、：\s]", fact.text) if len(piece) >= _SHORTEST]
    return next(
        (word for word in words if len(word) > 1 and word in seen.sentence.text and word not in open_words),
        "",
    )
