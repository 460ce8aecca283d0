"""What passes between a channel and the assistant: an incoming message, what is seen of its being worked at, and replies that degrade to text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from bot.acts import Act
from bot.model import Value


class Upload(Value, frozen=True):
    """A file the user sent. The channel has already checked its size against `file_max_bytes`."""

    name: str
    data: bytes


class Incoming(Value, frozen=True):
    """One message. `message_id` is the channel's own: the same one twice is handled once ("" = the channel has none).

    `act` is something done instead of said (a fact corrected on its sheet, a sentence changed on the paper).
    """

    text: str = ""
    message_id: str = ""
    channel: str = ""
    files: tuple[Upload, ...] = ()
    act: Act | None = None


class Step(Value, frozen=True):
    """How far a draft is: `done` of `total` parts, the one just written under `heading`.

    `text` is that part's, can be shown (it has passed the gate) and may still change a little; `note` is a sentence to the user: what the
    writing is expected to cost, before it begins ("" where it costs nothing).
    """

    stage: Literal["planned", "section", "framing", "done"]
    done: int
    total: int
    heading: str = ""
    text: str = ""
    note: str = ""


class Watch:
    """Looks on while a message is worked at, and can stop the writing of a draft. One for each message; this one is silent.

    `show` is called for each step in the thread that works; `stop` may be called from any thread, or from a signal handler. A draft that is
    stopped ends at once, with the offline writer's text for what is not written, and is kept. One that does not wait (`waits`) leaves a draft
    that another process is at, or that there is no room for, to others: the turn grows when it is there.
    """

    waits = True

    def __init__(self, show: Callable[[Step], None] = lambda step: None) -> None:
        self._show = show
        self.stopping = threading.Event()  # set once stopped, for those who wait

    def step(self, step: Step) -> None:
        self._show(step)

    def stop(self) -> None:
        self.stopping.set()

    @property
    def stopped(self) -> bool:
        return self.stopping.is_set()


class Choice(Value, frozen=True):
    """A button: `label` is shown, `send` is what pressing it says. As text, the user types `send`."""

    label: str
    send: str


class Progress(Value, frozen=True):
    """`number` of `total` questions; never above it."""

    number: int
    total: int


class Document(Value, frozen=True):
    """A file for the user. Channels that cannot send files show `preview`."""

    name: str
    media_type: str
    data: bytes
    preview: str = ""


class Reply(Value, frozen=True):
    """One message of the assistant. `kind` lets a rich channel style it: say, question, draft, error; `gone`: everything of this person is deleted.

    `session` is set where the conversation goes on in another session (a new report).
    """

    text: str
    choices: tuple[Choice, ...] = ()
    document: Document | None = None
    progress: Progress | None = None
    kind: str = "say"
    session: str = ""

    def plain(self) -> str:
        """The whole reply as text: choices on a last line."""
        if not self.choices:
            return self.text
        return f"{self.text}\n〔{' / '.join(choice.send for choice in self.choices)}〕"
