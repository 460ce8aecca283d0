"""What a writer is given: the basics, the ledger, the wishes, the references. Nothing else may enter a draft."""

from __future__ import annotations

from bot.facts.reading import Directive
from bot.model import Basics, Fact, Value
from retrieval.records import StyleProfile, StyleReference


class DraftRequest(Value, frozen=True):
    """`facts` is the whole ledger; `missing` names topics to be marked as gaps; `like` the sample to imitate, if one was chosen.

    `user` is whose tokens a model spends; it is sent nowhere. `terse` makes what frames the facts shorter: 1 the lead,
    2 the titles of points too, 3 the headings.
    `variant` turns to other headings and another way of setting points: a draft written again is not the same again.
    """

    basics: Basics
    facts: tuple[Fact, ...]
    directives: tuple[Directive, ...] = ()
    references: tuple[StyleReference, ...] = ()
    like: str = ""
    max_chars: int = 0
    missing: tuple[str, ...] = ()
    user: str = ""
    terse: int = 0
    variant: int = 0

    @property
    def profile(self) -> StyleProfile | None:
        """The style to take on: the chosen sample's, else none (the writer's own)."""
        chosen = [reference for reference in self.references if reference.sample_id == self.like]
        return chosen[0].profile if chosen else None

    @property
    def limit(self) -> int:
        """Characters asked for, 0 = free."""
        wished = [
            int(wish.value) for wish in self.directives if wish.kind == "max_chars" and wish.value.isdigit()
        ]
        page = [ONE_PAGE for wish in self.directives if wish.kind == "one_page"]
        known = [number for number in (self.max_chars, *wished, *page, self.basics.max_chars) if number]
        return known[0] if self.max_chars else min(known, default=0)

    @property
    def hides_shops(self) -> bool:
        return any(wish.kind == "hide_shops" for wish in self.directives)


ONE_PAGE = 600  # characters: 22 lines × 28 (GB/T 9704-2012, 5.2.3), less title and signature
