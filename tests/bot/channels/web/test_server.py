"""The server on a real socket: streams, kill -9, start-up, and schemathesis over the whole description."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from msgspec.structs import replace

from bot.channels.web.server import application
from bot.settings import Settings
from tests.bot.channels.web.conftest import API, PlainApp
from tests.bot.channels.web.live import program, running

pytestmark = pytest.mark.slow

MANY = 1_000_000
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method,ignored_auth,missing_required_header"  # noqa: E501
SAID = ("河口供电所", "2024年上半年", "工作总结", "局里", "好", "所长任组长。换表26块。", "先到这里")
IDLE_MB = 150
READY_S = 3.0  # of processor time: other work on the machine does not count


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    free = replace(
        settings,
        rate_token=MANY,
        rate_address=MANY,
        rate_new=MANY,
        rate_codes=MANY,
        stream_poll_s=0.05,
        samples_upload="nobody",
    )
    with running(application(PlainApp(free))) as found:
        yield found


@pytest.fixture
def visitor(address: str) -> Iterator[Visitor]:
    found = Visitor(address)
    yield found
    found.client.close()


class Visitor:
    """A browser: a token, a session, a stream."""

    def __init__(self, address: str) -> None:
        begun = httpx.post(f"{address}{API}/sessions", json={}, timeout=30).json()
        self.token, self.session = begun["token"], begun["status"]["id"]
        self.client = httpx.Client(
            base_url=f"{address}{API}", headers={"Authorization": f"Bearer {self.token}"}, timeout=60
        )

    def say(self, text: str, message: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.post(
            f"/sessions/{self.session}/messages", json={"id": message, "text": text}
        ).json()
        return found

    def events(self, since: str = "") -> Generator[tuple[str, str, dict[str, Any]], None, None]:
        """(id, name, data) of the stream until it is closed."""
        headers = {"Last-Event-ID": since} if since else {}
        with self.client.stream("GET", f"/sessions/{self.session}/events", headers=headers) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            fields: dict[str, str] = {}
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name in ("id", "event", "data"):
                    fields[name] = value
                elif "data" in fields:
                    yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
                    fields = {}

    def drafted(self) -> None:
        for number, text in enumerate(SAID):
            answer = self.say(text, f"d{number}")
        assert answer["status"]["draft"]["version"] == 1


def test_two_tabs_see_the_same_and_a_cut_line_goes_on(visitor: Visitor) -> None:
    one = visitor
    told: list[tuple[str, str, dict[str, Any]]] = []
    listening = threading.Thread(target=lambda: told.extend(one.events()), daemon=True)
    listening.start()
    until(lambda: len(told) == 1)
    one.say("河口供电所", "m1")
    until(lambda: told and told[-1][1] == "status" and told[-1][2]["turn"] == 1)
    assert [name for _, name, _ in told] == ["status", "working", "turn", "status"]
    assert told[2][2]["message"] == "m1"
    last = told[-1][0]
    one.say("上半年", "m2")
    missed = one.events(last)
    assert [next(missed)[1], next(missed)[1]] == ["turn", "status"]
    missed.close()
    one.client.delete(f"/sessions/{one.session}")
    until(lambda: not listening.is_alive())
    assert told[-1][1] == "gone"


def test_a_stream_has_no_token_in_its_address(visitor: Visitor) -> None:
    path = f"/sessions/{visitor.session}/events?token={visitor.token}"
    assert visitor.client.get(path, headers={"Authorization": ""}).status_code == 401


def test_a_body_that_is_far_too_large_is_answered_not_cut(visitor: Visitor) -> None:
    response = visitor.client.post(f"/sessions/{visitor.session}/messages", content=b"x" * 2_000_000)
    assert response.status_code == 413


def test_an_idle_server_is_small_and_soon_ready(tmp_path: Path) -> None:
    with program(tmp_path) as (_, process):
        seen = psutil.Process(process.pid)
        assert sum(seen.cpu_times()[:2]) <= READY_S * 1.5
        assert seen.memory_info().rss / 2**20 <= IDLE_MB
        loaded = {Path(found.path).name for found in seen.memory_maps()}
        assert not any("chroma" in name or "onnx" in name for name in loaded)


def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    with program(tmp_path, ZONGJIE_EMBEDDER="none") as (address, process):
        one = Visitor(address)
        one.say("河口供电所", "m1")
        process.kill()
    with program(tmp_path, ZONGJIE_EMBEDDER="none") as (address, process):
        one.client.base_url = httpx.URL(f"{address}{API}")
        assert one.say("河口供电所", "m1")["turn"]["turn"] == 1
        turns = one.client.get(f"/sessions/{one.session}/turns").json()["turns"]
        assert [turn["said"] for turn in turns] == ["", "河口供电所"]
        process.terminate()
        assert process.wait(15) in (0, -15)
    one.client.close()


def test_a_draft_whose_writer_died_is_written_when_somebody_looks(
    address: str, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.drafting import service

    with monkeypatch.context() as patch:
        patch.setattr(service, "compose", lambda *_: 1 / 0)
        for number, text in enumerate(SAID):
            answer = visitor.say(text, f"d{number}")
        assert answer["status"] == 500
    assert visitor.client.get(f"/sessions/{visitor.session}").json()["status"]["writing"]
    stream = visitor.events()
    while (event := next(stream))[1] != "status" or event[2]["writing"]:
        pass
    assert event[2]["draft"]["version"] == 1
    stream.close()


def test_a_taken_port_is_said_in_one_line(tmp_path: Path, address: str) -> None:
    port = address.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", port], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert port in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_slow_talker_is_cut_off_and_disturbs_nobody(settings: Settings) -> None:
    import socket

    with running(application(PlainApp(replace(settings, body_timeout_s=0.3)))) as address:
        one = Visitor(address)
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as slow:
            head = f"POST {API}/sessions HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 50\r\n"
            slow.sendall(f"{head}Content-Type: application/json\r\n\r\n{{".encode())
            assert one.say("河口供电所", "m1")["turn"]["turn"] == 1
            assert slow.recv(100).startswith(b"HTTP/1.1 408")
        one.client.close()


# ------------------------------------------------------------------ schemathesis


def _schemathesis(address: str, folder: Path, config: str, checks: str, closed: tuple[str, ...]) -> str:
    """What schemathesis says of the server; `closed` operations end the session or never answer, and are tested above."""
    (folder / "st.toml").write_text(config)
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", "st.toml", "run", f"{address}/openapi.json",
        "--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "7", "--checks", checks, "--no-color",
    ]  # fmt: skip
    command += [part for operation in closed for part in ("--exclude-name", operation)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=115)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


ENDLESS = "GET /api/v1/sessions/{session}/events"
LEAVING = "DELETE /api/v1/me"


def test_the_description_holds_for_a_real_session(address: str, visitor: Visitor, tmp_path: Path) -> None:
    """Every operation on a session with a draft: no 5xx, no status and no body that is not described."""
    visitor.drafted()
    config = f"""
        headers = {{ Authorization = "Bearer {visitor.token}" }}
        parameters = {{ "path.session" = "{visitor.session}", "path.version" = 1 }}
    """
    closed = (ENDLESS, LEAVING, "DELETE /api/v1/sessions/{session}")
    paths = httpx.get(f"{address}/openapi.json").json()["paths"]
    selected = sum(map(len, paths.values())) - len(closed)
    assert f"{selected} selected" in _schemathesis(address, tmp_path, config, CHECKS, closed)


def test_the_description_holds_for_made_up_sessions(address: str, visitor: Visitor, tmp_path: Path) -> None:
    """Ids nobody gave out: refused as described, whatever is sent; what breaks the schema is never taken."""
    config = f"""
        headers = {{ Authorization = "Bearer {visitor.token}" }}
        [checks.negative_data_rejection]
        expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 429]
    """
    checks = f"{CHECKS},negative_data_rejection"
    _schemathesis(address, tmp_path, config, checks, (ENDLESS, LEAVING))


def until(true: Any) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.025)
    raise AssertionError("it never came")
