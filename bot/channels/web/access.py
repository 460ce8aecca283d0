"""Who asks: bearer tokens, codes to go on elsewhere, and how often each may ask. Tokens never stand in an address or a log."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from datetime import datetime

from bot.channels.guessing import Guesses
from bot.channels.rates import Rate
from bot.channels.web.problems import Problem
from bot.model import Value
from bot.settings import Settings
from bot.store.access import AccessRows, Grant
from bot.store.quotas import Quota, Quotas

PREFIX = "zj_"
OWNER = "web:"
KNOWN_S = 60  # a token that was looked up is believed for so long before the database is asked again
MOST_KNOWN = 20_000
DAY_S = 86_400
_CODES = 1_000_000


class Visitor(Value, frozen=True):
    """Somebody with a good token. `expires` is in seconds since 1970."""

    token: str
    owner: str
    expires: int


class Access:
    """Blocking calls: from a worker thread."""

    def __init__(self, settings: Settings, rows: AccessRows, quotas: Quotas) -> None:
        self._settings = settings
        self._rows = rows
        self._known: dict[str, tuple[Grant, float]] = {}
        self._per_token = Rate(settings.rate_token, 60)
        self._quotas = quotas
        self._guesses = Guesses(quotas, settings.rate_codes)
        self.streams: Counter[str] = Counter()

    # ------------------------------------------------------------------ tokens

    def remembered(self, authorization: str) -> Visitor | None:
        """Who a request is from, if that was looked up a moment ago; asks no database. Raises Problem `unauthorized`, `rate_limited`."""
        token = _token(authorization)
        grant = self._remembered(token, int(time.time()))
        if grant is None:
            return None
        _limited(self._per_token, grant.owner)
        return Visitor(token, grant.owner, grant.expires)

    def visitor(self, authorization: str) -> Visitor:
        """Who a request is from. Raises Problem `unauthorized`, `rate_limited`."""
        token = _token(authorization)
        grant = self._grant(token)
        if grant is None:
            raise Problem("unauthorized", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        _limited(self._per_token, grant.owner)
        return Visitor(token, grant.owner, grant.expires)

    def new_person(self, address: str, code: str = "") -> Visitor:
        """A new owner with a token. Raises Problem `rate_limited`; `access_code` where one is asked for and `code` is another."""
        if self._settings.access == "code":
            self._admit(address, code)
        if wait := self._quotas.take((Quota(f"new {address}", self._settings.rate_new),)):
            raise _too_fast(wait)
        return self._issue(OWNER + secrets.token_urlsafe(12))

    def _admit(self, address: str, code: str) -> None:
        right = secrets.compare_digest(code.encode(), self._settings.access_code.encode())
        guess = code and not right
        if wait := self._guesses.begin(address) if guess else self._guesses.wait(address):
            raise _too_fast(wait)
        if not right:
            raise Problem("access_code")

    def forget(self, owner: str) -> None:
        self._rows.forget(owner)
        self._known = {token: known for token, known in self._known.items() if known[0].owner != owner}

    def _issue(self, owner: str) -> Visitor:
        token, expires = PREFIX + secrets.token_urlsafe(32), self._expiry()
        self._rows.add_token(token, owner, expires)
        return Visitor(token, owner, expires)

    def _remembered(self, token: str, now: int) -> Grant | None:
        grant, until = self._known.get(token, (None, 0.0))
        return grant if grant is not None and time.monotonic() < until and grant.expires > now else None

    def _grant(self, token: str) -> Grant | None:
        now = int(time.time())
        if (known := self._remembered(token, now)) is not None:
            return known
        grant = self._rows.token(token, now)
        if grant is None:
            self._known.pop(token, None)
            return None
        if (
            grant.expires < self._expiry() - DAY_S
        ):  # used again: good for the whole time anew, written once a day
            grant = Grant(grant.owner, self._expiry())
            self._rows.extend(token, grant.expires)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = (grant, time.monotonic() + KNOWN_S)
        return grant

    def _expiry(self) -> int:
        return int(time.time()) + self._settings.token_days * DAY_S

    # ------------------------------------------------------------------ codes

    def code(self, visitor: Visitor, session: str) -> tuple[str, int]:
        """A code by which another device joins, and when it runs out."""
        now = int(time.time())
        grant = Grant(visitor.owner, now + self._settings.code_minutes * 60, session)
        while True:
            code = f"{secrets.randbelow(_CODES):06d}"
            if self._rows.add_code(code, grant, now):
                return code, grant.expires

    def join(self, code: str, address: str) -> tuple[Visitor, str]:
        """A token of its own for the person who made the code, and the session. Raises Problem `code_wrong`, `rate_limited`."""
        if wait := self._guesses.begin(address):
            raise _too_fast(wait)
        grant = self._rows.take_code(code, int(time.time()))
        if grant is None:
            raise Problem("code_wrong")
        self._guesses.right(address)
        return self._issue(grant.owner), grant.session


def _token(authorization: str) -> str:
    """The token of a header. Raises Problem `unauthorized`."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > 100:
        raise Problem("unauthorized", headers={"WWW-Authenticate": "Bearer"})
    return token


def shown_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")


def _limited(rate: Rate, key: str) -> None:
    if wait := rate.allow(key):
        raise _too_fast(wait)


def _too_fast(wait: int) -> Problem:
    return Problem("rate_limited", headers={"Retry-After": str(wait)}, seconds=wait)
