"""Characters, sentences and clauses of Chinese prose: pure functions over str; spans are (start, end) offsets into the argument."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

Offsets = tuple[int, int]

_OPEN = dict(zip("“‘《〈（(【〔「『[", "”’》〉）)】〕」』]", strict=True))
_SENTENCE_END = "。！？；!?;"
_TRAILERS = "”’》〉）)】〕」』"
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
# Chinese punctuation that NFKC would turn into ASCII, or that carries meaning here (（3）班, １２：３０ keep their look).
_KEPT = frozenset("，。！？；：（）【】《》〈〉“”‘’、…—～〔〕「」『』￥")
_LONGEST_QUOTE = 200


def normalise(text: str) -> str:
    """`text` with digits, letters and symbols in their plain form and invisible characters removed; newlines and 、，。 stay.

    ＬＥＤ１２％ → LED12%; zero-width, bidi and control characters vanish; CRLF → LF; a tab or exotic space → one space.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(_plain(character) for character in plain)


def _plain(character: str) -> str:
    if character == "\n" or " " <= character <= "~" or character in _KEPT:
        return character
    if "\u4e00" <= character <= "\u9fff":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    if category in _DROPPED_CATEGORIES:
        return ""
    if (
        category == "No" or character in "㎡㎥㎞℃‰×"
    ):  # ① is a list marker; ² and unit signs users know by sight
        return character
    folded = unicodedata.normalize("NFKC", character)
    return character if " " in folded else folded


def is_hanzi(character: str) -> bool:
    """Whether `character` is a Chinese ideograph (〇 included)."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character == "〇"


def nows(text: str) -> str:
    """`text` without any white space."""
    return "".join(text.split())


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters within the words of `text`; none reaches across white space (ab cde → ab cd de)."""
    return frozenset(a + b for word in text.split() for a, b in pairwise(word))


def sentences(text: str) -> list[Offsets]:
    """Spans of sentences, final mark and closing quotes included, outer white space not; never split inside quotes or brackets."""
    return _split(text, _SENTENCE_END)


def clauses(text: str) -> list[Offsets]:
    """Spans of clauses: sentences split again at ， and , (not inside a number such as 12,600)."""
    return _split(text, _SENTENCE_END + "，,")


def _split(text: str, marks: str) -> list[Offsets]:
    spans: list[Offsets] = []
    start = position = 0
    guarded = _guarded(text)
    while position < len(text):
        character = text[position]
        if character == "\n":
            _append(spans, text, start, position)
            start = position + 1
        elif character in marks and not guarded[position] and not _inside_number(text, position):
            position = _past_trailers(text, position, marks)
            _append(spans, text, start, position + 1)
            start = position + 1
        position += 1
    _append(spans, text, start, len(text))
    return spans


def _guarded(text: str) -> bytearray:
    """1 for every character inside a balanced pair of quotes or brackets on one line; unbalanced ones guard nothing."""
    flags = bytearray(len(text))
    stack: list[tuple[str, int]] = []
    for position, character in enumerate(text):
        if character == "\n":
            stack.clear()
        elif character in _OPEN:
            stack.append((_OPEN[character], position))
        elif any(closer == character for closer, _ in stack):
            while stack and stack[-1][0] != character:
                stack.pop()
            _, opened = stack.pop()
            if not stack and position - opened <= _LONGEST_QUOTE:
                flags[opened:position] = b"\x01" * (position - opened)
    return flags


def _past_trailers(text: str, position: int, marks: str) -> int:
    while position + 1 < len(text) and text[position + 1] in _TRAILERS + marks:
        position += 1
    return position


def _inside_number(text: str, position: int) -> bool:
    return (
        text[position] == ","
        and text[position - 1 : position].isdigit()
        and text[position + 1 : position + 4].isdigit()
        and len(text[position + 1 : position + 4]) == 3
    )


def _append(spans: list[Offsets], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def shown_size(number: int) -> str:
    """A number of bytes as people say it: 20 MB, 512 KB."""
    return f"{number >> 20} MB" if number >= 1 << 20 else f"{number >> 10} KB"
