"""Sessions that are kept folded: always what the events say, whoever wrote them."""

from __future__ import annotations

import threading

import msgspec
import pytest

from bot.conversation import Incoming
from bot.errors import NotFoundError
from bot.interview.folding import fold
from bot.sessions import Sessions
from bot.store.sessions import Look, MemoryStore, SessionInfo
from tests.bot.interview.stand_ins import Talk


class CountingStore(MemoryStore):
    """Counts the events it hands out."""

    handed = 0

    def look(self, session: str, after: int = 0, message: str = "") -> Look:
        found = super().look(session, after, message)
        self.handed += len(found.events)
        return found


def test_events_are_read_once() -> None:
    store = CountingStore()
    talk = Talk(store).planned()
    sessions = Sessions(store)
    sessions.seen(talk.id)
    store.handed = 0
    assert sessions.seen(talk.id).session == fold(store.load(talk.id))
    store.handed = 0
    talk.say("所长任组长。")
    own = store.handed
    assert own == 0, "what the assistant appended itself it need not read"
    sessions.seen(talk.id)
    assert 0 < store.handed <= 3


def test_what_another_process_wrote_is_seen() -> None:
    store = MemoryStore()
    one = Talk(store).planned()
    other = Talk(store)
    other.id = one.id
    one.say("所长任组长。")
    other.say("讲了3场课。")
    one.say("撤销")
    other.say("讲了4场课。")
    assert one.session == other.session == fold(store.load(one.id))


def test_a_name_given_elsewhere_is_seen() -> None:
    store = MemoryStore()
    talk = Talk(store)
    talk.assistant.seen(talk.id)
    store.update(talk.id, name="半年", owner="you")
    info = talk.assistant.seen(talk.id).info
    assert (info.name, info.owner) == ("半年", "you")


def test_a_session_deleted_elsewhere_is_gone_and_another_of_its_name_is_another() -> None:
    store = MemoryStore()
    talk = Talk(store).planned()
    talk.assistant.seen(talk.id)
    store.delete(talk.id)
    with pytest.raises(NotFoundError):
        talk.assistant.seen(talk.id)
    store.create(SessionInfo(talk.id, "you", "", "2030-01-01T00:00:00", "2030-01-01T00:00:00"))
    assert talk.assistant.seen(talk.id).session == fold(())


def test_a_session_put_back_to_an_earlier_day_is_folded_anew() -> None:
    store = MemoryStore()
    talk = Talk(store).planned()
    early = store.load(talk.id)
    info, turns = store.info(talk.id), store.turns(talk.id)
    talk.say("所长任组长。")
    store.delete(talk.id)
    store.create(info)
    store._infos[talk.id], store._events[talk.id], store._turns[talk.id] = info, [*early], [*turns]
    assert talk.session == fold(early)


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sessions.OPEN", 1)
    store = CountingStore()
    talks = [Talk(store) for _ in range(3)]
    size = len(msgspec.msgpack.encode(Sessions(store).seen(talks[0].id)))
    sessions = Sessions(store, most_bytes=size * 3 // 2)  # one open, one packed
    for talk in talks:
        sessions.seen(talk.id)
    store.handed = 0
    sessions.seen(talks[2].id), sessions.seen(talks[1].id)
    assert store.handed == 0
    sessions.seen(talks[0].id)
    assert store.handed > 0


def test_what_is_packed_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sessions.OPEN", 1)
    store = CountingStore()
    talk = Talk(store).planned()
    talk.say("所长任组长。讲了3场课，42人参加。")
    talk.say("先到这里")
    sessions = Sessions(store)
    before = sessions.seen(talk.id)
    assert before.session.facts
    for _ in range(3):
        sessions.seen(Talk(store).id)
    store.handed = 0
    assert sessions.seen(talk.id) == before
    assert store.handed == 0


def test_threads_share_what_is_kept() -> None:
    store = MemoryStore()
    talk = Talk(store).planned()
    wrong: list[int] = []

    def say(number: int) -> None:
        for n in range(10):
            talk.assistant.handle(talk.id, Incoming(f"讲了{n + 1}场课{number}。", f"{number}-{n}"))

    def look() -> None:
        for _ in range(60):
            seen = talk.assistant.seen(talk.id)
            if seen.session != fold(store.load(talk.id)[: seen.info.sequence]):
                wrong.append(seen.info.sequence)

    threads = [threading.Thread(target=say, args=(n,)) for n in range(3)]
    threads += [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(store.turns(talk.id)) == 6 + 30
    assert talk.session == fold(store.load(talk.id))
