"""A whole interview to the Word file, by polling and by webhook: the same words as elsewhere, no call that Telegram would refuse."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.bot.channels.telegram.strict.killing import MOMENTS, kill_at_moments
from tests.bot.channels.telegram.strict.running import running
from tests.bot.channels.telegram.strict.together import check_apart
from tests.bot.channels.telegram.strict.typing import squeezed, turns, type_until_answered


@check_apart(("webhook",))
def the_words_are_those_of_every_channel(way: str, tmp_path: Path) -> None:
    talk = turns("06-library", tmp_path / "elsewhere")
    with running(tmp_path / "home", webhook=way == "webhook") as run:
        run.telegram.limits.on = True
        window = run.talk()
        window.start()
        for turn in talk[:-1]:
            heard = type_until_answered(window, turn)
            assert squeezed("".join(seen.text for seen in heard)) == squeezed("".join(turn.said)), turn.typed
        window.say(talk[-1].typed)
        window.wait(r"\.docx$", 60)
        window.settle(2.5, 60)
        told = "".join(seen.text for seen in window.from_bot() if not seen.document)
        place = 0
        for part in (line for text in talk[-1].said for line in text.splitlines() if line.strip()):
            place = squeezed(told).find(squeezed(part), place)
            assert place >= 0, part
        files = {seen.document.name.rpartition(".")[2]: seen for seen in window.from_bot() if seen.document}
        assert set(files) == {"docx", "md", "txt"}
        assert all(len(seen.text) <= 60 for seen in files.values()), "captions are short"
        word = files["docx"].document
        assert word
        with zipfile.ZipFile(io.BytesIO(word.data)) as package:
            assert "word/document.xml" in package.namelist()
        assert run.telegram.record.refused() == []
        assert run.telegram.record.of(ok=False, chat=window.person.id) == []
        assert run.telegram.record.fastest(0.95, chat=window.person.id) == 1
        assert run.telegram.problems() == []
        run.stop()
        assert run.process
        assert run.process.returncode in (0, -15), "told to end, it ends"
        assert run.bot.token not in run.log()
        assert run.bot.token.partition(":")[2] not in run.log()


@check_apart(("polling",), ("webhook",))
def kill_9_loses_nothing_and_repeats_no_more_than_once(way: str, tmp_path: Path) -> None:
    """A few kills; `python -m tests.bench telegram` does fifty in each way."""
    with running(tmp_path, webhook=way == "webhook") as run:
        outcome = kill_at_moments(run, len(MOMENTS), clerks=2, answers=3)
        assert outcome.faults == []
        assert sum(outcome.kills.values()) == len(MOMENTS)
        assert outcome.answers >= 2 * 3
        assert run.telegram.record.impatient() == []
