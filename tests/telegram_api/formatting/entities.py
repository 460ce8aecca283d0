"""Entities of a text: their order, their nesting, and what is left of them once the text is cleaned and trimmed. Offsets are UTF-16 units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from tests.telegram_api.refusals import bad_request

# Rank of a type among entities that begin and end together: the outermost first.
_RANK = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
_FOUND = 50  # what Telegram finds by itself: mentions, hashtags, commands, addresses
FOUND_BY_TELEGRAM = (
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
)
GIVEN = tuple(_RANK)
_VERBATIM = ("pre", "code")


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True)
class Entity:
    """One MessageEntity. `extra` holds url, language, user, custom_emoji_id, as in the API."""

    type: str
    offset: int
    length: int
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    def json(self) -> dict[str, Any]:
        return {"offset": self.offset, "length": self.length, "type": self.type, **self.extra}


@dataclass(frozen=True)
class Formatted:
    """A text and its entities, in order."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        return utf16(self.text)

    def of(self, entity: Entity) -> str:
        """The part of the text an entity covers."""
        return slice_utf16(self.text, entity.offset, entity.length)


def slice_utf16(text: str, offset: int, length: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def ordered(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e.offset, -e.length, _RANK.get(e.type, _FOUND)))


_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")


def tidy(text: str, entities: list[Entity], *, may_be_empty: bool = False) -> Formatted:
    """The text as Telegram keeps it: control characters out, ends trimmed, entities clipped to it. Raises when nothing is left."""
    text, entities = _cleaned(text, entities)
    kept = text.rstrip()
    first = min((e.offset for e in entities), default=len(kept))
    lead = 0
    while lead < min(first, len(kept)) and kept[lead] in " \n":
        lead += 1
    kept = kept[lead:]
    end = utf16(kept)
    clipped = [
        replace(e, offset=e.offset - lead, length=min(e.length, end - (e.offset - lead)))
        for e in entities
        if e.offset - lead < end
    ]
    if not kept.strip("\u200b\u200c\u200d\u2060\ufeff\u00a0 \n"):
        if not may_be_empty:
            raise bad_request("text must be non-empty")
        return Formatted("")
    return Formatted(kept, tuple(_nested([e for e in clipped if e.length > 0])))


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = _CONTROL.sub(" ", text)
    gone = [utf16(text[: match.start()]) for match in _DROPPED.finditer(text)]
    if not gone:
        return text, entities

    def moved(position: int) -> int:
        return position - sum(place < position for place in gone)

    shifted = [replace(e, offset=moved(e.offset), length=moved(e.end) - moved(e.offset)) for e in entities]
    return _DROPPED.sub("", text), [e for e in shifted if e.length > 0]


def _nested(entities: list[Entity]) -> list[Entity]:
    """Entities that neither cross nor stand in code; crossing ones are cut at the border of the outer one."""
    kept: list[Entity] = []
    waiting = ordered(entities)
    while waiting:
        entity = waiting.pop(0)
        around = [e for e in kept if e.offset <= entity.offset < e.end]
        if any(e.type in _VERBATIM for e in around):
            continue
        cut = min((e.end for e in around), default=entity.end)
        if cut < entity.end:
            waiting = ordered([*waiting, replace(entity, offset=cut, length=entity.end - cut)])
            entity = replace(entity, length=cut - entity.offset)
        if entity not in kept and not any(e.type == entity.type for e in around):
            kept.append(entity)
    return ordered(kept)


def given(value: Any) -> list[Entity]:
    """Entities a bot passes by itself (the parameter `entities`). Types that Telegram finds alone are ignored, as there."""
    if not isinstance(value, list):
        return []
    found = []
    for raw in value:
        if not isinstance(raw, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind = raw.get("type")
        if not isinstance(raw.get("offset"), int) or not isinstance(raw.get("length"), int):
            missing = "offset" if not isinstance(raw.get("offset"), int) else "length"
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{missing}\"")
        if kind in FOUND_BY_TELEGRAM:
            continue
        if kind not in GIVEN:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        for name in ("offset", "length"):
            if not 0 <= raw[name] <= 1_000_000:
                raise bad_request(f"receive an entity with incorrect {name} {raw[name]}")
        extra = {name: raw[name] for name in ("url", "language", "user", "custom_emoji_id") if name in raw}
        found.append(Entity(str(kind), raw["offset"], raw["length"], extra))
    return found
