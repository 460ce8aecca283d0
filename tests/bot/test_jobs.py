"""Drafts in the making: once, whoever writes them; taken over, stopped and waited for from elsewhere; true to what happened meanwhile."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from bot import jobs
from bot.assistant import Assistant
from bot.conversation import Incoming, Reply, Step, Watch
from bot.errors import NotFoundError
from bot.events import Confirmed, DraftRequested
from bot.interview.state import Session
from bot.interview.wording import Wording
from bot.jobs import Limits
from bot.model import Draft
from bot.prompts import words
from bot.store.jobs import Claim
from bot.store.sessions import MemoryStore, Turn
from tests.bot.interview.stand_ins import PageDesk, PageTools, Talk

PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PULSE_S", 0.01)
    monkeypatch.setattr(jobs, "LOOK_S", 0.01)


class SlowDesk(PageDesk):
    """Writes until it is let go, or stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.go = threading.Event()
        self.stopped = False

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft:
        assert watch is not None
        self.begun.set()
        watch.step(Step("planned", 0, 3, text="never told elsewhere"))
        until = time.monotonic() + PATIENCE_S
        while not self.go.is_set() and not watch.stopped and time.monotonic() < until:
            time.sleep(0.005)
        self.stopped = watch.stopped
        return super().compose(session, watch=watch)


class World:
    """Two processes on one store: `talk` asks for a draft that its own desk writes slowly, `other` is somebody else."""

    def __init__(self, at_once: int = 4) -> None:
        self.store = MemoryStore()
        self.desk, self.other_desk = SlowDesk(), PageDesk()
        self.talk = Talk(self.store, self.desk)
        self.talk.assistant = self.process(self.desk, at_once)
        self.other = self.process(self.other_desk, at_once)
        self.talk.planned().say("所长任组长。")
        self._thread = threading.Thread(target=self._ask)
        self.replies: tuple[Reply, ...] = ()

    def process(self, desk: PageDesk, at_once: int = 4) -> Assistant:
        wording = Wording(words("interview"))
        return Assistant(
            self.store,
            PageTools(),
            desk,
            wording,
            lambda: "2024-03-05T09:00:00",
            20_000,
            Limits(at_once, 5.0),
        )

    def _ask(self) -> None:
        with contextlib.suppress(NotFoundError):
            self.replies = self.talk.assistant.handle(self.talk.id, Incoming("先到这里", "ask"))

    def asked(self) -> World:
        self._thread.start()
        assert self.desk.begun.wait(PATIENCE_S)
        return self

    def done(self) -> None:
        self.desk.go.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    @property
    def session(self) -> Session:
        return self.other.session(self.talk.id)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.desk.go.set()


