"""kill -9 of the Telegram bot at random moments of an interview, polling and with a webhook, on SQLite and on Postgres; it is started again
at once.

At the end every acknowledged answer must be in the ledger once, no message that was seen repeated more than once, questions in their
order, and the conversation must have gone on to the last answer. The clerk reacts to what is on the screen and to nothing else.
"""

from __future__ import annotations

import random
import re
import tempfile
import threading
from collections import Counter
from pathlib import Path

import msgspec

from bot.app import App
from bot.settings import Settings, load
from tests.bench.harness import Row, Scale
from tests.bot.channels.telegram.live import MODES, Program
from tests.telegram_api import NothingCame, Seen, Telegram, Window, serving

KILLS: dict[Scale, int] = {"quick": 4, "normal": 50, "full": 100}
AFTER_S = (
    1.2  # a kill comes so long after something was said at most: as it is taken in, handled, answered or sent
)
SILENCE_S = 8.0  # where nothing is said for so long, it comes all the same: the bot is starting, say
PATIENCE_S = 90.0
ENOUGH = 3  # answers, where the kills are over
BASICS = (
    ("哪个单位", "石坪镇卫生院"),
    ("哪段时间", "2025年上半年"),
    ("总结的主题", "半年工作总结"),
    ("写给谁看", "报县卫健局"),
)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


class Outcome(msgspec.Struct, frozen=True):
    """One interview. `acknowledged` answers; how many of them are not in the ledger, or twice; messages seen three times or more."""

    kills: int
    acknowledged: int
    lost: int
    doubled: int
    repeated_once: int
    repeated_more: int
    disordered: int
    files: int
    fault: str = ""
    problems: tuple[str, ...] = ()


def run(scale: Scale) -> list[Row]:
    from tests.servers.postgres import Postgres

    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="zongjie-telegram-kills-") as folder:
        server = Postgres(Path(folder) / "postgres")
        for mode in MODES:
            for engine, address in (("sqlite", ""), ("postgres", server.database())):
                rows.append(
                    _row(
                        mode,
                        engine,
                        interview(mode, KILLS[scale], Path(folder) / f"{mode}-{engine}", address),
                    )
                )
        server.close()
    return rows


def _row(mode: str, engine: str, found: Outcome) -> Row:
    note = f"{found.acknowledged} answers, {found.repeated_once} messages seen twice, {found.files} files {found.fault}"
    faults = found.lost + found.doubled + found.repeated_more + found.disordered + bool(found.fault)
    what = f"{mode} on {engine}: faults"
    return Row(
        "telegram_kills", what, faults + len(found.problems), f"of {found.kills} kills", at_most=0, note=note
    )


def interview(mode: str, kills: int, home: Path, address: str = "", seed: int = 1) -> Outcome:
    """`kills` kills while a clerk answers; then in peace to the end of a draft. `address`: of the database, "" for SQLite in `home`."""
    with serving() as telegram:
        bot = telegram.bot()
        program = Program(telegram, bot, home, mode, DATABASE_URL=address)
        killer = Killer(program, kills, random.Random(seed))
        clerk = Clerk(telegram.talk(bot), killer)
        with program:
            killer.start()
            fault = clerk.play()
            killer.over.set()
            killer.join()
            program.stop()
        return _judged(
            clerk, killer, telegram, load({"DATABASE_URL": address}, home=str(home), embedder="none"), fault
        )


