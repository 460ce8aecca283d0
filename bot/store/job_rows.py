"""Drafts asked for, in SQL (table: bot.store.migrations.m005_jobs). Times are the database's where it has a clock of its own."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from bot.errors import LeaseLost
from bot.store.database import Database
from bot.store.jobs import MOST_IDLE, Claim, Job
from bot.store.transaction import POSTGRES, Transaction

LOCK = "jobs"  # held while leases are counted and given
_JOB = "session, turn, worker, until, stopped, step, tries"
_FREE = "(worker = '' OR until <= :now OR until > :now + :lease)"


class JobRows:
    """A JobStore. Safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, session: str) -> Job | None:
        with self._database.read() as tx:
            return _job(tx, session)

    def claim(self, session: str, claim: Claim) -> Job | None:
        with self._database.write(lock=LOCK) as tx:
            return _claimed(tx, session, claim)

    def beat(self, session: str, claim: Claim, step: str) -> Job | None:
        with self._database.write() as tx:
            job = _job(tx, session, lock=True)
            if job is None or job.worker != claim.worker:
                return None
            tx.run(
                "UPDATE job SET until = :until, step = :step WHERE session = :session",
                session=session,
                until=_now(tx) + claim.lease_s,
                step=tx.seal.text(step),
            )
            if step != job.step:
                tx.tell(session)
        return replace(job, step=step)

    def stop(self, session: str) -> bool:
        with self._database.write() as tx:
            return tx.run("UPDATE job SET stopped = 1 WHERE session = :session", session=session) > 0

    def release(self, session: str, worker: str) -> None:
        with self._database.write() as tx:
            tx.run(
                "UPDATE job SET worker = '', until = 0 WHERE session = :session AND worker = :worker",
                session=session,
                worker=worker,
            )

    def drop(self, session: str) -> None:
        with self._database.write() as tx:
            tx.run("DELETE FROM job WHERE session = :session", session=session)

    def idle(self, lease_s: float) -> tuple[str, ...]:
        with self._database.read() as tx:
            rows = tx.all(
                f"SELECT session FROM job WHERE {_FREE} ORDER BY asked LIMIT {MOST_IDLE}",
                now=_now(tx),
                lease=lease_s,
            )
        return tuple(str(session) for (session,) in rows)

    def under_way(self, sessions: Collection[str]) -> tuple[Job, ...]:
        sql = f"SELECT {_JOB} FROM job WHERE step <> '' AND session IN ({{names}})"
        with self._database.read() as tx:
            rows = list(tx.among(sql, sessions))
            return tuple(_read(tx, row) for row in rows)


def opened(tx: Transaction, session: str, turn: int, claim: Claim) -> None:
    """A new job, the claimant's where there is room; one that was there is given up. `tx` holds LOCK."""
    tx.run("DELETE FROM job WHERE session = :session", session=session)
    tx.run(
        f"INSERT INTO job ({_JOB}, asked) VALUES (:session, :turn, '', 0, 0, '', 0, :asked)",
        session=session,
        turn=turn,
        asked=_now(tx),
    )
    _claimed(tx, session, claim)


def closed(tx: Transaction, job: Job) -> None:
    """Raises LeaseLost where it is not the job's worker's any more."""
    if not tx.run(
        "DELETE FROM job WHERE session = :session AND worker = :worker",
        session=job.session,
        worker=job.worker,
    ):
        raise LeaseLost(job.session)


def _claimed(tx: Transaction, session: str, claim: Claim) -> Job | None:
    job, now = _job(tx, session, lock=True), _now(tx)
    if job is None or not job.free(now, claim.lease_s):
        return job
    row = tx.one(f"SELECT count(*) FROM job WHERE NOT {_FREE}", now=now, lease=claim.lease_s)
    if row is None or int(row[0]) >= claim.at_once:
        return job
    job = replace(job, worker=claim.worker, until=now + claim.lease_s, tries=job.tries + 1)
    tx.run(
        "UPDATE job SET worker = :worker, until = :until, tries = :tries WHERE session = :session",
        session=session,
        worker=job.worker,
        until=job.until,
        tries=job.tries,
    )
    return job


def _job(tx: Transaction, session: str, *, lock: bool = False) -> Job | None:
    row = tx.one(
        f"SELECT {_JOB} FROM job WHERE session = :session{tx.for_update if lock else ''}", session=session
    )
    return None if row is None else _read(tx, row)


def _read(tx: Transaction, row: tuple[Any, ...]) -> Job:
    session, turn, worker, until, stopped, step, tries = row
    return Job(
        str(session), int(turn), str(worker), float(until), bool(stopped), tx.seal.open(str(step)), int(tries)
    )


def _now(tx: Transaction) -> float:
    """Seconds since 1970 by the clock that all who share the database see."""
    if tx.dialect != POSTGRES:
        return time.time()
    row = tx.one("SELECT extract(epoch FROM clock_timestamp())")
    assert row is not None
    return float(row[0])
