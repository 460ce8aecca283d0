"""Who gets in, and how much they may do. Every endpoint without, with a forged and with another's token: tests/bot/channels/web/test_guard.py."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from bot.channels.web.serve import admitted
from bot.errors import SettingsError
from bot.settings import Settings
from tests.bot.channels.web.conftest import API, Person, Serve
from tests.bot.channels.web.live import ROOT, program

CODE = "open-sesame-7"


# ------------------------------------------------------------------ who may use it


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"host": "0.0.0.0"}, "access_needed"),
        ({"host": "::"}, "access_needed"),
        ({"host": "192.168.1.5"}, "access_needed"),
        ({"public_url": "https://summary.example.org"}, "access_local"),
        ({"trusted_proxies": "127.0.0.1"}, "access_local"),
        ({"host": "0.0.0.0", "access": "code", "access_code": CODE}, ""),
        ({"host": "0.0.0.0", "access": "everybody"}, ""),
        ({"host": "::1"}, ""),
        ({}, ""),
    ],
)
def test_no_other_machine_before_it_is_said_who_may(
    settings: Settings, changes: dict[str, Any], fault: str
) -> None:
    told = ""
    try:
        admitted(replace(settings, **changes))
    except SettingsError as error:
        told = error.key
    assert told == fault


@pytest.mark.slow
def test_the_program_refuses_and_names_what_to_set(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--host", "0.0.0.0", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "ZONGJIE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "ZONGJIE_ACCESS=code" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_new_person_needs_the_code_and_an_old_one_does_not(serve: Serve) -> None:
    client = serve(access="code", access_code=CODE)
    for body in ({}, {"code": ""}, {"code": "open-sesame-8"}, {"code": CODE.upper()}):
        refused = client.post(f"{API}/sessions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "access_code")
        assert CODE not in refused.text
    begun = client.post(f"{API}/sessions", json={"code": CODE})
    assert begun.status_code == 201
    person = Person(client, begun.json()["token"], begun.json()["status"]["id"])
    assert person.ask("POST", "/sessions", json={}).status_code == 201


def test_the_code_cannot_be_guessed_for_long(serve: Serve) -> None:
    client = serve(access="code", access_code=CODE, rate_codes=3)
    guesses = [client.post(f"{API}/sessions", json={"code": f"guess-{n}"}).status_code for n in range(5)]
    assert guesses == [403, 403, 403, 429, 429]
    assert client.post(f"{API}/sessions", json={"code": CODE}).status_code == 429, "nor found in the end"


# ------------------------------------------------------------------ limits, each over HTTP


def test_sessions_of_a_person(serve: Serve) -> None:
    person = Person(serve(sessions_per_person=2))
    assert [person.ask("POST", "/sessions", json={}).status_code for _ in range(2)] == [201, 409]


def test_turns_of_a_session(serve: Serve) -> None:
    person = Person(serve(turns_per_session=2))
    person.say("河口供电所")
    person.say("2024年上半年")
    refused = person.ask("POST", "messages", json={"id": "more", "text": "话"})
    assert (refused.status_code, refused.json()["code"]) == (409, "session_full")
    assert len(person.get("turns")["turns"]) == 3, "what was said is there"


def test_characters_of_a_message_and_bytes_of_files(serve: Serve) -> None:
    person = Person(serve(answer_max_chars=100, file_max_bytes=1_024, body_max_bytes=2_048))
    assert "文件" in person.say("话" * 101)["turn"]["replies"][0]["text"]
    assert person.ask("POST", "messages", json={"id": "big", "text": "话" * 2_000}).status_code == 413
    upload = {"files": ("a.txt", "话".encode() * 1_000)}
    refused = person.ask("POST", "files", data={"id": "f"}, files=upload)
    assert refused.status_code == 422
    assert refused.json()["code"] == "file_too_large"


def test_streams_of_a_person_are_counted(serve: Serve) -> None:
    client = serve(streams_per_token=1)
    person = Person(client)
    office = client.app._app.state.office  # type: ignore[attr-defined]
    owner = office.app.store.info(person.session).owner
    office.access.streams[owner] = 1
    assert person.ask("GET", "events").status_code == 429


# ------------------------------------------------------------------ slow lines


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    home = tmp_path_factory.mktemp("slow")
    with program(home, ZONGJIE_BODY_TIMEOUT_S="1", ZONGJIE_EMBEDDER="none") as (address, _):
        yield int(address.rpartition(":")[2])


@pytest.mark.slow
@pytest.mark.parametrize("answered", [False, True], ids=["at first", "after a request"])
@pytest.mark.parametrize(
    "head", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "], ids=["silent", "half"]
)
def test_a_line_on_which_no_request_comes_is_cut(slow_server: int, head: bytes, answered: bool) -> None:
    if answered and not head:
        pytest.skip("a line kept for the next request is no attack: uvicorn cuts it after a while")
    with socket.create_connection(("127.0.0.1", slow_server)) as line:
        line.settimeout(20)
        if answered:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b"200" in line.recv(4_096)
        line.sendall(head)
        assert _cut_off(line)


@pytest.mark.slow
def test_a_head_that_drips_is_cut_too(slow_server: int) -> None:
    with socket.create_connection(("127.0.0.1", slow_server)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - begun < 20:
                line.sendall(b"X-A: b\r\n")
                time.sleep(0.2)
        assert time.monotonic() - begun < 15


def _cut_off(line: socket.socket) -> bool:
    """Whether the other side ends the line within the time-out of the socket."""
    try:
        while line.recv(4_096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def test_what_a_message_costs_is_bounded(client: TestClient) -> None:
    """Texts that make matching quadratic: none takes longer than a long answer of ordinary words may."""
    person = Person(client).interviewed()
    for text in (
        "不对，是" * 4_500,
        "一是" * 9_000,
        "（" * 19_000,
        "1、" * 6_000,
        "3月5日" * 4_000,
        "张三、" * 6_000,
        "万" * 19_000,
        "1" * 19_000,
        "".join(f"换表{n}块。\n" for n in range(1_800)),
        "".join(f"3月5日召开动员会，{n}人参加。\n" for n in range(1_000)),
        "换\n" * 9_000,
    ):
        begun = time.process_time()
        assert person.ask("POST", "messages", json={"id": person.id(), "text": text}).status_code == 200
        assert time.process_time() - begun < 4, text[:6]
