"""Short ways for tests to read an answer."""

from __future__ import annotations

from bot.facts.reader import read
from bot.facts.reading import ReadContext, Reading
from bot.model import Basics, Fact

YEAR = Basics(period="2031年度", start="2031-01", end="2031-12")


def reading(
    answer: str, topic: str = "主要工作", ledger: tuple[Fact, ...] = (), basics: Basics = YEAR
) -> Reading:
    return read(answer, ReadContext(topic, 5, basics, ledger, len(ledger) + 1))


def texts(answer: str, topic: str = "主要工作") -> list[str]:
    return [fact.text for fact in reading(answer, topic).facts]


def shown(answer: str) -> list[tuple[str, float | None, str]]:
    """(text, value, unit) of every figure read."""
    return [(f.text, f.value, f.unit) for fact in reading(answer).facts for f in fact.figures]
