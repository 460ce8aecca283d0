"""What goes wrong on the way: nothing lost, nothing twice, nobody else held up."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from bot.channels.telegram.engine import Engine
from bot.store.telegram import Done
from tests.bot.channels.telegram.live import Threaded, threaded
from tests.bot.channels.telegram.test_manners import facts, quiet
from tests.telegram_api import Bot, Person, Telegram, Window
from tests.telegram_api.faults import Kind

ANSWER = "所长任组长，3月5日开动员会，42人参加"


def times(chat: Window, words: str) -> int:
    """How often something stands in the chat."""
    return sum(words in seen.text for seen in chat.from_bot())


@pytest.mark.parametrize(
    ("kind", "status"), [("error", 500), ("error", 502), ("html", 502), ("html", 504), ("flood", 429)]
)
def test_what_is_known_not_to_have_arrived_is_sent_again(
    begun: Window, telegram: Telegram, kind: Kind, status: int
) -> None:
    telegram.faults.add(kind, "sendMessage", chat=begun.person.id, times=2, status=status)
    begun.say(ANSWER)
    assert "42人" in begun.next(20).text
    quiet(begun, 0.6)
    assert times(begun, "第 2/") == 1


def test_retry_after_is_kept_and_holds_up_nobody_else(
    begun: Window, telegram: Telegram, account: Bot
) -> None:
    other = telegram.talk(account, "别人")
    telegram.faults.add("flood", "sendMessage", chat=begun.person.id, seconds=3)
    begun.say(ANSWER)
    time.sleep(0.3)
    at = time.monotonic()
    other.start()
    other.next()
    assert time.monotonic() - at < 2
    begun.next(10)
    assert telegram.record.impatient() == []


def test_what_was_cut_after_it_arrived_is_not_repeated(begun: Window, telegram: Telegram) -> None:
    telegram.faults.add("cut after", "sendMessage", chat=begun.person.id)
    begun.say(ANSWER)
    assert "42人" in begun.next().text
    assert "没看到就点" in begun.next().text
    quiet(begun, 0.6)
    assert times(begun, "第 2/") == 1
    begun.say("跳过")  # the user goes on: what may have been lost is past
    assert "第 3/" in begun.next().text
    begun.tap("再发一次")
    quiet(begun)
    assert times(begun, "第 2/") == 1


def test_what_was_cut_before_it_arrived_comes_when_it_is_asked_for(begun: Window, telegram: Telegram) -> None:
    telegram.faults.add("cut before", "sendMessage", chat=begun.person.id)
    begun.say(ANSWER)
    lost = begun.next()
    assert "没看到就点" in lost.text
    lost.tap("再发一次")
    answer = begun.next()
    assert "42人" in answer.text
    answer.tap("跳过")
    assert "第 3/" in begun.next().text


def test_entities_that_are_refused_go_as_plain_text(begun: Window, telegram: Telegram) -> None:
    with mock.patch("bot.channels.telegram.answer.as_html", lambda text, bold="": f"<nonsense>{text}"):
        begun.say("/help")
        shown = begun.next()
    assert "/export" in shown.text
    assert [call.description for call in telegram.record.refused() if call.chat == begun.person.id] == [
        'Bad Request: can\'t parse entities: Unsupported start tag "nonsense" at byte offset 0'
    ]


def test_who_has_blocked_the_bot_gets_nothing_and_can_come_back(
    begun: Window, running: Threaded, telegram: Telegram, account: Bot
) -> None:
    person = begun.person
    with mock.patch("bot.channels.telegram.engine.Engine._keep", _blocking(person, account)):
        begun.say(ANSWER)
        deadline = time.monotonic() + 10
        while telegram.record.of("sendMessage", chat=person.id)[-1].status != 403:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    time.sleep(0.3)
    chat = running.bot_rows().chat(person.id)
    assert chat is not None
    assert chat.active == 0
    assert running.bot_rows().waiting(person.id) == ()
    person.unblock(account)
    begun.say("/facts")
    assert "42人" in begun.next().text


def _blocking(person: Person, account: Bot) -> Callable[[Engine, Done], Awaitable[None]]:
    """The user blocks the bot when the answer is ready."""
    keep = Engine._keep

    async def kept(self: Engine, done: Done) -> None:
        with person.world.lock:
            person.account.blocked.add(account.id)
        await keep(self, done)

    return kept


@pytest.mark.parametrize("count", [1, 3])
def test_updates_that_come_twice_or_out_of_order_count_once(
    begun: Window, running: Threaded, account: Bot, count: int
) -> None:
    account.duplicate(count)
    account.reorder(1)
    with begun.world.lock:
        begun.say(ANSWER)
        begun.say("挂横幅12条，发宣传单800份")
    assert "42人" in begun.next().text
    assert "12条" in begun.next().text
    quiet(begun)
    found = "\n".join(facts(running, begun))
    assert found.count("42人") == 1
    assert found.count("12条") == 1
    assert len(running.app.assistant.turns(_session(running, begun))) == 8


def _session(running: Threaded, chat: Window) -> str:
    return running.app.assistant.sessions(f"telegram:{chat.person.id}")[0].id


@pytest.mark.parametrize("kind", ["error", "html", "cut before", "cut after", "flood"])
def test_polling_goes_on_after_every_fault(begun: Window, telegram: Telegram, kind: Kind) -> None:
    fault = telegram.faults.add(kind, "getUpdates", status=502)
    begun.say(ANSWER)
    begun.say("跳过")
    assert "42人" in begun.next(20).text
    assert "第 3/" in begun.next(20).text
    quiet(begun)
    assert fault.struck == 1


def test_a_file_is_fetched_with_patience(begun: Window, telegram: Telegram) -> None:
    telegram.faults.add("cut before", "getFile")
    telegram.faults.add("error", "getFile", status=500)
    begun.send_document("4月8日组织义诊，服务群众126人次。".encode(), "材料.txt")
    assert "从材料.txt里读到" in begun.next(20).text


# ------------------------------------------------------------------ what ends the process


@pytest.fixture
def own(telegram: Telegram, tmp_path: Path) -> Iterator[tuple[Bot, Threaded]]:
    """A bot of its own: it will end."""
    account = telegram.bot()
    with threaded(telegram, account, tmp_path, telegram_poll_s=1) as running:
        chat = telegram.talk(account)
        chat.start()
        chat.next()
        yield account, running


def test_a_revoked_token_ends_it(own: tuple[Bot, Threaded]) -> None:
    account, running = own
    account.revoke()
    running._thread.join(20)
    assert str(running.error).startswith("telegram_token_refused")


def test_a_second_poller_ends_it(own: tuple[Bot, Threaded], telegram: Telegram, tmp_path: Path) -> None:
    account, running = own
    with (
        mock.patch("bot.channels.telegram.intake.GRACE_S", 0.0),
        threaded(telegram, account, tmp_path / "second", telegram_poll_s=1) as second,
    ):
        deadline = time.monotonic() + 20
        while running.error is None and second.error is None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    errors = [str(one.error) for one in (running, second) if one.error is not None]
    assert errors
    assert all(error.startswith("telegram_conflict") for error in errors)
