"""What the Telegram channel asks of its store: updates kept once, handling all or nothing, calls that are never sent a third time."""

from __future__ import annotations

import itertools
import time

import pytest

from bot.store.access import AccessRows, Grant
from bot.store.database import Database
from bot.store.telegram import (
    DAY_S,
    KEPT_DAYS,
    Call,
    Chat,
    CodeUsed,
    Done,
    Keyboard,
    Mark,
    Note,
    StoredUpdate,
    TelegramRows,
)

CHAT = Chat(7, "telegram:7", "s", "1-0", 3, 1, "2026-03-04", 5)


@pytest.fixture
def rows(database: Database) -> TelegramRows:
    return TelegramRows(database)


def update(number: int, chat: int = 7) -> StoredUpdate:
    return StoredUpdate(number, chat, 1000.5 + number, f'{{"update_id":{number}}}')


def call(key: str, chat: int = 7, section: int = -1) -> Call:
    return Call(key, chat, "sendMessage", '{"text":"话"}', b"\x00\xff", Note("reply", "s", section))


def waiting(rows: TelegramRows, chat: int = 7) -> list[str]:
    return [one.id for one in rows.waiting(chat)]


def test_an_update_is_kept_once(rows: TelegramRows) -> None:
    assert rows.take_in([update(5), update(6)]) == (update(5), update(6))
    assert rows.take_in([update(6), update(7), update(7)]) == (update(7),)
    assert [one.update_id for one in rows.unfinished()] == [5, 6, 7]
    rows.finish(Done((6,)))
    assert rows.take_in([update(6)]) == ()
    assert rows.unfinished() == (update(5), update(7))


def test_what_was_joined_stays_joined(rows: TelegramRows) -> None:
    rows.take_in([update(5), update(6), update(7)])
    rows.join(5, [6])
    found = [(one.update_id, one.state, one.part_of) for one in rows.unfinished()]
    assert found == [(5, "taken", 5), (6, "taken", 5), (7, "new", 0)]


def test_handling_is_kept_all_or_nothing(rows: TelegramRows, database: Database) -> None:
    rows.take_in([update(5)])
    AccessRows(database).add_code("123456", Grant("web:a", int(time.time()) + 60, "s"), int(time.time()))
    keyboard = Keyboard("5-0", 7, "question", ("跳过", "上一题"))
    done = Done((5,), CHAT, (call("5:0"),), (keyboard,), (), (Mark(7, 9, "said", "s", "{}"),), "123456")
    rows.finish(done)
    assert rows.unfinished() == ()
    assert rows.chat(7) == CHAT
    assert rows.keyboard("5-0") == keyboard
    assert rows.mark(7, 9) == Mark(7, 9, "said", "s", "{}")
    assert waiting(rows) == ["5:0"]
    rows.take_in([update(6)])
    with pytest.raises(CodeUsed):
        rows.finish(Done((6,), CHAT, (call("6:0"),), code="123456"))
    assert [one.update_id for one in rows.unfinished()] == [6]
    assert waiting(rows) == ["5:0"]


def test_handling_twice_queues_once(rows: TelegramRows) -> None:
    for _ in range(2):
        rows.finish(Done((5,), CHAT, (call("5:0"), call("5:1"))))
    assert waiting(rows) == ["5:0", "5:1"]
    rows.finish(Done((4,), CHAT, (call("4:0"),)))
    assert waiting(rows) == ["5:0", "5:1", "4:0"], "in the order they were handled"


