"""The real bot as a process of its own, with the emulator for Telegram."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.telegram_api import Bot, Telegram, Window, serving

REPOSITORY = Path(__file__).resolve().parents[5]
READY_S = 40.0  # for the slowest machine; the bot itself needs some two seconds


class Running:
    """`start` and `kill` as often as wanted; all runs share one home and one log.

    `webhook` serves the bot at an address instead of polling. `settings` are environment variables.
    """

    def __init__(self, telegram: Telegram, home: Path, *, webhook: bool = False, **settings: str) -> None:
        self.telegram = telegram
        self.bot: Bot = telegram.bot()
        self.home = home
        self.log_file = home / "bot.log"
        self.settings = settings
        self.port = free_port() if webhook else 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, ready: bool = True) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "bot", "telegram"]
        if self.port:
            command += ["--webhook", f"http://127.0.0.1:{self.port}/telegram", "--port", str(self.port)]
        known = {k: v for k, v in os.environ.items() if not k.startswith(("ZONGJIE_", "TELEGRAM_"))}
        environment = {
            **known,
            "ZONGJIE_HOME": str(self.home),
            "ZONGJIE_EMBEDDER": "none",
            "TELEGRAM_BOT_TOKEN": self.bot.token,
            "TELEGRAM_API_URL": self.telegram.url,
            **self.settings,
        }
        before = len(self.telegram.record.of("getUpdates", "setWebhook"))
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        if ready:
            self.telegram.world.wait_until(
                lambda: len(self.telegram.record.of("getUpdates", "setWebhook")) > before or not self.alive,
                READY_S,
            )
            assert self.alive, self.log() + "".join(f.read_text() for f in self.home.glob("zongjie.log"))

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9: nothing is said to it before."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def ended(self, timeout: float = 30) -> int:
        """The exit status, once it has ended by itself."""
        assert self.process is not None
        return self.process.wait(timeout)

    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace")

    def talk(self, name: str = "小周") -> Window:
        return self.telegram.talk(self.bot, name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path, *, webhook: bool = False, start: bool = True, **settings: str) -> Iterator[Running]:
    with serving() as telegram:
        telegram.world.webhook_pace = 0.05
        run = Running(telegram, home, webhook=webhook, **settings)
        try:
            if start:
                run.start()
            yield run
        finally:
            run.kill()


def within(seconds: float, ready: object) -> bool:
    """Whether a condition outside the emulator comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(ready) and ready():
            return True
        time.sleep(0.05)
    return False
