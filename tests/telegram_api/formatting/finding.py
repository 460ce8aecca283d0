"""What Telegram finds in a text by itself: @mentions, #hashtags, /commands, addresses."""

from __future__ import annotations

import re

from tests.telegram_api.formatting.entities import Entity, Formatted, ordered, utf16

_PATTERNS = (
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]{2,})+(?!\w)")),
    (
        "url",
        re.compile(
            r"(?<![\w@/.-])(?:https?://)?(?:[A-Za-z0-9-]+\.)+(?:com|org|net|cn|me|io|gov|edu|dev|app)(?::\d+)?(?:/[^\s，。、；）】》]*)?(?![\w@])"
        ),
    ),
)


def with_found(formatted: Formatted) -> Formatted:
    """The text with the entities Telegram adds. Those given by the sender come first; nothing is found in code or in links."""
    closed = [e for e in formatted.entities if e.type in ("pre", "code", "text_link", "text_mention")]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(formatted.text):
            offset = utf16(formatted.text[: match.start()])
            entity = Entity(kind, offset, utf16(match.group()))
            taken = [*closed, *found]
            if not any(e.offset < entity.end and entity.offset < e.end for e in taken):
                found.append(entity)
    return Formatted(formatted.text, tuple(ordered([*formatted.entities, *found])))
