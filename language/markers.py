"""List and heading markers of Chinese official prose: 一、 （一） 1、 1. (1) 1） ① 一是 一要 第一， 首先， 其一， 第一章.

`match` reads the marker a text begins with; `inline` finds the markers of an enumeration that runs inside a paragraph.
A figure at the start is no marker (1.5万元, 14、5斤, 2023年, 三、四年级, 第一名, 一是一).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from language import numerals

Scheme = Literal[
    "chapter",  # 第一章 第二部分
    "cn",  # 一、
    "cn_paren",  # （一）
    "arabic",  # 1、 1. 1．
    "arabic_paren",  # (1) （1）
    "arabic_half",  # 1） 1)
    "circled",  # ①
    "cn_is",  # 一是
    "cn_must",  # 一要
    "cn_comes",  # 一来
    "ordinal",  # 第一，
    "sequence",  # 首先， 其次， 再次， 最后，
    "among",  # 其一，
    "bullet",  # ● • - *
]

# Schemes whose items also run on inside a paragraph: 一是…；二是…
INLINE: frozenset[Scheme] = frozenset(
    {"cn_is", "cn_must", "cn_comes", "ordinal", "sequence", "among", "circled", "arabic_paren"}
)

_CN = "一二三四五六七八九十百"
_SEQUENCE = {
    "首先": 1,
    "其次": 2,
    "再次": 3,
    "再者": 3,
    "第三步": 3,
    "此外": 4,
    "最后": 9,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """`text` as written, without white space behind it; `number` from 1 (0 = bullet); `length` = characters to skip."""

    text: str
    scheme: Scheme
    number: int
    length: int


_SPACE = r"[ \t\u3000\u00a0]*"
_BODIES: tuple[tuple[Scheme, str], ...] = (
    ("chapter", rf"第(?P<n>[{_CN}]{{1,3}}|\d{{1,2}})(?:章|部分|篇章)[：:、，]?"),
    ("cn_paren", rf"[（(]{_SPACE}(?P<n>[{_CN}]{{1,3}}){_SPACE}[）)][、，.．]?"),
    ("arabic_paren", rf"[（(]{_SPACE}(?P<n>\d{{1,2}}){_SPACE}[）)][、，.．]?"),
    ("cn", rf"(?P<n>[{_CN}]{{1,3}}){_SPACE}(?:、|[.．](?=\D))"),
    ("arabic", rf"(?P<n>\d{{1,2}}){_SPACE}(?:、|[.．](?![0-9０-９]))"),
    ("arabic_half", r"(?P<n>\d{1,2})[）)][、，]?"),
    ("circled", r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])[、.．]?"),
    ("cn_is", rf"(?P<n>[{_CN}]{{1,2}})是[：:]?"),
    ("cn_must", rf"(?P<n>[{_CN}]{{1,2}})要"),
    ("cn_comes", r"(?P<n>[一二三四五])(?:来|则)(?=[，,：:是])[，,：:]?"),
    ("ordinal", rf"第(?P<n>[{_CN}]{{1,2}})(?:[，,、：:]|是)"),
    ("among", rf"其(?P<n>[{_CN}]{{1,2}})(?:[，,、：:]|是)"),
    ("sequence", rf"(?P<n>{'|'.join(_SEQUENCE)})(?:[，,：:]|是)"),
    ("bullet", r"(?P<n>[●•■◆▪◇○★☆※►▶➤·]|-(?=[ \t\u4e00-\u9fff“])|[*+](?=[ \t]))"),
)
_RULES = tuple((scheme, re.compile(f"{_SPACE}(?P<all>{body}){_SPACE}")) for scheme, body in _BODIES)
# What follows "n、" in an approximate figure (14、5斤; 三、四年级) and not in a list (1、2月26日…: a date may begin item 1).
_NEXT = re.compile(rf"(?P<n>\d|[{_CN}])(?!\d|[、，。]|月\d)")


def match(text: str) -> Marker | None:
    """The marker `text` begins with (white space before it allowed and counted in `length`), or None."""
    for scheme, rule in _RULES:
        found = rule.match(text)
        if found is None:
            continue
        number = _number(found["n"])
        if number is None or _is_figure(scheme, number, text, found):
            continue
        return Marker(found["all"].rstrip(), scheme, number, found.end())
    return None


_RANKS: dict[Scheme, int] = {
    "chapter": 0,
    "cn": 1,
    "cn_paren": 2,
    "arabic": 3,
    "arabic_paren": 4,
    "arabic_half": 4,
    "circled": 5,
    "bullet": 7,
}


def rank(marker: Marker) -> int:
    """Customary depth of a scheme (GB/T 9704: 一、（一）1. (1)); 一是, 第一, 首先 … stand below the numerals."""
    return _RANKS.get(marker.scheme, 6)


def inline(text: str) -> list[tuple[int, Marker]]:
    """Offsets and markers of enumerations inside `text`: markers at the start of a clause that count up from the first.

    A lone 一是 or a 二是 without its 一是 stays out, unless it opens the text (its first item may be lost).
    """
    found: list[tuple[int, Marker]] = []
    for start in _starts(text):
        marker = match(text[start : start + 12])
        if marker is not None and marker.scheme in INLINE:
            found.append((start, marker))
    numbers: dict[Scheme, set[int]] = {}
    for _, marker in found:
        numbers.setdefault(marker.scheme, set()).add(marker.number)
    return [(start, m) for start, m in found if start == 0 or _in_series(m, numbers[m.scheme])]


def _starts(text: str) -> list[int]:
    """Where a clause may begin: the start, and behind 。；：，！？ and line ends."""
    return [0, *(m.end() for m in re.finditer(r"[。；;：:，！？!?\n][”’]?\s*", text))]


def _in_series(marker: Marker, numbers: set[int]) -> bool:
    if marker.scheme == "sequence":
        return 1 in numbers and len(numbers) > 1
    return bool({marker.number - 1, marker.number + 1} & numbers)


def _number(numeral: str) -> int | None:
    if numeral in _SEQUENCE:
        return _SEQUENCE[numeral]
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    if numeral.isdigit():
        return int(numeral) or None
    if all(c in _CN for c in numeral):
        return _chinese(numeral)
    return 0  # a bullet


def _chinese(numeral: str) -> int | None:
    """十二 → 12, 二十 → 20; markers do not reach 百."""
    number = numerals.value(numeral)
    return None if number is None or number >= 100 or "百" in numeral else int(number)


def _is_figure(scheme: Scheme, number: int, text: str, found: re.Match[str]) -> bool:
    """Whether the "marker" is the head of a figure or an idiom: 14、5斤; 三、四年级; 一是一，二是二."""
    rest = text[found.end() :]
    if scheme in ("cn", "arabic") and found["all"].endswith("、"):
        following = _NEXT.match(rest)
        return following is not None and _number(following["n"]) == number % 10 + 1
    if scheme == "arabic_paren":
        return rest.startswith("班")
    if scheme == "cn_is":
        return rest[:1] == found["n"] or (rest[:1] == "否")
    return False
