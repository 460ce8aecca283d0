"""The interview in a terminal. Each Enter is one message; a paste of several lines is one message; piped input works the same way."""

from __future__ import annotations

import hashlib
import re
import secrets
import select
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.channels.writing import Writing, stoppable
from bot.conversation import Incoming, Reply, Upload
from bot.errors import StoreUnavailable, UserError
from bot.files import read_whole, write_whole

if TYPE_CHECKING:
    from bot.app import App

PATIENCE_S = 120.0  # how long a message is tried again while the database is away …
AGAIN_S = 1.0  # … so often
PASTE_GAP_S = 0.06  # lines that follow faster than anyone types belong to one paste
SAVED_FORMATS = ("docx", "txt")
FOLDER = "drafts"
MARKS = ".drafts"
FILE = re.compile(r"/(?:文件|file)[\s:：]+(.+)", re.IGNORECASE)


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
                self._hear(text)
        except KeyboardInterrupt:
            self._out.write("\n")
        self._out.write(self._app.messages.say("chat.bye") + "\n")
        return 0

    def _open(self, session: str, new: bool) -> None:
        """The session asked for, else the last one, a finished one too, else a new one."""
        assistant = self._app.assistant
        known = [info.id for info in assistant.sessions(self.OWNER)]
        if not session and known and not new:
            session = known[0]
            if assistant.session(session).basics.said:
                self._out.write(self._app.messages.say("chat.resumed") + "\n")
        if session:
            self._session = session
            with stoppable(Writing(self._out, self._app.messages)) as watch:
                replies = assistant.resume(session, watch)
            self._show(replies)
            return
        self._session, replies = assistant.start(self.OWNER)
        self._show(replies)

    # ------------------------------------------------------------------ in

    def _hear(self, text: str) -> None:
        """A message, or a file by its path (/文件 PATH); a file that cannot be used is said in one line."""
        if not self._session:  # everything was deleted: whatever is typed next begins anew
            self._session, replies = self._app.assistant.start(self.OWNER)
            self._show(replies)
            return
        try:
            files = self._files(text)
        except UserError as error:
            self._out.write(f"\n{self._app.explain(error)}\n\n")
            return
        incoming = Incoming("" if files else text, secrets.token_urlsafe(9), "terminal", files)
        self._show(self._kept(incoming))

    def _kept(self, incoming: Incoming) -> tuple[Reply, ...]:
        """The replies to a message; where the database is away it is tried again for a while, under its id, so that it is taken once."""
        say, until, told = self._app.messages.say, time.monotonic() + PATIENCE_S, False
        while True:
            try:
                with stoppable(Writing(self._out, self._app.messages)) as watch:
                    return self._app.assistant.handle(self._session, incoming, watch)
            except StoreUnavailable as error:
                if time.monotonic() > until:
                    return (Reply(say("chat.not_kept"), kind="error"),)
                if not told:
                    reason = str(error).partition("\n")[0]
                    self._out.write(say("chat.store_away", reason=reason) + "\n")
                    self._out.flush()
                told = True
                time.sleep(AGAIN_S)

    def _files(self, text: str) -> tuple[Upload, ...]:
        """The file a message names; none where it names none. Raises InputError."""
        found = FILE.fullmatch(text.strip())
        if found is None:
            return ()
        path = Path(found[1].strip().strip("\"'“”")).expanduser()
        return (Upload(path.name, read_whole(path, self._app.settings.file_max_bytes)),)

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
                if self._is_paper(reply.document.name):
                    self._out.write(self._app.messages.say("chat.file_hint") + "\n")
            if reply.session:
                self._session = reply.session
            if reply.kind == "gone":
                self._session = ""
        self._out.write("\n")
        self._out.flush()

    def _is_paper(self, name: str) -> bool:
        from bot.desk import file_name

        draft = self._app.assistant.session(self._session).draft
        return draft is not None and name == f"{file_name(draft.title)}.docx"

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
        """Under its name, or beside it where the user has changed the file of that name: an edit is never written over."""
        path = self._app.settings.home / FOLDER / name
        path = next(free for free in _names(path) if self._is_ours(free))
        write_whole(path, data)
        write_whole(self._written(path), hashlib.sha256(data).hexdigest().encode())
        self._out.write(self._app.messages.say("chat.saved", path=path) + "\n")

    def _is_ours(self, path: Path) -> bool:
        """Whether `path` is free, or still just what was written there."""
        if not path.exists():
            return True
        mark = self._written(path)
        return mark.exists() and mark.read_text("ascii") == hashlib.sha256(path.read_bytes()).hexdigest()

    def _written(self, path: Path) -> Path:
        """Where the hash of what was written there is kept."""
        return self._app.settings.home / MARKS / path.name


def _names(path: Path) -> Iterator[Path]:
    """总结.docx, 总结（2）.docx, 总结（3）.docx …"""
    yield path
    yield from (path.with_name(f"{path.stem}（{n}）{path.suffix}") for n in count(2))
