"""A server on a real socket of the loopback: in a thread of the test, or as the program itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

ROOT = Path(__file__).resolve().parents[4]
PATIENCE_S = 30.0


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serves `app` in a thread; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    wait_until_ready(address)
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@contextmanager
def program(home: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`zongjie serve` as a process of its own; its address once it is ready, and the process."""
    process = start(home, **environment)
    try:
        yield address_of(process), process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def start(home: Path, **environment: str) -> subprocess.Popen[str]:
    """The process; it says its address in its first line."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "ZONGJIE_HOME": str(home), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, line
    address = "http://" + line.partition("http://")[2].partition("/")[0]
    wait_until_ready(address)
    return address


def wait_until_ready(address: str) -> None:
    for _ in range(int(PATIENCE_S / 0.05)):
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"no server at {address}")
