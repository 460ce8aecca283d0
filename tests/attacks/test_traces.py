"""What is left behind: nothing in logs, everything in an export, nothing after a deletion."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from bot.__main__ import main
from bot.channels.web.problems import of_error
from bot.settings import Settings
from tests.bot.channels.web.conftest import API, Person
from tests.bot.channels.web.live import ROOT, address_of

MARK = "保密词汇甲乙丙"


# ------------------------------------------------------------------ handed out, deleted


def test_a_person_gets_everything_and_nothing_of_another(client: TestClient) -> None:
    other = Person(client)
    other.say(MARK)
    person = Person(client).drafted()
    person.say("/记 3月7日换表12块")
    response = person.ask("GET", "/me/export")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        names = packed.namelist()
        data = packed.read("data.json").decode()
        assert all(not name.startswith(("/", "..")) and ".." not in name for name in names)
        assert any(name.endswith(".docx") for name in names)
        talk = next(name for name in names if "问答" in name)
        assert "换表120块" in packed.read(talk).decode()
    kept = json.loads(data)["kept"]
    assert {"session", "event", "turn", "web_token"} <= set(kept)
    assert "hash" not in kept["web_token"][0]
    assert MARK not in data
    assert other.session not in data


def test_exports_do_not_grow_by_what_was_exported(person: Person) -> None:
    person.interviewed()
    sizes = []
    for _ in range(3):
        person.say("导出我的数据")
        sizes.append(len(person.ask("GET", "/me/export").content))
    assert sizes[2] - sizes[1] < 1_000


@pytest.mark.parametrize("way", ["chat", "page"])
def test_after_deletion_no_byte_is_left(client: TestClient, settings: Settings, way: str) -> None:
    person, other = Person(client), Person(client)
    person.say(f"{MARK}供电所")
    person.say("2024年上半年")
    person.say(f"/记 3月7日{MARK}")
    other.say("别人的供电所")
    assert _kept(settings.home, MARK)
    if way == "chat":
        sure = person.say("删除我的全部数据")["turn"]["replies"][0]["text"]
        assert "确认删除我的全部数据" in sure
        assert _kept(settings.home, MARK), "asked first"
        gone = person.ask("POST", "messages", json={"id": "bye", "text": "确认删除我的全部数据"})
        assert (gone.status_code, gone.json()["code"]) == (410, "forgotten")
    else:
        assert person.ask("DELETE", "/me").status_code == 204
    assert person.ask("GET", "/me").status_code == 401
    assert person.ask("GET", "turns").status_code == 401
    assert not _kept(settings.home, MARK)
    assert _kept(settings.home, "别人的供电所")
    assert other.get()["status"]


def _kept(home: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())


# ------------------------------------------------------------------ logs


@pytest.mark.slow
def test_no_word_and_no_token_of_anybody_is_printed_or_logged(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "ZONGJIE_HOME": str(tmp_path),
            "ZONGJIE_EMBEDDER": "none",
            "ZONGJIE_SESSIONS_PER_PERSON": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        with httpx.Client(base_url=address_of(process) + API, timeout=30) as line:
            begun = line.post("/sessions", json={"name": MARK}).json()
            token, session = begun["token"], begun["status"]["id"]
            head = {"Authorization": f"Bearer {token}"}
            for number, text in enumerate(
                (MARK, "2024年", MARK, MARK, "好", f"{MARK}换表120块。", "先到这里", "导出json")
            ):
                line.post(
                    f"/sessions/{session}/messages", json={"id": f"m{number}", "text": text}, headers=head
                )
            line.post(f"/sessions/{session}/messages", content=f'{{"id": "{MARK}"'.encode(), headers=head)
            line.post(
                f"/sessions/{session}/files",
                data={"id": "f"},
                files={"files": (f"{MARK}.docx", b"PK\x03\x04x")},
                headers=head,
            )
            line.get(f"/sessions/{session}/versions/999", headers=head)
            line.post("/sessions", json={}, headers=head)
            line.get("/me", headers=[(b"Authorization", f"Bearer {token}x{MARK}".encode())])
            (tmp_path / "zongjie.db").rename(tmp_path / "gone.db")
            line.post(f"/sessions/{session}/messages", json={"id": "late", "text": MARK}, headers=head)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)
    logs = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*.log"))
    for text in (out, err, logs):
        assert MARK not in text
        assert token not in text
        assert session not in text


def test_a_bug_at_the_command_line_is_logged_by_its_number_without_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZONGJIE_HOME", str(tmp_path))

    def stumbles(*_: object, **__: object) -> None:
        try:
            raise ValueError(MARK)
        except ValueError as error:
            raise RuntimeError(f"{MARK} again") from error

    monkeypatch.setattr("bot.cli.commands.chat", stumbles)
    assert main(["chat"]) == 1
    said, log = capsys.readouterr().err, (tmp_path / "zongjie.log").read_text("utf-8")
    assert MARK not in said + log
    number = next(word for word in log.split() if len(word) == 6)
    assert number in said
    assert "stumbles" in log


def test_a_bug_of_the_server_has_a_number_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    problem = of_error(RuntimeError(MARK))
    assert str(problem.values["id"]) in caplog.text
    assert MARK not in caplog.text
