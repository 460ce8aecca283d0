"""The emulator as a process of its own."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest


@pytest.fixture
def url() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.telegram_api"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


def test_a_talk_from_outside(url: str) -> None:
    def do(verb: str, **fields: Any) -> Any:
        answer = httpx.post(f"{url}/control/{verb}", json=fields).json()
        assert "error" not in answer, answer
        return answer

    def call(method: str, **parameters: Any) -> Any:
        return httpx.post(f"{url}/bot{bot['token']}/{method}", json=parameters).json()["result"]

    bot, user = do("bot", username="report_bot"), do("user")["id"]
    here = {"user": user, "chat": bot["id"]}
    said = do("say", **here, text="/start")["message"]
    do("edit", **here, message=said, text="/start x")
    do("document", **here, name="a.txt", base64=base64.b64encode(b"abc").decode())
    assert [sorted(u)[0] for u in call("getUpdates")] == ["message", "edited_message", "message"]
    keyboard = {"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}
    call("sendMessage", chat_id=user, text="选", reply_markup=keyboard)
    tap = do("tap", **here, label="是")["callback"]
    assert do("tapped", callback=tap) == {"answered": False, "text": "", "show_alert": False}
    call("answerCallbackQuery", callback_query_id=tap, text="好")
    assert do("tapped", callback=tap)["text"] == "好"
    httpx.post(
        f"{url}/bot{bot['token']}/sendDocument",
        data={"chat_id": user},
        files={"document": ("总结.docx", b"PK")},
    )
    shown = do("messages", **here)
    assert [(m["text"], m["rows"], m["document"]) for m in shown] == [
        ("/start x", [], None), ("", [], "a.txt"), ("选", [["是"]], None), ("", [], "总结.docx"),
    ]  # fmt: skip
    assert do("file", **here, message=shown[-1]["message"])["name"] == "总结.docx"
    do("fault", kind="html", method="sendMessage", status=502)
    assert (
        httpx.post(f"{url}/bot{bot['token']}/sendMessage", json={"chat_id": user, "text": "a"}).status_code
        == 502
    )
    do("block", user=user, bot=bot["id"])
    assert (
        "blocked"
        in httpx.post(f"{url}/bot{bot['token']}/sendMessage", json={"chat_id": user, "text": "a"}).json()[
            "description"
        ]
    )
    assert [c["method"] for c in do("calls")][-3:] == ["sendDocument", "sendMessage", "sendMessage"]
    assert httpx.post(f"{url}/control/fly", json={}).json() == {"error": "no verb fly"}
