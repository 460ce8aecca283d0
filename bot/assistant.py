"""The one path of every channel: `Assistant.handle(session, incoming) → replies`. Synchronous; channels call it in a worker thread.

A message is answered by a pure step (bot.interview.machine); its events and replies are stored before anything is shown, so that
what was acknowledged survives, and the same message twice gets the same replies and happens once.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from bot import acting
from bot import events as e
from bot.belongings import Belongings, Keeper
from bot.conversation import Incoming, Reply, Step, Upload, Watch
from bot.errors import NotFoundError, SequenceConflict, UserError
from bot.interview import machine, past, states
from bot.interview.disputes import with_disputes
from bot.interview.folding import NO_STEP, apply, apply_all, fold
from bot.interview.hearing import newly_covered, stored
from bot.interview.questions import next_question
from bot.interview.state import EXTRA, Session
from bot.interview.tools import Outcome, Said, Say, Tools, say
from bot.interview.wording import Wording
from bot.jobs import Jobs, Limits
from bot.listing import Reports
from bot.model import Draft, Fact
from bot.sessions import Seen, Sessions
from bot.store.jobs import Claim
from bot.store.sessions import EventStore, SessionInfo, Turn
from language.text import normalise

TRIES = 40  # appends that lose against another writer before giving up
BREATH_S = 0.01  # at most, before the next try: so that of two who keep meeting one gets ahead
QUOTED = 20  # characters of a message that are quoted back


class Desk(Protocol):
    """What the assistant has done elsewhere: planning from samples and logs, drafting, files (bot.desk)."""

    def plan(
        self, session: Session, session_id: str, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Say, ...]]:
        """Events that draw up the plan once the basics are known."""

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft: ...

    def revise(
        self, session: Session, text: str, turn: int, *, watch: Watch | None = None
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]:
        """A new version by a wish in words; no events where it changes nothing, no reply either where it was not understood."""

    def drafted(self, session: Session) -> tuple[Reply, ...]:
        """How a new draft is shown."""

    def export(self, session: Session, fmt: str) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]: ...

    def log(self, owner: str, text: str) -> Say:
        """Keep an item of the work log."""

    def read_upload(self, upload: Upload, before: int = 0) -> str:
        """Its text. Raises InputError."""

    def take_back(
        self, session: Session, upload: Upload, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], Say] | None:
        """The draft's own Word file, edited: its next version. None where the file is something else."""

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        """The facts with computed sums."""

    def judged(self, session: Session, draft: Draft) -> Draft:
        """A draft changed by hand, with the gate's findings."""

    def explain(self, error: UserError) -> str:
        """An error for the user, in one line."""


