"""The bot put together, started and stopped: alone (`zongjie telegram`), or beside the page (`zongjie serve`)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.telegram import commands
from bot.channels.telegram.engine import Engine
from bot.channels.telegram.gate import Gate
from bot.channels.telegram.intake import Poller, Webhook, secret_of
from bot.channels.telegram.reading import ALLOWED
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.transport import Fatal, Line, NotSent, Trouble, Uncertain, hush
from bot.channels.warming import end_now, warm
from bot.errors import SettingsError, UserError, ZongjieError
from bot.prompts import words
from bot.settings import Settings
from bot.store.telegram import TelegramRows

if TYPE_CHECKING:
    from bot.app import App

LOG = logging.getLogger("zongjie.telegram")
STOP_S = 3.0  # what is under way may end within that
KEPT_DAYS = 7
SWEEP_S = 6 * 3600
LANGUAGES: tuple[dict[str, str], ...] = ({}, {"language_code": "zh"})
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


class TelegramBot:
    """One bot of one token. `webhook` is the address Telegram is to call; "" polls."""

    def __init__(self, app: App, webhook: str = "") -> None:
        settings = app.settings
        if not settings.telegram_token:
            raise SettingsError("telegram_token_missing")
        self._app = app
        self._settings = settings
        self._address = webhook
        self._words = words(f"telegram.{'en' if settings.lang == 'en' else 'zh'}")
        self._gate = Gate(settings)
        self._fatal: asyncio.Future[Fatal] | None = None
        self._webhook: Webhook | None = None
        self._speaking: asyncio.Task[None] | None = None
        self.ended: UserError | None = None  # what ended the bot, where it ran beside the page
        self.on_end: Callable[[], None] = lambda: None
        hush(settings.telegram_token)

    # ------------------------------------------------------------------ ASGI

    def beside(self, page: Asgi) -> Asgi:
        """The page with the webhook's path in front of it; the bot starts when the page has started, and stops before it."""
        stop = asyncio.Event()

        async def both(scope: Any, receive: Any, send: Any) -> None:
            hook = self._webhook
            if hook is not None and scope["type"] == "http" and scope["path"] == hook.path:
                await hook(scope, receive, send)
            elif scope["type"] == "lifespan":
                await page(scope, partial(_heard, receive, stop), partial(self._told, send, stop))
            else:
                await page(scope, receive, send)

        return both

    async def _told(self, send: Any, stop: asyncio.Event, message: Any) -> None:
        """What the page says of its life: started, the bot starts too; ended, the bot has to have ended."""
        if message["type"] == "lifespan.startup.complete":
            self._speaking = asyncio.create_task(self._speak(stop))
        elif message["type"].startswith("lifespan.shutdown") and self._speaking is not None:
            await self._speaking
        await send(message)

    async def _speak(self, stop: asyncio.Event) -> None:
        try:
            await self.run(stop)
        except UserError as error:
            self.ended = error
            self.on_end()
        except Exception:  # a bug: the page goes on without the bot
            LOG.exception("the bot has ended")

    # ------------------------------------------------------------------ running

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set. Raises UserError where the bot cannot go on: token refused, another process polls."""
        rows = TelegramRows(self._app.database)
        line = Line(self._settings.telegram_token, self._settings.telegram_api_url)
        self._fatal = asyncio.get_running_loop().create_future()
        try:
            await self._serve(line, rows, stop)
        except Fatal as error:
            raise _explained(error) from None
        finally:
            await line.close()

    async def _serve(self, line: Line, rows: TelegramRows, stop: asyncio.Event) -> None:
        me = await _patiently(line, "getMe", {}, stop)
        if me is None:
            return
        warm(self._app)
        await asyncio.to_thread(rows.sweep, KEPT_DAYS)
        sender = Sender(line, rows, self._words, self._end)
        talk = Talk(self._app, rows, self._gate, self._words, str(me.get("username", "")))
        engine = Engine(line, talk, sender, int(me["id"]))
        await sender.recover()
        engine.arrived(await asyncio.to_thread(rows.unfinished))
        tasks = [
            asyncio.create_task(_sweeping(rows, self._app)),
            asyncio.create_task(_menu(line, self._words)),
        ]
        try:
            source = await self._source(line, rows, engine, stop)
            if source is None:
                return
            self._greet(talk.name)
            tasks.append(source)
            await self._until(source, stop)
        finally:
            self._webhook = None
            for task in tasks:
                task.cancel()
            await engine.stop(STOP_S)
            await sender.stop(STOP_S)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _source(
        self, line: Line, rows: TelegramRows, engine: Engine, stop: asyncio.Event
    ) -> asyncio.Task[None] | None:
        """What brings updates in; None where the stop came first."""
        if not self._address:
            if await _patiently(line, "deleteWebhook", {"drop_pending_updates": False}, stop) is None:
                return None
            poller = Poller(line, rows, engine.arrived, self._settings.telegram_poll_s)
            return asyncio.create_task(poller.run())
        secret = secret_of(self._settings.telegram_token, self._settings.telegram_webhook_secret)
        self._webhook = Webhook(self._address, secret, rows, engine.arrived)
        wanted = {"url": self._address, "secret_token": secret, "allowed_updates": list(ALLOWED)}
        if await _patiently(line, "setWebhook", wanted, stop) is None:
            return None
        return asyncio.create_task(_for_ever())

    async def _until(self, source: asyncio.Task[None], stop: asyncio.Event) -> None:
        """Until the stop, or until something ends the bot. Raises Fatal."""
        assert self._fatal is not None
        stopped = asyncio.create_task(stop.wait())
        ends: list[asyncio.Future[Any]] = [stopped, source, self._fatal]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._fatal.done():
            raise self._fatal.result()
        if source.done():
            source.result()

    def _end(self, error: Fatal) -> None:
        if self._fatal is not None and not self._fatal.done():
            self._fatal.set_result(error)

    def _greet(self, name: str) -> None:
        say = self._words.say
        line = say("log.webhook", name=name, address=self._address) if self._address else say("log.polling", name=name)  # fmt: skip
        sys.stdout.write(line + "\n")
        if self._gate.open_to_all:
            sys.stdout.write(say("log.open_to_all") + "\n")
        sys.stdout.flush()


async def _heard(receive: Any, stop: asyncio.Event) -> Any:
    """What the server tells the page: the order to end goes to the bot at once."""
    message = await receive()
    if message["type"] == "lifespan.shutdown":
        stop.set()
    return message


async def _patiently(line: Line, method: str, parameters: dict[str, Any], stop: asyncio.Event) -> Any:
    """A call of the start: tried until the server is there. None where the stop came first. Raises Fatal, UserError."""
    pause, tries = 1.0, 0
    while not stop.is_set():
        try:
            return await line.call(method, parameters)
        except (NotSent, Uncertain) as error:
            LOG.warning("%s: %s", method, error.said)
            wait = max(pause, error.wait if isinstance(error, NotSent) else 0.0)
            pause, tries = min(2 * pause, 30.0), tries + 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
        except Fatal:
            raise
        except Trouble as error:
            if method == "getMe" and error.code == 404:  # what a token of the wrong form is answered with
                raise Fatal(error.said, 401) from None
            raise UserError("telegram_refused", method=method, reason=error.said) from None
    return None


async def _menu(line: Line, say: Any) -> None:
    """The command menu in private chats, and what the bot says of itself before the first word. A nicety: a failure is logged."""
    menu = [{"command": name, "description": say.say(f"menu.{name}")} for name in commands.MENU]
    try:
        for language in LANGUAGES:
            scope = {"type": "all_private_chats"}
            await line.call("setMyCommands", {"commands": menu, "scope": scope, **language})
        await line.call("setMyShortDescription", {"short_description": say.say("about.short")})
    except Trouble as error:
        LOG.warning("the command menu was not set: %s", error.said)


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _sweeping(rows: TelegramRows, app: App) -> None:
    days, every = app.settings.retention_days, app.settings.sweep_minutes * 60
    while True:
        with contextlib.suppress(ZongjieError):
            await asyncio.to_thread(app.care.sweep_if_due, days, every)
        await asyncio.sleep(min(SWEEP_S, every))
        with contextlib.suppress(ZongjieError):
            await asyncio.to_thread(rows.sweep, KEPT_DAYS)


def _explained(error: Fatal) -> UserError:
    if error.code == 409:
        return UserError("telegram_conflict", reason=error.said)
    return UserError("telegram_token_refused", reason=error.said)


# ------------------------------------------------------------------ the command `zongjie telegram`


def telegram(app: App) -> int:
    """Poll until interrupted; the exit status. Raises UserError, StoreError."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    bot = TelegramBot(app)
    asyncio.run(_polling(bot))
    say = words(f"telegram.{'en' if app.settings.lang == 'en' else 'zh'}").say
    sys.stdout.write(say("log.stopped") + "\n")
    sys.stdout.flush()
    _leave(0)
    return 0


async def _polling(bot: TelegramBot) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await bot.run(stop)


def _leave(status: int) -> None:
    """End now, even while a thread waits for a model: its update is kept and done again after the next start."""
    if any(thread.name in ("telegram", "warm") for thread in threading.enumerate()):
        end_now(status)


def asked(settings: Settings) -> str:
    """The bot's user name, as Telegram gives it. Raises UserError."""

    async def ask() -> str:
        line = Line(settings.telegram_token, settings.telegram_api_url)
        try:
            return str((await line.call("getMe", {})).get("username", ""))
        except Trouble as error:
            raise UserError("telegram_refused", method="getMe", reason=error.said) from None
        finally:
            await line.close()

    hush(settings.telegram_token)
    return asyncio.run(ask())
