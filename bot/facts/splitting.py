"""Cutting an answer into items (lines, list points, log entries), sentences and clauses, each with its place in the raw text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from bot.facts import tables, ticks
from bot.facts.chats import Speakers
from bot.facts.cleaning import line_key, tidy, tidy_log, without_speaker
from bot.wording import pattern
from language import numerals

_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_DATE = (
    rf"(?:(?:(?:20)?\d{{2}}[-/.年])?{_MONTH}[-/.月]{_DAY}[日号]?"
    rf"(?:\s*[-—–~～至到]+\s*(?:{_MONTH}[-/.月])?{_DAY}[日号]?)?|{_DAY}[日号])"
)
_WEEKDAY = r"(?:\s*[(（]?(?:周|星期|礼拜)?[一二三四五六日天][)）]?(?=[\s,，:：]|$))?"
# A number before a measure is no date (3.6公里), nor is a furnace (3号炉).
_NO_DATE = (
    r"(?![万亿千百%％元米吨亩斤度条件人名户家次个倍成分点]|公里|公斤|平方|k[mgVW])"
    r"(?:(?<!号)|(?![炉楼线机院井门店房车岗台馆厂库]))"
)
_LOG_HEAD = re.compile(
    rf"^\s*[-·*•>]?\s*(?P<date>{_DATE}){_NO_DATE}{_WEEKDAY}(?=[\s（(周星,，:：]|[\u4e00-\u9fff]|$)"
)
# 7/1 挂牌3个 8/15 演练: another entry in the same line.
_NEXT_DAY = re.compile(rf"(?<=[ \u3000])(?P<date>{_MONTH}[/月]{_DAY}[日号]?)[ \u3000]+(?=[\u4e00-\u9fff])")
_SET_APART = re.compile(r"[ \t\u3000:：]|[(（周星]")  # what follows the date of a lone log line
_LINE_MARK = re.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）、.．:：]\s*|[①-⑳]\s*|[-·*•]\s+)(?!\d)"
    r"(?![一二三四五六七八九十]{1,2}(?:[号季年班组队月期楼栋区级环段厂站所库]|车间|[中大支]队|小区))"  # 五、六年级: two of a row
)
_HEADLINE = re.compile(r"^\s*[【\[#].{2,40}[】\]]\s*$|^\s*#{1,6}\s")
_MEASURE_AHEAD = "个名位人次场件户家份起处台辆块条项篇期本册套层组间栋座亩米元万千百斤吨公里度月日号点时分年天周节课%％.．·/、"
_INLINE_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;：:！）)]))([1-9])"
    rf"(?:\s*[、.．)）]\s*(?![\d\s])|[ \u3000]+(?![\d\s个名次场户%％×])|(?![\d{_MEASURE_AHEAD}\s×xX*+:：—~-]))"
)
_SIGNED = re.compile(r"[、.．)）]")
_ORDINAL = re.compile(
    r"(?:(?<=^)|(?<=[\s，,。；;：:]))"
    r"(?:([一二三四五六七八九])(?:是|来|则)|第([一二三四五六七八九])(?:[、，,]|是|个是|块是|件|个(?=[\u4e00-\u9fff]{2})(?![季月星小学年节阶])))[，,：:]?"
)
_BEFORE_FIGURES = re.compile(r"(?:(?<=^)|(?<=[。；;：:\n]))\s*([1-9])[.．]\s*(?=[\u4e00-\u9fff\d])")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.．、]\s*(?=\S)")
_CIRCLED = re.compile(r"([①-⑨])\s*")
_LEAD_IN = re.compile(
    r"[\u4e00-\u9fff]{0,8}[:：]\s*|(?:\d{1,2}月份?|明年|下半年|下个?(?:月|季度|学期)|[一二三四]季度|20\d\d年?)[，,：:]?\s*"
)
_SENTENCE_END = "。！？!?；;\n"
_OPEN, _CLOSE = "（(《“‘「【[", "）)》”’」】]"
_LONGEST_BRACKET = 120
_LONGEST_CLAUSE = 240  # characters: beyond it nothing is read as one clause, which bounds what junk can cost
_LONGEST_ACK = 40
_TERSE = 12  # characters: sentences shorter than this say one thing together (救出2人。疏散30余人。)


class Clause(msgspec.Struct, frozen=True):
    """A stretch between commas. `start`/`end` are offsets in the raw answer; `text` is tidied; `sentence` numbers the sentence.

    `breath` numbers what was said in one breath: a sentence, or several terse ones in a row.
    """

    start: int
    end: int
    text: str
    sentence: int
    breath: int = 0


class Item(msgspec.Struct, frozen=True):
    """One line, list point, log entry or row of a table. `date` as written at its head."""

    clauses: tuple[Clause, ...]
    date: str = ""
    log: bool = False
    listed: bool = False
    row: bool = False


def items(raw: str) -> list[Item]:
    """The items of an answer in order; lines that repeat another, acknowledgements and headlines of a paste are left out."""
    found: list[Item] = []
    seen: set[str] = set()
    counter = iter(range(1_000_000))
    lines = list(_lines(raw))
    counted = _counted(raw, lines)
    pasted = sum(bool(_LOG_HEAD.match(raw[start:end])) for start, end in lines if start not in counted) >= 2
    listed = tables.rows(raw, lines)
    speaking = Speakers(raw[start:end] for start, end in lines)
    for start, end in lines:
        line = raw[start:end]
        if start in listed:
            found.extend(_item_of_row(listed[start], counter))
            continue
        if speaking.heads(line):
            continue
        key = line_key(line)
        if not key or (len(key) >= 8 and key in seen) or _HEADLINE.match(line):
            continue
        seen.add(key)
        if start in counted:
            found.append(Item(_ticked(raw, counted[start], end, counter), listed=True))
            continue
        logged = _log_head(line, pasted=pasted)
        shift = speaking.length(line, logged.end() if logged else 0)
        body = line[(logged.end() if logged else 0) + shift :]
        if len(body) <= _LONGEST_ACK and pattern("facts", "ack").fullmatch(without_speaker(tidy_log(body))):
            continue
        if logged is None and speaking.day:
            body_items = (Item(_clauses(raw, start + shift, end, counter, log=True), speaking.day, log=True),)
            found.extend(body_items)
            continue
        found.extend(_items_of_line(raw, start if logged else start + shift, end, counter, logged, shift))
    return [item for item in found if item.clauses]


def _lines(raw: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\r\n]+", raw):
        if line[0].strip():
            yield line.span()


def _counted(raw: str, lines: list[tuple[int, int]]) -> dict[int, int]:
    """Lines that count up from one and whose number might be read as part of a date or figure (2.3月… behind 1.活动…): start → end of
    the number. Where each number is followed by a digit they are days of a log, or figures."""
    marks: list[tuple[int, int]] = []
    sure = False
    for start, end in lines:
        mark = _NUMBERED.match(raw, start, end)
        if mark is None or int(mark[1]) != len(marks) + 1:
            continue
        marks.append((start, mark.end()))
        sure = sure or not raw[mark.end() : mark.end() + 1].isdigit()
    return dict(mark for mark in marks if raw[mark[1]].isdigit()) if sure and len(marks) >= 2 else {}


def _log_head(line: str, *, pasted: bool) -> re.Match[str] | None:
    """The date that heads a log entry. A lone line is one only where its date stands apart and no other date follows."""
    found = _LOG_HEAD.match(line)
    if found is None or pasted:
        return found
    rest = line[found.end() :]
    apart = _SET_APART.match(rest) and not re.search(r"\d{1,2}月", rest)
    return found if apart else None


def _items_of_line(
    raw: str, start: int, end: int, counter: Iterator[int], logged: re.Match[str] | None, shift: int = 0
) -> Iterator[Item]:
    if logged:
        heads = [(start + logged.end() + shift, start, logged["date"].strip())]
        heads += [(f.end(), f.start(), f["date"]) for f in _NEXT_DAY.finditer(raw, heads[0][0], end)]
        for (body, _, date), (_, following, _) in zip(heads, [*heads[1:], (end, end, "")], strict=True):
            yield Item(_clauses(raw, body, following, counter, log=True), date=date, log=True)
        return
    marked = _LINE_MARK.match(raw[start:end])
    points = _points(raw, start, end)
    alike = points and all(_SIGNED.search(raw[a:b]) for a, b in points)
    if marked and not (alike and not raw[start : points[0][0]].strip()):
        yield Item(_ticked(raw, start + marked.end(), end, counter), listed=True)
        return
    if not points:
        yield Item(_clauses(raw, start, end, counter))
        return
    if points[0][0] > start and not _LEAD_IN.fullmatch(raw, start, points[0][0]):
        yield Item(_clauses(raw, start, points[0][0], counter))
    for point, (until, _) in zip(points, [*points[1:], (end, end)], strict=True):
        yield Item(_clauses(raw, point[1], until, counter), listed=True)


_TICK = re.compile(r"\[(?P<mark>[ xX✓√]?)\]\s*")


def _ticked(raw: str, start: int, end: int, counter: Iterator[int]) -> tuple[Clause, ...]:
    """The clauses of a list point; behind an open box of a to-do list stands what is only planned."""
    box = _TICK.match(raw, start)
    clauses = _clauses(raw, box.end() if box else start, end, counter)
    if box is None or box["mark"].strip() or not clauses:
        return clauses
    return (msgspec.structs.replace(clauses[0], text=f"打算{clauses[0].text}"), *clauses[1:])


def _item_of_row(row: tables.Row | None, counter: Iterator[int]) -> Iterator[Item]:
    """A row of a table says one thing: its pieces share a sentence."""
    if row is not None:
        sentence = next(counter)
        pieces = tuple(Clause(p.start, p.end, tidy(p.text), sentence, sentence) for p in row.pieces)
        yield Item(pieces, row=True)


def _points(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of list markers within a line (1搞… 2 排… 3光…; 一是…二是…), if they count up from one and are at least two.

    Of several ways of counting the one that goes furthest: before a figure (3.9月底前…) a number is seen by one of them only.
    """
    best: list[tuple[int, int]] = []
    for marker in (_INLINE_NUMBER, _ORDINAL, _CIRCLED, _BEFORE_FIGURES):
        points, expected = [], 1
        for found in marker.finditer(raw, start, end):
            digit = next(group for group in found.groups() if group)
            if numerals.value(digit) == expected:
                points.append(found.span())
                expected += 1
        if len(points) >= 2 and (marker is not _BEFORE_FIGURES or _numbers_points(raw, points)):
            best = max(best, points, key=len)
    return best


