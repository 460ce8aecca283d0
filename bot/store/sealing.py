"""Words of users at rest: as they are, or sealed with keys that lie outside the database (Fernet: AES-128-CBC with HMAC-SHA256).

What is sealed carries a mark, so that rows from before and after a key was set stand side by side. Text that happens to begin like a mark
is kept behind one of its own. What is empty stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.errors import SettingsError

MARK = "\x01zj"
SEALED = MARK + "1:"
PLAIN = MARK + "0:"


class Seal:
    """`keys` as `new_key` makes them: the first one seals, every one opens. None: words are kept as they are. Raises SettingsError."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self.on = bool(keys)
        self._fernet = _fernet(keys) if keys else None

    def text(self, plain: str) -> str:
        """As it is kept."""
        if not plain:
            return plain
        if self._fernet is not None:
            return SEALED + str(self._fernet.encrypt(plain.encode("utf-8", "surrogatepass")).decode())
        return PLAIN + plain if plain.startswith(MARK) else plain

    def open(self, kept: str) -> str:
        """As it was said. Raises SettingsError where the key is missing or another one."""
        if kept.startswith(SEALED):
            return self._decrypted(kept[len(SEALED) :].encode()).decode("utf-8", "surrogatepass")
        return kept[len(PLAIN) :] if kept.startswith(PLAIN) else kept

    def data(self, plain: bytes) -> bytes:
        """Like `text`, for bytes."""
        if not plain:
            return plain
        if self._fernet is not None:
            return SEALED.encode() + bytes(self._fernet.encrypt(plain))
        return PLAIN.encode() + plain if plain.startswith(MARK.encode()) else plain

    def open_data(self, kept: bytes) -> bytes:
        """Like `open`, for bytes."""
        if kept.startswith(SEALED.encode()):
            return self._decrypted(kept[len(SEALED) :])
        return kept[len(PLAIN) :] if kept.startswith(PLAIN.encode()) else kept

    def _decrypted(self, token: bytes) -> bytes:
        from cryptography.fernet import InvalidToken

        if self._fernet is None:
            raise SettingsError("data_key_missing")
        try:
            return bytes(self._fernet.decrypt(token))
        except InvalidToken:
            raise SettingsError("data_key_wrong") from None


def new_key() -> str:
    """A fresh key: 32 random bytes in url-safe base64. Raises SettingsError where the package is missing."""
    try:
        from cryptography.fernet import Fernet
    except ModuleNotFoundError:
        raise SettingsError("data_key_package") from None
    return Fernet.generate_key().decode()


def _fernet(keys: Sequence[str]) -> Any:
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ModuleNotFoundError:
        raise SettingsError("data_key_package") from None
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise SettingsError("data_key_bad") from None
