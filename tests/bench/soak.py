"""`make soak`: interviews over HTTP on a running server, for 30 minutes or 100,000 turns. Memory and file handles must stay flat, and nothing fail.

python -m tests.bench.soak --minutes 5 --people 8
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import psutil

from tests.bot.channels.web.live import program
from tests.browser.clerk import ANSWERS, BASICS

API = "/api/v1"
WARM = 0.3  # of the time: libraries are opened, caches fill
FLAT = 0.10
STEP_S = 30  # at most, between two looks at the server
LOOK_S = 0.2  # how often somebody looks whether the draft has come
LIMITS = {"ZONGJIE_RATE_TOKEN": "1000000", "ZONGJIE_RATE_ADDRESS": "1000000", "ZONGJIE_RATE_NEW": "1000000"}
SAID = (*BASICS, *ANSWERS, "先到这里", "第1条改成：发倡议书700份", "撤销", "看已有的", "写到800字")


class Tally:
    """What all the people did."""

    def __init__(self, most: int) -> None:
        self.turns = 0
        self.faults: list[str] = []
        self.over = threading.Event()
        self._most = most
        self._lock = threading.Lock()

    def count(self, response: httpx.Response, turns: int = 0) -> None:
        with self._lock:
            self.turns += turns
            if response.status_code >= 400:
                self.faults.append(f"{response.status_code} {response.request.url.path.rpartition('/')[2]}")
            if self.turns >= self._most:
                self.over.set()


def person(address: str, tally: Tally) -> None:
    """Reports one after the other, each exported, looked at and deleted; now and then somebody leaves for good."""
    rounds = 0
    with httpx.Client(base_url=address + API, timeout=120) as line:
        head: dict[str, str] = {}
        while not tally.over.is_set():
            try:
                begun = line.post("/sessions", json={}, headers=head)
                tally.count(begun)
                if "token" in begun.json() and begun.json()["token"]:
                    head = {"Authorization": f"Bearer {begun.json()['token']}"}
                path = f"/sessions/{begun.json()['status']['id']}"
                for number, text in enumerate(SAID):
                    if tally.over.is_set():
                        return
                    said = line.post(
                        f"{path}/messages", json={"id": f"m{number}", "text": text}, headers=head
                    )
                    tally.count(said, turns=1)
                    while (
                        said.is_success and said.json()["status"]["writing"]
                    ):  # there was no room: it follows
                        time.sleep(LOOK_S)
                        said = line.get(path, headers=head)
                        tally.count(said)
                for ask in ("", "/turns", "/draft", "/export/docx", "/export/html"):
                    tally.count(line.get(path + ask, headers=head))
                tally.count(line.delete(path, headers=head))
                rounds += 1
                if rounds % 5 == 0:
                    tally.count(line.get("/me/export", headers=head))
                    tally.count(line.delete("/me", headers=head))
                    head = {}
            except (httpx.HTTPError, KeyError, ValueError) as error:
                tally.faults.append(repr(error)[:120])


def main() -> int:
    """0 where memory and handles stayed flat and nothing failed, else 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=6)
    args = parser.parse_args()
    tally = Tally(args.turns)
    with tempfile.TemporaryDirectory() as home, program(Path(home), **LIMITS) as (address, process):
        watched = psutil.Process(process.pid)
        people = [threading.Thread(target=person, args=(address, tally)) for _ in range(args.people)]
        for one in people:
            one.start()
        rows = _watch(watched, tally, args.minutes * 60)
        tally.over.set()
        for one in people:
            one.join()
    return _verdict(rows, tally)


Row = tuple[float, int, float, int]  # seconds, turns, MB, open files and sockets


def _watch(process: psutil.Process, tally: Tally, seconds: float) -> list[Row]:
    begun, rows = time.monotonic(), []
    while time.monotonic() - begun < seconds and not tally.over.wait(min(STEP_S, seconds / 20)):
        rows.append(
            (time.monotonic() - begun, tally.turns, process.memory_info().rss / 1e6, process.num_fds())
        )
        print("{:7.0f} s  {:7d} turns  {:7.1f} MB  {:4d} handles".format(*rows[-1]), flush=True)
    return rows


def _verdict(rows: list[Row], tally: Tally) -> int:
    warm = rows[int(len(rows) * WARM) :]
    third = max(1, len(warm) // 3)
    before, after = (sum(row[2] for row in part) / len(part) for part in (warm[:third], warm[-third:]))
    handles = max(row[3] for row in warm[-third:]) - max(row[3] for row in warm[:third])
    flat = abs(after / before - 1) <= FLAT
    print(f"turns {tally.turns} · faults {len(tally.faults)} {sorted(set(tally.faults))[:5]}")
    print(
        f"memory after warm-up {before:.1f} → {after:.1f} MB ({after / before - 1:+.1%}, at most ±{FLAT:.0%}) · handles {handles:+d}"
    )
    return 0 if flat and not tally.faults and handles <= 4 and tally.turns else 1


if __name__ == "__main__":
    sys.exit(main())
