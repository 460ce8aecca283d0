"""What is under the store fails: database gone and back, disk full, folder that cannot be written, a log cut short, a clock set back.

Each time: a clear word to the user, service resumes by itself, nothing that was acknowledged is lost or doubled.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.interview.folding import fold
from bot.store.database import FILE_NAME, open_database
from bot.store.event_rows import SqlEventStore
from bot.store.sessions import MemoryStore, Turn
from tests.bot.channels.web.live import ROOT, program
from tests.bot.channels.web.test_writing import Clerk
from tests.bot.interview.stand_ins import Talk
from tests.contract.test_event_store import ANSWER, begun
from tests.servers.postgres import Postgres

AWAY_S = float(os.environ.get("AWAY_S", "1.5"))
PATIENCE_S = 60.0


class Chat:
    """`zongjie chat` with what is typed piped into it."""

    def __init__(self, home: Path, address: str = "") -> None:
        env = os.environ | {"ZONGJIE_HOME": str(home), "DATABASE_URL": address, "ZONGJIE_EMBEDDER": "none"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "chat"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self._unread = b""

    def say(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()

    def until(self, word: str) -> None:
        """Returns once it has said `word`."""
        assert self.process.stdout is not None
        until = time.monotonic() + PATIENCE_S
        while word.encode() not in self._unread:
            assert time.monotonic() < until, f"never said {word}: {self._unread.decode(errors='replace')}"
            self._unread += self.process.stdout.read() or b""
            time.sleep(0.02)
        self._unread = self._unread.partition(word.encode())[2]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


@contextmanager
def chatting(home: Path, address: str = "") -> Iterator[Chat]:
    chat = Chat(home, address)
    try:
        yield chat
    finally:
        chat.close()


def said(home: Path, address: str = "") -> list[str]:
    database = open_database(address, home)
    store = SqlEventStore(database)
    turns = [turn.said for info in store.sessions() for turn in store.turns(info.id)[1:]]
    database.close()
    return turns


@contextmanager
def away(server: Postgres) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


@pytest.mark.slow
def test_a_terminal_waits_for_a_database_that_is_gone(postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.database()
    with chatting(tmp_path, address) as chat:
        chat.until("哪个单位")
        chat.say("河口供电所")
        chat.until("时间")
        with away(postgres):
            chat.say("2024年上半年")
            chat.until("存不进去")
            time.sleep(AWAY_S)
        chat.until("主题")
    assert said(tmp_path, address) == ["河口供电所", "2024年上半年"]


@pytest.mark.slow
def test_a_server_goes_on_when_its_database_is_back(postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.database()
    with program(tmp_path, DATABASE_URL=address, ZONGJIE_EMBEDDER="none") as (url, _), Clerk(url) as clerk:
        with clerk.listening() as stream:
            stream.until(lambda name, data: name == "status")
            with away(postgres):
                refused = clerk.client.post(
                    f"{clerk.path}/messages", json={"id": "x", "text": "种树35棵。"}, headers=clerk.headers
                )
                assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
                assert "都在" in refused.json()["detail"]
                assert refused.headers["retry-after"]
                time.sleep(AWAY_S)
            answer = clerk.say("x", "种树35棵。")
            assert answer["turn"]["message"] == "x"
            told = stream.until(lambda name, data: name == "turn" and data["message"] == "x")
            assert told
        assert clerk.say("x", "种树35棵。")["turn"]["turn"] == answer["turn"]["turn"]
    assert said(tmp_path, address).count("种树35棵。") == 1


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process: Linux only")
def test_a_full_disk_is_said_and_waited_for(tmp_path: Path) -> None:
    with chatting(tmp_path) as chat:
        chat.until("哪个单位")
        chat.say("河口供电所")
        chat.until("时间")
        before = resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        chat.say("2024年上半年")
        chat.until("存不进去")
        resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE, before)
        chat.until("主题")
    assert said(tmp_path) == ["河口供电所", "2024年上半年"]


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_said_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        env=os.environ
        | {"ZONGJIE_HOME": "/sys/zongjie", "DATABASE_URL": ""},  # not even root may write there
        input="",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 2
    assert "ZONGJIE_HOME" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_log_cut_short_loses_at_most_what_was_cut(tmp_path: Path) -> None:
    """What a disk that lies leaves after a power cut: the tail of the write-ahead log is gone, or is nonsense."""
    database = open_database("", tmp_path / "whole")
    store = SqlEventStore(database)
    begun(store)
    for number in range(1, 31):
        store.append("s", number + 1, Turn(number, f"m{number}", "t", f"话{number}"), (ANSWER,), "topic")
    log = tmp_path / "whole" / f"{FILE_NAME}-wal"
    size = log.stat().st_size
    last = 0
    for share, spoilt in ((0.3, False), (0.6, False), (0.6, True), (0.97, False), (1.0, False)):
        home = tmp_path / f"{share}{spoilt}"
        home.mkdir()
        for name in (FILE_NAME, f"{FILE_NAME}-wal"):
            shutil.copy(tmp_path / "whole" / name, home / name)
        with (home / f"{FILE_NAME}-wal").open("r+b") as cut:
            cut.truncate(int(size * share))
            if spoilt:
                cut.seek(-2000, os.SEEK_END)
                cut.write(b"\xaa" * 2000)
        again = open_database("", home)
        with again.read() as tx:
            assert tx.one("PRAGMA integrity_check") == ("ok",)
        found = SqlEventStore(again)
        kept = [turn.said for turn in found.turns("s")[1:]] if share > 0.3 or found.sessions() else []
        assert kept == [f"话{number}" for number in range(1, len(kept) + 1)], (
            "a beginning of it, without a hole"
        )
        if kept:
            count = len(kept)
            assert [record.turn for record in found.load("s")][2:] == list(range(1, count + 1))
            found.append("s", count + 2, Turn(count + 1, "new", "t", "再说"), (ANSWER,), "topic")
        again.close()
        last = len(kept)
    assert last == 30
    database.close()


def test_a_clock_set_back_changes_no_order() -> None:
    store = MemoryStore()
    talk = Talk(store).planned()
    talk.say("所长任组长。")
    hours = iter(range(9, 0, -1))
    early = Talk(store)
    early.assistant._clock = lambda: f"2023-01-01T0{next(hours)}:00:00"
    early.id = talk.id
    early.say("讲了3场课。")
    early.say("把3场改成4场")
    assert [turn.turn for turn in store.turns(talk.id)] == list(range(len(store.turns(talk.id))))
    assert talk.session == early.session == fold(store.load(talk.id))
    assert "讲了4场课" in talk.facts
    talk.say("撤销")
    assert "讲了3场课" in early.facts
