"""Plays a file of answers through the ordinary interview, as a person would type them: `Replay(assistant, scenario).run()`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from bot.assistant import Assistant
from bot.conversation import Incoming, Reply
from bot.errors import InputError
from bot.events import Question
from bot.interview.state import EXTRA, Session
from bot.model import Draft, Value
from language.text import pairs

PROBE = "追问"
SKIP, GO, WRITE, ALL_SAID = "跳过", "好", "开始写", "没有"
MOST_TURNS = 400  # a replay that long has lost its way


class Scenario(Value, frozen=True):
    """`basics_as_typed` answers 单位, 时间段, 主题, 给谁看; `answers` a question's topic; keys that begin with 追问 a follow-up."""

    basics_as_typed: dict[str, str]
    answers: dict[str, str]


class Line(Value, frozen=True):
    """One line of a transcript. `who` is 助手 or 用户; `asks` = kind and key of the question open after it."""

    who: str
    text: str
    asks: str = ""


def read_scenario(data: bytes, name: str) -> Scenario:
    """Raises InputError `scenario_broken`."""
    try:
        return msgspec.json.decode(data, type=Scenario)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError("scenario_broken", name=name, reason=str(error)) from error


class Replay:
    """One replay. After `run`, `transcript` holds the conversation and `session` where it ended."""

    def __init__(self, assistant: Assistant, scenario: Scenario) -> None:
        self._assistant = assistant
        self._scenario = scenario
        self._answers = {k: v for k, v in scenario.answers.items() if not k.startswith(PROBE)}
        self._probes = list(_probes_by_topic(scenario.answers))
        self._given: list[tuple[str, str]] = []
        self.transcript: list[Line] = []
        self.session_id = ""

    @property
    def session(self) -> Session:
        return self._assistant.session(self.session_id)

    def run(self) -> Draft:
        """The draft. Raises InputError where the answers hold nothing to write from."""
        self.session_id, replies = self._assistant.start()
        self._hear(replies)
        for _ in range(MOST_TURNS):
            session = self.session
            if session.draft is not None and session.current and session.current.kind == "drafted":
                return session.draft
            question = session.current
            assert question is not None
            if question.kind == "review" and not any(not fact.private for fact in session.facts):
                raise InputError("notes_empty")
            self._say(self._reply(session, question))
        raise InputError("notes_empty")

    # ------------------------------------------------------------------ what to type

    def _reply(self, session: Session, question: Question) -> str:
        if question.kind == "basics":
            return self._once(f"basics {question.key}", self._scenario.basics_as_typed.get(question.key, ""))
        if question.kind == "plan":
            return GO
        if question.kind in ("probe", "conflict"):
            return self._probe_answer(question, _last_reply(self.transcript))
        if question.kind == "topic":
            if question.key == EXTRA:
                return self._extra()
            return self._once(question.key, self._answers.pop(question.key, ""))
        return WRITE if question.kind == "review" else SKIP

    def _once(self, key: str, text: str) -> str:
        """`text`, or 跳过 where there is none or it was given already and brought no answer."""
        if not text.strip() or (key, text) in self._given:
            return SKIP
        self._given.append((key, text))
        return text

    def _probe_answer(self, question: Question, asked: str) -> str:
        """The follow-up answer whose words the question shares most; without any in common, the next one under its topic."""
        if not self._probes:
            return SKIP
        scored = [(_overlap(key, text, asked), -place) for place, (_, key, text) in enumerate(self._probes)]
        best, place = max(scored)
        if best < 2:
            own = [i for i, (topic, _, _) in enumerate(self._probes) if topic == question.key]
            if not own:
                return SKIP
            place = -own[0]
        return self._probes.pop(-place)[2]

    def _extra(self) -> str:
        """补充: its own answer, answers whose topic was never asked under their topic's name, follow-ups nobody asked for."""
        own = self._answers.pop(EXTRA, "")
        rest = [f"{topic}：{text}" for topic, text in self._answers.items()]
        rest += [f"{_words_of(key)}，{text}" for _, key, text in self._probes]
        self._answers, self._probes = {}, []
        text = self._once(EXTRA, "\n".join(part for part in (own, *rest) if part.strip()))
        return ALL_SAID if text == SKIP else text

    # ------------------------------------------------------------------ the conversation

    def _say(self, text: str) -> None:
        self.transcript.append(Line("用户", text))
        self._hear(
            self._assistant.handle(
                self.session_id, Incoming(text, f"replay-{len(self.transcript)}", "replay")
            )
        )

    def _hear(self, replies: tuple[Reply, ...]) -> None:
        current = self.session.current
        asks = f"{current.kind} {current.key}".strip() if current else ""
        self.transcript += [Line("助手", reply.plain(), asks) for reply in replies]


def printed(transcript: list[Line]) -> str:
    """A transcript as text."""
    return "\n\n".join(f"{line.who}：{line.text}" for line in transcript) + "\n"


def _probes_by_topic(answers: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(topic before it, key, text) of each follow-up answer, in order."""
    topic = ""
    for key, text in answers.items():
        if key.startswith(PROBE):
            yield topic, key, text
        else:
            topic = key


def _words_of(key: str) -> str:
    return key.removeprefix(PROBE).strip("：: 0123456789")


def _overlap(key: str, text: str, asked: str) -> int:
    """Pairs of characters that a follow-up answer's key shares with the question."""
    words = _words_of(key)
    return sum(pair in asked for pair in pairs(words))


def _last_reply(transcript: list[Line]) -> str:
    return transcript[-1].text if transcript else ""
