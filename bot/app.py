"""Joins the parts: the only file that names concrete back-ends. Nothing is opened before it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.errors import UserError
from bot.prompts import Words, words
from bot.settings import Settings, data_folder, data_keys
from bot.wording import table

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.conversation import Watch
    from bot.desk import OfficeDesk
    from bot.dossier import Dossiers
    from bot.drafting.request import DraftRequest
    from bot.drafting.revision import Revision
    from bot.export.evidence import Receipt
    from bot.interview.state import Session
    from bot.model import Draft, Fact
    from bot.proposals import ModelReader
    from bot.store.care import CareRows
    from bot.store.database import Database
    from bot.store.sessions import EventStore
    from bot.store.spending_rows import SpendingRows
    from bot.understanding import RuleTools
    from retrieval.leaks import LeakIndex
    from retrieval.library import Library


class App:
    """One running program. `memory=True` keeps sessions in memory only (replays, drafts from notes)."""

    def __init__(self, settings: Settings, *, memory: bool = False) -> None:
        self.settings = settings
        self._memory = memory
        self._opening = Lock()

    @cached_property
    def messages(self) -> Words:
        return words(f"messages.{'en' if self.settings.lang == 'en' else 'zh'}")

    @cached_property
    def database(self) -> Database:
        from bot.store.database import open_database

        settings = self.settings
        keys = data_keys(settings)
        return open_database(settings.database_url, settings.home, settings.database_pool, keys)

    @cached_property
    def store(self) -> EventStore:
        from bot.store.event_rows import SqlEventStore
        from bot.store.sessions import MemoryStore

        return MemoryStore() if self._memory else SqlEventStore(self.database)

    @cached_property
    def spending(self) -> SpendingRows:
        """What everybody has spent today at the model endpoint."""
        from bot.store.spending_rows import SpendingRows

        return SpendingRows(self.database)

    @cached_property
    def care(self) -> CareRows:
        """What is old, and what a person has."""
        from bot.store.care import CareRows

        return CareRows(self.database)

    @cached_property
    def dossiers(self) -> Dossiers:
        from bot.dossier import Dossiers

        return Dossiers(self.settings, self.store, self.care, words("interview"), now)

    @cached_property
    def library(self) -> Library:
        """The style library, with the project's own samples in it."""
        from bot.samples import open_library

        with self._opening:  # two threads may ask at once; cached_property alone would open it twice
            if "library" not in self.__dict__:
                opened = open_library(self.settings, self.database)
                opened.sync_builtin(data_folder("knowledge"))
                self.__dict__["library"] = opened
        found: Library = self.__dict__["library"]
        return found

    @cached_property
    def leaks(self) -> LeakIndex:
        """What no draft may take over, from every sample of the library."""
        from bot.store.sample_rows import SampleRows
        from retrieval.leaks import LeakIndex

        return LeakIndex.build(SampleRows(self.database).all())

    @cached_property
    def tools(self) -> RuleTools:
        from bot.interview.intents import Lexicon
        from bot.understanding import RuleTools

        added = [key for unit in self.tables["unit_types"].values() for key in unit.get("add", {})]
        labels = tuple(dict.fromkeys((*self.tables["topics"], *added)))
        return RuleTools(Lexicon(table("intents")), words("interview"), labels, self.proposer, lambda: now())

    @cached_property
    def proposer(self) -> ModelReader | None:
        """A model that is asked about what the rules leave unread; None where none is set."""
        from bot.endpoint import line_of
        from bot.proposals import ModelReader

        if line_of(self.settings) is None or self.settings.model_read_s <= 0:
            return None
        return ModelReader(self.settings, self.spending)

    @property
    def tables(self) -> dict[str, Mapping[str, Any]]:
        return {name: table(name, "config") for name in ("topics", "unit_types")}

    @cached_property
    def desk(self) -> OfficeDesk:
        from bot.desk import OfficeDesk

        return OfficeDesk(
            settings=self.settings,
            store=self.store,
            tools=self.tools,
            words=words("interview"),
            tables=self.tables,
            library=lambda: self.library,
            write=self.compose,
            revise=self.revise,
            clock=now,
            explain=self.explain,
            judge=self.judge,
            receipt=self.receipt,
        )

    @cached_property
    def assistant(self) -> Assistant:
        from bot.assistant import Assistant
        from bot.interview.wording import Wording
        from bot.jobs import Limits

        return Assistant(
            self.store,
            self.tools,
            self.desk,
            Wording(words("interview")),
            now,
            self.settings.answer_max_chars,
            Limits(self.settings.drafts_at_once, self.settings.draft_lease_s),
            None if self._memory else lambda: self.dossiers,
        )

    def compose(self, request: DraftRequest, watch: Watch | None = None) -> Draft:
        from bot.drafting.model import writer_for
        from bot.drafting.service import compose

        writer = writer_for(self.settings, **self._modelling(request, watch))
        return compose(request, self.leaks, writer)

    def judge(self, draft: Draft, request: DraftRequest) -> Draft:
        from bot.drafting.service import judged, prepared

        return judged(draft, prepared(request), self.leaks)

    def receipt(self, draft: Draft, request: DraftRequest, last: str = "") -> Receipt:
        """What is open in `draft`, checked against every sample of the library and the text of the last report."""
        from bot.receipts import receipt_of
        from bot.store.sample_rows import SampleRows

        _ = self.library  # the project's own samples are in it before they are counted
        return receipt_of(draft, request, SampleRows(self.database).all(), self.leaks, last)

    def revise(
        self, text: str, session: Session, request: DraftRequest, turn: int, watch: Watch | None = None
    ) -> Revision:
        """By rule; where an endpoint is set, wishes about wording by the model."""
        from bot.drafting import revision
        from bot.drafting.model import reviser_for
        from bot.events import Corrected
        from bot.interview.folding import apply

        def renewed(facts: tuple[Fact, ...], removed: tuple[str, ...]) -> tuple[Fact, ...]:
            return self.tools.ledger(apply(session, Corrected(text, facts, removed)))

        lying = revision.Desk(session.drafts, request, turn, session.next_id, renewed)
        by_rule = revision.revise(text, lying, self.leaks)
        reviser = reviser_for(self.settings, **self._modelling(request, watch))
        return by_rule if reviser is None else reviser.revise(text, lying, by_rule)

    def _modelling(self, request: DraftRequest, watch: Watch | None) -> dict[str, Any]:
        return {
            "user": request.user,
            "library": lambda: self.leaks,
            "spending": self.spending,
            "watch": watch,
        }

    def explain(self, error: UserError) -> str:
        """An error as one line in the user's language."""
        key = f"error.{error.key}"
        return self.messages.say_known(key, **error.values) if self.messages.has(key) else str(error)


def now() -> str:
    """Local time, ISO, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
