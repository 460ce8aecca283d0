"""A draft in the making, as a terminal shows it: one line that is written over, or plain lines where the output is no terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from bot.conversation import Step, Watch
from bot.prompts import Words

HEADING = 24  # characters of a heading on the line that is written over: it must not wrap
_OVER = "\r\x1b[K"  # back to the start of the line, and clear it


class Writing(Watch):
    """Says what the writing will cost, then each part as it is done. `under_way` from the plan to the end."""

    def __init__(self, out: TextIO, words: Words) -> None:
        super().__init__()
        self._out = out
        self._words = words
        self._over = out.isatty()
        self.under_way = False

    def step(self, step: Step) -> None:
        self.under_way = step.stage != "done"
        if step.note:
            self._out.write(f"{step.note}\n")
        if step.stage == "planned":
            self._line(self._words.say("chat.writing", total=step.total))
        elif step.stage == "section" and not self.stopped:
            heading = step.heading if len(step.heading) <= HEADING else f"{step.heading[: HEADING - 1]}…"
            self._line(self._words.say("chat.written", done=step.done, total=step.total, heading=heading))
        elif step.stage == "done" and self._over:
            self._out.write(_OVER)
        self._out.flush()

    def stop(self) -> None:
        super().stop()
        self._line(self._words.say("chat.stopping"))
        self._out.flush()

    def _line(self, text: str) -> None:
        self._out.write(f"{_OVER}{text}" if self._over else f"{text}\n")


@contextmanager
def stoppable(watch: Writing) -> Iterator[Writing]:
    """Ctrl-C stops the writing while it is under way; before it, and a second time, it does what it always does."""
    if threading.current_thread() is not threading.main_thread():
        yield watch
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        if not watch.under_way or watch.stopped:
            raise KeyboardInterrupt
        watch.stop()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
