"""A person's reports in the conversation: listed, opened, deleted by number. The one being written is never deleted from within."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from bot.conversation import Reply
from bot.interview.state import Session
from bot.prompts import Words
from bot.store.sessions import SessionInfo


class Keeps(Protocol):
    """What the list needs of the assistant."""

    def session(self, session_id: str) -> Session: ...

    def sessions(self, owner: str = "") -> tuple[SessionInfo, ...]: ...

    def resume(self, session_id: str) -> tuple[Reply, ...]: ...

    def delete(self, session_id: str) -> None: ...


class Reports:
    """The reports of the owner of the session `here`, the last touched first. Who has no name sees only this one."""

    def __init__(self, keeper: Keeps, words: Words, owner: str, here: str) -> None:
        self._keeper = keeper
        self._words = words
        self._here = here
        self._infos = [i for i in keeper.sessions(owner) if owner or i.id == here]

    def do(self, kind: str, number: int) -> tuple[Reply, ...]:
        """`kind` is sessions, open, erase or erase_sure; `number` counts from 1 in the list."""
        if kind == "sessions":
            return (Reply(self._listed()),)
        if not 0 < number <= len(self._infos):
            return (Reply(self._words.say("reports.none", number=number)),)
        info = self._infos[number - 1]
        if info.id == self._here:
            return (Reply(self._words.say("reports.here_already", number=number)),)
        name = self._name(info)
        if kind == "open":
            said = Reply(self._words.say("reports.opened", name=name))
            return tuple(replace(reply, session=info.id) for reply in (said, *self._keeper.resume(info.id)))
        if kind == "erase":
            return (Reply(self._words.say("reports.sure", name=name, number=number)),)
        self._keeper.delete(info.id)
        return (Reply(self._words.say("reports.erased", name=name)),)

    def _listed(self) -> str:
        say = self._words.say
        rows = [
            say(
                "reports.row",
                number=number,
                name=self._name(info),
                stage=say("reports.stage_drafted" if info.stage == "drafted" else "reports.stage_open"),
                day=info.updated[:10],
                mark=say("reports.here") if info.id == self._here else "",
            )
            for number, info in enumerate(self._infos, 1)
        ]
        return "\n".join((say("reports.head", count=len(rows)), *rows, say("reports.tail")))

    def _name(self, info: SessionInfo) -> str:
        basics = self._keeper.session(info.id).basics
        told = f"{basics.unit}{basics.topic}"
        return info.name or told or self._words.say("say.unnamed_topic")
