"""The program itself: a whole interview to the Word file, polling and with a webhook; kills; how it ends; what it logs."""

from __future__ import annotations

import io
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest

from bot.channels.telegram.intake import secret_of
from tests.bench.telegram_kills import interview
from tests.bot.channels.telegram.live import MODES, Program
from tests.telegram_api import Telegram, Window, serving

SCENARIO = Path(__file__).resolve().parents[3] / "scenarios" / "03-station.json"
START_S = 60.0
pytestmark = pytest.mark.slow


def interviewed(chat: Window) -> str:
    """Four basics, three answers, and the draft as Word; its text."""
    told = json.loads(SCENARIO.read_text("utf-8"))
    chat.start()
    chat.next(START_S)
    for text in told["basics_as_typed"].values():
        chat.say(text)
        chat.next(30)
    chat.tap("好")
    chat.next(30)
    for text in list(told["answers"].values())[:3]:
        chat.say(text)
        chat.next(30)
    chat.say("先到这里")
    file = chat.wait(r"\.docx$", 60).document
    assert file is not None
    chat.wait(lambda seen: "重写" in seen.buttons, 30)
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file.data)).paragraphs)


def test_interviews_to_the_word_file_and_kills_polling_and_by_webhook(tmp_path: Path) -> None:
    """All four at once: each waits most of its time for the second that must lie between two messages."""
    with ThreadPoolExecutor(4) as pool:
        whole = [pool.submit(_whole, mode, tmp_path / mode) for mode in MODES]
        killed = [pool.submit(interview, mode, 2, tmp_path / f"{mode}-killed") for mode in MODES]
        for one in whole:
            one.result()
        for found in (one.result() for one in killed):
            assert found.kills == 2
            assert found.acknowledged >= 2
            assert (found.lost, found.doubled, found.repeated_more, found.disordered) == (0, 0, 0, 0)
            assert found.fault == ""
            assert found.files == 3
            assert found.problems == ()


def _whole(mode: str, home: Path) -> None:
    with serving() as telegram:
        telegram.limits.on, telegram.limits.burst = True, 1
        bot = telegram.bot()
        with Program(telegram, bot, home, mode) as program:
            chat = telegram.talk(bot)
            text = interviewed(chat)
            begun = time.monotonic()
            assert program.stop() in (0, -15)
            assert time.monotonic() - begun < 10, "it stops within seconds"
        assert "总结" in text
        assert telegram.record.of("sendMessage", ok=False) == [], "no limit was run into"
        assert telegram.record.fastest(1.0, chat=chat.person.id) == 1
        assert telegram.problems() == []
        assert telegram.record.refused() == []
        assert bot.token not in program.log
        assert bot.token.partition(":")[2] not in program.log


def test_a_webhook_takes_nothing_without_its_secret(tmp_path: Path) -> None:
    with serving() as telegram:
        bot = telegram.bot()
        with Program(telegram, bot, tmp_path / "home", "webhook") as program:
            _until_webhook(telegram)
            address = telegram.record.of("setWebhook")[0].texts["url"]
            secret = secret_of(bot.token, "")
            update = json.dumps({"update_id": 1}).encode()
            assert _status(address, b"{}", "") == 403
            assert _status(address, b"{}", "wrong") == 403
            assert _status(address, b"no json", secret) == 400
            assert _status(address, b"{}", secret) == 400
            assert _status(address, update, secret) == 200
            assert _status(address, update, secret) == 200
            page = address.removesuffix("/telegram")
            with urllib.request.urlopen(page + "/healthz", timeout=10) as answer:
                assert answer.status == 200
        assert bot.token not in program.log


def test_the_page_and_the_bot_run_side_by_side(tmp_path: Path) -> None:
    with serving() as telegram:
        bot = telegram.bot()
        with Program(telegram, bot, tmp_path / "home", "beside") as program:
            chat = telegram.talk(bot)
            chat.start()
            assert "哪个单位" in chat.next(START_S).text
            with urllib.request.urlopen(f"http://127.0.0.1:{program.port}/healthz", timeout=10) as answer:
                assert answer.status == 200
            bot.revoke()
            assert program.ended(START_S) == 2
        assert "TELEGRAM_BOT_TOKEN" in program.log
        assert "Traceback" not in program.log


@pytest.mark.parametrize("way", ["unknown", "revoked"])
def test_a_bad_token_ends_the_program_with_a_clear_line(way: str, tmp_path: Path) -> None:
    with serving() as telegram:
        bot = telegram.bot()
        if way == "unknown":
            bot.account.token = "123456:unknown"
        program = Program(telegram, bot, tmp_path / "home")
        bot.revoke()
        with program:
            assert program.ended(START_S) == 2
        assert "TELEGRAM_BOT_TOKEN" in program.log
        assert "Traceback" not in program.log
        assert bot.token not in program.log


def test_without_a_token_it_says_what_to_set(tmp_path: Path) -> None:
    with serving() as telegram:
        with Program(telegram, telegram.bot(), tmp_path / "home", TELEGRAM_BOT_TOKEN="") as program:
            assert program.ended(START_S) == 2
        assert "@BotFather" in program.log


def _until_webhook(telegram: Telegram) -> None:
    deadline = time.monotonic() + START_S
    while not telegram.record.of("setWebhook", ok=True):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _status(address: str, body: bytes, secret: str) -> int:
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    request = urllib.request.Request(address, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
