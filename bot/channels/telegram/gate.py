"""The one gate: who may use the bot, and how much. It covers messages, taps, files and voice alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from bot.channels.rates import Rate
from bot.channels.telegram.reading import Heard
from bot.errors import SettingsError
from bot.settings import Settings
from bot.store.telegram import Chat

# open: handle it · closed: not for this person · spent: enough for today · group: say where it can be done
# anonymous: the same, and why · silent: say nothing
Verdict = Literal["open", "closed", "spent", "group", "anonymous", "silent"]
GROUP_HINTS_MINUTE = 5
DAY_S = 86_400


class Gate:
    """For one process. Raises SettingsError where a list of ids is none."""

    def __init__(self, settings: Settings, today: Callable[[], date] = date.today) -> None:
        self._allowed = _ids("telegram_allowed", settings.telegram_allowed)
        self._admins = _ids("telegram_admins", settings.telegram_admins)
        self._daily = settings.telegram_daily
        self._today = today
        self._hinted = Rate(GROUP_HINTS_MINUTE, 60)
        self._told = Rate(1, DAY_S)

    @property
    def open_to_all(self) -> bool:
        return not self._allowed

    def judge(self, heard: Heard, chat: Chat | None) -> Verdict:
        """What becomes of an update. In groups only an invitation is ever said, and that a few times a minute."""
        if heard.kind in ("member", "other"):
            return "silent"
        if not heard.private:
            return self._in_group(heard) if heard.addressed and heard.kind != "tap" else "silent"
        if not self._allows(heard):
            return "closed"
        if chat is not None and chat.day == self._today().isoformat() and chat.used >= self._daily:
            return "spent" if chat.used == self._daily else "silent"
        return "open"

    def _in_group(self, heard: Heard) -> Verdict:
        """Who writes in the name of the group cannot be looked up in a list: that is said once a day, lest nobody know why it is silent."""
        if self._allows(heard):
            return "silent" if self._hinted.allow(str(heard.chat)) else "group"
        return "anonymous" if heard.anonymous and not self._told.allow(str(heard.chat)) else "silent"

    def _allows(self, heard: Heard) -> bool:
        return not self._allowed or bool({heard.user, heard.chat} & (self._allowed | self._admins))

    def is_admin(self, user: int) -> bool:
        return user in self._admins

    def counted(self, chat: Chat) -> Chat:
        """The chat with one more handled today."""
        today = self._today().isoformat()
        return replace(chat, day=today, used=chat.used + 1 if chat.day == today else 1)


def _ids(name: str, text: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in text.replace("，", ",").split(",") if part.strip())
    except ValueError:
        raise SettingsError("settings_bad_value", name=name, value=text) from None
