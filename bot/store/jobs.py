"""Drafts that are asked for: rows with a lease, so that of any number of processes one writes each, and another takes over when it dies.

A job is opened together with the turn that asks for it (EventStore.append) and closed together with the draft (EventStore.finish), so that
neither a kill nor a lost connection leaves one without the other.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from threading import RLock
from typing import Protocol

from msgspec.structs import replace

from bot.errors import LeaseLost
from bot.model import Value

MOST_IDLE = 100  # sessions named at one look


class Claim(Value, frozen=True):
    """Who wants to write, how many seconds his lease lasts, and how many drafts may be written at once by all processes."""

    worker: str
    lease_s: float
    at_once: int


class Job(Value, frozen=True):
    """The draft asked for in `turn` of a session. `worker` is at it `until` then (seconds since 1970); "" = nobody.

    `stopped`: the user wants it ended. `step` is how far it is (JSON of a bot.conversation.Step, without text). `tries` = how often it was begun.
    """

    session: str
    turn: int
    worker: str = ""
    until: float = 0.0
    stopped: bool = False
    step: str = ""
    tries: int = 0

    def free(self, now: float, lease_s: float) -> bool:
        """Whether nobody is at it; a lease that ends later than any can was given before the clock was set back."""
        return not self.worker or self.until <= now or self.until > now + lease_s


class JobStore(Protocol):
    """Every write is durable when the call returns."""

    def get(self, session: str) -> Job | None: ...

    def claim(self, session: str, claim: Claim) -> Job | None:
        """The job: the claimant's where nobody was at it and there is room, else as it stands. None where there is none."""

    def beat(self, session: str, claim: Claim, step: str) -> Job | None:
        """Prolong a lease and tell how far the draft is. None where the lease is lost."""

    def stop(self, session: str) -> bool:
        """Ask whoever is at it to end. Whether there is a job."""

    def release(self, session: str, worker: str) -> None:
        """Give a lease back: somebody else may go on at once."""

    def drop(self, session: str) -> None:
        """The draft is not wanted any more."""

    def idle(self, lease_s: float) -> tuple[str, ...]:
        """Sessions whose drafts are asked for and nobody is at."""

    def under_way(self, sessions: Collection[str]) -> tuple[Job, ...]:
        """The jobs of these sessions of which it is known how far they are."""


class MemoryJobs:
    """Jobs of one process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._jobs: dict[str, Job] = {}

    def open(self, session: str, turn: int, claim: Claim) -> None:
        """A new job, the claimant's where there is room; one that was there is given up."""
        with self._lock:
            self._jobs[session] = Job(session, turn)
            self.claim(session, claim)

    def close(self, job: Job) -> None:
        """Raises LeaseLost where it is not the job's worker's any more."""
        with self._lock:
            kept = self._jobs.get(job.session)
            if kept is None or kept.worker != job.worker:
                raise LeaseLost(job.session)
            del self._jobs[job.session]

    def get(self, session: str) -> Job | None:
        return self._jobs.get(session)

    def claim(self, session: str, claim: Claim) -> Job | None:
        with self._lock:
            job, now = self._jobs.get(session), time.time()
            if job is None or not job.free(now, claim.lease_s):
                return job
            running = sum(not other.free(now, claim.lease_s) for other in self._jobs.values())
            if running < claim.at_once:
                until = now + claim.lease_s
                job = replace(job, worker=claim.worker, until=until, tries=job.tries + 1)
                self._jobs[session] = job
            return job

    def beat(self, session: str, claim: Claim, step: str) -> Job | None:
        with self._lock:
            job = self._jobs.get(session)
            if job is None or job.worker != claim.worker:
                return None
            self._jobs[session] = job = replace(job, until=time.time() + claim.lease_s, step=step)
            return job

    def stop(self, session: str) -> bool:
        with self._lock:
            if session in self._jobs:
                self._jobs[session] = replace(self._jobs[session], stopped=True)
            return session in self._jobs

    def release(self, session: str, worker: str) -> None:
        with self._lock:
            job = self._jobs.get(session)
            if job is not None and job.worker == worker:
                self._jobs[session] = replace(job, worker="", until=0.0)

    def drop(self, session: str) -> None:
        with self._lock:
            self._jobs.pop(session, None)

    def idle(self, lease_s: float) -> tuple[str, ...]:
        now = time.time()
        with self._lock:
            return tuple(name for name, job in self._jobs.items() if job.free(now, lease_s))

    def under_way(self, sessions: Collection[str]) -> tuple[Job, ...]:
        with self._lock:
            return tuple(job for name, job in self._jobs.items() if name in sessions and job.step)
