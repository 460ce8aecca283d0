"""Days told from the day of speaking, where nothing is left to guess: 昨天, 上周三, 上个月初 → the day, if it lies in the period. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from bot.model import Basics, Value
from language import numerals

_WEEK = "一二三四五六日天"
_BACK = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_NOT_FORWARD = r"(?!来|往|前后|后|起|开始|然|头条)"
_DAY = re.compile(
    rf"(?P<day>大前|前|昨|今)(?:天|日|晚上?|早上?|儿)(?P<part>上午|下午|晚上|一早|夜里)?{_NOT_FORWARD}"
)
_WEEKDAY = re.compile(
    rf"(?P<ups>上{{1,2}}|这|本)(?:个|一)?(?:周|星期|礼拜)(?P<which>[{_WEEK}]){_NOT_FORWARD}"
)
_MONTH = re.compile(
    r"(?P<month>上个?|这个|本)月(?:份)?(?:的)?"
    r"(?:(?P<number>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]|(?P<part>初|中旬|底|末|上旬|下旬))"
)
_AGO = re.compile(r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})天(?:以)?前")


_Reader = Callable[[re.Match[str], date], tuple[date, str] | None]


class Day(Value, frozen=True):
    """What was said and the day it is, as a report writes it (5月3日, 4月底)."""

    said: str
    day: str


def resolved(text: str, today: date | None, basics: Basics) -> tuple[str, tuple[Day, ...]]:
    """`text` with its relative days in figures, and which they are. What falls outside the period, or ahead of today, stays as said."""
    if today is None:
        return text, ()
    found: list[Day] = []
    for form, reader in _READERS:
        text = form.sub(partial(_put, reader=reader, today=today, basics=basics, found=found), text)
    return text, tuple(found)


def _put(match: re.Match[str], reader: _Reader, today: date, basics: Basics, found: list[Day]) -> str:
    told = reader(match, today)
    if told is None or told[0] > today or not _within(told[0], basics):
        return match[0]
    found.append(Day(match[0], told[1]))
    return told[1]


def _within(day: date, basics: Basics) -> bool:
    """In the period, by months; a period without a year cannot tell."""
    month = f"{day:%Y-%m}"
    start, end = basics.start[:7], (basics.end or basics.start)[:7]
    return len(start) == 7 and start[0] != "-" and start <= month <= end


def _spelt(day: date, part: str = "") -> tuple[date, str]:
    return day, f"{day.month}月{day.day}日{part}"


def _near(match: re.Match[str], today: date) -> tuple[date, str]:
    evening = "晚" if "晚" in match[0] else ""
    return _spelt(today - timedelta(days=_BACK[match["day"]]), match["part"] or evening)


def _weekday(match: re.Match[str], today: date) -> tuple[date, str]:
    weeks = 0 if match["ups"] in "这本" else len(match["ups"])
    monday = today - timedelta(days=today.weekday() + 7 * weeks)
    return _spelt(monday + timedelta(days=min(_WEEK.index(match["which"]), 6)))


def _month(match: re.Match[str], today: date) -> tuple[date, str] | None:
    first = today.replace(day=1)
    if match["month"].startswith("上"):
        first = (first - timedelta(days=1)).replace(day=1)
    if match["part"]:
        return first, f"{first.month}月{match['part']}"
    try:
        return _spelt(first.replace(day=int(numerals.value(match["number"]) or 0)))
    except ValueError:  # 上个月31号 of a short month
        return None


def _ago(match: re.Match[str], today: date) -> tuple[date, str]:
    return _spelt(today - timedelta(days=int(numerals.value(match["count"]) or 0)))


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_DAY, _near),
    (_WEEKDAY, _weekday),
    (_MONTH, _month),
    (_AGO, _ago),
)


def day_of(iso: str) -> date | None:
    """The day of an ISO date; None for a month, a range or a day without a year."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
