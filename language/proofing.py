"""Slips a person should look at: words typed twice, confusions, quotes and brackets without a partner. Nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

Slip = Literal["doubled", "confusion", "unpaired"]
_H = r"\u4e00-\u9fff"
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("（", "）"), ("【", "】"))


class Suspect(msgspec.Struct, frozen=True):
    """A stretch [start, end) of the text that looks wrong; `suggestion` is what was probably meant ("" where it is open)."""

    start: int
    end: int
    text: str
    slip: Slip
    suggestion: str = ""


class Tables(msgspec.Struct, frozen=True):
    """config/proofing.toml: `confusions` wrong → right; `singles`, `pairs` are not written twice; `may_double` words are right."""

    confusions: Mapping[str, str]
    singles: str
    pairs: Sequence[str]
    may_double: Sequence[str]


def suspects(text: str, tables: Tables) -> list[Suspect]:
    """What looks wrong in `text`, in reading order."""
    found = [*_confusions(text, tables), *_doubled(text, tables), *_unpaired(text)]
    return sorted(found, key=lambda suspect: (suspect.start, suspect.end))


def _confusions(text: str, tables: Tables) -> list[Suspect]:
    return [
        Suspect(hit.start(), hit.end(), wrong, "confusion", right)
        for wrong, right in tables.confusions.items()
        for hit in re.finditer(re.escape(wrong), text)
    ]


def _doubled(text: str, tables: Tables) -> list[Suspect]:
    """的的; 我们我们; 居委会居委会 (three characters and more are never doubled on purpose)."""
    allowed = [hit.span() for word in tables.may_double for hit in re.finditer(re.escape(word), text)]
    rules = (
        rf"([{re.escape(tables.singles)}])\1",
        rf"({'|'.join(map(re.escape, tables.pairs))})\1",
        rf"([{_H}]{{3,8}})\1",
    )
    found: dict[int, Suspect] = {}
    for rule in rules:
        for hit in re.finditer(rule, text):
            if not any(start < hit.end() and hit.start() < end for start, end in allowed):
                found.setdefault(hit.start(), Suspect(hit.start(), hit.end(), hit[0], "doubled", hit[1]))
    return list(found.values())


def _unpaired(text: str) -> list[Suspect]:
    found: list[Suspect] = []
    for opener, closer in _PAIRS:
        waiting: list[int] = []
        for position, character in enumerate(text):
            if character == opener:
                waiting.append(position)
            elif character == closer and waiting:
                waiting.pop()
            elif character == closer:
                found.append(Suspect(position, position + 1, character, "unpaired"))
        found.extend(Suspect(position, position + 1, opener, "unpaired") for position in waiting)
    straight = [position for position, character in enumerate(text) if character == '"']
    return found + [Suspect(position, position + 1, '"', "unpaired") for position in straight]
