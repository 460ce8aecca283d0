"""Which topic of the interview a fact belongs to, when it was said under another."""

from __future__ import annotations

import re

from bot.wording import table


def topic_of(text: str, asked: str) -> str:
    """The topic `text` belongs to: the one asked, unless words of another betray it and none of the asked one's keep it.

    Under 补充 (or no topic) anything that betrays a topic moves there.
    """
    topics = table("topics", "config")
    own = topics.get(asked, {}).get("own", [])
    if any(re.search(expression, text) for expression in own):
        return asked
    for name, entry in topics.items():
        if name != asked and any(re.search(expression, text) for expression in entry.get("words", [])):
            return name
    return asked or "主要工作"
