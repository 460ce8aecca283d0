"""`python -m tests.bench.sealing`: what a key for users' words costs a turn: appended and read back, with and without, by turns in one run."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bot.conversation import Reply
from bot.events import Answered, Started, Understood
from bot.model import Fact, Source
from bot.store.database import open_database
from bot.store.event_rows import SqlEventStore
from bot.store.sealing import new_key
from bot.store.sessions import SessionInfo, Turn

TURNS = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        keys = {"plain": [], "sealed": [new_key()]}
        stores = {
            name: SqlEventStore(open_database("", Path(folder) / name, keys=key))
            for name, key in keys.items()
        }
        cost: dict[str, list[float]] = {name: [] for name in stores}
        for store in stores.values():
            store.create(SessionInfo("s", "me", "", "t", "t"))
            store.append("s", 0, Turn(0, "start", "t", ""), (Started("me"),), "topic")
        for number in range(1, TURNS):
            said = f"第{number}次走访40户，清理隐患5处，检修线路12条。" * 3
            event = Answered(
                "topic",
                "主要工作",
                said,
                Understood((Fact(f"F{number}", said, "主要工作", Source(number, said)),)),
            )
            for name, store in stores.items():
                begun = time.process_time()
                store.append(
                    "s", number, Turn(number, f"m{number}", "t", said, (Reply(said),)), (event,), "topic"
                )
                store.look("s", number, f"m{number}")
                cost[name].append((time.process_time() - begun) * 1e3)
        plain, sealed = (statistics.median(cost[name]) for name in ("plain", "sealed"))
        print(
            f"CPU a turn: plain {plain:.2f} ms, sealed {sealed:.2f} ms (+{sealed - plain:.2f} ms, × {sealed / plain:.2f})"
        )


if __name__ == "__main__":
    main()
