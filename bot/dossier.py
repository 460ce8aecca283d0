"""Everything that is kept of a person, as one zip: the rows as JSON, and each report to read: the conversation, every version, the last as Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from bot.errors import NotFoundError
from bot.export import render
from bot.handing import file_name
from bot.interview.folding import fold
from bot.interview.state import Session
from bot.prompts import Words
from bot.settings import Settings
from bot.store.care import CareRows
from bot.store.sessions import EventStore, SessionInfo

FORMAT = "zongjie-person"
VERSION = 1
JSON_COLUMNS = ("body", "replies")  # shown as what they hold, not as text of it
NAME_CHARS = 40


class Dossiers:
    """For export-user, for 导出我的数据 in a chat, for GET /me/export."""

    def __init__(
        self, settings: Settings, store: EventStore, care: CareRows, words: Words, clock: Callable[[], str]
    ) -> None:
        self._settings = settings
        self._store = store
        self._care = care
        self._words = words
        self._clock = clock

    def packed(self, owner: str) -> bytes:
        """The zip. Raises NotFoundError where nothing is kept of that person."""
        rows = self._care.rows_of(owner)
        if not any(rows.values()):
            raise NotFoundError("owner_missing", owner=owner)
        shown = {table: [dict(_shown(row)) for row in found] for table, found in rows.items() if found}
        head = {"format": FORMAT, "version": VERSION, "owner": owner, "made": self._clock()}
        data = msgspec.json.format(msgspec.json.encode(head | {"kept": shown}))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(
                f"{self._words.say('dossier.read_me')}.txt",
                self._words.say("dossier.about", made=head["made"]),
            )
            packed.writestr("data.json", data)
            for number, info in enumerate(reversed(self._store.sessions(owner)), 1):
                for name, content in self._report(info):
                    packed.writestr(f"{number:03d} {name}", content)
        return out.getvalue()

    def forget(self, owner: str) -> None:
        """Everything of that person is deleted, for good."""
        self._care.forget(owner)

    def _report(self, info: SessionInfo) -> Iterator[tuple[str, bytes]]:
        session = fold(self._store.load(info.id))
        folder = file_name(_title(info, session) or info.id)[:NAME_CHARS]
        yield f"{folder}/{self._words.say('dossier.talk')}.txt", self._talk(info.id).encode()
        for draft in session.drafts:
            name = self._words.say("dossier.draft", version=draft.version)
            yield f"{folder}/{name}.txt", render(draft, "txt", self._settings)
        if session.draft is not None:
            name = self._words.say("dossier.draft", version=session.draft.version)
            yield f"{folder}/{name}.docx", render(session.draft, "docx", self._settings)

    def _talk(self, session: str) -> str:
        say = self._words.say
        lines = []
        for turn in self._store.turns(session):
            if turn.said:
                lines.append(say("dossier.said", at=turn.at, text=turn.said))
            lines += [say("dossier.replied", text=reply.text) for reply in turn.replies if reply.text]
        return "\n\n".join(lines) + "\n"


def _title(info: SessionInfo, session: Session) -> str:
    return info.name or (
        session.draft.title if session.draft else f"{session.basics.unit}{session.basics.topic}"
    )


def _without_files(value: Any) -> Any:
    """JSON without the bytes of files that were handed over: they are made from what is here, and each would hold all before it."""
    if isinstance(value, dict):
        return {
            key: _without_files(one)
            for key, one in value.items()
            if not (key == "data" and "media_type" in value)
        }
    return [_without_files(one) for one in value] if isinstance(value, list) else value


def _shown(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if name in JSON_COLUMNS and value:
            yield name, _without_files(msgspec.json.decode(value))
        else:
            yield name, bytes(value) if isinstance(value, memoryview) else value
