"""The bot against the emulator: as the program itself, polling or with a webhook, or in a thread of the test."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.telegram.run import TelegramBot
from bot.errors import UserError
from bot.settings import load
from bot.store.telegram import TelegramRows
from tests.telegram_api import Bot, Telegram

ROOT = Path(__file__).resolve().parents[4]
MODES = ("polling", "webhook")


class Program:
    """`zongjie telegram`, or `zongjie serve` with the bot `beside` the page, as a process that can be killed and started again."""

    def __init__(self, telegram: Telegram, bot: Bot, home: Path, mode: str = "polling", **more: str) -> None:
        self.home = home
        self.bot = bot
        self.port = 0
        self._log = home / "bot.log"
        self._command = [sys.executable, "-m", "bot", "serve" if mode == "beside" else "telegram"]
        if mode == "beside":
            self.port = _free_port()
            self._command += ["--port", str(self.port)]
        if mode == "webhook":
            port = _free_port()
            self._command += ["--webhook", f"http://127.0.0.1:{port}/telegram", "--port", str(port)]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ZONGJIE_")},
            "TELEGRAM_BOT_TOKEN": bot.token,
            "TELEGRAM_API_URL": telegram.url,
            "ZONGJIE_HOME": str(home),
            "ZONGJIE_EMBEDDER": "none",
            **more,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, patience_s: float = 20) -> int:
        """SIGTERM; the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(patience_s)

    def ended(self, patience_s: float = 30) -> int:
        """The status it ends with by itself."""
        assert self.process is not None
        return self.process.wait(patience_s)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", errors="replace") if self._log.exists() else ""

    def __enter__(self) -> Program:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Threaded:
    """The bot in a thread: quick to start, and what it stands on can be looked at."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.bot = TelegramBot(app)
        self.error: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(15)
        assert not self._thread.is_alive()

    def bot_rows(self) -> TelegramRows:
        """What the bot keeps."""
        return TelegramRows(self.app.database)

    def _run(self) -> None:
        async def serve() -> None:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            self._ready.set()
            await self.bot.run(self._stop)

        try:
            asyncio.run(serve())
        except UserError as error:
            self.error = error


@contextmanager
def threaded(telegram: Telegram, bot: Bot, home: Path, **settings: Any) -> Iterator[Threaded]:
    """A bot of the settings given, polling."""
    given = {"telegram_token": bot.token, "telegram_api_url": telegram.url, "telegram_poll_s": 2, "embedder": "none"}  # fmt: skip
    app = App(load({}, home=str(home), **(given | settings)))
    running = Threaded(app)
    running.start()
    try:
        yield running
    finally:
        running.stop()
        app.database.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
