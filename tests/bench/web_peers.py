"""The same scripted chats sent to this server and to the minimal chat apps of Gradio and Chainlit, one after the other in one run, as ratios.

The peers are installed by the bench into an environment of their own (var/bench/peers); each runs the smallest app its guide shows, which
sends back what it was sent. Ours does its whole work for the same messages: reads them, keeps them on the disk, asks on and writes a draft.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import psutil

from bot.app import App
from bot.conversation import Incoming
from bot.settings import load
from tests.bench.harness import RESULTS, Row, Scale, percentile
from tests.bench.web import RATES, SCENARIOS, _answer, _seed

PEERS = {"gradio": "gradio>=6,<7", "chainlit": "chainlit>=2,<3"}
FOLDER = Path(__file__).parent / "peers"
VENV = RESULTS / "peers"
PYTHON = VENV / "bin" / "python"
PEOPLE = {"quick": 2, "normal": 14, "full": 50}
START_S = 90.0
QUIET = {"GRADIO_ANALYTICS_ENABLED": "False", "CHAINLIT_HOST": "127.0.0.1", "NO_PROXY": "127.0.0.1"}


class Seen(msgspec.Struct, frozen=True):
    """What people saw of a server: each answer, all of the time, what went wrong; and what it took."""

    seconds: list[float]
    wall: float
    errors: list[str]
    processor_s: float = 0.0
    megabytes: float = 0.0


def run(scale: Scale) -> list[Row]:
    _install()
    scripts = [_script(number) for number in range(PEOPLE[scale])]
    home = Path(tempfile.mkdtemp(prefix="zongjie-peers-"))
    try:
        _seed(home)
        seen = {kind: _measured(kind, home, scripts) for kind in ("zongjie", *PEERS)}
    finally:
        shutil.rmtree(home, ignore_errors=True)
    note = f"{len(scripts)} people at once, no pause, {sum(map(len, scripts))} messages; the peers only echo"
    return [row for peer in PEERS for row in _rows(peer, seen["zongjie"], seen[peer], note)]


def _rows(peer: str, ours: Seen, theirs: Seen, note: str) -> list[Row]:
    if ours.errors or theirs.errors or not theirs.seconds:
        for kind, seen in (("zongjie", ours), (peer, theirs)):
            for error in sorted(set(seen.errors))[:3]:
                print(f"  {kind}: {error}", file=sys.stderr)
        failed = len(ours.errors) + len(theirs.errors)
        return [Row("web_peers", f"{peer}: errors", failed, at_most=0, note=note)]
    rows = [Row("web_peers", f"{peer}: errors", 0, at_most=0, note=note)]
    figures: tuple[tuple[str, str, Callable[[Seen], float]], ...] = (
        ("answers a second", "/s", lambda seen: len(seen.seconds) / seen.wall),
        ("an answer, p50", "ms", lambda seen: 1000 * percentile(sorted(seen.seconds), 0.5)),
        ("an answer, p99", "ms", lambda seen: 1000 * percentile(sorted(seen.seconds), 0.99)),
        ("processor time for an answer", "ms", lambda seen: 1000 * seen.processor_s / len(seen.seconds)),
        ("resident", "MB", lambda seen: seen.megabytes),
    )
    return [
        *rows,
        *(Row("web_peers", f"against {peer}: {n}", of(ours), unit, of(theirs)) for n, unit, of in figures),
    ]


def _script(number: int) -> list[str]:
    """Every message of one whole interview, found by playing it."""
    scenario = json.loads(SCENARIOS[number % len(SCENARIOS)].read_text("utf-8"))
    home = Path(tempfile.mkdtemp(prefix="zongjie-script-"))
    try:
        app = App(load({}, home=str(home), embedder="none"), memory=True)
        session, _ = app.assistant.start("bench")
        said: list[str] = []
        while (asked := app.assistant.session(session).current) is not None and asked.kind != "drafted":
            said.append(_answer({"kind": asked.kind, "key": asked.key}, scenario))
            app.assistant.handle(session, Incoming(said[-1]))
        return said
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _install() -> None:
    if (VENV / ".installed").exists():
        return
    print("  installing Gradio and Chainlit into var/bench/peers …", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    wanted = [*PEERS.values(), "aiohttp"]
    uv = shutil.which("uv")
    command = (
        [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        if uv
        else [str(PYTHON), "-m", "pip", "install", "--quiet"]
    )
    subprocess.run([*command, *wanted], check=True)
    (VENV / ".installed").touch()


def _measured(kind: str, home: Path, scripts: list[list[str]]) -> Seen:
    """One server, started, warmed with one chat, then driven; and stopped."""
    port = _free_port()
    folder = Path(tempfile.mkdtemp(prefix=f"zongjie-{kind}-"))
    process = subprocess.Popen(
        _command(kind, port),
        cwd=Path(__file__).resolve().parents[2] if kind == "zongjie" else folder,
        env={**os.environ, **RATES, **QUIET, "ZONGJIE_HOME": str(home), "CHAINLIT_APP_ROOT": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        _drive(kind, address, scripts[:1])
        watched = psutil.Process(process.pid)
        before = _processor_s(watched)
        seen = _drive(kind, address, scripts)
        used = _processor_s(watched) - before
        resident = sum(one.memory_info().rss for one in _family(watched)) / 2**20
        return msgspec.structs.replace(seen, processor_s=used, megabytes=resident)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _command(kind: str, port: int) -> list[str]:
    if kind == "zongjie":
        return [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    if kind == "gradio":
        return [str(PYTHON), str(FOLDER / "gradio_app.py"), str(port)]
    chainlit = [str(VENV / "bin" / "chainlit"), "run", str(FOLDER / "chainlit_app.py")]
    return [*chainlit, "--headless", "--host", "127.0.0.1", "--port", str(port)]


def _drive(kind: str, address: str, scripts: list[list[str]]) -> Seen:
    done = subprocess.run(
        [str(PYTHON), str(FOLDER / "drive.py"), kind, address],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        raise RuntimeError(f"{kind} could not be driven: {done.stderr[-2000:]}")
    return msgspec.json.decode(done.stdout, type=Seen)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(address, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"no server came up at {address}")


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _processor_s(process: psutil.Process) -> float:
    return float(sum(sum(one.cpu_times()[:2]) for one in _family(process)))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
