"""A message that was edited afterwards: the answer it was is corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.telegram.answer import Answer
from bot.channels.telegram.reading import Heard
from bot.conversation import Watch
from bot.errors import NotFoundError
from bot.events import Question
from bot.interview.questions import numbered
from bot.model import Value, decode, encode

if TYPE_CHECKING:
    from bot.channels.telegram.talk import Talk

UNDO = "撤销"


class Place(Value, frozen=True):
    """The question a message answered, and its turn in the session."""

    question: Question
    turn: int


def place(question: Question, turn: int) -> str:
    return encode(Place(question, turn))


def corrected(talk: Talk, answer: Answer, heard: Heard, said: int, watch: Watch) -> None:
    """The last answer is taken back and given anew; an earlier one is set anew by its number. `said` is the chat's last message."""
    mark = talk.rows.mark(heard.chat, heard.message)
    if mark is None or mark.kind != "said" or mark.session != answer.chat.session:
        return
    was = decode(mark.place, Place)
    assistant, undo, anew = talk.app.assistant, f"tg:{heard.update}:undo", f"tg:{heard.update}"
    try:
        seen, undone = assistant.look(mark.session, undo)
    except NotFoundError:
        return
    latest = said == heard.message and seen.turn == was.turn
    if undone is not None or (latest and seen.step == was.turn):
        talk.tell(_silent(answer), heard, UNDO, undo, watch)
        talk.tell(answer, heard, heard.text, anew, watch)
    elif latest:  # it had changed nothing
        talk.tell(answer, heard, heard.text, anew, watch)
    elif words := _by_number(numbered(seen.session), was.question, heard.text):
        talk.tell(answer, heard, words, anew, watch)
    else:
        answer.say(talk.words.say("edited.old"))


def _silent(answer: Answer) -> Answer:
    """Somewhere to say what need not be said."""
    return Answer(0, answer.chat)


def _by_number(topics: tuple[str, ...], question: Question, text: str) -> str:
    """The edit as it is typed: 第3题改成…, 单位改成…; "" where the question has no such name."""
    if question.kind in ("topic", "probe") and question.key in topics:
        return f"第{topics.index(question.key) + 1}题改成{text}"
    if question.kind == "basics":
        return f"{question.key}改成{' '.join(text.split())}"
    return ""
