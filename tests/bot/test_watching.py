"""A draft followed and stopped from outside, over the whole path of a channel: assistant, desk, writer, a server on loopback."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.terminal import Terminal
from bot.conversation import Incoming, Step, Watch
from bot.model import Draft
from bot.settings import load
from tests.servers import manners
from tests.servers.scripted import Reply, serving

pytestmark = pytest.mark.slow

LINES = (
    "河口供电所",
    "2024年上半年",
    "半年工作总结",
    "县公司",
    "好",
    "所长任组长，下设3个班组，3月5日召开动员会，42人参加，会上定了方案，逐级签了责任书32份",
    "发放安全用电宣传册1200份，张贴海报85张，进校园讲课6场，听课学生430人",
    "巡视线路126公里，消除缺陷48处，抢修故障37起；改造台区9个，新装变压器4台，更换老旧表箱215只",
    "上门服务孤寡老人58户，每月两次；受理报修276件，平均40分钟到场；设便民点5处，代办缴费1340笔",
    "开展反窃电检查12次，查处违约用电7起；安全检查24次，查出隐患33处，整改31处，剩余2处列入计划",
)
WRITE = "先到这里"
FAST = {"model_name": "scripted", "model_stall_s": 20.0, "model_timeout_s": 30.0, "model_draft_s": 60.0}


def app(home: Path, url: str) -> App:
    return App(load({}, home=str(home), embedder="none", model_base_url=url, **FAST))


def asked_all(app: App) -> str:
    session, _ = app.assistant.start("me")
    for line in LINES:
        app.assistant.handle(session, Incoming(line))
    return session


class Following(Watch):
    """Remembers the steps and stops after the first section."""

    def __init__(self, *, stops: bool) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.stopped_at = 0.0
        self._stops = stops

    def step(self, step: Step) -> None:
        self.steps.append(step)
        if step.stage == "section" and self._stops and not self.stopped:
            self.stopped_at = time.monotonic()
            self.stop()


def one_then_silence() -> Callable[[dict[str, Any], int], Reply]:
    """The first call is answered; all others hang before they say a word."""
    return lambda asked, number: manners.good(asked, number) if number == 1 else Reply(then="think")


def test_each_part_is_told_as_it_is_written_and_the_cost_before(tmp_path: Path) -> None:
    watch = Following(stops=False)
    with serving(manners.good) as server:
        running = app(tmp_path, server.url)
        session = asked_all(running)
        replies = running.assistant.handle(session, Incoming(WRITE), watch)
    steps = watch.steps
    assert [steps[0].stage, steps[-2].stage, steps[-1].stage] == ["planned", "framing", "done"]
    assert "约用" in steps[0].note
    assert "个token" in steps[0].note
    parts = [step for step in steps if step.stage == "section"]
    assert [step.done for step in parts] == list(range(1, parts[0].total + 1))
    draft = running.assistant.session(session).draft
    assert draft is not None
    assert draft.writer == "model"
    told = "".join(step.text for step in parts)
    assert all(word in told for word in ("42人", "1200份", "126公里"))
    assert any("通过核验" in reply.text and "个token" in reply.text for reply in replies)


def test_who_stops_has_a_draft_at_once_and_keeps_what_was_written(tmp_path: Path) -> None:
    watch = Following(stops=True)
    with serving(one_then_silence()) as server:
        running = app(tmp_path, server.url)
        session = asked_all(running)
        replies = running.assistant.handle(session, Incoming(WRITE), watch)
        ended = time.monotonic()
        assert ended - watch.stopped_at < 3
        while len(server.left) < len(server.requests) - 1 and time.monotonic() < ended + 3:
            time.sleep(0.01)
        assert len(server.left) == len(server.requests) - 1, "every call under way is hung up"
    state = running.assistant.session(session)
    assert state.draft is not None
    assert state.draft.writer == "model"
    assert state.current is not None
    shown = "".join(sentence.text for sentence in state.draft.sentences())
    first = next(step for step in watch.steps if step.stage == "section")
    assert first.text in shown
    assert all(word in shown for word in ("42人", "1200份", "126公里"))
    assert sum("已按您的要求停下" in reply.text for reply in replies) == 1


def test_a_draft_taken_up_by_resume_is_followed_too(tmp_path: Path) -> None:
    class Killed(Exception):
        """Stands for kill -9."""

    class Dying(Watch):
        def step(self, step: Step) -> None:
            raise Killed

    watch = Following(stops=True)
    with serving(one_then_silence()) as server:
        running = app(tmp_path, server.url)
        session = asked_all(running)
        with pytest.raises(Killed):
            running.assistant.handle(session, Incoming(WRITE), Dying())
        replies = running.assistant.resume(session, watch)
    assert watch.stopped
    assert any("已按您的要求停下" in reply.text for reply in replies)


def test_a_wish_about_wording_is_the_models_and_figures_stay(tmp_path: Path) -> None:
    """Over a server: the whole is put otherwise by the model, then the server fails and the rules do it."""
    broken = False

    def script(asked: dict[str, Any], number: int) -> Reply:
        present = manners.present_of(asked)
        if broken:
            return Reply(status=401, body="{}")
        if not present:
            return manners.good(asked, number)
        facts = manners.facts_of(asked)
        put = {point: text.replace("。", "，").rstrip("，") + "。" for point, text in present.items()}
        sentences = [{"point": int(n), "text": text, "facts": list(facts[n])} for n, text in put.items()]
        return Reply(manners.as_json(sentences))

    with serving(script) as server:
        running = app(tmp_path, server.url)
        session = asked_all(running)
        running.assistant.handle(session, Incoming(WRITE))
        watch = Following(stops=False)
        replies = running.assistant.handle(session, Incoming("全文太散了，改得紧凑些"), watch)
        assert "已按您的要求改写" in replies[0].text
        assert watch.steps[-1].stage == "done"
        broken = True
        replies = running.assistant.handle(session, Incoming("第一部分标题换一个"))
        assert replies[0].text.startswith("因模型服务拒绝访问")
    first, second, third = running.assistant.session(session).drafts
    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert second.writer == "model"
    assert first.sentences() != second.sentences()
    assert figures(first) == figures(second) == figures(third)


def figures(draft: Draft) -> list[str]:
    return sorted(re.findall(r"\d+", "".join(sentence.text for sentence in draft.sentences())))


def test_the_terminal_tells_of_each_part(tmp_path: Path) -> None:
    with serving(manners.good) as server:
        running, out = app(tmp_path, server.url), io.StringIO()
        Terminal(running, io.StringIO("\n".join((*LINES, WRITE)) + "\n"), out).run()
    lines = out.getvalue().splitlines()
    cost = next(number for number, line in enumerate(lines) if line.startswith("约用"))
    part = next(number for number, line in enumerate(lines) if line.startswith("已写好 1/"))
    paper = next(number for number, line in enumerate(lines) if line.startswith("　　"))
    assert cost < part < paper
    assert "\r" not in out.getvalue()


def test_ctrl_c_stops_the_writing_and_not_the_program(tmp_path: Path) -> None:
    """In a real terminal: the line is written over, Ctrl-C brings the draft, the next message is answered."""
    with serving(one_then_silence()) as server:
        settings = {f"ZONGJIE_{name.upper()}": str(value) for name, value in FAST.items()}
        home = {"ZONGJIE_HOME": str(tmp_path), "ZONGJIE_EMBEDDER": "none", "TERM": "dumb"}
        environment = os.environ | home | settings | {"ZONGJIE_MODEL_BASE_URL": server.url}
        running = app(tmp_path, server.url)
        session = asked_all(running)
        running.database.close()
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "bot", "chat", "--session", session]
        with subprocess.Popen(command, stdin=slave, stdout=slave, env=environment, close_fds=True) as chat:
            os.close(slave)
            try:
                _stop_and_go_on(master, chat)
            finally:
                chat.kill()
        os.close(master)


def _stop_and_go_on(master: int, chat: subprocess.Popen[bytes]) -> None:
    read_until(master, "您：")
    os.write(master, f"{WRITE}\n".encode())
    shown = read_until(master, "已写好 1/")
    assert "约用" in shown
    assert "\r\x1b[K" in shown
    began = time.monotonic()
    chat.send_signal(signal.SIGINT)
    shown = read_until(master, "您：")
    assert "已按您的要求停下" in shown
    assert time.monotonic() - began < 20  # the calls it hangs up would last 30
    os.write(master, "看一下\n".encode())
    read_until(master, "您：")
    assert chat.poll() is None
    os.write(master, b"\x04")  # the end of input: the program is left as ever
    read_until(master, "下次运行接着来")
    assert chat.wait(10) == 0


def read_until(stream: int, text: str, seconds: float = 40.0) -> str:
    """What comes out until `text` has."""
    shown, end = b"", time.monotonic() + seconds
    while text.encode() not in shown:
        assert time.monotonic() < end, shown.decode(errors="replace")
        if select.select([stream], [], [], 0.2)[0]:
            shown += os.read(stream, 65536)
    return shown.decode(errors="replace")


def test_a_silent_watch_is_what_nobody_sees() -> None:
    watch = Watch()
    watch.step(Step("planned", 0, 1))
    assert not watch.stopped
    threading.Thread(target=watch.stop).start()
    assert watch.stopping.wait(2)
