"""The interview in a terminal. Each Enter is one message; a paste of several lines is one message; piped input works the same way."""

from __future__ import annotations

import select
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from bot.conversation import Incoming, Reply
from bot.files import write_whole

if TYPE_CHECKING:
    from bot.app import App

PASTE_GAP_S = 0.06  # lines that follow faster than anyone types belong to one paste
SAVED_FORMATS = ("docx", "txt")
FOLDER = "drafts"


class Terminal:
    """One person at one terminal."""

    OWNER = "terminal"

    def __init__(self, app: App, source: TextIO | None = None, out: TextIO | None = None) -> None:
        self._app = app
        self._source = source or sys.stdin
        self._out = out or sys.stdout
        self._session = ""

    def run(self, session: str = "", *, new: bool = False) -> int:
        """Talk until the input ends; the exit status. Raises NotFoundError, StoreError."""
        self._open(session, new)
        try:
            for text in self._messages():
                self._show(self._app.assistant.handle(self._session, Incoming(text, "", "terminal")))
        except KeyboardInterrupt:
            self._out.write("\n")
        self._out.write(self._app.messages.say("chat.bye") + "\n")
        return 0

    def _open(self, session: str, new: bool) -> None:
        """The session asked for, else the last unfinished one, else a new one."""
        assistant = self._app.assistant
        unfinished = [info.id for info in assistant.sessions(self.OWNER) if info.stage != "drafted"]
        if not session and unfinished and not new:
            session = unfinished[0]
            if assistant.session(session).basics.said:
                self._out.write(self._app.messages.say("chat.resumed") + "\n")
        if session:
            self._session = session
            self._show(assistant.resume(session))
            return
        self._session, replies = assistant.start(self.OWNER)
        self._show(replies)

    # ------------------------------------------------------------------ in

    def _messages(self) -> Iterator[str]:
        if not self._source.isatty():
            yield from (line.rstrip("\r\n") for line in self._source if line.strip())
            return
        import readline  # line editing and history for input()

        del readline
        prompt = self._app.messages.say("chat.prompt")
        while True:
            try:
                lines = [input(prompt)]
            except EOFError:
                self._out.write("\n")
                return
            while select.select([self._source], [], [], PASTE_GAP_S)[0]:
                try:
                    lines.append(input())
                except EOFError:
                    break
            if len(lines) > 1:
                self._out.write(self._app.messages.say("chat.merged", count=len(lines)) + "\n")
            text = "\n".join(lines)
            if text.strip():
                yield text

    # ------------------------------------------------------------------ out

    def _show(self, replies: tuple[Reply, ...]) -> None:
        for reply in replies:
            self._out.write(f"\n{reply.plain()}\n")
            if reply.kind in ("draft", "revision"):
                self._save_draft()
            if reply.document is not None:
                self._save(reply.document.name, reply.document.data)
            if reply.session:
                self._session = reply.session
        self._out.write("\n")
        self._out.flush()

    def _save_draft(self) -> None:
        """A new draft lies on the disk at once, as Word and as text."""
        from bot.desk import file_name
        from bot.export import render

        draft = self._app.assistant.session(self._session).draft
        if draft is not None:
            for fmt in SAVED_FORMATS:
                data = render(draft, fmt, self._app.settings)
                self._save(f"{file_name(draft.title)}.{fmt}", data)

    def _save(self, name: str, data: bytes) -> None:
        path = self._app.settings.home / FOLDER / name
        write_whole(path, data)
        self._out.write(self._app.messages.say("chat.saved", path=path) + "\n")
