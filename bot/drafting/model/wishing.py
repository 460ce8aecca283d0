"""Which wishes about a draft want wording, and what they touch: a pure reading, with the words of prompts/model/words.toml."""

from __future__ import annotations

import re
from functools import cache

from bot.drafting.revision.asking import Ask, read_ask
from bot.drafting.revision.parts import parts_of, which
from bot.model import Draft, Value
from bot.prompts import words
from bot.wording import table
from language import figures, numerals

# Kind of a wish → length asked for over that of the text as it is. All others are done by rule alone.
SHARES = {"shorter": 0.7, "longer": 1.15, "rewrite": 1.0, "formal": 1.0, "plain": 1.0, "upward": 1.0}
BY_SIZE = ("length", "brief", "report")
HEADING = "heading_other"
OTHER = "other"
LONGEST = 200  # characters of a wish


class Wish(Value, frozen=True):
    """`part` counts from 0, None for the whole; `frame` = lead and closing are asked about: "lead", "closing", "both" or ""."""

    kind: str
    text: str
    part: int | None = None
    frame: str = ""


def read_wish(text: str, draft: Draft) -> Wish | None:
    """What of `text` a model is to carry out on `draft`; None where it is for the rules, or no wish at all."""
    ask = read_ask(text)
    if ask is not None:
        if ask.kind not in (*SHARES, *BY_SIZE, HEADING):
            return None
        named = bool(ask.number or ask.name) and ask.kind not in BY_SIZE
        part = which(draft, ask) if named else None
        if named and part is None:
            return None  # the rules say which parts there are
        return Wish(ask.kind, text, part, "" if named or ask.kind == HEADING else "both")
    return _unread(text, draft)


def _unread(text: str, draft: Draft) -> Wish | None:
    """A wish that no rule reads: it speaks of wording, and states nothing."""
    if len(text) > LONGEST or not _pattern("words").search(text):
        return None
    found = _part_pattern().search(text)
    number = numerals.value(found["n"] or "") if found and found["n"] else None
    part = which(draft, Ask(OTHER, int(number or 0), found["name"] or "")) if found else None
    frame = next((name for name in ("lead", "closing") if _pattern(name).search(text)), "")
    if part is not None:
        return Wish(OTHER, text, part)
    if frame:
        return Wish(OTHER, text, frame=frame)
    states = _pattern("statement").search(_pattern("complaint").sub("", text)) or figures.find(text)
    if states and not _pattern("whole").search(text):
        return None
    return Wish(OTHER, text, frame="both")


def touched(wish: Wish, draft: Draft) -> frozenset[int]:
    """The sections, from 0, that the wish is about."""
    if wish.frame in ("lead", "closing"):
        return frozenset()
    starts, at = [], 0
    for part in parts_of(draft):
        starts.append(range(at, at + len(part)))
        at += len(part)
    if wish.part is None:
        return frozenset(range(at))
    return frozenset(starts[wish.part]) if wish.part < len(starts) else frozenset()


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(words("model/words").say(f"wish.{key}"))


@cache
def _part_pattern() -> re.Pattern[str]:
    return re.compile(table("revision")["part"])
