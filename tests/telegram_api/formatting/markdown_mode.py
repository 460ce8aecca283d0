"""parse_mode MarkdownV2 and the older Markdown. In MarkdownV2 every special character outside an entity must be escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.telegram_api.formatting.entities import Entity
from tests.telegram_api.formatting.links import custom_emoji, link
from tests.telegram_api.refusals import Refused, bad_request

_SPECIAL = b"_*[]()~`>#+-=|{}.!\n"
_MARKS = {  # longest first: mark → entity
    b"||": "spoiler", b"__": "underline", b"_": "italic", b"*": "bold", b"~": "strikethrough", b"[": "text_link", b"![": "custom_emoji",
}  # fmt: skip
_ENDS = {
    "bold": b"*", "strikethrough": b"~", "spoiler": b"||", "underline": b"__", "code": b"`", "pre": b"```", "text_link": b"]", "custom_emoji": b"]",
}  # fmt: skip
_SHOWN = {  # how Telegram names an entity in its errors
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough", "spoiler": "Spoiler", "code": "Code",
    "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip
_FENCE = re.compile(rb"```(?:(?P<language>[^\s`]+)(?=\s))?(?:\r\n|\n\r|\n|\r)?")


def _refused(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")


@dataclass
class _Open:
    type: str
    offset: int
    byte: int
    begin: int  # bytes of the result before it
    language: str = ""


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source.encode("utf-8", "surrogatepass")
        self.at = 0
        self.out = bytearray()
        self.units = 0
        self.open: list[_Open] = []
        self.found: list[Entity] = []
        self.line_start = True

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._step()
        self._end_quote_at_the_end()
        if self.open:
            raise self._no_end(self.open[-1])
        return self.out.decode("utf-8", "replace"), self.found

    def _step(self) -> None:
        char = self.source[self.at]
        after = self.source[self.at + 1 : self.at + 2]
        if char == ord("\\") and after and 0 < after[0] <= 126:
            self._put(after)
            self.at += 2
            return
        verbatim = bool(self.open) and self.open[-1].type in ("code", "pre")
        if char not in (b"`" if verbatim else _SPECIAL):
            self._put(bytes([char]))
            self.at += 1
        elif self._ends():
            self._close()
        else:
            self._begin()

    def _put(self, raw: bytes) -> None:
        self.out += raw
        first = raw[0]
        if first & 0xC0 != 0x80:
            self.units += 2 if first >= 0xF0 else 1
            if first != ord("\r"):
                self.line_start = first == ord("\n")

    def _here(self, mark: bytes) -> bool:
        return self.source.startswith(mark, self.at)

    def _quoting(self) -> bool:
        return any(entity.type == "blockquote" for entity in self.open)

    def _ends(self) -> bool:
        if not self.open:
            return False
        if self._quoting() and self._here(b"\n") and self.source[self.at + 1 : self.at + 2] != b">":
            return True
        kind = self.open[-1].type
        if kind == "italic":
            return self._here(b"_") and not self._here(b"__")
        return kind in _ENDS and self._here(_ENDS[kind])

    def _begin(self) -> None:
        if self._here(b"\n"):
            self._put(b"\n")
            self.at += 1
            return
        if self._here(b">") and self.line_start:
            if not self._quoting():
                self.open.append(_Open("blockquote", self.units, self.at, len(self.out)))
            self.at += 1
            return
        if self._here(b"```"):
            fence = _FENCE.match(self.source, self.at)
            assert fence
            language = (fence["language"] or b"").decode("utf-8", "replace")
            self.open.append(_Open("pre", self.units, self.at, len(self.out), language))
            self.at = fence.end()
            return
        if self._here(b"`"):
            self.open.append(_Open("code", self.units, self.at, len(self.out)))
            self.at += 1
            return
        mark = next((m for m in sorted(_MARKS, key=len, reverse=True) if self._here(m)), None)
        if mark is None:
            char = chr(self.source[self.at])
            raise _refused(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self.open.append(_Open(_MARKS[mark], self.units, self.at, len(self.out)))
        self.at += len(mark)

    def _close(self) -> None:
        if self._quoting() and self._here(b"\n"):
            self._close_quote()
            return
        entity = self.open.pop()
        if entity.type in ("text_link", "custom_emoji"):
            self._close_link(entity)
            return
        self.at += len(_ENDS.get(entity.type, b"_"))
        self._add(entity.type, entity, {"language": entity.language} if entity.language else {})

    def _close_quote(self) -> None:
        kind = self._quote_kind()
        self._put(b"\n")
        self.line_start = True
        self.at += 1
        self._add(kind, self.open.pop(), {})

    def _quote_kind(self) -> str:
        """A quotation whose last line ends with || can be expanded."""
        last = self.open[-1]
        kind = "blockquote"
        if last.type == "spoiler" and self.source[last.byte : self.at].rstrip(b"\r") == b"||":
            self.open.pop()
            kind = "expandable_blockquote"
        if self.open[-1].type != "blockquote":
            raise self._no_end(self.open[-1])
        return kind

    def _end_quote_at_the_end(self) -> None:
        if self._quoting():
            kind = self._quote_kind()
            self._add(kind, self.open.pop(), {})

    def _close_link(self, entity: _Open) -> None:
        self.at += 1
        url = self.out[entity.begin :].decode("utf-8", "replace")
        if self._here(b"("):
            url = self._address()
        elif entity.type == "custom_emoji":
            raise _refused("The entity must contain a tg://emoji or tg://time URL")
        if entity.type == "custom_emoji":
            emoji = custom_emoji(url)
            if emoji is None:
                raise _refused("Invalid tg://emoji or tg://time URL specified")
            self._add("custom_emoji", entity, {"custom_emoji_id": emoji})
            return
        target = link(url)
        if target:
            self._add(target[0], entity, target[1])

    def _address(self) -> str:
        begin = self.at + 1
        match = re.compile(rb"\(((?:\\[\x01-\x7e]|[^)])*)\)").match(self.source, self.at)
        if not match:
            raise _refused(f"Can't find end of a URL at byte offset {begin}")
        self.at = match.end()
        return re.sub(rb"\\([\x01-\x7e])", rb"\1", match[1]).decode("utf-8", "replace")

    def _add(self, kind: str, entity: _Open, extra: dict[str, Any]) -> None:
        if self.units > entity.offset:
            self.found.append(Entity(kind, entity.offset, self.units - entity.offset, extra))

    def _no_end(self, entity: _Open) -> Refused:
        shown = "PreCode" if entity.language else _SHOWN[entity.type]
        return _refused(f"Can't find end of {shown} entity at byte offset {entity.byte}")


def parse_v2(source: str) -> tuple[str, list[Entity]]:
    """(text, entities) of MarkdownV2. Raises Refused with Telegram's words."""
    return _Reader(source).read()


