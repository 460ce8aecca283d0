"""The error tree. Whatever a user can cause or cure is a `UserError` and names its fix; anything else is a bug.

    ZongjieError
    ├── UserError            shown as it is, one line; CLI exit status 2
    │   ├── InputError       a file or text that cannot be used
    │   ├── SettingsError    a setting that cannot be used
    │   │   └── SettingsFaults   all of them at once
    │   └── NotFoundError    a session, sample or draft that is not there
    ├── StoreError           the database refuses; translated at the border of bot.store
    │   ├── SequenceConflict another writer appended first: reload and replay
    │   ├── LeaseLost        another process has taken over this draft
    │   └── StoreUnavailable the database cannot be reached or written now
    └── ModelError           the model endpoint failed; the offline writer takes over

Errors carry a message key and values, so that every channel can say them in its language (`prompts/messages.*.toml`).
"""

from __future__ import annotations

from collections.abc import Sequence


class ZongjieError(Exception):
    """Root of every error this project raises on purpose."""


class UserError(ZongjieError):
    """Something the user can put right. `key` names a message in `prompts/messages.*.toml`; `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key}({listed})"


class InputError(UserError):
    """A file or a text that cannot be used as it is."""


class SettingsError(UserError):
    """A setting with a value that cannot be used."""


class SettingsFaults(SettingsError):
    """Every setting that cannot be used, each with its own message."""

    def __init__(self, faults: Sequence[SettingsError]) -> None:
        super().__init__("settings_faults", count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "; ".join(map(str, self.faults))


class NotFoundError(UserError):
    """A session, sample or draft that does not exist."""


class StoreError(ZongjieError):
    """The database refused. Raised only by bot.store."""


class SequenceConflict(StoreError):
    """Another writer appended to this session first: reload, replay, try again."""


class LeaseLost(StoreError):
    """Another process has taken over the draft one was writing, or it is not wanted any more."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or written just now."""


class ModelError(ZongjieError):
    """The model endpoint failed in a way that more waiting will not cure."""
