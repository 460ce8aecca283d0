"""`zongjie doctor --ask-model` against a server on loopback: one call, and what is wrong with its cure."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.servers import manners
from tests.servers.scripted import Reply, Script, serving

pytestmark = pytest.mark.slow

GOOD = '{"sentences":[{"point":1,"text":"3月12日检查仓库7个，整改隐患4处。","facts":[1]}]}'


def asked(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    **settings: str,
) -> dict[str, Any]:
    values = {
        "HOME": str(tmp_path),
        "MODEL_BASE_URL": url,
        "MODEL_NAME": "scripted",
        "MODEL_API_KEY": "sk-secret",
    }
    for name, value in {**values, "MODEL_STALL_S": "0.5", "MODEL_TIMEOUT_S": "3", **settings}.items():
        monkeypatch.setenv(f"ZONGJIE_{name}", value)
    main(["doctor", "--ask-model", "--json"])
    shown = capsys.readouterr().out
    assert "sk-secret" not in shown
    found: dict[str, Any] = {check["name"]: check for check in json.loads(shown)}["model_answer"]
    return found


def refusing(*forms: str) -> Script:
    """Takes no response_format of these types."""

    def script(request: dict[str, Any], number: int) -> Reply:
        form = request.get("response_format", {}).get("type", "text")
        if form in forms:
            return Reply(status=400, body='{"error":{"message":"response_format"}}')
        return Reply("1|3月12日检查仓库7个，整改隐患4处。|1" if form == "text" else GOOD)

    return script


@pytest.mark.parametrize(
    ("script", "calls", "words"),
    [
        (manners.always(Reply(GOOD)), 1, ("能用", "JSON Schema", "服务端报")),
        (manners.always(Reply(GOOD, usage=0)), 1, ("能用", "本机估算")),
        (refusing("json_schema"), 2, ("能用", "JSON 模式")),
        (refusing("json_schema", "json_object"), 3, ("能用", "纯文本")),
    ],
)
def test_what_works_is_said(
    script: Script,
    calls: int,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with serving(script) as server:
        found = asked(server.url, monkeypatch, capsys, tmp_path)
    assert found["state"] == "ok"
    assert all(word in found["detail"] for word in words)
    assert len(server.requests) == calls
    assert sum(request["max_tokens"] for request in server.requests) < 400 * calls


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(status=401, body="{}"), "ZONGJIE_MODEL_API_KEY"),
        (Reply(status=402, body="{}"), "余额"),
        (Reply(status=404, body="{}"), "/v1"),
        (Reply(status=429, body="{}"), "繁忙"),
        (Reply(then="stall"), "没有回音"),
        (Reply(then="keepalive"), "没有回音"),
        (Reply(body="<html><body>It works!</body></html>"), "检查地址"),
        (Reply("你好，我是语言模型。"), "不是所要的格式"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(
    reply: Reply,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with serving(manners.always(reply)) as server:
        found = asked(server.url, monkeypatch, capsys, tmp_path)
    assert found["state"] == "bad"
    assert word in found["detail"]


def test_nobody_listens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        assert "连不上" in asked(url, monkeypatch, capsys, tmp_path)["detail"]


@pytest.mark.parametrize(
    ("provider", "word"), [("anthropic", "pip install langchain-anthropic"), ("nobody", "nobody")]
)
def test_a_provider_without_its_package_is_named(
    provider: str,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    found = asked("http://127.0.0.1:9/v1", monkeypatch, capsys, tmp_path, MODEL_PROVIDER=provider)
    assert found["state"] == "bad"
    assert word in found["detail"]


def test_nothing_is_asked_unless_one_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with serving(manners.always(Reply(GOOD))) as server:
        monkeypatch.setenv("ZONGJIE_HOME", str(tmp_path))
        monkeypatch.setenv("ZONGJIE_MODEL_BASE_URL", server.url)
        monkeypatch.setenv("ZONGJIE_MODEL_NAME", "scripted")
        main(["doctor"])
    assert server.requests == []
    assert "scripted" in capsys.readouterr().out