class Killer(threading.Thread):
    """Kills the program and starts it again, so many times."""

    def __init__(self, program: Program, kills: int, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self._program = program
        self._wanted = kills
        self._chance = chance
        self.done = 0
        self.over = threading.Event()
        self.said = threading.Event()

    @property
    def finished(self) -> bool:
        return self.done >= self._wanted

    def run(self) -> None:
        while not self.finished and not self.over.is_set():
            self.said.wait(self._chance.uniform(0.0, SILENCE_S))
            self.said.clear()
            if self.over.wait(self._chance.uniform(0.0, AFTER_S)):
                return
            self._program.kill()
            self._program.start()
            self.done += 1


class Clerk:
    """Answers what is asked; once there is a draft and kills are left, begins another report."""

    def __init__(self, window: Window, killer: Killer) -> None:
        self._window = window
        self._killer = killer
        self.owner = f"telegram:{window.person.id}"
        self._count = 0
        self.said: list[
            tuple[str, int]
        ] = []  # what must be found, and how many messages were on the screen then
        self.rounds: list[Counter[str]] = [Counter()]
        self.disordered = 0
        self.files = 0
        self._answered = ""
        self._last = 0
        self._told = False  # anything in this report

    @property
    def window(self) -> Window:
        return self._window

    def play(self) -> str:
        """To the first draft after the last kill; what went wrong, "" for nothing."""
        self._window.start()
        while True:
            try:
                seen = self._window.next(PATIENCE_S)
            except NothingCame as error:
                return str(error)[-400:]
            if self._reacts(seen):
                return ""

    def _reacts(self, seen: Seen) -> bool:
        """Whether this was the end."""
        if seen.document:
            self.files += 1
            return False
        text = seen.text
        self.rounds[-1][text] += 1
        if "没看到就点" in text:
            seen.tap("再发一次")
            return False
        if text == self._answered:  # the same question once more: it was answered already
            return False
        self._check_order(text)
        if "重写" in seen.buttons:
            if self._killer.finished:
                return True
            self._answered = text
            self.rounds.append(Counter())
            self._last = 0
            self._told = False
            self._say("/new")
            return False
        reply = self._reply(text, seen.buttons)
        if reply:
            self._answered = text
            if reply in seen.buttons and self._count % 2:
                seen.tap(reply)
                self._killer.said.set()
            else:
                self._say(reply)
        return False

    def _say(self, text: str) -> None:
        self._window.say(text)
        self._killer.said.set()

    def _check_order(self, text: str) -> None:
        if found := re.search(r"第 (\d+)/\d+ 题", text):
            self.disordered += int(found[1]) < self._last
            self._last = int(found[1])

    def _reply(self, text: str, buttons: list[str]) -> str:
        for asked, answer in BASICS:
            if asked in text:
                return answer
        if "我打算问这" in text:
            return "好"
        if re.search(r"第 \d+/\d+ 题", text):
            enough = self._killer.finished and self._count >= ENOUGH and self._told
            return "/draft" if enough else self._answer()
        return next((word for word in ("记不清", "都留着", "开始写", "跳过") if word in buttons), "")

    def _answer(self) -> str:
        """A fact of its own, or nothing."""
        self._count += 1
        if self._count % 5 == 0:
            return "跳过"
        place = STEMS[self._count % 10] + BRANCHES[self._count % 12] + "村"
        figure = f"{1000 + self._count}户"
        self.said.append((figure, len(self._window.from_bot())))
        self._told = True
        return f"4月{1 + self._count % 28}日到{place}走访{figure}"


def _judged(clerk: Clerk, killer: Killer, telegram: Telegram, settings: Settings, fault: str) -> Outcome:
    app = App(settings)
    try:
        sessions = [app.assistant.session(info.id) for info in app.assistant.sessions(clerk.owner)]
    finally:
        app.database.close()
    facts = Counter(figure.text for session in sessions for fact in session.facts for figure in fact.figures)
    shown = len(clerk.window.from_bot())
    acknowledged = [figure for figure, before in clerk.said if before < shown]
    repeats = [count for texts in clerk.rounds for count in texts.values()]
    return Outcome(
        killer.done,
        len(acknowledged),
        sum(facts[figure] == 0 for figure in acknowledged),
        sum(facts[figure] > 1 for figure in acknowledged),
        sum(count == 2 for count in repeats),
        sum(count > 2 for count in repeats),
        clerk.disordered,
        clerk.files,
        fault,
        tuple(telegram.problems()),
    )
