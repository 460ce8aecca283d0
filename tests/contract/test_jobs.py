"""Drafts asked for: opened with the turn, closed with the draft, in one hand at a time. Over memory, SQLite and Postgres."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.conversation import Reply
from bot.errors import LeaseLost, NotFoundError, SequenceConflict
from bot.events import Asked, Question
from bot.store.jobs import Claim, Job
from bot.store.sessions import EventStore
from tests.contract.test_event_store import ANSWER, begun, turn

LEASE_S = 30.0
DONE = (Asked(Question("drafted")),)


def claim(worker: str, lease_s: float = LEASE_S, at_once: int = 4) -> Claim:
    return Claim(worker, lease_s, at_once)


def asked(
    store: EventStore, session: str = "s", worker: str = "a", lease_s: float = LEASE_S, at_once: int = 4
) -> Job:
    """A session whose turn 1 asks for a draft."""
    begun(store, session)
    store.append(session, 2, turn(1), (ANSWER,), "", claim(worker, lease_s, at_once))
    job = store.jobs.get(session)
    assert job is not None
    return job


def test_a_turn_that_asks_opens_a_job_in_the_hand_of_its_writer(store: EventStore) -> None:
    job = asked(store)
    assert (job.turn, job.worker, job.stopped, job.tries) == (1, "a", False, 1)
    assert time.time() < job.until < time.time() + LEASE_S + 5
    assert store.jobs.idle(LEASE_S) == ()
    assert store.jobs.claim("s", claim("b")) == job
    assert store.jobs.get("none") is None
    assert store.jobs.claim("none", claim("b")) is None


def test_a_lost_append_opens_no_job(store: EventStore) -> None:
    begun(store)
    with pytest.raises(SequenceConflict):
        store.append("s", 1, turn(1), (ANSWER,), "", claim("a"))
    assert store.jobs.get("s") is None


def test_a_draft_closes_its_job_and_joins_its_turn(store: EventStore) -> None:
    job = asked(store)
    store.append("s", 3, turn(2), (ANSWER,), "topic")
    with pytest.raises(SequenceConflict):
        store.finish(job, 3, DONE, (Reply("稿子"),), "drafted")
    assert store.jobs.get("s") == job
    assert store.finish(job, 4, DONE, (Reply("稿子"),), "drafted") == 5
    last = store.load("s")[-1]
    assert (last.sequence, last.turn, last.event) == (5, 1, DONE[0])
    assert [reply.text for reply in store.turns("s")[1].replies] == ["第一问", "稿子"]
    assert store.info("s").stage == "drafted"
    assert store.jobs.get("s") is None


def test_a_draft_is_kept_once(store: EventStore) -> None:
    job = asked(store)
    store.finish(job, 3, DONE, (), "drafted")
    with pytest.raises(LeaseLost):
        store.finish(job, 4, DONE, (), "drafted")
    assert len(store.load("s")) == 4


def test_a_lease_that_ran_out_is_taken_over_and_the_old_hand_writes_nothing(store: EventStore) -> None:
    old = asked(store, lease_s=0.05)
    time.sleep(0.1)
    assert store.jobs.idle(LEASE_S) == ("s",)
    new = store.jobs.claim("s", claim("b"))
    assert new is not None
    assert (new.worker, new.tries) == ("b", 2)
    assert store.jobs.beat("s", claim("a"), "") is None
    with pytest.raises(LeaseLost):
        store.finish(old, 3, DONE, (), "drafted")
    assert len(store.load("s")) == 3
    assert store.finish(new, 3, DONE, (), "drafted") == 4


def test_a_lease_given_before_the_clock_was_set_back_is_no_lease(store: EventStore) -> None:
    asked(store, lease_s=7200.0)
    assert store.jobs.idle(LEASE_S) == ("s",)
    taken = store.jobs.claim("s", claim("b"))
    assert taken is not None
    assert taken.worker == "b"


def test_a_beat_prolongs_and_tells(store: EventStore) -> None:
    job = asked(store, lease_s=5.0)
    beaten = store.jobs.beat("s", claim("a"), "step")
    assert beaten is not None
    assert not beaten.stopped
    now = store.jobs.get("s")
    assert now is not None
    assert now.until > job.until
    assert now.step == "step"


def test_whoever_writes_hears_that_it_is_to_stop(store: EventStore) -> None:
    asked(store)
    assert store.jobs.stop("s")
    beaten = store.jobs.beat("s", claim("a"), "")
    assert beaten is not None
    assert beaten.stopped
    assert not store.jobs.stop("none")


def test_a_lease_given_back_may_be_taken_at_once(store: EventStore) -> None:
    asked(store)
    store.jobs.release("s", "b")
    assert store.jobs.idle(LEASE_S) == ()
    store.jobs.release("s", "a")
    assert store.jobs.idle(LEASE_S) == ("s",)


def test_so_many_are_written_at_once_and_the_rest_wait(store: EventStore) -> None:
    first = asked(store, "s1", "a", at_once=1)
    second = asked(store, "s2", "b", at_once=1)
    assert (first.worker, second.worker) == ("a", "")
    waiting = store.jobs.claim("s2", claim("b", at_once=1))
    assert waiting is not None
    assert waiting.worker == ""
    store.finish(first, 3, DONE, (), "drafted")
    taken = store.jobs.claim("s2", claim("b", at_once=1))
    assert taken is not None
    assert taken.worker == "b"


def test_a_second_wish_takes_the_place_of_the_first(store: EventStore) -> None:
    first = asked(store)
    store.append("s", 3, turn(2), (ANSWER,), "", claim("b"))
    with pytest.raises(LeaseLost):
        store.finish(first, 4, DONE, (), "drafted")
    second = store.jobs.get("s")
    assert second is not None
    assert (second.turn, second.worker) == (2, "b")


def test_a_job_goes_with_its_session_or_when_it_is_dropped(store: EventStore) -> None:
    job = asked(store)
    store.delete("s")
    assert store.jobs.get("s") is None
    with pytest.raises((NotFoundError, LeaseLost)):
        store.finish(job, 3, DONE, (), "drafted")
    asked(store, "t")
    store.jobs.drop("t")
    assert store.jobs.get("t") is None


def test_of_many_who_take_over_one_gets_it(store: EventStore) -> None:
    for number in range(5):
        session = f"s{number}"
        asked(store, session, lease_s=0.001, at_once=9)
        time.sleep(0.01)
        with ThreadPoolExecutor(6) as pool:
            found = [pool.submit(store.jobs.claim, session, claim(f"w{n}", at_once=9)) for n in range(6)]
        workers = {job.worker for one in found if (job := one.result()) is not None}
        assert len(workers) == 1


def test_no_more_than_allowed_begin_together(store: EventStore) -> None:
    for number in range(6):
        asked(store, f"s{number}", lease_s=0.001, at_once=9)
    time.sleep(0.01)
    with ThreadPoolExecutor(6) as pool:
        found = [pool.submit(store.jobs.claim, f"s{n}", claim(f"w{n}", at_once=2)) for n in range(6)]
    begun_now = [job for one in found if (job := one.result()) is not None and job.worker.startswith("w")]
    assert len(begun_now) == 2
