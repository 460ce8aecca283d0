"""The command line as people use it: files out whole or not at all, faults in one line with status 2."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

NOTES = "3月5日组织消防演练，32人参加。\n换灯36盏，花了2.8万元。\n问题：人手不够。\n"


pytestmark = pytest.mark.usefixtures("home")


def scenario(tmp_path: Path, **answers: str) -> Path:
    path = tmp_path / "scenario.json"
    basics = {"单位": "河口供电所", "时间段": "2024年上半年", "主题": "半年工作总结", "给谁看": "县公司"}
    path.write_text(json.dumps({"basics_as_typed": basics, "answers": answers}, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.slow
def test_replay_writes_draft_and_transcript(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scenario(tmp_path, 主要工作="换灯36盏，花了2.8万元。", 问题不足="人手不够")
    out, transcript = tmp_path / "out" / "draft.json", tmp_path / "talk.txt"
    assert main(["replay", str(path), "-o", str(out), "--transcript", str(transcript)]) == 0
    draft = json.loads(out.read_text("utf-8"))
    assert any("36盏" in fact["text"] for fact in draft["facts"])
    assert "用户：换灯36盏" in transcript.read_text("utf-8")
    assert main(["check", str(out), "--json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out)["findings"], list)


@pytest.mark.slow
def test_an_edited_text_is_judged_against_the_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out, text = scenario(tmp_path, 主要工作="换灯36盏。"), tmp_path / "d.json", tmp_path / "d.txt"
    assert main(["replay", str(path), "-o", str(out)]) == 0
    assert main(["replay", str(path), "-o", str(text)]) == 0
    text.write_text(text.read_text("utf-8").replace("36盏", "63盏"), "utf-8")
    capsys.readouterr()
    assert main(["check", str(out), "--text", str(text), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert any("63盏" in finding["sentence"] and finding["severity"] == "error" for finding in found)


@pytest.mark.slow
def test_draft_from_notes_in_gb18030_and_from_a_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(NOTES.encode("gb18030"))
    assert main(["draft", str(notes), "--unit", "河口供电所", "--format", "txt"]) == 0
    first = capsys.readouterr().out
    assert "32人" in first
    assert "【待补充" in first
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTES.encode())))
    assert main(["draft", "-", "--unit", "河口供电所"]) == 0
    assert "32人" in capsys.readouterr().out


def test_the_name_alone_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    shown = capsys.readouterr()
    assert "zongjie chat" in shown.out
    assert shown.err == ""


def test_who_there_is_where_there_is_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export-user"]) == 0
    assert "还没有谁" in capsys.readouterr().out


@pytest.mark.slow
def test_notes_say_themselves_whose_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(f"单位：河口供电所\n\n时间: 2024年上半年\n{NOTES}主题：不是题头的一行\n", "utf-8")
    assert main(["draft", str(notes), "--format", "txt"]) == 0
    first = capsys.readouterr().out
    assert first.startswith("河口供电所2024年上半年工作总结")
    assert "单位方面" not in first
    assert main(["draft", str(notes), "--unit", "柳湾供电所", "--format", "txt"]) == 0
    assert capsys.readouterr().out.startswith("柳湾供电所2024年上半年")


@pytest.mark.slow
def test_a_sample_to_imitate_must_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(NOTES, "utf-8")
    assert main(["draft", str(notes), "--like", "nosuchid"]) == 2
    assert "nosuchid" in capsys.readouterr().err


def empty(path: Path) -> None:
    path.write_bytes(b"")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 << 20)


def broken_docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document>")
    path.write_bytes(path.read_bytes()[:-30])


def chatter(path: Path) -> None:
    path.write_text("收到\n好的\n", "utf-8")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", empty),
        ("b.txt", binary),
        ("c.txt", large),
        ("d.docx", broken_docx),
        ("e.txt", chatter),
        ("f.txt", None),
    ],
)
def test_bad_notes_are_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, make: Any
) -> None:
    path, out = tmp_path / name, tmp_path / "out.txt"
    if make is not None:
        make(path)
    assert main(["draft", str(path), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert "出了点意外" not in said
    assert not out.exists()


@pytest.mark.parametrize("content", ["", "{", '{"answers": []}', "\udcff"])
def test_bad_scenarios_and_drafts_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    for command in ("replay", "check"):
        assert main([command, str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_bad_setting_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZONGJIE_ANSWER_MAX_CHARS", "many")
    assert main(["doctor"]) == 2
    assert "ZONGJIE_ANSWER_MAX_CHARS" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("port = [", "读不了"),
        ('port = "eighty"', "eighty"),
        ("prot = 1", "prot"),
        ("\n\udcff\udcfe", "第 2 行"),
    ],
)
def test_a_broken_settings_file_is_one_line(
    home: Path, content: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "settings.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert main(["chat", "--list"]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1


@pytest.mark.slow
def test_a_transcript_may_go_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = scenario(tmp_path, 主要工作="换灯36盏，花了2.8万元。")
    assert main(["replay", str(path), "-o", str(tmp_path / "d.txt"), "--transcript", "-"]) == 0
    assert "用户：换灯36盏" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    from bot.errors import InputError
    from bot.files import write_whole

    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError):
        write_whole(tmp_path / "file" / "below.txt", b"1")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError):
        write_whole(tmp_path / "folder", b"1")
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(("no-", "home"))) == [
        "file",
        "folder",
    ]


def test_doctor_finds_no_fault_with_a_new_home(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert checks["database"]["state"] == "ok"
    assert checks["model"]["state"] == "off"
    assert checks["samples"]["state"] == "off"
    assert "samples rebuild" in checks["samples"]["detail"]


def test_doctor_ends_with_2_where_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.db").write_text("no database" * 200)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'broken.db'}")
    assert main(["doctor", "--json"]) == 2
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert checks["settings"]["state"] == "ok"
    assert checks["database"]["state"] == "bad"
    assert checks["database"]["detail"]


def test_doctor_shows_no_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("ZONGJIE_MODEL_NAME", "m")
    main(["doctor"])
    assert "sk-secret" not in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sessions_are_listed_renamed_deleted(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.app import App
    from bot.settings import load

    session, _ = App(load()).assistant.start("terminal")
    assert main(["--lang", lang, "chat", "--session", session, "--rename", "半年总结"]) == 0
    capsys.readouterr()
    assert main(["--lang", lang, "chat", "--list"]) == 0
    assert "半年总结" in capsys.readouterr().out
    assert main(["--lang", lang, "chat", "--delete", session]) == 0
    assert main(["--lang", lang, "chat", "--delete", session]) == 2
    assert session in capsys.readouterr().err


def test_a_bug_is_logged_and_numbered(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> int:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("bot.cli.checks.doctor", fails)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().err
    assert "unforeseen" not in said
    assert "unforeseen" in (home / "zongjie.log").read_text("utf-8")
