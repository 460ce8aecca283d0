"""What the ledger can carry: each fact read once, and the facts a sentence rests on put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from bot.drafting.gate.claims import Claim, claims
from bot.drafting.gate.rules import GateRules
from bot.model import Basics, Fact, Figure
from language import dates, numerals
from language.figures import FigureSpan
from language.text import pairs

# 降一个点奖三千: a numeral without unit, which the finder of figures leaves alone.
_BARE = re.compile("[一二两三四五六七八九十百千万亿]*[十百千万亿][一二三四五六七八九十百千万亿]*")


class FactView:
    """One fact: its claims (its figures as the reader understood them), and every word the user used for it."""

    def __init__(self, fact: Fact, rules: GateRules) -> None:
        self.fact = fact
        self.text = rules.canonical(fact.text)
        said = "\n".join((fact.text, fact.source.quote, fact.heading, *fact.names, *fact.titles))
        self.raw = said
        self.words = _expanded(f"{rules.canonical(said)}\n{said}", rules)
        self.grams = pairs(self.words)
        written = claims(self.text, fact.names)
        self.claims: tuple[Claim, ...] = (*written, *_understood(fact, written))
        self.bare = {numerals.value(run) for run in _BARE.findall(self.text)}
        self.computed = {claim.figure.value for claim in claims(fact.computed) if claim.figure is not None}

    def shown(self) -> str:
        return self.fact.text


class Evidence:
    """The facts a sentence rests on, with what the basics say of unit and period."""

    def __init__(self, views: Sequence[FactView], basics: BasicsView) -> None:
        self.views = tuple(views)
        self.basics = basics

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(claim for view in self.views for claim in view.claims)

    @cached_property
    def words(self) -> str:
        """The facts' words and the basics'."""
        return "\n".join((*(view.words for view in self.views), self.basics.words))

    @cached_property
    def fact_words(self) -> str:
        return "\n".join(view.words for view in self.views)

    @cached_property
    def grams(self) -> frozenset[str]:
        return frozenset().union(self.basics.grams, *(view.grams for view in self.views))

    def of(self, kind: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.kind == kind)

    def shown(self, pieces: frozenset[str] = frozenset()) -> str:
        """The text of the fact nearest to `pieces` (of the first one where none is near)."""
        best = max(self.views, key=lambda view: len(pieces & view.grams), default=None)
        return best.fact.text if best else ""


class BasicsView:
    """Unit, period, topic and audience, as words and as dates."""

    def __init__(self, basics: Basics, extra: Iterable[str], rules: GateRules) -> None:
        fields = (basics.unit, basics.period, basics.topic, basics.audience, *basics.said.values(), *extra)
        text = "\n".join(field for field in fields if field)
        self.basics = basics
        self.pieces = tuple(field for field in fields if field)
        self.words = _expanded(f"{rules.canonical(text)}\n{text}", rules)
        self.grams = pairs(self.words)
        self.claims = claims(rules.canonical(text))


class Book:
    """The ledger as the gate reads it: superseded facts are out, private ones apart."""

    def __init__(
        self, ledger: Sequence[Fact], basics: Basics, extra: Iterable[str], rules: GateRules
    ) -> None:
        replaced = {fact.replaces for fact in ledger if fact.replaces}
        live = [fact for fact in ledger if fact.id not in replaced]
        self.rules = rules
        self.basics = BasicsView(basics, extra, rules)
        self.views = {fact.id: rules.remembered(fact, FactView) for fact in live if not fact.private}
        self.private = tuple(fact for fact in live if fact.private)
        self.known = {fact.id for fact in ledger}
        self.whole = Evidence(tuple(self.views.values()), self.basics)

    def evidence(self, ids: Iterable[str]) -> Evidence:
        """Of the facts named; of the whole ledger where none is."""
        views = [self.views[key] for key in ids if key in self.views]
        return Evidence(views, self.basics) if views else self.whole

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Every name the ledger knows, longest first."""
        found = {name for view in self.views.values() for name in view.fact.names if len(name) > 1}
        return tuple(sorted(found, key=len, reverse=True))


def _expanded(text: str, rules: GateRules) -> str:
    """`text` and, behind it, the words that mean the same as words of it."""
    more = [" ".join(group) for group in rules.alike if any(word in text for word in group)]
    return "\n".join((text, *more))


def _understood(fact: Fact, written: Sequence[Claim]) -> Iterable[Claim]:
    """What the reader noted beside the text: figures with a unit from elsewhere, dates resolved against the period."""
    seen = {(c.figure.value, c.figure.unit) for c in written if c.figure is not None}
    for figure in fact.figures:
        if figure.value is not None and (figure.value, figure.unit) not in seen:
            yield Claim("figure", 0, 0, figure.text, "", pairs(fact.text), _span(figure))
    keys = {c.key for c in written if c.kind == "date"}
    for date in fact.dates:
        if date not in keys:
            iso = date if date[:1].isdigit() or date.startswith("-") else ""
            spans = () if iso else dates.find(date)
            yield Claim(
                "date", 0, 0, date, iso or (spans[0].iso or date if spans else date), pairs(fact.text)
            )


def _span(figure: Figure) -> FigureSpan:
    return FigureSpan(
        0, 0, figure.text, figure.value, figure.unit, figure.qualifier, figure.counted, figure.high, "count"
    )
