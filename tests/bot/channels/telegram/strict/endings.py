"""When the bot must end: a token that is worth nothing, another program at the same bot; and who may use it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from tests.bot.channels.telegram.strict.running import running, within
from tests.bot.channels.telegram.strict.together import check_apart
from tests.bot.channels.telegram.strict.typing import begin
from tests.telegram_api.calling import call


@check_apart()
def a_revoked_token_ends_it_with_a_clear_sentence(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        run.bot.revoke()
        assert run.ended(90) != 0
        said = run.log()
        assert "Traceback" not in said
        assert "BotFather" in said or "TELEGRAM_BOT_TOKEN" in said or "令牌" in said
        assert run.bot.token.partition(":")[2] not in said


@check_apart()
def a_token_that_never_was(tmp_path: Path) -> None:
    with running(tmp_path, start=False, TELEGRAM_BOT_TOKEN="1:nobody") as run:
        run.start(ready=False)
        assert run.ended(90) != 0
        assert "nobody" not in run.log()


@check_apart()
def another_poller_ends_it(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        end = time.monotonic() + 30
        while run.alive and time.monotonic() < end:
            call(run.telegram, run.bot, "getUpdates", timeout=1)
        assert run.ended(90) != 0
        said = run.log()
        assert "Traceback" not in said
        assert "另" in said or "409" in said or "Conflict" in said, said


@check_apart()
def only_those_on_the_list_are_served(tmp_path: Path) -> None:
    with running(tmp_path, start=False) as run:
        inside, outside = run.talk("小周"), run.talk("路人")
        run.settings["ZONGJIE_TELEGRAM_ALLOWED"] = str(inside.person.id)
        run.start()
        inside.start()
        assert "单位" in inside.next(60).text
        outside.start()
        time.sleep(2)
        outside.send_document("发放8888份".encode(), "材料.txt")
        time.sleep(2)
        assert run.telegram.record.of("getFile") == []
        assert len(outside.from_bot()) <= 2, "a sentence each, no more"
        assert "单位" not in "".join(seen.text for seen in outside.from_bot())
        stolen = inside.from_bot()[-1].message
        tap = run.telegram.world.tap(outside.person.account, stolen, "x")
        assert run.telegram.world.wait_until(lambda: tap.answered_at, 20)
        assert len(inside.from_bot()) == 1


@check_apart()
def the_token_is_in_no_file(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        window = run.talk()
        run.telegram.faults.add("cut before", "sendMessage")
        run.telegram.faults.add("html", "getUpdates", status=502, times=2)
        window.start()
        window.say("青禾社区居委会")
        window.next(60)
        threading.Event().wait(1)
        run.stop()
        secret = run.bot.token.partition(":")[2].encode()
        holding = [
            path.name for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()
        ]
        assert holding == []


@check_apart()
def an_answer_that_two_kills_met_can_be_had_again(tmp_path: Path) -> None:
    with running(tmp_path) as run:
        window = run.talk()
        run.telegram.faults.add("hang", "sendMessage", times=2, seconds=1)
        window.start()
        struck = run.telegram.faults.struck
        for kills in (1, 2):
            assert within(20, lambda: len(struck) == kills)  # noqa: B023
            run.kill()
            run.start()
        told = window.next(60)
        told.tap("再发").answer(20)
        assert "单位" in window.next(60).text


@check_apart()
def updates_nobody_can_read_are_passed_over(tmp_path: Path) -> None:
    """Kinds that are new, and known ones with parts missing: the bot goes on."""
    with running(tmp_path) as run:
        clerk = begin(run.talk())
        here = {"id": clerk.person.id, "type": "private", "first_name": "小周"}
        who = clerk.person.account.json()
        bodies: tuple[tuple[str, dict[str, Any]], ...] = (
            ("my_chat_member", {"chat": here, "from": who, "date": 1}),
            ("message", {"message_id": 5, "date": 1, "chat": here}),
            ("message", {"message_id": 6, "date": 1, "chat": here, "from": who, "something_new": {"a": 1}}),
            (
                "edited_message",
                {"message_id": 7, "date": 1, "edit_date": 2, "chat": here, "from": who, "text": "从没见过的"},
            ),
            ("callback_query", {"id": "12", "from": who, "chat_instance": "1", "data": "k:1:1"}),
            (
                "callback_query",
                {
                    "id": "13",
                    "from": who,
                    "chat_instance": "1",
                    "inline_message_id": "x",
                    "game_short_name": "g",
                },
            ),
            ("poll", {"id": "1", "question": "几点"}),
        )
        before = len(clerk.from_bot())
        for kind, body in bodies:
            run.bot.account.inbox.allowed = (*run.bot.account.inbox.allowed, kind)
            run.telegram.world.update(run.bot.account, kind, body, ("chat", clerk.person.id))
        assert run.telegram.world.wait_until(lambda: run.bot.pending == 0, 30)
        clerk.say("发放宣传单3000份")
        clerk.wait(lambda seen: "3000" in seen.text, 30)
        assert len(clerk.from_bot()) <= before + 3
        assert run.alive
