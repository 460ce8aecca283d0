"""From the parameters of a call to a formatted text."""

from __future__ import annotations

from typing import Any

from tests.telegram_api.formatting import entities, html_mode, markdown_mode
from tests.telegram_api.formatting.entities import Formatted
from tests.telegram_api.formatting.finding import with_found
from tests.telegram_api.refusals import bad_request

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
_MODES = {
    "html": html_mode.parse,
    "markdownv2": markdown_mode.parse_v2,
    "markdown": markdown_mode.parse_v1,
}


def read(text: str, parse_mode: str, given: Any, *, may_be_empty: bool = False) -> Formatted:
    """The text as it will stand in a message. Raises Refused for what Telegram refuses."""
    if len(text.encode("utf-8", "surrogatepass")) > 1 << 15:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if text and mode and mode != "none":
        if mode not in _MODES:
            raise bad_request("unsupported parse_mode")
        plain, found = _MODES[mode](text)
    else:
        plain, found = text, entities.given(given)
    return with_found(entities.tidy(plain, found, may_be_empty=may_be_empty))


def message_text(text: str, parse_mode: str, given: Any) -> Formatted:
    """1–4096 UTF-16 units after parsing."""
    if not text:
        raise bad_request("message text is empty")
    formatted = read(text, parse_mode, given)
    if formatted.length > MESSAGE_LIMIT:
        raise bad_request("message is too long")
    return formatted


def caption(text: str, parse_mode: str, given: Any) -> Formatted:
    """0–1024 UTF-16 units after parsing."""
    formatted = read(text, parse_mode, given, may_be_empty=True)
    if formatted.length > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted
