"""kill -9 of terminal and web processes at random moments of scripted interviews, on SQLite and on Postgres. What is asked afterwards, each time:

every answer, edit and version that was acknowledged is there exactly once and in order, the session is not stuck, a draft in the making was
finished, and the session is, fact for fact and word for word, the one of the same interview undisturbed.
"""

from __future__ import annotations

import fcntl
import os
import platform
import random
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import msgspec

from bot.interview.folding import fold
from bot.interview.state import Session
from bot.store.database import open_database
from bot.store.event_rows import SqlEventStore
from tests.bench.harness import REPOSITORY, Row, Scale
from tests.bot.channels.web import live

if TYPE_CHECKING:
    from tests.servers.postgres import Postgres

KILLS: dict[Scale, int] = {"quick": 2, "normal": 25, "full": 80}  # for each channel on each engine
AT_A_STEP = 0.7  # of the steps of an interview, so many are disturbed
PATIENCE_S = 60.0
MOMENT_S = 0.01  # between two looks at a terminal
QUIET_S = 1.0  # a terminal that says no more for so long has answered, where nothing better tells
READ = {"x86_64": "0", "aarch64": "63"}.get(platform.machine(), "")  # Linux' number of the call
SETTINGS = {
    "ZONGJIE_EMBEDDER": "none",
    "ZONGJIE_DRAFT_LEASE_S": "2",
    "ZONGJIE_RATE_TOKEN": "100000",
    "ZONGJIE_RATE_ADDRESS": "100000",
}

SAY = (
    "河口供电所", "2024年上半年", "半年工作总结", "县公司", "好",
    "所长任组长，下设3个班组，3月5日召开动员会，42人参加",
    "发放安全用电宣传册1200份，张贴海报85张，进校园讲课6场",
    "把6场改成7场",
    "巡视线路126公里，消除缺陷48处，改造台区9个",
    "上一题", "巡视线路126公里，消除缺陷50处，改造台区9个，新装变压器4台",
    "受理报修276件，平均40分钟到场",
    "撤销", "受理报修280件，平均40分钟到场",
    "先到这里",
    "又慰问了孤寡老人58户", "重写", "精简一点",
)  # fmt: skip
EDITS = (
    ("draft/text", {"version": 0, "title": "河口供电所上半年工作总结（改）"}),
    ("draft/sentences/1", {"version": 0, "text": "改过的一句。"}),
)


class Outcome(msgspec.Struct, frozen=True):
    """One interview: how many kills it had, how many of them came while something was being worked at, and what was wrong afterwards."""

    channel: str
    engine: str
    kills: int
    hit: int
    fault: str


class Died(Exception):
    """The process was killed before it answered."""


class Clerk(Protocol):
    """Somebody at a channel whose process may be killed. `sent` are the ids or words of what was acknowledged."""

    session: str

    def begin(self) -> None: ...

    def start(self) -> None: ...

    def do(self, number: int) -> None:
        """Say or edit; returns once it is acknowledged. Raises Died."""

    def kill(self) -> None:
        """From any thread."""

    def bury(self) -> None:
        """Close what a killed process leaves."""

    def settled(self) -> None:
        """Returns once no draft is in the making. Raises AssertionError where the session is stuck."""


