"""Delivery to a webhook: the secret, the order, what happens when it fails."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.telegram_api import Bot, Telegram, serving
from tests.telegram_api.calling import call

Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with serving() as telegram:
        telegram.world.webhook_pace = 0.02
        yield telegram


class Hook:
    """A web server that takes updates. `got` are (update, secret, when), `answer` decides what it says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], str, float]] = []
        self.answer: Answer = lambda update: (200, b"")
        self.changed = threading.Condition()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                secret = self.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
                with hook.changed:
                    hook.got.append((update, secret, time.monotonic()))
                    hook.changed.notify_all()
                status, body = hook.answer(update)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?x=1"

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update, _, _ in self.got]

    def wait(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= count, 10), self.got


@contextmanager
def hooking() -> Iterator[Hook]:
    hook = Hook()
    threading.Thread(target=hook.server.serve_forever, args=(0.02,), daemon=True).start()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


def settled(telegram: Telegram, bot: Bot) -> None:
    assert telegram.world.wait_until(lambda: bot.pending == 0, 10)


def test_updates_come_with_the_secret_and_in_order_within_a_chat(telegram: Telegram) -> None:
    bot = telegram.bot()
    chats = [telegram.talk(bot, name) for name in "甲乙丙"]

    def slow(update: dict[str, Any]) -> tuple[int, bytes]:
        time.sleep(0.03)
        return 200, b""

    with hooking() as hook:
        hook.answer = slow
        assert call(telegram, bot, "setWebhook", url=hook.url, secret_token="s3cret_-A", max_connections=5)[
            "ok"
        ]
        for n in range(5):
            for chat in chats:
                chat.say(f"{chat.person.account.first_name}{n}")
        settled(telegram, bot)
        assert len(hook.got) == 15
        assert {secret for _, secret, _ in hook.got} == {"s3cret_-A"}
        for name in "甲乙丙":
            assert [text for text in hook.texts() if text[0] == name] == [f"{name}{n}" for n in range(5)]
        assert hook.got[-1][2] - hook.got[0][2] < 15 * 0.03, "chats wait for each other"
        info = call(telegram, bot, "getWebhookInfo")["result"]
        assert (info["url"], info["max_connections"], info["pending_update_count"]) == (hook.url, 5, 0)
        assert "last_error_date" not in info


def test_a_failure_is_tried_again_and_holds_its_chat_alone(telegram: Telegram) -> None:
    bot = telegram.bot()
    one, two = telegram.talk(bot), telegram.talk(bot)
    failing = {"left": 3}

    def answer(update: dict[str, Any]) -> tuple[int, bytes]:
        if update["message"]["text"] == "一" and failing["left"]:
            failing["left"] -= 1
            return 500, b""
        return 200, b""

    with hooking() as hook:
        hook.answer = answer
        call(telegram, bot, "setWebhook", url=hook.url)
        for chat, text in ((one, "一"), (one, "二"), (two, "别人")):
            chat.say(text)
        settled(telegram, bot)
        assert hook.texts().count("一") == 4
        assert hook.texts().index("二") > max(n for n, text in enumerate(hook.texts()) if text == "一")
        assert len({update["update_id"] for update, _, _ in hook.got}) == 3
        info = call(telegram, bot, "getWebhookInfo")["result"]
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


def test_what_came_while_nobody_listened_waits(telegram: Telegram) -> None:
    bot = telegram.bot()
    chat = telegram.talk(bot)
    with hooking() as hook:
        url = hook.url
    call(telegram, bot, "setWebhook", url=url)
    chat.say("有人吗")
    assert telegram.world.wait_until(lambda: bot.account.webhook and bot.account.webhook.error, 5)
    assert call(telegram, bot, "getWebhookInfo")["result"]["pending_update_count"] == 1
    with hooking() as hook:
        call(telegram, bot, "setWebhook", url=hook.url)
        hook.wait(1)
        assert hook.texts() == ["有人吗"]
        assert call(telegram, bot, "deleteWebhook")["result"] is True
        chat.say("以后的")
        updates = call(telegram, bot, "getUpdates")["result"]
        assert [update["message"]["text"] for update in updates] == ["以后的"]


def test_polling_and_webhook_exclude_each_other(telegram: Telegram) -> None:
    telegram.world.conflict_seconds = 0.1
    bot = telegram.bot()
    with hooking() as hook:
        waiting: list[Any] = []
        poll = threading.Thread(target=lambda: waiting.append(call(telegram, bot, "getUpdates", timeout=20)))
        poll.start()
        assert telegram.world.wait_until(lambda: bot.account.poll == 1, 5)
        call(telegram, bot, "setWebhook", url=hook.url)
        poll.join(5)
        assert waiting[0]["description"] == "Conflict: terminated by setWebhook request"
        refused = call(telegram, bot, "getUpdates")
        assert refused["error_code"] == 409
        assert refused["description"].startswith(
            "Conflict: can't use getUpdates method while webhook is active"
        )


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"url": "ftp://a.b/c"}, "Bad Request: invalid webhook URL specified"),
        (
            {"url": "http://example.com/x"},
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://e.com", "secret_token": "有"},
            "Bad Request: secret token contains unallowed characters",
        ),
        ({"url": "https://e.com", "secret_token": "a" * 257}, "Bad Request: secret token is too long"),
    ],
)
def test_what_setwebhook_refuses(telegram: Telegram, parameters: dict[str, str], description: str) -> None:
    assert call(telegram, telegram.bot(), "setWebhook", **parameters)["description"] == description


def test_a_call_in_the_answer_is_done(telegram: Telegram) -> None:
    bot = telegram.bot()
    chat = telegram.talk(bot)
    with hooking() as hook:
        reply = {"method": "sendMessage", "chat_id": chat.person.id, "text": "收到"}
        hook.answer = lambda update: (200, json.dumps(reply).encode())
        call(telegram, bot, "setWebhook", url=hook.url)
        chat.say("在吗")
        assert chat.next().text == "收到"


def test_duplicates_and_disorder_on_demand(telegram: Telegram) -> None:
    bot = telegram.bot()
    chat = telegram.talk(bot)
    with hooking() as hook:
        bot.duplicate(1)
        for text in ("一", "二"):
            chat.say(text)
        call(telegram, bot, "setWebhook", url=hook.url)
        hook.wait(3)
        assert sorted(hook.texts()) == ["一", "一", "二"]
        settled(telegram, bot)
        with telegram.world.lock:
            bot.reorder(1)
            for text in ("三", "四"):
                chat.say(text)
        hook.wait(5)
        assert hook.texts()[-2:] == ["四", "三"]
