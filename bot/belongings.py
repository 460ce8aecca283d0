"""Everything of a person, in the conversation: handed out as a file, deleted once it was asked for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.conversation import Document, Reply
from bot.prompts import Words
from bot.store.sessions import EventStore, SessionInfo

NOTES_SHOWN = 30


class Keeper(Protocol):
    """Who knows of everything that is kept of a person (bot.dossier)."""

    def packed(self, owner: str) -> bytes:
        """All of it, as a zip."""

    def forget(self, owner: str) -> None: ...


class Belongings:
    """`keeper` is None where the store is all there is."""

    def __init__(self, store: EventStore, words: Words, keeper: Callable[[], Keeper] | None) -> None:
        self._store = store
        self._words = words
        self._keeper = keeper

    def do(self, kind: str, owner: str) -> Reply:
        """`kind` is logbook (the work log), mine (the file) or wipe (what would go, and how to say that one is sure)."""
        if kind == "logbook":
            return Reply(self._logbook(owner))
        if kind == "wipe":
            count = len(self._store.sessions(owner)) if owner else 1
            return Reply(self._words.say("mine.sure", count=count))
        if self._keeper is None or not owner:
            return Reply(self._words.say("mine.none"))
        data = self._keeper().packed(owner)
        file = Document(self._words.say("mine.file"), "application/zip", data)
        return Reply(self._words.say("mine.here"), document=file)

    def _logbook(self, owner: str) -> str:
        """The last items of the work log, by day."""
        say = self._words.say
        notes = self._store.notes(owner) if owner else ()
        if not notes:
            return say("mine.log_none")
        rows = [say("mine.log_row", day=note.day, said=note.said) for note in notes[-NOTES_SHOWN:]]
        more = [say("mine.log_more", count=len(notes) - NOTES_SHOWN)] if len(notes) > NOTES_SHOWN else []
        return "\n".join((say("mine.log_head", count=len(notes)), *more, *rows))

    def wipe(self, info: SessionInfo) -> tuple[tuple[str, ...], Reply]:
        """Everything of the owner of a session is deleted, that session too: which ones, and a reply of the kind `gone`."""
        gone = self._store.sessions(info.owner) if info.owner else (info,)
        if info.owner and self._keeper is not None:
            self._keeper().forget(info.owner)
        elif info.owner:
            self._store.forget(info.owner)
        else:
            self._store.delete(info.id)
        return tuple(one.id for one in gone), Reply(self._words.say("mine.gone"), kind="gone")