def _numbers_points(raw: str, points: list[tuple[int, int]]) -> bool:
    """1.15年以上的…；2.人手不够: a point, and no decimal, if another is followed by a word."""
    return any(not raw[end : end + 1].isdigit() for _, end in points)


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
    return _breathed(found)


def _breathed(clauses: list[Clause]) -> tuple[Clause, ...]:
    """The clauses with their breath: terse sentences that follow one another share one."""
    length: dict[int, int] = {}
    for clause in clauses:
        length[clause.sentence] = length.get(clause.sentence, 0) + len(clause.text)
    breaths: dict[int, int] = {}
    before: int | None = None
    for sentence, size in length.items():
        joins = before is not None and size <= _TERSE and length[before] <= _TERSE
        breaths[sentence] = breaths[before] if joins and before is not None else sentence
        before = sentence
    return tuple(msgspec.structs.replace(clause, breath=breaths[clause.sentence]) for clause in clauses)


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
        if i - at >= _LONGEST_CLAUSE:
            yield at, i, False
            at = i
        if depth and i - at < _LONGEST_BRACKET:
            continue
        closes = character in _SENTENCE_END
        comma = (character == "…" and raw[i + 1 : i + 2] != "…") or (
            character in "，," and not _between_digits(raw, i)
        )
        gap = character in " \u3000\t—" and _space_cuts(raw, i, start, end)
        if closes or comma or gap:
            yield at, (i + 1 if character in "?？" else i), closes
            at = i + 1
    yield at, end, True