def test_a_call_comes_back_as_it_was(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0", section=2),)))
    found = rows.waiting(7)[0]
    assert (found.method, found.payload, found.file, found.note) == (
        "sendMessage", '{"text":"话"}', b"\x00\xff", Note("reply", "s", 2),
    )  # fmt: skip


def test_a_call_is_taken_once_and_its_words_are_emptied(rows: TelegramRows, database: Database) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0", section=2),)))
    found = rows.waiting(7)[0]
    assert rows.sending("5:0")
    assert not rows.sending("5:0")
    assert waiting(rows) == []
    rows.sent(found, 77)
    assert rows.mark(7, 77) == Mark(7, 77, "section", "s", "2")
    with database.read() as tx:
        assert tx.one("SELECT state, payload, file FROM telegram_outbox") == ("sent", "", None)
        assert tx.one("SELECT count(*) FROM telegram_update WHERE body <> ''") == (0,)


def test_what_did_not_arrive_waits_again_before_what_follows(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"), call("5:1"))))
    rows.sending("5:0")
    rows.not_sent("5:0", '{"text":"平"}')
    assert [(one.id, one.payload) for one in rows.waiting(7)] == [
        ("5:0", '{"text":"平"}'),
        ("5:1", '{"text":"话"}'),
    ]


def test_after_a_kill_a_call_is_sent_once_more_and_never_again(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"),)))
    outcomes = []
    for _ in range(3):
        outcomes.append(rows.sending("5:0"))  # and the process is killed
        rows.recover()
    assert outcomes == [True, True, False]
    assert waiting(rows) == []


def test_what_may_be_lost_after_two_kills_is_asked_about_once(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"),)))
    assert rows.unasked() == ()
    for _ in range(2):
        rows.sending("5:0")
        rows.recover()
    assert [one.id for one in rows.unasked()] == ["5:0"]
    keyboard = Keyboard("5-f", 7, "lost", ("再发一次",))
    rows.queue(7, (call("lost:5:0"),), (keyboard,))
    assert rows.unasked() == ()
    assert rows.keyboard("5-f") == keyboard


def test_recover_names_the_chats_with_something_to_send(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"),)))
    rows.finish(Done((6,), Chat(8, "telegram:8"), (call("6:0", 8),)))
    rows.finish(Done((7,), Chat(9, "telegram:9")))
    rows.sending("6:0")
    assert sorted(rows.recover()) == [7, 8]


@pytest.mark.parametrize(("again", "left"), [(True, ["5:0"]), (False, [])])
def test_what_may_be_lost_comes_again_only_if_it_is_asked_for(
    rows: TelegramRows, again: bool, left: list[str]
) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"),)))
    rows.sending("5:0")
    rows.end("5:0", "unknown")
    assert waiting(rows) == []
    rows.finish(Done((6,), CHAT, again=again))
    assert waiting(rows) == left
    rows.finish(Done((7,), CHAT, again=True))
    assert waiting(rows) == left


def test_who_left_gets_nothing_more(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, (call("5:0"), call("5:1"))))
    rows.sending("5:0")
    rows.leave(7)
    assert waiting(rows) == []
    assert rows.recover() == ()
    found = rows.chat(7)
    assert found is not None
    assert found.active == 0


def test_a_used_keyboard_says_nothing_more(rows: TelegramRows) -> None:
    rows.finish(Done((5,), CHAT, keyboards=(Keyboard("5-0", 7, "once", ("是",)),)))
    rows.finish(Done((6,), CHAT, used=("5-0",)))
    assert rows.keyboard("5-0") == Keyboard("5-0", 7, "once", (), 1)
    rows.finish(Done((5,), CHAT, keyboards=(Keyboard("5-0", 7, "once", ("是",)),)))
    assert rows.keyboard("5-0") == Keyboard("5-0", 7, "once", (), 1)


def test_deleting_takes_a_chats_past_and_keeps_the_answer(rows: TelegramRows) -> None:
    rows.finish(
        Done(
            (5,),
            CHAT,
            (call("5:0"),),
            (Keyboard("5-0", 7, "once", ("是",)),),
            (),
            (Mark(7, 9, "said", "s", "{}"),),
        )
    )
    rows.finish(Done((6,), CHAT, (call("6:0"),), forget=True))
    assert waiting(rows) == ["6:0"]
    assert rows.keyboard("5-0") is None
    assert rows.mark(7, 9) is None


def test_sweeping_takes_what_is_done_and_old(database: Database) -> None:
    clock = itertools.repeat(2000.0)
    rows = TelegramRows(database, lambda: next(clock))
    rows.take_in([update(5), update(6)])
    keyboards = (Keyboard("5-0", 7, "menu", ("是",)),)
    rows.finish(Done((5,), CHAT, (call("5:0"), call("5:1")), keyboards))
    rows.sending("5:0")
    rows.sent(call("5:0"))
    later = TelegramRows(database, lambda: 2000.0 + 8 * DAY_S)
    later.sweep(7)
    assert later.take_in([update(5)]) == (update(5),), "its row is gone"
    assert [one.update_id for one in later.unfinished()] == [5, 6]
    assert later.keyboard("5-0") is not None
    TelegramRows(database, lambda: 2000.0 + (KEPT_DAYS + 1) * DAY_S).sweep(7)
    assert later.keyboard("5-0") is None
