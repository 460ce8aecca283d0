"""The interview in the terminal: piped, pasted, killed and resumed."""

from __future__ import annotations

import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.terminal import Terminal
from bot.settings import load

BASICS = ["河口供电所", "2024年上半年", "半年工作总结", "县公司"]
COMMAND = [sys.executable, "-m", "bot", "chat"]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    seconds = count()  # what is touched later is later, however quick the test
    monkeypatch.setattr("bot.app.now", lambda: f"2024-07-01T09:{next(seconds):06d}")
    empty = tmp_path / "none"
    empty.mkdir()
    monkeypatch.setattr("bot.app.data_folder", lambda _: empty)
    return App(load({}, home=str(tmp_path / "home"), embedder="none"))


def talk(app: App, *lines: str, new: bool = False) -> str:
    out = io.StringIO()
    assert Terminal(app, io.StringIO("\n".join(lines) + "\n"), out).run(new=new) == 0
    return out.getvalue()


def facts(app: App) -> list[str]:
    return [fact.text for fact in app.assistant.session(app.assistant.sessions(Terminal.OWNER)[0].id).facts]


def test_each_line_is_a_message_and_a_new_run_goes_on(app: App) -> None:
    assert "哪段时间" in talk(app, BASICS[0])
    shown = talk(app, *BASICS[1:])
    assert "接着来" in shown
    assert "第" in shown or "方面" in shown
    assert "河口供电所" in talk(app)


def test_a_whole_interview_leaves_word_and_text_on_the_disk(app: App) -> None:
    shown = talk(app, *BASICS, "好", "跳过", "跳过", "换灯36盏，花了2.8万元。", "先到这里", "把36盏改成38盏")
    saved = sorted(path.suffix for path in (app.settings.home / "drafts").iterdir())
    assert saved == [".docx", ".txt"]
    assert "36盏" in shown
    text = next((app.settings.home / "drafts").glob("*.txt")).read_text("utf-8")
    assert "38盏" in text
    assert "36盏" not in text


WRITTEN = (*BASICS, "好", "跳过", "跳过", "换灯36盏，花了2.8万元。", "先到这里")


def drafts(app: App) -> Path:
    return app.settings.home / "drafts"


def change_word(path: Path, before: str, after: str) -> None:
    from docx import Document

    opened = Document(str(path))
    for paragraph in opened.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(before, after)
    opened.save(str(path))


def test_a_word_file_edited_on_the_disk_comes_back_by_its_path_and_is_never_written_over(app: App) -> None:
    assert "/文件" in talk(app, *WRITTEN, "导出word")
    session = app.assistant.sessions(Terminal.OWNER)[0].id
    path = next(drafts(app).glob("*.docx"))
    change_word(path, "36盏", "63盏")
    edited = path.read_bytes()
    out = io.StringIO()
    lines = f'/文件 "{path}"\n导出word\n'
    assert Terminal(app, io.StringIO(lines), out).run(session) == 0
    assert "63盏" in out.getvalue()
    state = app.assistant.session(session)
    assert len(state.drafts) == 2
    assert any("63盏" in s.text and s.locked for s in state.drafts[-1].sentences())
    assert path.read_bytes() == edited
    assert sorted(found.name for found in drafts(app).glob("*.docx")) == sorted(
        (path.name, f"{path.stem}（2）.docx")
    )


def test_a_log_by_its_path_is_material(app: App, tmp_path: Path) -> None:
    notes = tmp_path / "日志.txt"
    notes.write_text("3月5日 组织安全培训，32人参加\n3月8日 抢修故障4起\n", "utf-8")
    assert "日志.txt" in talk(app, *BASICS, "好", f"/文件 {notes}")
    assert any("32人" in fact for fact in facts(app))


@pytest.mark.parametrize("path", ["/no/such/file.docx", "/"])
def test_a_path_that_leads_nowhere_is_one_line_and_no_message(app: App, path: str) -> None:
    shown = talk(app, *BASICS, "好", f"/文件 {path}")
    assert "没有这个文件" in shown
    session = app.assistant.sessions(Terminal.OWNER)[0].id
    assert "/文件" not in "".join(turn.said for turn in app.assistant.turns(session))


def test_after_a_draft_a_new_run_goes_on_with_it_and_restart_opens_another(app: App) -> None:
    talk(app, *BASICS, "好", "所长任组长", "先到这里")
    assert "导出word" in talk(app)
    talk(app, "重新开始", "河西供电所")
    assert len(app.assistant.sessions(Terminal.OWNER)) == 2
    assert "哪个单位" not in talk(app)
    assert "哪个单位" in talk(app, new=True)


