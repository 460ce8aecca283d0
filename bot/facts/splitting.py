"""Cutting an answer into items (lines, list points, log entries), sentences and clauses, each with its place in the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from bot.facts.cleaning import line_key, tidy, tidy_log
from bot.wording import pattern

_LOG_DATE = re.compile(
    r"^\s*[-·*•>]?\s*(?P<date>(?:(?:20)?\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?(?:\s*[-—~至到]\s*(?:\d{1,2}[-/.月])?\d{1,2}[日号]?)?"
    r"|\d{1,2}[日号])(?=[\s（(周星,，:：]|[\u4e00-\u9fff])"
)
_LINE_MARK = re.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）、.．:：]\s*|[①-⑳]\s*|[-·*•]\s+)(?!\d)"
)
_HEADLINE = re.compile(r"^\s*[【\[#].{2,40}[】\]]\s*$|^\s*#{1,6}\s")
_MEASURE_AHEAD = "个名位人次场件家户份起处台辆块条项篇期本册套层组间栋座亩米元万千百斤吨公里度月日号点时分年天周节课%％.·/、"
_INLINE_NUMBER = re.compile(
    rf"(?:(?<=^)|(?<=[\s，,。；;：:！）)]))([1-9])\s*[、.．)）]?\s*(?![\d{_MEASURE_AHEAD}\s])"
)
_ORDINAL = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;：:]))(?:([一二三四五六七八九])(?:是|来|则)|第([一二三四五六七八九])(?:[、，,]|是|个是|块是|件))[，,：:]?"
)
_SENTENCE_END = "。！？!?；;\n"
_OPEN, _CLOSE = "（(《“‘「【[", "）)》”’」】]"


class Clause(msgspec.Struct, frozen=True):
    """A stretch between commas. `start`/`end` are offsets in the raw answer; `text` is tidied; `sentence` numbers the sentence."""

    start: int
    end: int
    text: str
    sentence: int


class Item(msgspec.Struct, frozen=True):
    """One line, list point or log entry. `date` as written at its head; `label` the user's short name for it."""

    clauses: tuple[Clause, ...]
    date: str = ""
    label: str = ""
    log: bool = False
    listed: bool = False


def items(raw: str) -> list[Item]:
    """The items of an answer in order; lines that repeat another, acknowledgements and headlines of a paste are left out."""
    found: list[Item] = []
    seen: set[str] = set()
    counter = iter(range(1_000_000))
    for start, end in _lines(raw):
        line = raw[start:end]
        key = line_key(line)
        if not key or (len(key) >= 8 and key in seen) or _HEADLINE.match(line):
            continue
        seen.add(key)
        if pattern("facts", "ack").fullmatch(tidy_log(_LOG_DATE.sub("", line, count=1))):
            continue
        found.extend(_items_of_line(raw, start, end, counter))
    return [item for item in found if item.clauses]


def _lines(raw: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\r\n]+", raw):
        if line[0].strip():
            yield line.span()


def _items_of_line(raw: str, start: int, end: int, counter: Iterator[int]) -> Iterator[Item]:
    logged = _LOG_DATE.match(raw[start:end])
    if logged:
        body = start + logged.end()
        yield Item(_clauses(raw, body, end, counter, log=True), date=logged["date"].strip(), log=True)
        return
    marked = _LINE_MARK.match(raw[start:end])
    if marked:
        yield Item(_clauses(raw, start + marked.end(), end, counter), listed=True)
        return
    points = _points(raw, start, end)
    if not points:
        yield Item(_clauses(raw, start, end, counter))
        return
    if points[0][0] > start:
        yield Item(_clauses(raw, start, points[0][0], counter))
    for point, following in zip(points, [*points[1:], (end, end)], strict=True):
        yield Item(_clauses(raw, point[1], following[0], counter), listed=True)


def _points(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of list markers within a line (1搞… 2 排… 3光…; 一是…二是…), if they count up from one and are at least two."""
    for marker in (_INLINE_NUMBER, _ORDINAL):
        points, expected = [], 1
        for found in marker.finditer(raw, start, end):
            digit = next(group for group in found.groups() if group)
            number = "一二三四五六七八九".find(digit) + 1 or int(digit)
            if number == expected:
                points.append(found.span())
                expected += 1
        if len(points) >= 2:
            return points
    return []


def _clauses(
    raw: str, start: int, end: int, counter: Iterator[int], *, log: bool = False
) -> tuple[Clause, ...]:
    found: list[Clause] = []
    sentence = next(counter)
    clean = tidy_log if log else tidy
    for a, b, closes in _cuts(raw, start, end):
        text = clean(raw[a:b])
        if text and re.search(r"[\w%]", text):
            found.append(Clause(a, b, text, sentence))
        if closes:
            sentence = next(counter)
    return tuple(found)


def _cuts(raw: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, ends a sentence) of each stretch between commas, dashes and meaningful spaces, brackets and quotes kept whole."""
    depth, at = 0, start
    for i in range(start, end):
        character = raw[i]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character == "\n":
            depth = 0
        if depth and i - at < 120:
            continue
        closes = character in _SENTENCE_END
        comma = character in "，," and not _between_digits(raw, i)
        gap = character in " \u3000\t—" and _space_cuts(raw, i, start, end)
        if closes or comma or gap:
            yield at, (i + 1 if character in "?？" else i), closes
            at = i + 1
    yield at, end, True


def _between_digits(raw: str, i: int) -> bool:
    """1,234 is one number."""
    return raw[i] == "," and raw[i - 1 : i].isdigit() and bool(re.match(r"\d{3}(?!\d)", raw[i + 1 : i + 5]))


def _space_cuts(raw: str, i: int, start: int, end: int) -> bool:
    """A space parts clauses between 汉字; it does not within a list of short words (卫生 纪律 礼仪) nor beside Latin words."""
    if raw[i] == "—":
        return True
    before = re.search(r"[^\s，,。；;！？\n]+$", raw[start:i])
    after = re.match(r"\s*([^\s，,。；;！？\n]+)", raw[i:end])
    if not before or not after:
        return False
    left, right = before[0], after[1]
    latin = re.compile(r"[A-Za-z0-9]")
    if latin.search(left[-1]) and latin.search(right[0]):
        return False
    return bool(re.search(r"\d", left + right)) or len(left) > 4 or len(right) > 4
