"""parse_mode HTML, as strict as Telegram: the tags it knows, its four named references, every tag closed in order. Offsets in errors are bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.telegram_api.formatting.entities import Entity
from tests.telegram_api.formatting.links import link
from tests.telegram_api.refusals import Refused, bad_request

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = (*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x(?P<hex>[0-9A-Fa-f]+)|#(?P<dec>[0-9]+)|(?P<name>[A-Za-z]+));?")
_SPACE = b" \t\r\n\v\f"
_NAME = re.compile(rb"[^\s>]*")
_ATTRIBUTE = re.compile(rb"[^\s=>/\"']*")
_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")


def _refused(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")


def unescape(raw: bytes) -> str:
    """Text with references resolved; what is no reference of Telegram's stays as it stands."""

    def one(match: re.Match[bytes]) -> bytes:
        if match["name"]:
            char = _NAMED.get(match["name"])
            return match[0] if char is None else char.encode()
        digits = match["hex"] or match["dec"]
        code = int(digits, 16 if match["hex"] else 10)
        whole = match[0].rstrip(b";")
        if code == 0 or code >= 0x10FFFF or len(whole) >= 10 or 0xD800 <= code <= 0xDFFF:
            return match[0]
        return chr(code).encode()

    return _REFERENCE.sub(one, raw).decode("utf-8", "replace")


@dataclass
class _Open:
    name: str
    argument: str
    offset: int
    begin: int  # characters of the result before it


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source.encode("utf-8", "surrogatepass")
        self.position = 0
        self.parts: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.found: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            sign = self.source.find(b"<", self.position)
            end = len(self.source) if sign < 0 else sign
            self._text(self.source[self.position : end])
            self.position = end
            if sign >= 0:
                if self.source[sign + 1 : sign + 2] == b"/":
                    self._end(sign)
                else:
                    self._start(sign)
        if self.open:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.parts), self.found

    def _text(self, raw: bytes) -> None:
        text = unescape(raw)
        self.parts.append(text)
        self.units += len(text) + sum(char > "\uffff" for char in text)

    def _skip_space(self) -> None:
        while self.position < len(self.source) and self.source[self.position] in _SPACE:
            self.position += 1

    def _peek(self) -> bytes:
        return self.source[self.position : self.position + 1]

    def _match(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self.source, self.position)
        found = match[0] if match else b""
        self.position += len(found)
        return found

    def _start(self, begin: int) -> None:
        self.position = begin + 1
        name = self._match(_NAME).decode("utf-8", "replace").lower()
        if not self._peek():
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        if name not in TAGS:
            raise _refused(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == b">":
                break
            argument = self._attribute(name, begin) or argument
        self.position += 1
        if name == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(name, argument, self.units, len("".join(self.parts))))

    def _attribute(self, tag: str, begin: int) -> str:
        """The attribute's value where it counts for the tag, else ""."""
        name = self._match(_ATTRIBUTE).decode("utf-8", "replace")
        if not name:
            raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if self._peek() != b"=":
            if not self._peek():
                raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return "1" if (tag, name) == ("blockquote", "expandable") else ""
        self.position += 1
        self._skip_space()
        if not self._peek():
            raise _refused(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value()
        if not self._peek():
            raise _refused(f"Unclosed start tag at byte offset {begin}")
        return _argument(tag, name, value)

    def _value(self) -> str:
        quote = self._peek()
        if quote not in (b'"', b"'"):
            begin = self.position
            token = self._match(_TOKEN).decode().lower()
            if self._peek() and self._peek() not in (b">", *(bytes([c]) for c in _SPACE)):
                raise _refused(f"Unexpected end of name token at byte offset {begin}")
            return token
        end = self.source.find(quote, self.position + 1)
        end = len(self.source) if end < 0 else end
        value = unescape(self.source[self.position + 1 : end])
        self.position = end + 1
        return value

    def _end(self, begin: int) -> None:
        if not self.open:
            raise _refused(f"Unexpected end tag at byte offset {begin}")
        self.position = begin + 2
        name = self._match(_NAME).decode("utf-8", "replace").lower()
        self._skip_space()
        if self._peek() != b">":
            raise _refused(f"Unclosed end tag at byte offset {begin}")
        self.position += 1
        started = self.open.pop()
        if name and name != started.name:
            raise _refused(
                f'Unmatched end tag at byte offset {begin}, expected "</{started.name}>", found "</{name}>"'
            )
        if self.units > started.offset:
            self._close(started)

    def _close(self, tag: _Open) -> None:
        length = self.units - tag.offset
        last = self.found[-1] if self.found else None
        same = last is not None and (last.offset, last.length) == (tag.offset, length)
        if tag.name in _SIMPLE:
            self._add(_SIMPLE[tag.name], tag)
        elif tag.name == "a":
            target = link(tag.argument or "".join(self.parts)[tag.begin :])
            if target:
                self._add(target[0], tag, **target[1])
        elif tag.name == "pre":
            language = last.extra.get("language") if last and same and last.type == "code" else None
            if language:
                self.found.pop()
                self._add("pre", tag, language=language)
            else:
                self._add("pre", tag)
        elif tag.name == "code":
            if last and same and last.type == "pre" and tag.argument:
                self.found.pop()
                self._add("pre", tag, language=tag.argument)
            else:
                self._add("code", tag, **({"language": tag.argument} if tag.argument else {}))
        elif tag.name == "blockquote":
            self._add("expandable_blockquote" if tag.argument else "blockquote", tag)
        elif tag.name == "tg-emoji":
            if not tag.argument.isdigit() or int(tag.argument) == 0:
                raise _refused("Invalid custom emoji identifier specified")
            self._add("custom_emoji", tag, custom_emoji_id=tag.argument)

    def _add(self, kind: str, tag: _Open, **extra: object) -> None:
        self.found.append(Entity(kind, tag.offset, self.units - tag.offset, dict(extra)))


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "format")):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value[len("language-") :]
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value[len("tg-") :]
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def parse(source: str) -> tuple[str, list[Entity]]:
    """(text, entities). Raises Refused with Telegram's words and the byte offset of the fault."""
    text, found = _Reader(source).read()
    plain = [
        Entity("code", e.offset, e.length) if e.type == "code" and e.extra else e for e in found
    ]  # a language counts inside <pre> only
    return text, plain
