"""kill -9 while clerks are in the middle of their interviews; afterwards every answer is there, and none twice."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.typing import BASICS
from tests.telegram_api import NothingCame, Window

MOMENTS = (
    "any",
    "sending",
    "sent",
    "polling",
)  # when it is killed: at random, in a sendMessage before or after its effect, at an update
PATIENCE_S = 90.0
LIST = "已经记下"  # begins what is noted
DEEDS = (  # unlike each other, so that none contradicts another
    "走访居民{}户", "发放宣传单{}份", "排查隐患{}处", "清运垃圾{}车", "调解纠纷{}起", "慰问老人{}名", "接待来访{}人次", "种植树木{}棵",
    "更换路灯{}盏", "疏通管道{}米",
)  # fmt: skip


@dataclass
class Outcome:
    """`faults` says what was wrong; `kills` counts the kills by moment."""

    kills: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    repeated: int = 0
    faults: list[str] = field(default_factory=list)


class Clerk:
    """Types interview after interview, until told to end, and then the one under way to its end."""

    def __init__(self, window: Window, number: int) -> None:
        self.window = window
        self.number = number
        self.said: list[list[str]] = []  # per report: the figures, each of which stands for an answer
        self.faults: list[str] = []
        self.seen = 0

    def work(self, enough: threading.Event, answers: int) -> None:
        try:
            self._say("/start")
            while True:
                self._report(answers)
                if enough.is_set() or self.faults:
                    return
                self._say("/new")
        except NothingCame as silence:
            self.faults.append(f"clerk {self.number}: {silence}")

    def _report(self, answers: int) -> None:
        self.said.append([])
        for text in BASICS:
            self._say(text)
        for place in range(answers):
            figure = str(10_000 + 1000 * self.number + 100 * len(self.said) + place)
            self._say(DEEDS[place % len(DEEDS)].format(figure))
            self.said[-1].append(figure)
        self._check()

    def _say(self, text: str) -> str:
        """All the bot says to it, waited for."""
        before = len(self.window.from_bot())
        self.window.say(text)
        deadline = time.monotonic() + PATIENCE_S
        while len(self.window.from_bot()) == before:
            if time.monotonic() > deadline:
                raise NothingCame(f"no answer to {text!r}; the screen shows\n{self.window.shown()[-1500:]}")
            self.window.settle(0.2, 5)
        self.window.settle(0.4, 10)
        return "\n".join(seen.text for seen in self.window.from_bot()[before:])

    def _check(self) -> None:
        """Every answer is noted, once. Late words about an answer may come before the list of all."""
        before = len(self.window.from_bot())
        self.window.say("/facts")

        def told() -> str:
            return "\n".join(seen.text for seen in self.window.from_bot()[before:])

        if not self.window.world.wait_until(lambda: LIST in told(), PATIENCE_S):
            raise NothingCame(f"no list of what is noted; the screen shows\n{self.window.shown()[-1500:]}")
        self.window.settle(1.5, 20)
        listed = told()[told().rfind(LIST) :]
        for figure in self.said[-1]:
            count = len(re.findall(rf"(?<!\d){figure}(?!\d)", listed))
            if count != 1:
                self.faults.append(f"clerk {self.number}: {figure} is noted {count} times\n{listed[-1500:]}")

    def repeated(self) -> int:
        """Answers shown more than once within a report; one shown more than twice is a fault."""
        reports: list[list[str]] = [[]]
        for seen in self.window.messages():
            if not seen.from_bot and seen.text == "/new":
                reports.append([])
            if seen.from_bot:
                reports[-1].append(f"{seen.text}{seen.document.name if seen.document else ''}")
        again = 0
        for report in reports:
            for text, count in Counter(report).items():
                again += count - 1
                if count > 2:
                    self.faults.append(f"clerk {self.number}: shown {count} times: {text[:200]}")
        return again


def kill_at_moments(run: Running, kills: int, *, clerks: int, answers: int, seed: int = 1) -> Outcome:
    """`kills` kills among so many clerks, each of whom gives so many answers a report."""
    chance = random.Random(seed)
    outcome = Outcome()
    enough = threading.Event()
    people = [Clerk(run.talk(f"{n}号"), n) for n in range(clerks)]
    with ThreadPoolExecutor(clerks) as pool:
        jobs = [pool.submit(person.work, enough, answers) for person in people]
        try:
            for number in range(kills):
                moment = MOMENTS[number % len(MOMENTS)]
                _await(run, moment, chance)
                run.kill()
                outcome.kills[moment] += 1
                run.start()
                if all(job.done() for job in jobs):
                    break
        finally:
            run.telegram.faults.clear()
            enough.set()
        for job in jobs:
            job.result(300)
    for person in people:
        outcome.repeated += person.repeated()
        outcome.answers += sum(len(report) for report in person.said)
        outcome.faults += person.faults
    return outcome


def _await(run: Running, moment: str, chance: random.Random) -> None:
    """Waits for the moment to kill."""
    time.sleep(chance.uniform(0.2, 3.0))
    if moment == "any":
        return
    struck = len(run.telegram.faults.struck)
    handed = len(run.bot.account.inbox.handed)
    if moment == "sending":
        run.telegram.faults.add("hang", "sendMessage", seconds=2)
    if moment == "sent":
        run.telegram.faults.add("delay", "sendMessage", seconds=2)

    def now() -> bool:
        if moment == "polling":
            return len(run.bot.account.inbox.handed) > handed
        return len(run.telegram.faults.struck) > struck

    run.telegram.world.wait_until(now, 10)
    time.sleep(0.15 if moment == "sent" else chance.uniform(0, 0.1))
    run.telegram.faults.clear()