def _between_digits(raw: str, i: int) -> bool:
    """1,234 is one number."""
    return raw[i] == "," and raw[i - 1 : i].isdigit() and bool(re.match(r"\d{3}(?!\d)", raw[i + 1 : i + 5]))


_WORD_BEFORE = re.compile(r"[^\s，,。；;！？\n]+$")
_WORD_AFTER = re.compile(r"\s*([^\s，,。；;！？\n]+)")
_LATIN = re.compile(r"[A-Za-z0-9]")
_DENYING = "不没未"  # what opens with it says something by itself
_ANOTHER_DAY = re.compile(r"\d{1,2}(?:/\d{1,2}|月\d{1,2}[日号]?)(?!\d)[\u4e00-\u9fff]")
_FAR = 40  # characters looked at on either side of a space


def _space_cuts(raw: str, i: int, start: int, end: int) -> bool:
    """A space parts clauses between 汉字; it does not within a list of short words (防火 防盗 防汛) nor beside Latin words."""
    if raw[i] == "—":
        return not (raw[i - 1 : i].isdigit() and raw[i + 1 : i + 2].isdigit())
    before = _WORD_BEFORE.search(raw[max(start, i - _FAR) : i])
    after = _WORD_AFTER.match(raw[i : min(end, i + _FAR)])
    if not before or not after:
        return False
    left, right = before[0], after[1]
    if left[-1] in ticks.MARKS or right[0] in ticks.MARKS:
        return False
    if right[0] in _DENYING:
        return True
    if _ANOTHER_DAY.match(right):
        return True
    if _LATIN.search(left[-1]) and _LATIN.search(right[0]):
        return False
    return bool(re.search(r"\d", left + right)) or len(left) > 4 or len(right) > 4
