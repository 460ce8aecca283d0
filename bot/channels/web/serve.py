"""`zongjie serve`: the web server under uvicorn, until it is told to stop."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import logging
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.app import App
from bot.channels.warming import end_now
from bot.channels.web.origins import is_loopback
from bot.channels.web.patience import patient
from bot.channels.web.server import application
from bot.errors import SettingsError, UserError
from bot.prompts import words
from bot.setting_rules import CODE_LEAST
from bot.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from bot.channels.telegram.run import TelegramBot

STOP_S = 5  # seconds that running requests have to end
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # of malloc.h
LARGE = (
    128 << 10
)  # bytes from which a block goes back to the system as soon as it is freed; left alone, glibc raises this as it goes
IDLE_S = 75  # a line nobody speaks on is kept so long: longer than proxies and browsers keep theirs, so that none is cut as it is used


def serve(settings: Settings) -> int:
    """Serve until interrupted; the exit status. Raises SettingsError, StoreError; UserError `port_taken`."""
    import uvicorn

    admitted(settings)
    _one_heap()
    app = App(settings)
    asgi = application(app)
    bot = _bot(app) if settings.telegram_token else None
    listener = _listen(settings)
    address = settings.public_url or _address(settings.host, listener.getsockname()[1])
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = uvicorn.Config(
        bot.beside(asgi) if bot else asgi,
        http=patient(settings.body_timeout_s),
        log_config=None,
        access_log=False,  # addresses name sessions
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or "127.0.0.1",
        timeout_graceful_shutdown=STOP_S,
        timeout_keep_alive=IDLE_S,
        h11_max_incomplete_event_size=65_536,
    )
    server = _leaving(uvicorn.Server(config), asgi.leave)
    sys.stdout.write(words(f"web.{_lang(settings)}").say("log.address", address=address) + "\n")
    sys.stdout.flush()
    if bot:
        bot.on_end = partial(setattr, server, "should_exit", True)
    server.run(sockets=[listener])
    ended = bot.ended if bot else None
    if any(thread.daemon for thread in threading.enumerate()):
        atexit.register(end_now, 2 if ended else 0)
    if ended:
        raise ended
    return 0


def _bot(app: App) -> TelegramBot:
    """The bot beside the page; a server without one does not load what it needs."""
    from bot.channels.telegram.run import TelegramBot

    return TelegramBot(app, app.settings.telegram_webhook)


def admitted(settings: Settings) -> None:
    """Refuse to be reached from other machines before it is said who may use the server. Raises SettingsError."""
    if settings.access != "local":
        return
    if not is_loopback(settings.host):
        raise SettingsError("access_needed", host=settings.host, least=CODE_LEAST)
    public = urlsplit(settings.public_url).hostname or "localhost"
    if settings.trusted_proxies or not is_loopback(public):
        raise SettingsError("access_local")


def _one_heap() -> None:
    """Where glibc is: let all threads share two heaps. Each would get its own, and what is freed in one is of no use to the others."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 2)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)


def _leaving(server: uvicorn.Server, leave: Callable[[], None]) -> uvicorn.Server:
    """The server, which calls `leave` in its loop as soon as it is told to end: it would wait for open streams first."""
    serve_ = server.main_loop

    async def main_loop() -> None:
        await serve_()
        leave()

    server.main_loop = main_loop  # type: ignore[method-assign]
    return server


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, opened before anything is said. Raises UserError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise UserError(
            "cannot_listen", host=settings.host, port=settings.port, reason=error.strerror
        ) from error
    listener.listen(2048)
    return listener


def _address(host: str, port: int) -> str:
    """What to type into a browser."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _lang(settings: Settings) -> str:
    return "en" if settings.lang == "en" else "zh"
