"""Which pages and which addresses may use the server: deny by default. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from bot.errors import SettingsError
from bot.settings import Settings

_LOCAL = ("localhost", "127.0.0.1", "::1")


class Origins:
    """The allow-list. A browser's own page is known by its Origin being the address asked for, which must itself be trusted:
    an IP address, localhost or `public_url`. So a name that an attacker points here (DNS rebinding) is no way in.
    """

    def __init__(self, settings: Settings) -> None:
        self.public = _origin(settings.public_url, "public_url") if settings.public_url else ""
        listed = (part.strip() for part in settings.origins.split(","))
        self.foreign = tuple(_origin(part, "origins") for part in listed if part)

    def trusts_host(self, host: str) -> bool:
        """Whether requests may be addressed to `host` (a Host header)."""
        name = _name(host)
        return bool(name) and (name in _LOCAL or _is_address(name) or name == _name(_host(self.public)))

    def allows(self, origin: str, host: str) -> bool:
        """Whether a page of `origin` may speak to this server, asked for as `host`."""
        return self.is_foreign(origin) or self._is_own(origin, host)

    def is_foreign(self, origin: str) -> bool:
        """Whether it is one of the listed pages elsewhere: it gets CORS headers."""
        return origin in self.foreign

    def ancestors(self) -> str:
        """The value of frame-ancestors: who may show our pages in a frame."""
        return " ".join(self.foreign) or "'none'"

    def _is_own(self, origin: str, host: str) -> bool:
        if self.public and origin == self.public:
            return True
        return self.trusts_host(host) and origin in (f"http://{host}", f"https://{host}")


def _origin(text: str, name: str) -> str:
    """scheme://host[:port] of an address. Raises SettingsError."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
        raise SettingsError("settings_bad_value", name=name, value=text)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _host(origin: str) -> str:
    return urlsplit(origin).netloc


def _name(host: str) -> str:
    """The host without its port: [::1]:80 → ::1; "" where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` can be reached from this machine alone."""
    return host in _LOCAL or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
