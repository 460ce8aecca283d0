"""Two hundred chats at once, one of them waiting half a minute for a model: how long the others wait, in what order they are answered,
and whether Telegram's limits are kept to, all as the emulator saw it. The bot is the program itself.
"""

from __future__ import annotations

import heapq
import random
import re
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.harness import Row, Scale, percentile
from tests.bot.channels.telegram.live import Program
from tests.servers.manners import good, prompt
from tests.servers.scripted import Reply, Scripted
from tests.telegram_api import Seen, Telegram, Window, serving

CHATS: dict[Scale, int] = {"quick": 20, "normal": 200, "full": 200}
ANSWERS = 4  # of each chat, behind the basics and the plan
MODEL_S = 30.0
EVERY_S = 14.0  # between two messages of one chat, still much faster than people are: about 14 messages a second in all
BASICS = ("石坪镇卫生院", "2025年上半年", "半年工作总结", "报县卫健局", "好")
MODEL = {"ZONGJIE_MODEL_STALL_S": "60", "ZONGJIE_MODEL_TIMEOUT_S": "60", "ZONGJIE_MODEL_READ_S": "0", "ZONGJIE_MODEL_NAME": "slow"}  # fmt: skip


class Turn(msgspec.Struct):
    """One message and its answer: when it was said, when the answer was on the screen (seconds since 1970; 0: never)."""

    said: float
    answered: float = 0.0


class Clerk:
    """One chat that answers at its own pace, whatever is asked, as long as there is something to say."""

    def __init__(self, window: Window, number: int) -> None:
        self.window = window
        self.texts = [
            "/start",
            *BASICS,
            *(f"4月{1 + n}日走访{number * 10 + n + 100}户" for n in range(ANSWERS)),
        ]
        self.turns: list[Turn] = []
        self.shown = 0

    def say(self) -> None:
        seen = self.window.say(self.texts[len(self.turns)])
        self.turns.append(Turn(seen.message.versions[0][0]))

    def look(self) -> bool:
        """Whether the last message has been answered."""
        answers = [seen for seen in self.window.from_bot() if not seen.document]
        if len(answers) <= self.shown:
            return False
        self.turns[-1].answered = answers[self.shown].message.versions[0][0]
        self.shown = len(answers)
        return True

    @property
    def done(self) -> bool:
        return len(self.turns) == len(self.texts)


def run(scale: Scale) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder, serving() as telegram:
        found = measured(telegram, CHATS[scale], Path(folder))
    waits = sorted(turn.answered - turn.said for clerk in found.others for turn in clerk.turns)
    chats = [clerk.window.person.id for clerk in (*found.others, found.slow)]
    record = telegram.record
    note = f"{len(waits)} answers of {len(found.others)} chats, p50 {percentile(waits, 0.5):.3f}, worst {waits[-1]:.2f}"
    bench = "telegram_load"
    return [
        Row(bench, "the others' wait, p95", percentile(waits, 0.95), "s", at_most=1.0, note=note),
        Row(bench, "the slow one's wait for its draft", found.drafted, "s", at_least=MODEL_S),
        Row(bench, "messages to a chat within a second", max(record.fastest(1.0, chat=chat) for chat in chats), at_most=1),
        Row(bench, "messages in all within a second", record.fastest(1.0), at_most=30),
        Row(bench, "floods", len([call for call in record.of() if call.status == 429]), at_most=0),
        Row(bench, "answers out of order", sum(map(disordered, found.others)), at_most=0),
        Row(bench, "calls or updates against the Bot API", len(telegram.problems()) + len(record.refused()), at_most=0),
    ]  # fmt: skip


class Found(msgspec.Struct):
    others: list[Clerk]
    slow: Clerk
    drafted: float


def measured(telegram: Telegram, chats: int, home: Path) -> Found:
    telegram.limits.on, telegram.limits.burst = True, 1
    bot = telegram.bot()
    model = Scripted(Thinking())
    model.start()
    try:
        with Program(telegram, bot, home, ZONGJIE_MODEL_BASE_URL=model.url, **MODEL):
            slow = Clerk(telegram.talk(bot, "慢"), 999)
            while not slow.done:
                slow.say()
                _until(slow.look, 60)
            slow.window.say("/draft")
            at = time.time()
            time.sleep(1.0)
            others = [Clerk(telegram.talk(bot, f"第{n}位"), n) for n in range(chats)]
            _play(others, random.Random(5))
            drafted = slow.window.wait(lambda seen: "写好了，全文" in seen.text, 120).message.versions[0][0]
            return Found(others, slow, drafted - at)
    finally:
        model.stop()


class Thinking:
    """A faithful model that says nothing until half a minute after it was first asked to write."""

    def __init__(self) -> None:
        self._until = 0.0

    def __call__(self, request: dict[str, Any], number: int) -> Reply:
        if "<事实>" in prompt(request):
            self._until = self._until or time.monotonic() + MODEL_S
            time.sleep(max(0.0, self._until - time.monotonic()))
        return good(request, number)


def _play(clerks: list[Clerk], chance: random.Random) -> None:
    """Everybody speaks at his own times; who has not been answered yet waits with his next message."""
    start = time.monotonic()
    due = [(start + chance.uniform(0, EVERY_S), n) for n in range(len(clerks))]
    heapq.heapify(due)
    waiting: set[int] = set()
    while due or waiting:
        assert time.monotonic() - start < 300, "the chats do not come to an end"
        now = time.monotonic()
        while due and due[0][0] <= now:
            _, n = heapq.heappop(due)
            clerks[n].say()
            waiting.add(n)
        for n in [n for n in waiting if clerks[n].look()]:
            waiting.remove(n)
            if not clerks[n].done:
                heapq.heappush(due, (now + chance.uniform(0.8, 1.2) * EVERY_S, n))
        time.sleep(0.02)


def disordered(clerk: Clerk) -> int:
    """Answers that stand before the one that was due: the questions' numbers must grow."""
    numbers = [int(found[1]) for seen in clerk.window.from_bot() if (found := _number(seen))]
    return sum(later < earlier for earlier, later in pairwise(numbers))


def _number(seen: Seen) -> re.Match[str] | None:
    return re.search(r"第 (\d+)/\d+ 题", seen.text)


def _until(ready: Any, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not ready():
        assert time.monotonic() < deadline, "no answer"
        time.sleep(0.02)
