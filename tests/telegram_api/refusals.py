"""What the Bot API says when it will not do a thing: code, description and, for some, parameters."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """An answer with `ok: false`; `parameters` as in ResponseParameters (retry_after in seconds, migrate_to_chat_id)."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refused:
    """400; the first letter of the reason is lowered as Telegram does, unless it begins a name in capitals."""
    plain = len(reason) < 2 or not (reason[1] == "_" or reason[1].isupper())
    return Refused(400, f"Bad Request: {reason[:1].lower() + reason[1:] if plain else reason}")


def forbidden(reason: str) -> Refused:
    return Refused(403, f"Forbidden: {reason}")


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def conflict(reason: str) -> Refused:
    return Refused(409, f"Conflict: {reason}")


def flood(retry_after: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
