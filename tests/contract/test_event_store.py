"""What every store of interviews must do. The same tests run over memory, SQLite and Postgres."""

from __future__ import annotations

import threading

import pytest

from bot.conversation import Choice, Document, Progress, Reply
from bot.errors import NotFoundError, SequenceConflict
from bot.events import Answered, Asked, Question, Skipped, Started, Understood
from bot.model import Fact, Figure, Source
from bot.store.sessions import EventStore, Note, SessionInfo, Turn

REPLY = Reply(
    "第一问",
    (Choice("跳过", "跳过"),),
    Document("a.txt", "text/plain", b"\x00\xff"),
    Progress(1, 4),
    "question",
)
FACT = Fact(
    "F1", "讲了15场", "宣传发动", Source(1, "讲了15场"), (Figure("15场", 15.0, "场"),), dates=("--03-05",)
)
ANSWER = Answered("topic", "宣传发动", "讲了15场", Understood((FACT,)))


def begun(store: EventStore, session: str = "s", owner: str = "me", at: str = "2024-03-05T08:00:00") -> str:
    store.create(SessionInfo(session, owner, "", at, at))
    store.append(
        session,
        0,
        Turn(0, "start", at, "", (REPLY,)),
        (Started(owner), Asked(Question("basics", "单位"))),
        "basics",
    )
    return session


def turn(number: int, message: str = "", said: str = "话") -> Turn:
    return Turn(number, message or f"m{number}", f"2024-03-05T09:00:{number:02d}", said, (REPLY,))


def test_events_come_back_as_they_were_in_order(store: EventStore) -> None:
    session = begun(store)
    assert store.append(session, 2, turn(1), (ANSWER, Skipped("topic", "补充", "none")), "topic") == 4
    records = store.load(session)
    assert [record.sequence for record in records] == [1, 2, 3, 4]
    assert [record.turn for record in records] == [0, 0, 1, 1]
    assert records[2].event == ANSWER
    assert store.info(session).stage == "topic"


def test_turns_keep_what_was_said_and_replied(store: EventStore) -> None:
    session = begun(store)
    store.append(session, 2, turn(1, said="讲了15场\n又讲了2场"), (), "topic")
    assert [t.said for t in store.turns(session)] == ["", "讲了15场\n又讲了2场"]
    assert store.turns(session)[1].replies == (REPLY,)
    assert store.last_turn(session) == 1


def test_a_look_shows_what_follows_a_sequence(store: EventStore) -> None:
    session = begun(store)
    store.append(session, 2, turn(1), (ANSWER, Skipped("topic", "补充", "none")), "topic")
    store.append(session, 4, turn(2), (), "topic")
    look = store.look(session, 3, "m1")
    assert (look.info, look.turn) == (store.info(session), 2)
    assert look.events == store.load(session)[3:]
    assert look.handled == store.turns(session)[1]
    assert store.look(session, 4).events == ()
    assert store.look(session, 9, "other").handled is None
    assert store.turns(session, 1) == store.turns(session)[2:]
    with pytest.raises(NotFoundError):
        store.look("none")


def test_a_wrong_sequence_appends_nothing(store: EventStore) -> None:
    session = begun(store)
    for wrong in (0, 1, 3):
        with pytest.raises(SequenceConflict):
            store.append(session, wrong, turn(1), (ANSWER,), "topic")
    assert len(store.load(session)) == 2
    assert len(store.turns(session)) == 1


def test_a_message_is_handled_once(store: EventStore) -> None:
    session = begun(store)
    store.append(session, 2, turn(1, "same"), (ANSWER,), "topic")
    with pytest.raises(SequenceConflict):
        store.append(session, 3, turn(2, "same"), (ANSWER,), "topic")
    assert len(store.load(session)) == 3
    handled = store.handled(session, "same")
    assert handled is not None
    assert handled.replies == (REPLY,)
    assert store.handled(session, "other") is None