class WebClerk:
    """A page: sends a message again under its id until it is answered."""

    steps = len(SAY) + len(EDITS)

    def __init__(self, home: Path, address: str) -> None:
        self._home, self._env = home, SETTINGS | {"DATABASE_URL": address}
        self.session, self._token = "", ""

    def begin(self) -> None:
        self.start()
        begun = self._client.post("/sessions", json={}).json()
        self.session, self._token = begun["status"]["id"], begun["token"]
        self._client.headers["Authorization"] = f"Bearer {self._token}"

    def start(self) -> None:
        self._process = live.start(self._home, **self._env)
        self._client = httpx.Client(
            base_url=f"{live.address_of(self._process)}/api/v1", timeout=PATIENCE_S, trust_env=False
        )
        if self._token:
            self._client.headers["Authorization"] = f"Bearer {self._token}"

    def do(self, number: int) -> None:
        try:
            if number < len(SAY):
                self._asked("POST", "messages", {"id": f"m{number}", "text": SAY[number]})
            else:
                path, body = EDITS[number - len(SAY)]
                version = self._asked("GET", "", None)["status"]["draft"]["version"]
                self._asked("PUT", path, {**body, "id": f"m{number}", "version": version})
            self.settled()
        except httpx.TransportError as error:
            raise Died from error

    def _asked(self, method: str, path: str, body: Any) -> Any:
        response = self._client.request(method, f"/sessions/{self.session}/{path}".rstrip("/"), json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def settled(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while self._asked("GET", "", None)["status"]["writing"]:
            assert time.monotonic() < until, "a draft is never written"
            time.sleep(0.1)

    def kill(self) -> None:
        self._process.kill()

    def bury(self) -> None:
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._client.close()


class TerminalClerk:
    """A terminal that is piped into: after a kill it says where one is, and what was not taken is typed again."""

    steps = len(SAY)

    def __init__(self, home: Path, address: str) -> None:
        self._home, self._address = home, address
        self.session = ""

    def begin(self) -> None:
        with _store(self._home, self._address) as store:
            before = {info.id for info in store.sessions()}
        self.start("--new")
        with _store(self._home, self._address) as store:
            self.session = next(info.id for info in store.sessions() if info.id not in before)

    def start(self, *more: str) -> None:
        command = [sys.executable, "-m", "bot", "chat", *(more or ("--session", self.session))]
        env = os.environ | SETTINGS | {"ZONGJIE_HOME": str(self._home), "DATABASE_URL": self._address}
        self._process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answer()

    def do(self, number: int) -> None:
        if self._taken(number):
            return
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{SAY[number]}\n".encode())
            self._process.stdin.flush()
        except OSError as error:
            raise Died from error
        self._answer()

    def _answer(self) -> None:
        """Wait until it has said something and listens again. On a busy machine silence alone says nothing."""
        said, until = False, time.monotonic() + PATIENCE_S
        while not (said and self._listens() and self._listens()):
            said = self._said() or said
            assert time.monotonic() < until, "the terminal says nothing"
        self._said()

    def _said(self) -> bool:
        """Take what it says in the next moment; whether it said anything."""
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], MOMENT_S)[0]:
            return False
        if not os.read(self._process.stdout.fileno(), 65_536):
            raise Died
        return True

    def _listens(self) -> bool:
        """Whether it has read all that was typed and waits in read(0) for more. Where the system does not tell: whether it is silent."""
        assert self._process.stdin is not None
        left = struct.unpack("i", fcntl.ioctl(self._process.stdin, termios.FIONREAD, b"\0" * 4))[0]
        calls = Path(f"/proc/{self._process.pid}/syscall")
        try:
            waits = calls.read_text().split()[:2] == [READ, "0x0"] if calls.exists() else self._quiet()
        except OSError:  # it has just died
            return False
        return left == 0 and waits

    def _quiet(self) -> bool:
        assert self._process.stdout is not None
        return not select.select([self._process.stdout], [], [], QUIET_S)[0]

    def _taken(self, number: int) -> bool:
        """Whether the step is in the conversation already: one sees that when one comes back."""
        with _store(self._home, self._address) as store:
            return len(store.turns(self.session)) > number + 1

    def settled(self) -> None:
        with _store(self._home, self._address) as store:
            assert store.jobs.get(self.session) is None, "a draft is never written"

    def kill(self) -> None:
        self._process.kill()

    def bury(self) -> None:
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


CLERKS: dict[str, type[WebClerk] | type[TerminalClerk]] = {"web": WebClerk, "terminal": TerminalClerk}


@contextmanager
def _clerk(channel: str, home: Path, address: str) -> Iterator[WebClerk | TerminalClerk]:
    """One who has begun; his process does not outlive the block."""
    clerk = CLERKS[channel](home, address)
    clerk.begin()
    try:
        yield clerk
    finally:
        clerk.kill()
        clerk.bury()


@contextmanager
def _store(home: Path, address: str) -> Iterator[SqlEventStore]:
    database = open_database(address, home)
    try:
        yield SqlEventStore(database)
    finally:
        database.close()


class Undisturbed(msgspec.Struct, frozen=True):
    """The interview without a kill: where it ends, and how long each step takes."""

    session: Session
    seconds: tuple[float, ...]


def undisturbed(channel: str, home: Path, address: str) -> Undisturbed:
    seconds = []
    with _clerk(channel, home, address) as clerk:
        for number in range(clerk.steps):
            before = time.monotonic()
            clerk.do(number)
            seconds.append(time.monotonic() - before)
    return Undisturbed(_session(home, address, clerk.session), tuple(seconds))