_V1_ENTITY = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?P<pre>.*?)```|`(?P<code>[^`]*)`|_(?P<italic>[^_]*)_|\*(?P<bold>[^*]*)\*"
    r"|\[(?P<label>[^\]]*)\](?:\((?P<url>[^)]*)\))?|(?P<open>[_*`\[])",
    re.DOTALL,
)


def parse_v1(source: str) -> tuple[str, list[Entity]]:
    """(text, entities) of the older Markdown: no nesting, an entity left open is an error."""
    out: list[str] = []
    found: list[Entity] = []
    units = position = 0

    def put(text: str) -> None:
        nonlocal units
        out.append(text)
        units += len(text) + sum(char > "\uffff" for char in text)

    for match in _V1_ENTITY.finditer(source):
        put(source[position : match.start()])
        position = match.end()
        if match["escaped"]:
            put(match["escaped"])
            continue
        if match["open"]:
            byte = len(source[: match.start()].encode())
            raise _refused(f"Can't find end of the entity starting at byte offset {byte}")
        offset = units
        kind = next(name for name in ("pre", "code", "italic", "bold", "label") if match[name] is not None)
        put(match[kind].removeprefix("\n") if kind == "pre" else match[kind])
        target = link(match["url"] or match["label"]) if kind == "label" else (kind, {})
        if target and units > offset:
            found.append(Entity(target[0], offset, units - offset, target[1]))
    put(source[position:])
    return "".join(out), found