def test_reports_are_listed_opened_and_deleted_by_number(app: App) -> None:
    talk(app, *BASICS, "好", "所长任组长", "先到这里", "改名 上半年总结", "重新开始", "河西供电所")
    shown = talk(
        app,
        "我的总结",
        "打开第2份",
        "我的总结",
        "删除第2份",
        "删除第1份",
        "确认删除第2份",
        "我的总结",
        "看已有的",
    )
    assert "1. 河西供电所（问到一半" in shown
    assert "2. 上半年总结（已成稿" in shown
    assert "打开了「上半年总结」" in shown
    assert "确认删除第2份" in shown
    assert "第 1 份就是现在这份" in shown
    assert "删掉了「河西供电所」" in shown
    assert "所长任组长" in shown.rpartition("您的总结有 1 份")[2]
    assert len(app.assistant.sessions(Terminal.OWNER)) == 1


def test_blank_lines_are_no_messages(app: App) -> None:
    talk(app, "", "  ", BASICS[0], "")
    session = app.assistant.sessions(Terminal.OWNER)[0].id
    assert [turn.said for turn in app.assistant.turns(session)] == ["", BASICS[0]]


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"ZONGJIE_HOME": str(home), "ZONGJIE_EMBEDDER": "none", "PYTHONUNBUFFERED": "1"}


def read_until(stream: int, text: str, seconds: float = 60.0) -> str:
    """What comes out until `text` has."""
    shown, end = b"", time.monotonic() + seconds
    while text.encode() not in shown:
        assert time.monotonic() < end, shown.decode(errors="replace")
        if select.select([stream], [], [], 0.2)[0]:
            piece = os.read(stream, 65536)
            assert piece, shown.decode(errors="replace")
            shown += piece
    return shown.decode(errors="replace")


@pytest.mark.slow
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Killed right after each reply: the next run knows every answer, each once, and asks the next question."""
    home = tmp_path / "home"
    for number, (line, reply) in enumerate(
        zip(BASICS[:3], ("哪段时间", "主题是什么", "写给谁看"), strict=True)
    ):
        with subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(home)
        ) as running:
            assert running.stdin is not None
            assert running.stdout is not None
            running.stdin.write(f"{line}\n".encode())
            running.stdin.flush()
            read_until(running.stdout.fileno(), reply)
            running.send_signal(signal.SIGKILL)
        app = App(load({}, home=str(home), embedder="none"))
        infos = app.assistant.sessions(Terminal.OWNER)
        assert len(infos) == 1
        said = [turn.said for turn in app.assistant.turns(infos[0].id)]
        assert said == ["", *BASICS[: number + 1]]
        app.database.close()


@pytest.mark.slow
def test_a_paste_of_several_lines_is_one_message(tmp_path: Path) -> None:
    home = tmp_path / "home"
    master, slave = pty.openpty()
    env = environment(home) | {"TERM": "dumb"}
    with subprocess.Popen(COMMAND, stdin=slave, stdout=slave, env=env, close_fds=True) as running:
        read_until(master, "哪个单位")
        time.sleep(0.5)
        os.write(master, "河口供电所\n全称河口镇供电所\n".encode())
        read_until(master, "哪段时间")
        running.send_signal(signal.SIGKILL)
    os.close(slave)
    os.close(master)
    app = App(load({}, home=str(home), embedder="none"))
    session = app.assistant.sessions(Terminal.OWNER)[0].id
    assert [turn.said for turn in app.assistant.turns(session)] == ["", "河口供电所\n全称河口镇供电所"]
    app.database.close()


@pytest.mark.slow
def test_who_leaves_at_once_leaves_in_peace(tmp_path: Path) -> None:
    """The style library is still being opened then, in native code."""
    master, slave = pty.openpty()
    env = environment(tmp_path / "home") | {"TERM": "dumb", "ZONGJIE_EMBEDDER": "use"}
    with subprocess.Popen(COMMAND, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=env) as running:
        read_until(master, "您：")
        time.sleep(0.3)
        os.write(master, b"\x04")
        read_until(master, "下次运行接着来")
        assert running.wait(30) == 0
        assert running.stderr is not None
        assert running.stderr.read() == b""
    os.close(slave)
    os.close(master)