def dead_worker() -> str:
    """A worker of this machine that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{socket.gethostname()}/{process.pid}/x"


def test_a_draft_under_way_elsewhere_is_waited_for_and_shown(world: World) -> None:
    world.asked()
    steps: list[Step] = []
    found: list[tuple[Reply, ...]] = []
    waiter = threading.Thread(
        target=lambda: found.append(world.other.resume(world.talk.id, Watch(steps.append)))
    )
    waiter.start()
    until = time.monotonic() + PATIENCE_S
    while not steps and time.monotonic() < until:
        time.sleep(0.01)
    world.done()
    waiter.join(PATIENCE_S)
    assert found == [world.replies]
    assert [reply.kind for reply in found[0]].count("draft") == 1
    assert steps[0] == Step("planned", 0, 3), "how far it is is told elsewhere, its text is not"
    assert (world.desk.composed, world.other_desk.composed) == (1, 0)
    assert len(world.session.drafts) == 1


def test_a_stop_reaches_the_process_that_writes(world: World) -> None:
    world.asked()
    assert world.other.stop(world.talk.id)
    world._thread.join(PATIENCE_S)
    assert world.desk.stopped
    assert len(world.session.drafts) == 1
    assert not world.other.stop(world.talk.id)


def test_one_who_waits_stops_the_one_who_writes(world: World) -> None:
    world.asked()
    watch = Watch()
    waiter = threading.Thread(target=world.other.resume, args=(world.talk.id, watch))
    waiter.start()
    watch.stop()
    waiter.join(PATIENCE_S)
    world._thread.join(PATIENCE_S)
    assert world.desk.stopped


def test_the_draft_of_a_process_that_died_here_is_taken_over_at_once(world: World) -> None:
    talk = Talk(world.store).planned()
    talk.say("所长任组长。")
    seen = talk.assistant.seen(talk.id)
    asking = Turn(seen.turn + 1, "ask", "2024-03-05T09:00:00", "先到这里")
    claim = Claim(dead_worker(), 600.0, 4)
    world.store.append(talk.id, seen.info.sequence, asking, (Confirmed(True), DraftRequested()), "", claim)
    before = time.monotonic()
    replies = talk.assistant.resume(talk.id)
    assert time.monotonic() - before < 10
    assert any(reply.kind == "draft" for reply in replies)
    assert world.store.jobs.get(talk.id) is None


def test_a_draft_taken_over_is_thrown_away_by_the_one_who_was_slow(world: World) -> None:
    world.asked()
    job = world.store.jobs.get(world.talk.id)
    assert job is not None
    world.store.jobs.release(world.talk.id, job.worker)
    assert world.other.take_over(world.talk.id)
    world.done()
    assert len(world.session.drafts) == 1
    assert (world.desk.composed, world.other_desk.composed) == (1, 1)
    assert world.replies == world.store.turns(world.talk.id)[-1].replies


def test_what_is_said_meanwhile_is_kept_and_the_draft_is_known_to_be_behind(world: World) -> None:
    world.asked()
    world.other.handle(world.talk.id, Incoming("又修了2家电器。", "meanwhile"))
    world.done()
    assert "又修了2家电器" in [fact.text for fact in world.session.facts]
    assert len(world.session.drafts) == 1
    assert world.session.stale
    draft = world.session.draft
    assert draft is not None
    assert "又修了2家电器" not in [sentence.text for sentence in draft.sentences()]
    assert [turn.message for turn in world.store.turns(world.talk.id)][-2:] == ["ask", "meanwhile"]


def test_a_draft_that_nothing_happened_to_is_not_behind(world: World) -> None:
    world.asked().done()
    assert not world.session.stale


@pytest.mark.parametrize("word", ["撤销", "重新开始"])
def test_a_wish_taken_back_brings_no_draft(world: World, word: str) -> None:
    world.asked()
    world.other.handle(world.talk.id, Incoming(word, "back"))
    world._thread.join(PATIENCE_S)
    assert world.desk.stopped, "nobody waits for what is not wanted"
    assert world.session.drafts == ()
    assert not world.session.wanted
    assert world.store.jobs.get(world.talk.id) is None


def test_a_session_deleted_meanwhile_stays_deleted(world: World) -> None:
    world.asked()
    world.other.delete(world.talk.id)
    world.desk.go.set()
    world._thread.join(PATIENCE_S)
    assert world.store.sessions() == ()


def test_there_is_room_for_so_many_and_the_next_waits_its_turn() -> None:
    world = World(at_once=1)
    world.asked()
    second = Talk(world.store, world.other_desk)
    second.assistant = world.other
    second.planned().say("所长任组长。")
    watch = Watch()
    watch.waits = False
    replies = world.other.handle(second.id, Incoming("先到这里", "ask"), watch)
    assert not any(reply.kind == "draft" for reply in replies)
    assert world.other.forsaken() == (second.id,)
    assert not world.other.take_over(second.id)
    waiter = threading.Thread(target=world.other.resume, args=(second.id,))
    waiter.start()
    time.sleep(0.1)
    assert world.other_desk.composed == 0
    world.done()
    waiter.join(PATIENCE_S)
    assert world.other_desk.composed == 1
    assert world.other.forsaken() == ()


def test_what_ends_its_writer_again_and_again_is_given_up_and_said() -> None:
    class Deadly(PageDesk):
        def compose(self, session: Session, *, watch: Watch | None = None) -> Draft:
            self.composed += 1
            raise RuntimeError("a fault")

    talk = Talk(desk=Deadly())
    talk.planned().say("所长任组长。")
    for _ in range(jobs.TRIES):
        with pytest.raises(RuntimeError):
            talk.say("先到这里", "ask") if not talk.session.wanted else talk.assistant.resume(talk.id)
    replies = talk.assistant.resume(talk.id)
    assert any("没写成" in reply.text for reply in replies)
    assert talk.asked == ("review", "")
    assert talk.desk.composed == jobs.TRIES
