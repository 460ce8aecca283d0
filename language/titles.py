"""《》 titles and “” quotes: where they are, whole, also nested or left open."""

from __future__ import annotations

from typing import Literal

import msgspec

TitleKind = Literal["document", "quote"]

_PAIRS = {
    "《": ("》", "document"),
    "“": ("”", "quote"),
    "「": ("」", "quote"),
    "『": ("』", "quote"),
    "‘": ("’", "quote"),
}
_LONGEST = {"document": 120, "quote": 90}


class TitleSpan(msgspec.Struct, frozen=True):
    """[start, end) with its marks; `inner` is the text between them; `closed` is False where the closing mark is lost."""

    start: int
    end: int
    text: str
    kind: TitleKind
    closed: bool = True

    @property
    def inner(self) -> str:
        return self.text[1:-1] if self.closed else self.text[1:]


def find(text: str) -> list[TitleSpan]:
    """Every title and quote, outer ones before the ones they hold, in reading order.

    An opening mark without its closing one within the line ends at the next mark of the same sort, 。 or line end.
    """
    spans = []
    for position, character in enumerate(text):
        if character in _PAIRS:
            span = _span(text, position)
            if span is not None:
                spans.append(span)
    spans.extend(_straight(text))
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _span(text: str, start: int) -> TitleSpan | None:
    opener = text[start]
    closer, kind = _PAIRS[opener]
    depth = 0
    last = min(len(text), start + _LONGEST[kind])
    for position in range(start, last):
        character = text[position]
        if character == "\n":
            break
        if character == opener:
            depth += 1
        elif character == closer:
            depth -= 1
            if depth == 0:
                return _made(text, start, position + 1, kind)
    return _unclosed(text, start, last, closer, kind)


def _unclosed(text: str, start: int, last: int, closer: str, kind: str) -> TitleSpan | None:
    """A title whose closing mark is lost, or which a second opener doubles (“‘…”)."""
    for position in range(start + 1, last):
        if text[position] == closer:
            return _made(text, start, position + 1, kind)
        if text[position] in "\n。":
            return None if kind == "quote" else _made(text, start, position, kind, closed=False)
    return None


def _straight(text: str) -> list[TitleSpan]:
    """Quotes typed with the straight sign, in pairs within a line."""
    spans, opened = [], -1
    for position, character in enumerate(text):
        if character == "\n":
            opened = -1
        elif character == '"':
            if opened < 0:
                opened = position
            else:
                spans.append(_made(text, opened, position + 1, "quote"))
                opened = -1
    return spans


def _made(text: str, start: int, end: int, kind: str, closed: bool = True) -> TitleSpan:
    return TitleSpan(start, end, text[start:end], "document" if kind == "document" else "quote", closed)