def test_turns_without_events_do_not_move_the_sequence(store: EventStore) -> None:
    session = begun(store)
    assert store.append(session, 2, turn(1), (), "basics") == 2
    with pytest.raises(SequenceConflict):
        store.append(session, 2, turn(1, "late"), (ANSWER,), "topic")


def test_sessions_of_an_owner_last_touched_first(store: EventStore) -> None:
    begun(store, "old", at="2024-01-01T00:00:00")
    begun(store, "new", at="2024-02-01T00:00:00")
    begun(store, "theirs", "you")
    assert [info.id for info in store.sessions("me")] == ["new", "old"]
    assert len(store.sessions()) == 3
    store.append("old", 2, turn(1), (ANSWER,), "topic")
    assert [info.id for info in store.sessions("me")] == ["old", "new"]


def test_rename_and_change_of_owner(store: EventStore) -> None:
    session = begun(store)
    store.update(session, name="半年总结")
    store.update(session, owner="you")
    info = store.info(session)
    assert (info.name, info.owner, info.sequence) == ("半年总结", "you", 2)


def test_delete_leaves_nothing_and_frees_the_id(store: EventStore) -> None:
    session = begun(store)
    store.delete(session)
    for look in (store.info, store.load, store.turns, store.delete):
        with pytest.raises(NotFoundError):
            look(session)
    assert store.handled(session, "start") is None
    begun(store, session)
    assert len(store.load(session)) == 2


def test_a_taken_id_is_refused(store: EventStore) -> None:
    begun(store)
    with pytest.raises(SequenceConflict):
        store.create(SessionInfo("s", "you", "", "", ""))


def test_what_is_not_there_is_not_found(store: EventStore) -> None:
    with pytest.raises(NotFoundError):
        store.append("none", 0, turn(1), (), "")
    with pytest.raises(NotFoundError):
        store.update("none", name="x")


def test_notes_by_owner_and_day(store: EventStore) -> None:
    for number, (owner, day) in enumerate(
        (("me", "2024-03-05"), ("me", "2024-01-09"), ("you", "2024-03-05"))
    ):
        store.add_note(Note(str(number), owner, day, "t", "巡查"))
    assert [note.day for note in store.notes("me")] == ["2024-01-09", "2024-03-05"]
    assert [note.id for note in store.notes("me", "2024-02", "2024-12-99")] == ["0"]


def test_two_writers_at_once_both_get_in_or_are_told(store: EventStore) -> None:
    session = begun(store)
    told: list[str] = []

    def write(name: str) -> None:
        for number in range(20):
            while True:
                sequence, turns = store.info(session).sequence, len(store.turns(session))
                try:
                    store.append(
                        session, sequence, Turn(turns, f"{name}{number}", "t", "", ()), (ANSWER,), "topic"
                    )
                    break
                except SequenceConflict:
                    told.append(name)

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [record.sequence for record in store.load(session)] == list(range(1, 43))
    assert len({t.message for t in store.turns(session)}) == 41


def test_marks_tell_what_has_moved(store: EventStore) -> None:
    one, other = begun(store, "a"), begun(store, "b")
    assert store.marks((one, other, "nothing")) == {one: (2, 0), other: (2, 0)}
    store.append(one, 2, turn(1), (), "topic")
    assert store.marks((one,)) == {one: (2, 1)}
    store.append(one, 2, turn(2), (ANSWER,), "topic")
    assert store.marks((one,)) == {one: (3, 2)}
    assert store.marks(()) == {}


def test_an_owner_is_forgotten_whole_and_alone(store: EventStore) -> None:
    begun(store, "a", "me"), begun(store, "b", "me"), begun(store, "c", "you")
    for owner in ("me", "you"):
        store.add_note(Note(f"n-{owner}", owner, "2024-03-05", "08:00", "换表"))
    store.forget("me")
    assert [info.id for info in store.sessions()] == ["c"]
    assert (store.notes("me"), len(store.notes("you"))) == ((), 1)
    with pytest.raises(NotFoundError):
        store.turns("a")
    store.forget("")
    assert [info.id for info in store.sessions()] == ["c"]
