"""Voice messages by an OpenAI-compatible endpoint: shown first, counted when they are confirmed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

import pytest

from tests.bot.channels.telegram.live import Threaded, threaded
from tests.bot.channels.telegram.test_manners import facts, quiet
from tests.telegram_api import Telegram, Window

HEARD = "所长任组长，3月5日开动员会，42人参加"


class Endpoint:
    """`says` is what it hears in anything; "" answers 500. `asked` are the bodies it was sent."""

    def __init__(self) -> None:
        self.says = HEARD
        self.asked: list[tuple[str, str, bytes]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.asked.append((self.path, self.headers.get("Authorization", ""), body))
                answer = json.dumps({"text": endpoint.says}).encode()
                self.send_response(200 if endpoint.says else 500)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture(scope="module")
def listening(
    telegram: Telegram, endpoint: Endpoint, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Threaded, Window]]:
    account, home = telegram.bot(), tmp_path_factory.mktemp("voice")
    settings = {"transcription_base_url": endpoint.url, "transcription_api_key": "key"}
    with (
        mock.patch("bot.channels.telegram.limits.CHAT_GAP_S", 0.0),
        threaded(telegram, account, Path(home), **settings) as running,
    ):
        chat = telegram.talk(account)
        chat.start()
        chat.next(30)
        for text in ("石坪镇卫生院", "2025年上半年", "半年工作总结", "报县卫健局", "好"):
            chat.say(text)
            chat.next(30)
        yield running, chat


def test_a_voice_message_counts_when_it_is_confirmed(
    listening: tuple[Threaded, Window], endpoint: Endpoint
) -> None:
    running, chat = listening
    chat.send_voice(b"OggS and more")
    shown = chat.next()
    assert HEARD in shown.text
    assert facts(running, chat) == []
    path, key, body = endpoint.asked[-1]
    assert path == "/v1/audio/transcriptions"
    assert key == "Bearer key"
    assert b"OggS and more" in body
    assert b"whisper-1" in body
    shown.tap("不算")
    assert "不算" in chat.next().text
    assert shown.tap("就是这样").answer() != ""
    quiet(chat)
    assert facts(running, chat) == []
    chat.send_voice(b"OggS")
    chat.next().tap("就是这样")
    assert "42人" in chat.next().text
    assert "42人" in "\n".join(facts(running, chat))


def test_an_endpoint_that_fails_is_said_so(listening: tuple[Threaded, Window], endpoint: Endpoint) -> None:
    _, chat = listening
    endpoint.says = ""
    chat.send_voice(b"OggS")
    assert "没转成文字" in chat.next().text
    endpoint.says = "  "
    chat.send_voice(b"OggS")
    assert "没听清" in chat.next().text
