"""The web server under load: 500 clerks at once, each with an open event stream, doing whole interviews to an exported docx.

A clerk reads and types for a while before each answer (`THINK_S`, still much faster than people are), so that the server is offered a
steady load; every figure is of the client's side, over real sockets. The server is `zongjie serve` as a process of its own, on the same
processors as the clerks. Afterwards a few clerks who never pause show how much it can take.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psutil

from tests.bench.harness import REPOSITORY, Row, Scale, percentile

API = "/api/v1"
CLERKS = {"quick": 20, "normal": 500, "full": 500}
THINK_S = {"quick": 0.5, "normal": 20.0, "full": 20.0}
HASTY = {"quick": 8, "normal": 32, "full": 32}
MANY = "1000000"
RATES = {f"ZONGJIE_{name}": MANY for name in ("RATE_TOKEN", "RATE_ADDRESS", "RATE_NEW")}
SCENARIOS = sorted((REPOSITORY / "tests" / "scenarios").glob("*.json"))


class Seen:
    """What the clerks saw."""

    def __init__(self) -> None:
        self.turns: list[float] = []
        self.drafts: list[float] = []
        self.exports: list[float] = []
        self.errors: list[str] = []
        self.events = 0


class Server:
    """`zongjie serve` over a folder of its own; `seed` has the style library in it, so that no run pays for importing it."""

    def __init__(self, home: Path) -> None:
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve", "--port", "0"],
            cwd=REPOSITORY,
            env={**os.environ, **RATES, "ZONGJIE_HOME": str(home)},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.address = "http://" + line.partition("http://")[2].partition("/")[0]
        while True:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.01)
        self.ready_s = time.perf_counter() - started
        self.seen = psutil.Process(self._process.pid)

    def megabytes(self) -> float:
        return float(self.seen.memory_info().rss) / 2**20

    def processor_s(self) -> float:
        return float(sum(self.seen.cpu_times()[:2]))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def run(scale: Scale) -> list[Row]:
    home = Path(tempfile.mkdtemp(prefix="zongjie-bench-"))
    try:
        _seed(home)
        server = Server(home)
        try:
            return _measured(server, scale)
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _seed(home: Path) -> None:
    """The style library, imported beforehand as `make setup` does."""
    environment = {**os.environ, "ZONGJIE_HOME": str(home)}
    command = [sys.executable, "-m", "bot", "samples", "rebuild", "--if-needed"]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)


def _measured(server: Server, scale: Scale) -> list[Row]:
    idle = server.megabytes()
    asyncio.run(_warmed(server.address))
    seen, started, before = Seen(), time.perf_counter(), server.processor_s()
    clerks = CLERKS[scale]
    peak = asyncio.run(_crowd(server, clerks, THINK_S[scale], seen))
    wall, used = time.perf_counter() - started, server.processor_s() - before
    for fault in sorted(set(seen.errors))[:5]:
        print(f"  {seen.errors.count(fault)} × {fault}", file=sys.stderr)
    turns, drafts, exports = sorted(seen.turns), sorted(seen.drafts), sorted(seen.exports)
    if not (turns and drafts and exports):
        return [Row("web", "errors", len(seen.errors), at_most=0, note="no interview came to an end")]
    both = sorted([*turns, *drafts])
    hasty, started = Seen(), time.perf_counter()
    asyncio.run(_crowd(server, HASTY[scale], 0.0, hasty))
    most = (len(hasty.turns) + len(hasty.drafts)) / (time.perf_counter() - started)
    load = f"load of the machine {os.getloadavg()[0]:.1f}"
    note = f"{clerks} clerks, {THINK_S[scale]:g} s of thinking before each answer, {len(both)} answers"
    return [
        Row("web", "ready after start", server.ready_s, "s", at_most=3),
        Row("web", "idle, resident", idle, "MB", at_most=150),
        Row("web", "errors", len(seen.errors), at_most=0, note=note),
        Row("web", "answers a second", len(both) / wall, "/s", note=load),
        Row("web", "answers a second, saturated", most, "/s", note=f"{HASTY[scale]} clerks without a pause"),
        Row("web", "errors, saturated", len(hasty.errors), at_most=0),
        Row("web", "an answer, p50", 1000 * percentile(both, 0.5), "ms"),
        Row("web", "an answer, p99", 1000 * percentile(both, 0.99), "ms", at_most=250),
        Row("web", "an answer without draft, p99", 1000 * percentile(turns, 0.99), "ms"),
        Row("web", "a draft, p50", 1000 * percentile(drafts, 0.5), "ms"),
        Row("web", "a draft, p99", 1000 * percentile(drafts, 0.99), "ms"),
        Row("web", "a docx, p99", 1000 * percentile(exports, 0.99), "ms"),
        Row("web", "events streamed", seen.events),
        Row("web", "resident at most", peak, "MB", at_most=300),
        Row("web", "processor time for an answer", 1000 * used / len(both), "ms"),
    ]


async def _warmed(address: str) -> None:
    """One interview beforehand: the library is opened and the code is loaded."""
    async with _client(address) as client:
        await _clerk(client, 0, 0.3, Seen())


async def _crowd(server: Server, clerks: int, think_s: float, seen: Seen) -> float:
    """All clerks at once, arriving over the time of one answer; the most memory the server took."""
    peak = server.megabytes()
    async with _client(server.address) as client:
        work = [asyncio.create_task(_clerk(client, number, think_s, seen)) for number in range(clerks)]
        while not all(task.done() for task in work):
            await asyncio.sleep(0.5)
            peak = max(peak, server.megabytes())
        await asyncio.gather(*work)
    return peak


def _client(address: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=120)
    return httpx.AsyncClient(base_url=address, limits=limits, timeout=60, trust_env=False)


async def _clerk(client: httpx.AsyncClient, number: int, think_s: float, seen: Seen) -> None:
    """One whole interview: questions answered from a scenario, then the draft as docx."""
    dice = random.Random(number)
    scenario = json.loads(SCENARIOS[number % len(SCENARIOS)].read_text("utf-8"))
    await asyncio.sleep(dice.uniform(0, think_s))
    listening: asyncio.Task[None] | None = None
    try:
        begun = (await client.post(f"{API}/sessions", json={})).json()
        headers = {"Authorization": f"Bearer {begun['token']}"}
        path = f"{API}/sessions/{begun['status']['id']}"
        listening = asyncio.create_task(_listen(client, path, headers, seen))
        status = begun["status"]
        for turn in range(60):
            if status["stage"] == "drafted":
                break
            await asyncio.sleep(dice.uniform(0.5, 1.5) * think_s)
            status = await _answered(client, path, headers, status, scenario, turn, seen)
        await asyncio.sleep(dice.uniform(0.5, 1.5) * think_s)
        started = time.perf_counter()
        exported = await client.get(f"{path}/export/docx", headers=headers)
        seen.exports.append(time.perf_counter() - started)
        if exported.status_code != 200:
            seen.errors.append(f"export: {exported.status_code} {exported.text[:100]}")
    except (httpx.HTTPError, KeyError) as error:
        seen.errors.append(repr(error)[:200])
    finally:
        if listening is not None:
            cut = listening.done() and not listening.cancelled()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            if cut:
                seen.errors.append(f"the stream ended: {listening.exception()!r}")


async def _answered(
    client: httpx.AsyncClient,
    path: str,
    headers: dict[str, str],
    status: Any,
    scenario: Any,
    turn: int,
    seen: Seen,
) -> Any:
    """One answer; the status after it."""
    body = {"id": f"t{turn}", "text": _answer(status["question"], scenario)}
    started = time.perf_counter()
    response = await client.post(f"{path}/messages", json=body, headers=headers)
    if response.status_code != 200:
        raise KeyError(f"{response.status_code} {response.text[:100]}")
    after = msgspec.json.decode(response.content)["status"]
    while after["writing"]:  # there was no room: the draft comes by the stream
        await asyncio.sleep(0.05)
        after = (await client.get(path, headers=headers)).json()["status"]
    took = time.perf_counter() - started
    (seen.drafts if after["draft"] and not status["draft"] else seen.turns).append(took)
    return after


def _answer(question: Any, scenario: Any) -> str:
    """What the scenario's clerk types."""
    match question["kind"]:
        case "basics":
            return str(scenario["basics_as_typed"].get(question["key"], "跳过"))
        case "plan":
            return "好"
        case "topic":
            return str(scenario["answers"].get(question["key"], "没有"))
        case "conflict":
            return "都留着"
        case "review":
            return "开始写"
    return "记不清"


async def _listen(client: httpx.AsyncClient, path: str, headers: dict[str, str], seen: Seen) -> None:
    async with client.stream("GET", f"{path}/events", headers=headers, timeout=None) as response:
        async for line in response.aiter_lines():
            seen.events += line.startswith("event:")
