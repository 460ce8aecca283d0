"""The event stream of a session (docs/api.md, "The stream"): what happened since the id last seen, then what happens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import msgspec

from bot.channels.web import shapes as s
from bot.channels.web import views
from bot.channels.web.hub import Hub
from bot.channels.web.news import Mark, News, Since
from bot.errors import NotFoundError, StoreError

BEAT_S = 15.0  # a comment so often keeps proxies from cutting the line
RETRY_MS = 2_000  # what the browser waits before it connects anew

Read = Callable[[Mark | None], Awaitable[Since]]


def mark_of(last_event_id: str) -> Mark | None:
    """The mark in a Last-Event-ID header; None where it is none of ours."""
    found = re.fullmatch(r"(\d{1,12})\.(\d{1,12})", last_event_id.strip())
    return (int(found[1]), int(found[2])) if found else None


async def events(
    session: str, since: Mark | None, hub: Hub, read: Read, under_way: Callable[[str], Iterable[News]]
) -> AsyncIterator[bytes]:
    """The stream as bytes, until the session is gone or the server stops. `read` gives what is new; with None only the status.

    `under_way` is what was told of a message that is being worked at when the stream begins.
    """
    teller = _Teller(since, read)
    with hub.listening(session) as queue:
        told = tuple(under_way(session))
        yield f"retry: {RETRY_MS}\n\n".encode()
        for earlier in (News("moved"), *told):
            for part in await teller.told(earlier):
                yield part
        item: News | None = None if teller.over else await _next(queue)
        while item is None or item.kind != "close":
            for part in await teller.told(item):
                yield part
            if teller.over:
                return
            item = await _next(queue)


class _Teller:
    """Turns news into events; remembers what was told."""

    def __init__(self, since: Mark | None, read: Read) -> None:
        self._mark = since
        self._read = read
        self._told = False
        self.over = False

    async def told(self, item: News | None) -> list[bytes]:
        if item is None:
            return [b": \n\n"]
        if item.kind == "working":
            return [event("working", {"message": item.about})]
        if item.kind == "progress" and item.step is not None:
            return [event("progress", views.progress_step(item.about, item.step))]
        if item.kind == "gone":
            self.over = True
            return [event("gone", {})]
        if item.kind == "moved" and self._told and item.mark is not None and item.mark == self._mark:
            return []
        try:
            found = await self._found(item)
        except NotFoundError:
            self.over = True
            return [event("gone", {})]
        except StoreError:
            return []  # the database is away: the next look tells
        if item.kind == "moved" and self._told and found.mark == self._mark:
            return []
        self._mark, self._told = found.mark, True
        # turns carry no id but the status after them does: whoever is cut off in between gets them all again
        return [*(event("turn", turn) for turn in found.turns), event("status", found.status, found.mark)]

    async def _found(self, item: News) -> Since:
        """What is new: handed over by the writer to those who have seen all before it, else read."""
        if item.found is not None and self._told and item.before == self._mark:
            return item.found
        return await self._read(self._mark)


def event(name: str, data: object, mark: Mark | None = None) -> bytes:
    """One event of the stream; JSON holds no line break."""
    head = f"id: {mark[0]}.{mark[1]}\n" if mark else ""
    body = data.model_dump_json() if isinstance(data, s.Shape) else msgspec.json.encode(data).decode()
    return f"{head}event: {name}\ndata: {body}\n\n".encode()


async def _next(news: asyncio.Queue[News]) -> News | None:
    """The next piece of news, several `moved` in a row as one; None where it is time for a beat."""
    try:
        item = await asyncio.wait_for(news.get(), BEAT_S)
    except TimeoutError:
        return None
    while item.kind == "moved" and not news.empty():
        item = news.get_nowait()
    return item
