"""What a turn costs beside a bare durable commit on the same disk, how that grows over a long session, and whether two processes that append
to one session at once lose or double anything."""

from __future__ import annotations

import multiprocessing
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import settings as settings_module
from bot.app import App
from bot.conversation import Incoming
from bot.errors import SequenceConflict
from bot.events import Noted, Started
from bot.store.database import open_database
from bot.store.event_rows import SqlEventStore
from bot.store.sessions import SessionInfo, Turn
from tests.bench.harness import Row, Scale, percentile

THREADS = 2  # in each of two processes
APPENDS: dict[Scale, int] = {"quick": 25, "normal": 250, "full": 250}  # of each thread
EVENTS = 500
FIRST, LAST = 60, 60  # turns whose cost is compared: at the beginning and at the end of the session
BASICS = ("河口供电所", "2024年上半年", "工作总结", "县公司", "好")


def run(scale: Scale) -> list[Row]:
    from tests.servers.postgres import Postgres

    with tempfile.TemporaryDirectory(prefix="zongjie-stores-") as name:
        rows = turns(Path(name) / "turns", 120 if scale == "quick" else EVENTS)
        server = Postgres(Path(name) / "postgres")
        for engine, address in (("sqlite", ""), ("postgres", server.database())):
            faults = appended(address, Path(name) / engine, APPENDS[scale])
            count = 2 * THREADS * APPENDS[scale]
            name_ = f"{count} appends of two processes to one session on {engine}: faults"
            rows.append(Row("stores", name_, len(faults), at_most=0, note="；".join(faults)))
        server.close()
    return rows


# ------------------------------------------------------------------ a turn


def turns(home: Path, events: int) -> list[Row]:
    """Turns and bare commits by turns, so that both meet the same disk."""
    app = App(settings_module.load({}, home=home, embedder="none"))
    stored = _Timed(SqlEventStore(app.database))
    app.__dict__["store"] = stored
    assistant = app.assistant
    session, _ = assistant.start("me")
    for text in BASICS:
        assistant.handle(session, Incoming(text))
    bare = _Bare(home)
    costs: list[float] = []
    commits: list[float] = []
    stores: list[float] = []
    for text in _said():
        stored.seconds = 0.0
        before = time.perf_counter()
        assistant.handle(session, Incoming(text))
        costs.append(time.perf_counter() - before)
        stores.append(stored.seconds)
        commits.append(bare.commit(text))
        if assistant.seen(session).info.sequence >= events:
            break
    app.database.close()
    first, last = _median(costs[:FIRST]), _median(costs[-LAST:])
    half, commit = _median(costs), 1000 * _median(commits)
    note = f"{len(costs)} turns, {events} events"
    return [
        Row("stores", "the store in a turn, beside a bare durable commit", 1000 * _median(stores), "ms", commit, at_most=2, of_ratio=True, note=note),
        Row("stores", "one turn, beside a bare durable commit", 1000 * half, "ms", commit, at_most=2, of_ratio=True, note=note),
        Row("stores", f"a turn at {events} events, beside one at the beginning", 1000 * last, "ms", 1000 * first, at_most=1.5, of_ratio=True),
    ]  # fmt: skip


class _Timed:
    """A store whose calls are timed."""

    def __init__(self, store: SqlEventStore) -> None:
        self._store = store
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not callable(found):
            return found

        def timed(*given: Any, **named: Any) -> Any:
            before = time.perf_counter()
            try:
                return found(*given, **named)
            finally:
                self.seconds += time.perf_counter() - before

        return timed


class _Bare:
    """Nothing but a durable commit of what was said, set up as the product's database is."""

    def __init__(self, home: Path) -> None:
        self._raw = sqlite3.connect(home / "bare.db", isolation_level=None)
        self._raw.execute("PRAGMA journal_mode = WAL")
        self._raw.execute("PRAGMA synchronous = FULL")
        self._raw.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, text TEXT)")

    def commit(self, text: str) -> float:
        before = time.perf_counter()
        self._raw.execute("BEGIN IMMEDIATE")
        self._raw.execute("INSERT INTO said (text) VALUES (?)", (text,))
        self._raw.execute("COMMIT")
        return time.perf_counter() - before


WHERE = (
    "东街", "西街", "南街", "北街", "河口", "桥头", "坝上", "新村", "老营", "沙洲",
    "柳林", "石桥", "槐荫", "龙潭", "凤鸣", "双井", "三里", "五里", "平安", "和睦",
)  # fmt: skip
WHAT = (
    "修路灯{n}盏", "清垃圾{n}车", "种树{n}棵", "换井盖{n}个", "走访老人{n}户", "调解纠纷{n}起", "补路面{n}平方米", "装护栏{n}米",
    "查电线{n}处", "送米面{n}袋", "讲防火课{n}场", "量血压{n}人次",
)  # fmt: skip


def _said() -> Iterator[str]:
    """What a clerk tells over a long session: one piece of work after the other, and now and then a look at what is there."""
    number = 0
    for what in WHAT:
        for where in WHERE:
            number += 1
            yield f"{where}{what.format(n=number % 83 + 5)}。"
            if number % 10 == 0:
                yield "看已有的"


def _median(values: list[float]) -> float:
    return percentile(sorted(values), 0.5)


# ------------------------------------------------------------------ two processes


def appended(address: str, home: Path, appends: int) -> list[str]:
    """Two processes of two threads each append at once; what is wrong with the session afterwards."""
    database = open_database(address, home)
    store = SqlEventStore(database)
    store.create(SessionInfo("s", "me", "", "t", "t"))
    store.append("s", 0, Turn(0, "start", "t", ""), (Started("me"),), "basics")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(address, home, name, appends)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    faults = [] if [writer.exitcode for writer in writers] == [0, 0] else ["a writer failed"]
    records, told = store.load("s"), store.turns("s")
    database.close()
    names = [f"{process}{thread}" for process in "ab" for thread in range(THREADS)]
    wanted = {f"{name}-{n}" for name in names for n in range(appends)}
    said = [turn.message for turn in told[1:]]
    if [record.sequence for record in records] != list(range(1, len(wanted) + 2)):
        faults.append("events are not counted through")
    if [turn.turn for turn in told] != list(range(len(wanted) + 1)):
        faults.append("turns are not counted through")
    if set(said) != wanted:
        faults.append(f"{len(wanted ^ set(said))} messages lost or strange")
    if [record.event.text for record in records if isinstance(record.event, Noted)] != said:
        faults.append("events and turns are in different orders")
    for name in names:
        own = [int(message.split("-")[1]) for message in said if message.startswith(f"{name}-")]
        if own != sorted(own):
            faults.append("what one thread sent is out of its order")
    return faults


def _write(address: str, home: Path, name: str, appends: int) -> None:
    """In a process of its own."""
    database = open_database(address, home)
    store = SqlEventStore(database)
    threads = [threading.Thread(target=_append, args=(store, f"{name}{n}", appends)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()


def _append(store: SqlEventStore, name: str, appends: int) -> None:
    """Each message until it is in; every third is sent a second time, as channels do."""
    for number in range(appends):
        message = f"{name}-{number}"
        for _ in range(2 if number % 3 == 0 else 1):
            while True:
                look = store.look("s", 1_000_000, message)
                if look.handled is not None:
                    break
                turn = Turn(look.turn + 1, message, "2024-03-05T08:00:00", message)
                try:
                    store.append("s", look.info.sequence, turn, (Noted(message),), "topic")
                except SequenceConflict:
                    continue