class Assistant:
    """Conversations over a store. Holds nothing that the store has not; any number of threads and processes may share a store."""

    def __init__(
        self,
        store: EventStore,
        tools: Tools,
        desk: Desk,
        wording: Wording,
        clock: Callable[[], str],
        answer_max_chars: int,
        limits: Limits = Limits(),  # noqa: B008  frozen
        keeper: Callable[[], Keeper] | None = None,
    ) -> None:
        self._store = store
        self._sessions = Sessions(store)
        self._tools = tools
        self._desk = desk
        self._wording = wording
        self._clock = clock
        self._limit = answer_max_chars
        self._belongings = Belongings(store, wording.words, keeper)
        self._jobs = Jobs(store, self._sessions, desk, wording, limits)

    # ------------------------------------------------------------------ sessions

    def start(self, owner: str = "", name: str = "") -> tuple[str, tuple[Reply, ...]]:
        """A new session and its first question."""
        session_id = secrets.token_urlsafe(9).replace(
            "-", "_"
        )  # typed after --session, it must not look like an option
        now = self._clock()
        self._store.create(SessionInfo(session_id, owner, name, now, now))
        started = e.Started(owner, name, now)
        session = apply(Session(), started)
        question = next_question(session)
        events = (started, e.Asked(question))
        replies = (self._wording.question(session, question),)
        self._store.append(session_id, 0, Turn(0, "start", now, "", replies), events, question.kind)
        return session_id, replies

    def session(self, session_id: str) -> Session:
        """Raises NotFoundError."""
        return self._sessions.seen(session_id).session

    def seen(self, session_id: str) -> Seen:
        """A session with its place in the store. Raises NotFoundError."""
        return self._sessions.seen(session_id)

    def look(self, session_id: str, message: str) -> tuple[Seen, Turn | None]:
        """A session with its place in the store, and the turn of a message if that was handled. Raises NotFoundError."""
        return self._sessions.look(session_id, message)

    def sessions(self, owner: str = "") -> tuple[SessionInfo, ...]:
        return self._store.sessions(owner)

    def resume(self, session_id: str, watch: Watch | None = None) -> tuple[Reply, ...]:
        """Where the conversation stands, said again. Changes nothing, but writes a draft that was asked for and never finished."""
        seen = self.seen(session_id)
        session = seen.session
        if session.wanted and (job := self._store.jobs.get(session_id)) is not None:
            asked = self._store.turns(session_id, job.turn - 1)[0]
            return self._draft_for(asked, session_id, self._jobs.claim(), watch)
        says: tuple[Say, ...] = ()
        if session.basics.unit or session.facts:
            unit = session.basics.unit or self._wording.words.say("say.unnamed_unit")
            topic = session.basics.topic or self._wording.words.say("say.unnamed_topic")
            says = (say("say.resume", unit=unit, topic=topic, count=len(session.facts)),)
        lines = self._wording.lines(session, says, ())
        return (*(Reply(line) for line in lines), *self._asked(session))

    def rename(self, session_id: str, name: str) -> None:
        self._store.update(session_id, name=name)

    def delete(self, session_id: str) -> None:
        """For good. Raises NotFoundError."""
        self._sessions.drop(session_id)
        self._store.delete(session_id)

    def turns(self, session_id: str) -> tuple[Turn, ...]:
        return self._store.turns(session_id)

    # ------------------------------------------------------------------ one message

    def handle(self, session_id: str, incoming: Incoming, watch: Watch | None = None) -> tuple[Reply, ...]:
        """Answer one message. Raises NotFoundError, StoreError; whatever a user can put right is said in the reply.

        `watch` follows the writing of a draft, and may stop it.
        An act on what is not there, or not the same any more, raises NotFoundError or InputError and is not kept.
        """
        message = incoming.message_id or secrets.token_urlsafe(9)
        for _ in range(TRIES):
            seen, done = self._sessions.look(session_id, message)
            if done is not None:
                return done.replies
            try:
                return self._answer(seen, message, incoming, watch)
            except SequenceConflict:
                time.sleep(random.random() * BREATH_S)
        raise SequenceConflict(session_id)

    def _answer(self, seen: Seen, message: str, incoming: Incoming, watch: Watch | None) -> tuple[Reply, ...]:
        session_id, session, turn = seen.info.id, seen.session, seen.turn + 1
        text = incoming.text
        if incoming.act is not None:
            text = acting.spoken(session, incoming.act, self._wording.words)
        said = Said(text, normalise(text).strip(), turn)
        outcome = self._outcome(seen, said, incoming)
        if outcome.effect is not None and outcome.effect.kind == "wipe_sure":
            gone, reply = self._belongings.wipe(seen.info)  # nothing is kept of the message that asked for it
            for one in gone:
                self._sessions.drop(one)
            return (reply,)
        outcome, done = self._worked(seen, outcome, said, watch)
        events, after, extra = self._settled(seen, outcome, turn)
        lines = self._wording.lines(after, (*outcome.says, *extra), self._desk.ledger(after))
        spoken = (Reply("\n".join(lines)),) if lines else ()
        asked = self._again(after, events) if outcome.repeat or _asks(events) else ()
        replies = (*spoken, *done, *asked)
        words = said.text or "、".join(upload.name for upload in incoming.files)
        told = Turn(turn, message, self._clock(), words, replies)
        claim = self._jobs.claim() if _writes(outcome) else None
        self._store.append(session_id, seen.info.sequence, told, events, _stage(after), claim)
        self._kept(seen, told, events, after)
        if any(isinstance(event, e.Renamed) for event in events):
            self._store.update(session_id, name=after.name)
        if session.wanted and not after.wanted:
            self._store.jobs.drop(session_id)
        return replies if claim is None else self._draft_for(told, session_id, claim, watch)

    def _draft_for(self, turn: Turn, session_id: str, claim: Claim, watch: Watch | None) -> tuple[Reply, ...]:
        """The replies of a turn with those of the draft it asks for. The wish is stored: if we are killed here, another writes it."""
        written = self._jobs.write(session_id, claim, watch or Watch())
        if written is not None:
            return (*turn.replies, *written)
        kept = self._store.handled(session_id, turn.message)
        return kept.replies if kept else turn.replies

    # ------------------------------------------------------------------ drafts of others

    def stop(self, session_id: str) -> bool:
        """Stop the draft that is being written for a session, whichever process is at it. Whether there is one."""
        return self._store.jobs.stop(session_id)

    def writing(self, session_id: str) -> Step | None:
        """How far a session's draft is, whoever writes it."""
        return self._jobs.step(session_id)

    def forsaken(self) -> tuple[str, ...]:
        """Sessions whose drafts nobody is at: their writers have died, or there was no room."""
        return self._jobs.idle()

    def take_over(self, session_id: str, watch: Watch | None = None) -> bool:
        """Write the draft of a forsaken session, unless somebody else does. Whether it was written here."""
        watch = watch or Watch()
        watch.waits = False
        try:
            return self._jobs.write(session_id, self._jobs.claim(), watch) is not None
        except NotFoundError:
            return False

    def _kept(self, seen: Seen, turn: Turn, events: tuple[e.AnyEvent, ...], after: Session) -> None:
        """Remember the session as this turn leaves it; one whose past has changed is folded anew when it is next looked at."""
        if any(isinstance(event, e.Undone) for event in events):
            self._sessions.drop(seen.info.id)
            return
        step = seen.step if all(isinstance(event, NO_STEP) for event in events) else turn.turn
        sequence = seen.info.sequence + len(events)
        info = replace(seen.info, sequence=sequence, updated=turn.at, stage=_stage(after))
        self._sessions.keep(Seen(info, after, turn.turn, step))

    def _outcome(self, seen: Seen, said: Said, incoming: Incoming) -> Outcome:
        """What the message does: files first, then what only the assistant can do, then the pure step."""
        session = seen.session
        if incoming.act is not None:
            return acting.outcome(session, incoming.act, said, self._tools, self._desk.judged)
        if incoming.files:
            return self._uploads(session, said, incoming.files)
        if len(said.text) > self._limit:
            return Outcome(says=(say("say.too_long", chars=len(said.text), limit=self._limit),), repeat=True)
        if not said.plain:
            return Outcome(says=(say("say.empty"),), repeat=True)
        intent = self._tools.lexicon.command(said.plain)
        if intent is not None and intent.kind == "undo":
            if seen.step is None:
                return Outcome(says=(say("say.nothing_to_undo"),), repeat=True)
            return Outcome((e.Undone(seen.step),), (self._undone(seen.info.id, seen.step),), repeat=True)
        return machine.step(session, said, self._tools)

    def _undone(self, session_id: str, step: int) -> Say:
        """That a step is taken back, in the words by which it was asked for: it need not be the message just before (/记 is no step)."""
        said = next(turn.said for turn in self._store.turns(session_id, step - 1)).split("\n")[0]
        short = said if len(said) <= QUOTED else f"{said[:QUOTED]}…"
        return say("say.undone_said", said=short) if short else say("say.undone")

    def _settled(
        self, seen: Seen, outcome: Outcome, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], Session, tuple[Say, ...]]:
        """The outcome's events with what follows from them: the plan when the basics are complete, and the next question."""
        events = with_disputes(seen.session, outcome.events, self._tools)
        if any(isinstance(event, e.Undone) for event in events):
            records = self._store.load(seen.info.id)
            after = fold((*records, *(e.Recorded(0, turn, "", event) for event in events)))
        else:
            after = apply_all(seen.session, events)
        says: tuple[Say, ...] = ()
        if after.current is None and not after.planned and next_question(after).kind in ("plan", "carry"):
            planned, says = self._desk.plan(after, seen.info.id, turn)
            events, after = (*events, *planned), apply_all(after, planned)
        if after.current is None and not _writes(outcome):
            asked = e.Asked(next_question(after))
            events, after = (*events, asked), apply(after, asked)
        return events, after, says

    def _again(self, session: Session, events: tuple[e.AnyEvent, ...]) -> tuple[Reply, ...]:
        """The current question; the long plan is not shown anew after every word about it."""
        question = session.current
        fresh = _asks(events) or any(isinstance(event, e.Undone | e.BasicsGiven) for event in events)
        if question is None or question.kind != "plan" or fresh:
            return self._asked(session)
        shown = self._wording.question(session, question)
        return (replace(shown, text=self._wording.words.say("say.plan_hint")),)

    def _asked(self, session: Session) -> tuple[Reply, ...]:
        return () if session.current is None else (self._wording.question(session, session.current),)

    # ------------------------------------------------------------------ files, effects, drafts

    def _uploads(self, session: Session, said: Said, files: tuple[Upload, ...]) -> Outcome:
        """The draft's own file comes back as a version; others are read like a paste: dated items, notes, or a notice."""
        total, chars = Outcome(repeat=True), 0
        for upload in files:
            try:
                back = self._desk.take_back(apply_all(session, total.events), upload, said.turn)
                if back is not None:
                    total = replace(total, events=(*total.events, *back[0]), says=(*total.says, back[1]))
                    continue
                text = self._desk.read_upload(upload, chars)
                chars += len(text)
            except UserError as error:
                total = replace(total, says=(*total.says, say("text", text=self._desk.explain(error))))
                continue
            one = self._import(
                apply_all(session, total.events), replace(said, text=text, plain=text), upload.name
            )
            total = replace(total, events=(*total.events, *one.events), says=(*total.says, *one.says))
        return total

    def _import(self, session: Session, said: Said, name: str) -> Outcome:
        if (carried := past.last_report(session, said, self._tools)) is not None:
            return carried
        if self._tools.lexicon.is_notice(said.plain) and (items := self._tools.checklist(said.plain)):
            count = sum(map(len, items.values()))
            return Outcome((e.ChecklistGiven(items, said.plain),), (say("say.checklist", count=count),))
        heard = self._tools.read(session, said, EXTRA)
        if not heard.read.facts:
            return Outcome(says=(say("say.import_nothing", origin=name),))
        event = e.Imported(name, stored(heard), self._tools.covered(session, heard.read.facts))
        figures = ""
        line = say("say.imported", origin=name, count=len(heard.read.facts), figures=figures)
        return Outcome((event,), (line, *newly_covered(session, apply(session, event))))

    def _worked(
        self, seen: Seen, outcome: Outcome, said: Said, watch: Watch | None
    ) -> tuple[Outcome, tuple[Reply, ...]]:
        """The outcome with what its effect brings, and the replies of the effect. A draft is written later, once the wish is stored."""
        session, effect = seen.session, outcome.effect
        if effect is None or effect.kind == "draft":
            return outcome, ()
        if effect.kind == "log":
            return replace(outcome, says=(*outcome.says, self._desk.log(session.owner, effect.value))), ()
        if effect.kind == "new":
            new, replies = self.start(session.owner)
            return outcome, tuple(replace(reply, session=new) for reply in replies)
        if effect.kind in ("sessions", "open", "erase", "erase_sure"):
            reports = Reports(self, self._wording.words, session.owner, seen.info.id)
            return outcome, reports.do(effect.kind, int(effect.value or 0))
        if effect.kind in ("mine", "wipe", "logbook"):
            return outcome, (self._belongings.do(effect.kind, session.owner),)
        if effect.kind == "show":
            return outcome, self._desk.drafted(session)
        if effect.kind == "revise":
            return self._revised(session, outcome, said, watch)
        try:
            events, replies = self._desk.export(session, effect.value)
        except UserError as error:
            return outcome, (Reply(self._desk.explain(error), kind="error"),)
        return replace(outcome, events=events), replies

    def _revised(
        self, session: Session, outcome: Outcome, said: Said, watch: Watch | None
    ) -> tuple[Outcome, tuple[Reply, ...]]:
        """A wish about the draft; what is no wish but states something joins the ledger for the next version."""
        events, replies = self._desk.revise(session, said.text, said.turn, watch=watch)
        if events or replies:
            return replace(outcome, events=events), replies
        return replace(states.further(session, said, self._tools), repeat=True), ()


def _stage(session: Session) -> str:
    return session.current.kind if session.current else ""


def _writes(outcome: Outcome) -> bool:
    return outcome.effect is not None and outcome.effect.kind == "draft"


def _asks(events: tuple[e.AnyEvent, ...]) -> bool:
    return any(isinstance(event, e.Asked) for event in events)