def disturbed(
    channel: str, engine: str, home: Path, address: str, known: Undisturbed, most: int, chance: random.Random
) -> Outcome:
    """One interview with up to `most` kills."""
    kills = hit = 0
    with _clerk(channel, home, address) as clerk:
        for number in range(clerk.steps):
            if kills < most and chance.random() < AT_A_STEP:
                kills += 1
                hit += _killed_in(clerk, number, known.seconds[number], chance)
                clerk.bury()
                clerk.start()
            clerk.do(number)
        clerk.settled()
    fault = _fault(channel, home, address, clerk.session, known.session)
    return Outcome(channel, engine, kills, hit, fault)


def _killed_in(clerk: Clerk, number: int, seconds: float, chance: random.Random) -> bool:
    """Kill the process at a random moment around a step; whether it had not answered yet."""
    timer = threading.Timer(chance.uniform(0, 1.2 * seconds), clerk.kill)
    timer.start()
    try:
        clerk.do(number)
    except Died:
        timer.join()
        return True
    timer.join()
    return False


def _session(home: Path, address: str, session: str) -> Session:
    with _store(home, address) as store:
        return fold(store.load(session))


def _fault(channel: str, home: Path, address: str, session: str, wanted: Session) -> str:
    with _store(home, address) as store:
        turns, records = store.turns(session)[1:], store.load(session)
        faults = []
        if [turn.turn for turn in turns] != list(range(1, len(turns) + 1)):
            faults.append("turns are not counted through")
        if [record.sequence for record in records] != list(range(1, len(records) + 1)):
            faults.append("events are not counted through")
        if channel == "web" and [_plain(turn.message) for turn in turns] != [
            f"m{n}" for n in range(WebClerk.steps)
        ]:
            faults.append(f"messages: {[turn.message for turn in turns]}")
        if [turn.said for turn in turns][: len(SAY)] != list(SAY):
            faults.append(f"answers: {[turn.said for turn in turns]}")
        if store.jobs.get(session) is not None:
            faults.append("a job is left")
    found, known = _shown(fold(records)), _shown(wanted)
    faults += [f"{name} is another than undisturbed" for name in known if found.get(name) != known[name]]
    return "；".join(faults)


def _plain(message: str) -> str:
    return message.rpartition(":")[2]


def _shown(session: Session) -> dict[str, Any]:
    """All of a session but when it began and for whom."""
    data: dict[str, Any] = msgspec.to_builtins(session)
    for name in ("started_at", "owner"):
        data.pop(name, None)
    return data


def rounds(channel: str, server: Postgres | None, kills: int, folder: Path, seed: int = 1) -> list[Outcome]:
    """Interviews until so many kills have been made, each on a copy of the database of the undisturbed one. No server: on SQLite."""
    engine = "postgres" if server else "sqlite"
    chance = random.Random(f"{channel}{engine}{seed}")
    first, address = folder / "first", server.database() if server else ""
    first.mkdir(parents=True)
    known = undisturbed(channel, first, address)
    made: list[Outcome] = []
    while (left := kills - sum(one.kills for one in made)) > 0:
        home = folder / str(len(made))
        shutil.copytree(first, home)
        own = server.database(like=address) if server else ""
        made.append(disturbed(channel, engine, home, own, known, left, chance))
    return made


def run(scale: Scale) -> list[Row]:
    from tests.servers.postgres import Postgres

    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="zongjie-kills-") as name:
        server = Postgres(Path(name) / "postgres")
        for engine in (None, server):
            for channel in CLERKS:
                folder = Path(name) / f"{'postgres' if engine else 'sqlite'}-{channel}"
                rows.append(_row(rounds(channel, engine, KILLS[scale], folder)))
        server.close()
    return rows


def _row(made: Sequence[Outcome]) -> Row:
    kills, hit = sum(one.kills for one in made), sum(one.hit for one in made)
    faults = [one.fault for one in made if one.fault]
    note = f"{hit} of {kills} kills came before the answer, in {len(made)} interviews {'；'.join(sorted(set(faults)))}"
    name = f"kill -9 of {made[0].channel} on {made[0].engine}: faults"
    return Row("kills_sessions", name, len(faults), f"of {kills} kills", at_most=0, note=note)
