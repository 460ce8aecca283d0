"""The gate's tables, compiled: what `prompts/gate.toml` and the phrase bank say, as one value that the rules are handed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from bot.model import Fact
from retrieval.leaks import Allowed

T = TypeVar("T")
_MEMORY = 4096  # facts
Pattern = re.Pattern[str]


class Relation(msgspec.Struct, frozen=True):
    """What a draft may only say (`said`) where the facts say something like it (`carried`)."""

    rule: str
    said: Pattern
    carried: Pattern | None


class Units(msgspec.Struct, frozen=True):
    """Which measures may stand for each other."""

    same: frozenset[frozenset[str]]
    loose: str
    never_loose: frozenset[str]

    def agree(self, said: str, given: str) -> bool:
        """Whether a draft may say `said` where the user gave `given`."""
        if said == given or any({said, given} <= group for group in self.same):
            return True
        return (given in (self.loose, "") and said not in self.never_loose | {""}) or (
            given == "" and said == "元"
        )


class GateRules:
    """Compiled once from the tables; `off` names rules that are switched off (the bench measures each)."""

    def __init__(
        self,
        table: Mapping[str, Any],
        phrases: Iterable[str] = (),
        *,
        framing_max: float = 0.20,
        neutral: Iterable[str] = (),
        off: Iterable[str] = (),
    ) -> None:
        self._table = table
        self.messages: Mapping[str, str] = table["messages"]
        self._neutral_words = tuple(neutral)
        bank = tuple(phrases)
        self.phrases = Allowed.of((*bank, *map(self.canonical, bank)))
        self.framing_max = framing_max
        self.off = frozenset(off)

    def without(self, *rules: str) -> GateRules:
        """The same tables with `rules` switched off."""
        other = GateRules(self._table, framing_max=self.framing_max, neutral=self._neutral_words, off=rules)
        other.phrases = self.phrases
        return other

    @cached_property
    def units(self) -> Units:
        table = self._table["units"]
        same = frozenset(frozenset(group.split()) for group in table["same"])
        return Units(same, table["loose"], frozenset(table["never_loose"].split()))

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        return tuple(
            Relation(entry["rule"], _any(entry["said"]), _any(entry["carried"]) if entry["carried"] else None)
            for entry in self._table["relations"]
        )

    @cached_property
    def levels(self) -> tuple[Pattern, ...]:
        return tuple(re.compile(level) for level in self._table["ranks"]["levels"])

    @cached_property
    def grades(self) -> tuple[Pattern, ...]:
        return tuple(re.compile(grade) for grade in self._table["ranks"]["grades"])

    @cached_property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(group.split()) for group in self._table["synonyms"]["groups"])

    @cached_property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """Synonyms, and the groups of words that only widen what the facts say."""
        return self.synonyms + tuple(tuple(group.split()) for group in self._table["synonyms"]["alike"])

    @cached_property
    def written(self) -> Mapping[str, str]:
        """Spoken word → written word, for words of two characters and more."""
        return {word: group[0] for group in self.synonyms for word in group if len(word) > 1}

    @cached_property
    def spoken_words(self) -> Pattern:
        return re.compile("|".join(map(re.escape, sorted(self.written, key=len, reverse=True))))

    @cached_property
    def persons(self) -> frozenset[str]:
        return frozenset(self.canonical(word) for word in self._table["things"]["persons"].split())

    @cached_property
    def things(self) -> Pattern:
        """A thing counted, at the end of what stands before a figure."""
        words = {*self.persons, *self._table["things"]["objects"].split()} - set(
            self._table["things"]["anybody"].split()
        )
        return re.compile("(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")$")

    @cached_property
    def neutral(self) -> Pattern:
        """Words that state nothing, longest first."""
        words = {*self._table["neutral"]["words"].split(), *self._neutral_words}
        return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))

    @cached_property
    def particles(self) -> frozenset[str]:
        return frozenset(self._table["neutral"]["particles"])

    @cached_property
    def cliche(self) -> Pattern:
        return re.compile(
            "|".join(map(re.escape, sorted(self._table["style"]["cliche"], key=len, reverse=True)))
        )

    def pattern(self, section: str, key: str) -> Pattern:
        """One pattern of the expressions listed under `[section] key`; compiled once."""
        name = (section, key)
        if name not in self._patterns:
            self._patterns[name] = _any(self._table[section][key])
        return self._patterns[name]

    @cached_property
    def _patterns(self) -> dict[tuple[str, str], Pattern]:
        return {}

    def remembered(self, fact: Fact, read: Callable[[Fact, GateRules], T]) -> T:
        """`read(fact, self)`, once for each fact: a ledger is judged against many times."""
        if len(self._memory) > _MEMORY:
            self._memory.clear()
        if fact not in self._memory:
            self._memory[fact] = read(fact, self)
        return self._memory[fact]  # type: ignore[no-any-return]

    @cached_property
    def _memory(self) -> dict[Fact, Any]:
        return {}

    def canonical(self, text: str) -> str:
        """`text` with spoken words put as a report writes them (娃 stays: one character is too little to tell)."""
        return self.spoken_words.sub(lambda match: self.written[match[0]], text)

    def bank_has(self, clause: str) -> bool:
        """Whether the phrase bank holds all of `clause`."""
        return bool(self.phrases.text) and self.phrases.covers(_MARKER.sub("", clause))


_MARKER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]，|\d{1,2}[.、])")


def _any(expressions: Iterable[str]) -> Pattern:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))
