"""Which addresses a link may have."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

_USER = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)", re.IGNORECASE)
_EMOJI = re.compile(r"tg:(?://)?emoji\?(?:.*&)?id=(\d+)", re.IGNORECASE)


def checked(url: str) -> str:
    """The address as Telegram keeps it, or "" where it makes no link of it (a link without a dot in its host, or of another scheme)."""
    if url.lower().startswith(("tg:", "ton:")):
        return url
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme.lower() not in ("http", "https") or port == 0:
        return ""
    if ("." not in host and ":" not in host) or re.search(r"\s", url):
        return ""
    return whole if parts.path or parts.query else f"{whole}/"


def link(url: str) -> tuple[str, dict[str, Any]] | None:
    """(entity type, its fields) for a link in formatted text, None where the link is dropped."""
    user = _USER.fullmatch(url)
    if user:
        return "text_mention", {"user": {"id": int(user[1])}}
    kept = checked(url)
    return ("text_link", {"url": kept}) if kept else None


def custom_emoji(url: str) -> str | None:
    match = _EMOJI.fullmatch(url)
    return match[1] if match else None
