"""Interviews with known facts and traps, read from files: one case a file, or several under `scenarios`.

The form is that of `tests/scenarios/`: what was typed, the atomic facts a draft must state and how it may put them, and what a
careless writer would state besides.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import msgspec

from bot.errors import InputError
from bot.files import read_whole
from bot.model import Value
from bot.replay import Scenario

FILE_MAX_BYTES = 8 << 20


class Listed(Value, frozen=True):
    """A figure of a fact. `value` is a number, or a range written "12..13"; `unit` as the report may write it."""

    text: str
    value: float | str | None = None
    unit: str | None = None
    qualifier: str | None = None


class Expected(Value, frozen=True):
    """A fact. A draft states it where for every group of `match_any` at least one of its forms occurs; `must` = it may not be left out."""

    id: str
    topic: str
    text: str
    source_quote: str
    match_any: tuple[tuple[str, ...], ...]
    figures: tuple[Listed, ...] = ()
    must: bool = True


class Trap(Value, frozen=True):
    """What no draft may say: strings, or regular expressions where `regex`; `max_chars` > 0 bounds the whole text.

    Traps of kind "format" look at the text as it is, the others at the text without white space.
    """

    id: str
    kind: str
    forbidden: tuple[str, ...] = ()
    regex: bool = False
    max_chars: int = 0


class Case(Value, frozen=True):
    """One interview. `derived_ok` are sums and shares a draft may reckon ("23+17=40")."""

    id: str
    unit: str
    basics_as_typed: dict[str, str]
    answers: dict[str, str]
    facts: tuple[Expected, ...]
    traps: tuple[Trap, ...] = ()
    derived_ok: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """What is typed."""
        return Scenario(self.basics_as_typed, self.answers)

    @property
    def typed(self) -> str:
        """Everything the clerk typed."""
        return "\n".join((*self.basics_as_typed.values(), *self.answers.values()))


class Nowhere(Value, frozen=True):
    """What may stand in no draft of any case: names of sample reports' units, boilerplate, patterns of placeholders."""

    seed_identity: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class Cases(Value, frozen=True):
    """A file of several cases."""

    scenarios: tuple[Case, ...]
    forbidden_everywhere: Nowhere = Nowhere()


def load(place: Path) -> Cases:
    """The cases of a file, or of every .json of a folder in the order of their names. Raises InputError, naming the file."""
    if not place.exists():
        raise InputError("file_missing", name=place.name)
    if place.is_file():
        return _read(place)
    paths = sorted(place.glob("*.json"))
    if not paths:
        raise InputError("cases_none", name=place.name)
    parts = [_read(path) for path in paths]
    nowhere = Nowhere(
        *(
            tuple(word for part in parts for word in getattr(part.forbidden_everywhere, name))
            for name in Nowhere.__struct_fields__
        )
    )
    return Cases(tuple(case for part in parts for case in part.scenarios), nowhere)


def _read(path: Path) -> Cases:
    data = read_whole(path, FILE_MAX_BYTES)
    try:
        if b'"scenarios"' in data[:20_000] or b'"forbidden_everywhere"' in data:
            return msgspec.json.decode(data, type=Cases)
        return Cases((msgspec.json.decode(data, type=Case),))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError("scenario_broken", name=path.name, reason=str(error)) from error


def normal(text: str) -> str:
    """As facts and traps are matched: NFKC, no white space, no thousands commas between digits."""
    return re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def states(fact: Expected, draft: str) -> bool:
    """Whether `draft` (normal) states the fact."""
    return all(any(normal(form) in draft for form in group) for group in fact.match_any)


def sprung(trap: Trap, draft: str) -> tuple[str, ...]:
    """The forbidden forms that `draft` (as written) has."""
    plain = normal(draft)
    text = draft if trap.kind == "format" else plain
    found = [
        form for form in trap.forbidden if (re.search(form, text) if trap.regex else normal(form) in plain)
    ]
    if trap.max_chars and len(plain) > trap.max_chars:
        found.append(f"{len(plain)} > {trap.max_chars}")
    return tuple(found)


def out_of_bounds(nowhere: Nowhere, draft: str) -> tuple[str, ...]:
    """What of `nowhere` stands in `draft`."""
    plain = normal(draft)
    words = [word for word in (*nowhere.seed_identity, *nowhere.boilerplate) if word in plain]
    return (*words, *(pattern for pattern in nowhere.patterns if re.search(pattern, plain)))
