"""Who takes part: people and bots."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_api.inbox import Inbox
    from tests.telegram_api.webhook import Webhook

_KEY = "AAF-emulated-token-of-no-real-bot_0"


@dataclass(eq=False)
class Account:
    id: int
    first_name: str
    username: str = ""
    last_name: str = ""
    language_code: str = ""
    is_bot: bool = False

    def json(self) -> dict[str, Any]:
        """A User object."""
        known = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{name: value for name, value in known.items() if value},
        }


# Stands for any administrator who writes anonymously (core.telegram.org/bots/api#message, `from`).
GROUP_ANONYMOUS = Account(1087968824, "Group", "GroupAnonymousBot", is_bot=True)


@dataclass(eq=False)
class PersonAccount(Account):
    """`started` holds the bots this person has opened, `blocked` those shut out."""

    started: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    deactivated: bool = False


@dataclass(eq=False)
class BotAccount(Account):
    """`can_read_all` is privacy mode switched off. `texts` holds name, description and short description by language."""

    can_read_all: bool = False
    can_join_groups: bool = True
    revoked: bool = False
    token: str = ""
    inbox: Inbox = field(init=False)
    webhook: Webhook | None = None
    poll: int = 0  # the number of the getUpdates that waits; a later one ends it
    polled: tuple[int, float] = (0, 0.0)  # offset and time of the last
    conflict_at: float = 0.0
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_bot = True
        self.token = self.token or f"{self.id}:{_KEY}"

    def me(self) -> dict[str, Any]:
        """What getMe says."""
        return {
            **self.json(),
            "can_join_groups": self.can_join_groups,
            "can_read_all_group_messages": self.can_read_all,
            "supports_inline_queries": False,
            "supports_guest_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }


class Numbers:
    """Identifiers of accounts and groups, in ranges as Telegram's."""

    def __init__(self) -> None:
        self.people = itertools.count(5_100_000_001)
        self.bots = itertools.count(7_200_000_001)
        self.groups = itertools.count(1)
