"""Drafts are written by whoever holds their lease: each once, by whichever of many processes; taken over when that one dies.

A lease is a row of the store (bot.store.jobs). While a draft is written a pulse prolongs it, tells how far it is and hears whether somebody
wants it stopped, wherever he sits. A draft is kept only while the lease is: one that was taken over is thrown away.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from typing import Protocol

from msgspec.structs import replace

from bot import events as e
from bot.conversation import Reply, Step, Watch
from bot.errors import LeaseLost, ModelError, NotFoundError, SequenceConflict, StoreError, StoreUnavailable
from bot.interview.folding import apply
from bot.interview.questions import next_question
from bot.interview.state import Session
from bot.interview.wording import Wording
from bot.model import Draft, Value, decode, encode
from bot.sessions import Sessions
from bot.store.jobs import Claim, Job
from bot.store.sessions import EventStore

LOOK_S = 0.3  # between looks of one who waits for another's draft
PULSE_S = 1.0  # between looks whether somebody wants it stopped
TRIES = 3  # beginnings of one draft: what ends its process so often is given up, and said
PATIENCE_S = 60.0  # how long a finished draft waits for a database that is away


class Limits(Value, frozen=True):
    """How many drafts are written at once by all processes, and how many seconds a lease lasts after the last pulse."""

    at_once: int = 4
    lease_s: float = 15.0


class Composer(Protocol):
    """The part of the desk that writes."""

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft: ...

    def drafted(self, session: Session) -> tuple[Reply, ...]:
        """How a new draft is shown."""


class Jobs:
    """The drafts of a store. Safe to share between threads."""

    def __init__(
        self, store: EventStore, sessions: Sessions, desk: Composer, wording: Wording, limits: Limits
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._desk = desk
        self._wording = wording
        self._limits = limits

    def claim(self) -> Claim:
        """A claim of its own for one who is going to write."""
        return Claim(_new_worker(), self._limits.lease_s, self._limits.at_once)

    def idle(self) -> tuple[str, ...]:
        """Sessions whose drafts are asked for and nobody is at."""
        return self._store.jobs.idle(self._limits.lease_s)

    def step(self, session: str) -> Step | None:
        """How far a session's draft is, whoever writes it; None where none is being written."""
        job = self._store.jobs.get(session)
        return decode(job.step, Step) if job and job.step else None

    def write(self, session: str, claim: Claim, watch: Watch) -> tuple[Reply, ...] | None:
        """Write the draft that is asked for and keep it; its replies.

        None where there is none for us to write: another wrote it meanwhile, it is not wanted any more, or, where `watch` does not wait,
        another is at it or there is no room. A draft of a process that has died on this machine is taken over at once.
        """
        seen, lost = "", False
        while (job := self._claimed(session, claim)) is not None:
            if job.worker == claim.worker:
                try:
                    return self._written(job, claim, watch)
                except LeaseLost:  # whoever has it now is waited for
                    claim, lost = self.claim(), True
                    continue
            if not watch.waits:
                return None
            if watch.stopped and not lost and not job.stopped:
                self._store.jobs.stop(session)
            if job.step and job.step != seen:
                seen = job.step
                watch.step(decode(seen, Step))
            time.sleep(LOOK_S)
        return None

    def _claimed(self, session: str, claim: Claim) -> Job | None:
        job = self._store.jobs.get(session)
        if job is None or job.worker == claim.worker:
            return job
        if job.worker and _is_dead(job.worker):
            self._store.jobs.release(session, job.worker)
        elif not job.free(time.time(), claim.lease_s):
            return job
        return self._store.jobs.claim(session, claim)

    def _written(self, job: Job, claim: Claim, watch: Watch) -> tuple[Reply, ...] | None:
        session = self._sessions.seen(job.session).session
        if not session.wanted:
            self._store.jobs.drop(job.session)
            return None
        shared = _Shared(watch)
        if job.stopped:
            shared.stop()
        with _pulse(self._store, job, claim, shared):
            try:
                draft = self._composed(job, session, shared)
            except BaseException:
                with contextlib.suppress(StoreError):
                    self._store.jobs.release(job.session, job.worker)
                raise
            return self._kept(job, session, draft)

    def _composed(self, job: Job, session: Session, watch: Watch) -> Draft | None:
        """None where it cannot be written."""
        if job.tries > TRIES:
            return None
        try:
            return self._desk.compose(session, watch=watch)
        except (ModelError, NotFoundError):
            return None

    def _kept(self, job: Job, before: Session, draft: Draft | None) -> tuple[Reply, ...] | None:
        """Append the draft to the session as it is by now, which may not be as it was `before`. Raises LeaseLost."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                seen = self._sessions.seen(job.session)
                if not seen.session.wanted:
                    self._store.jobs.drop(job.session)
                    return None
                events, replies, stage = self._outcome(before, seen.session, draft)
                self._store.finish(job, seen.info.sequence, events, replies, stage)
                return replies
            except SequenceConflict:
                continue
            except StoreUnavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(PULSE_S)

    def _outcome(
        self, before: Session, now: Session, draft: Draft | None
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...], str]:
        if draft is None:
            asked = e.Asked(e.Question("drafted" if now.drafts else "review"))
            failed = Reply(self._wording.words.say("drafted.failed"), kind="error")
            question = self._wording.question(apply(now, asked), asked.question)
            return (asked,), (failed, question), asked.question.kind
        drafted = e.Drafted(draft, stale=_told(before) != _told(now))
        after = apply(now, drafted)
        asked = e.Asked(next_question(after))
        after = apply(after, asked)
        question = self._wording.question(after, asked.question)
        return (drafted, asked), (*self._desk.drafted(after), question), "drafted"


class _Shared(Watch):
    """Passes on to the one who waits here, and keeps the last step for those elsewhere."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.step)
        self._watch = watch
        self.stopping = watch.stopping
        self.last = ""

    def step(self, step: Step) -> None:
        self.last = encode(replace(step, text="", note=""))
        super().step(step)

    def stop(self) -> None:
        self._watch.stop()


@contextlib.contextmanager
def _pulse(store: EventStore, job: Job, claim: Claim, watch: _Shared) -> Iterator[None]:
    """Keeps the lease in a thread of its own until the block is left."""
    over = threading.Event()

    def beat() -> None:
        told, due = "", 0.0
        while not over.wait(PULSE_S):
            now = time.monotonic()
            try:
                if watch.last != told or now >= due:
                    kept = store.jobs.beat(job.session, claim, watch.last)
                    told, due = watch.last, now + claim.lease_s / 3
                else:
                    kept = store.jobs.get(job.session)
            except StoreError:  # away: whether the lease is still ours is seen when the draft is kept
                continue
            if kept is None or kept.worker != claim.worker:
                watch.stopping.set()  # it is written for nothing
                return
            if kept.stopped and not watch.stopped:
                watch.stop()

    thread = threading.Thread(target=beat, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _told(session: Session) -> tuple[object, ...]:
    """What a draft is written from."""
    return (
        session.facts, session.basics, session.directives, session.compared, session.chosen_sample, session.max_chars,
    )  # fmt: skip


def _new_worker() -> str:
    """host/process/number: tells a process of this machine that has ended from one that is only slow."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


def _is_dead(worker: str) -> bool:
    """Whether the worker was a process of this machine and is no more; where that cannot be known its lease has to run out."""
    host, _, rest = worker.partition("/")
    pid = rest.partition("/")[0]
    if os.name != "posix" or host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
