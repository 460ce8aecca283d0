"""Which topic of the interview a fact belongs to, when it was said under another."""

from __future__ import annotations

import re
from functools import cache

from bot.wording import table


@cache
def _pattern(topic: str, key: str) -> re.Pattern[str] | None:
    listed = table("topics", "config").get(topic, {}).get(key, [])
    return re.compile("|".join(f"(?:{expression})" for expression in listed)) if listed else None


def _betrays(topic: str, key: str, text: str) -> bool:
    found = _pattern(topic, key)
    return bool(found and found.search(text))


def topic_of(text: str, asked: str) -> str:
    """The topic `text` belongs to: the one asked, unless words of another betray it and none of the asked one's keep it.

    A topic yields to those of its `yields` even where its own words stand. Under 补充 (or no topic) anything that betrays a topic
    moves there.
    """
    topics = table("topics", "config")
    for name in topics.get(asked, {}).get("yields", []):
        if name in topics and _betrays(name, "words", text):
            return str(name)
    if _betrays(asked, "own", text):
        return asked
    for name in topics:
        if name != asked and _betrays(name, "words", text):
            return name
    return asked or "主要工作"
