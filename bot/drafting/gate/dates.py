"""Dates, periods, festivals, clock times and rhythms: each as the facts or the basics have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.claims import Claim, same_festival
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import dates, numerals

# A report speaks of its own time without saying so first.
_OWN_TIME = re.compile(
    r"(?:今年|本年度?|当年|全年|年[初内中底末]|本月|当月|本季度|[本这]个?学[期年]|近[日期]|日前|目前为止|当[天日晚]|次日|翌日|同年)(?:以来|底|末|初)?"
)
_RHYTHM = re.compile(r"每(?:两|半)?(?:个)?(天|日|晚|周|星期|月|季度?|年|学期)([一二三四五六日天]?)")
_RHYTHM_SAID = {
    "天": "[每一][天日]|天天|日常|每一天|日日",
    "日": "[每一][天日]|天天|每一天|日日",
    "晚": "每晚|天天晚",
    "周": "[每一](?:个)?(?:周|星期|礼拜)|周周",
    "星期": "[每一](?:个)?(?:周|星期|礼拜)|周周",
    "月": "每个?月|月月|[按逐]月|一个月",
    "季": "[每一按](?:个)?季|季季",
    "季度": "[每一按](?:个)?季|季季",
    "年": "每年|年年|一年",
    "学期": "[每一](?:个)?学期",
}
_CLOCK = re.compile(
    r"(上午|下午|中午|晚上|晚|傍晚|夜间|凌晨|次日|早上)?(\d{1,2}|[一二三四五六七八九十两]{1,3})(?:[:：](\d{2})|[点时](半|[一三]刻|\d{1,2}(?=分)|整)?)"
)

_MONTH = re.compile(r"(?:\d{4}|-)-\d{2}")


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `date`."""
    for claim in seen.claims:
        if claim.kind == "date" and (not _carried(seen, claim) or _another_month(seen, claim)):
            yield seen.finding(
                "date", claim.text, seen.evidence.shown(claim.near) if seen.rests_on_facts else ""
            )


def _carried(seen: Seen, claim: Claim) -> bool:
    text = claim.text
    if _OWN_TIME.fullmatch(text) or text in seen.evidence.words:
        return True
    if rhythm := _RHYTHM.fullmatch(text):
        weekday = (
            rf"|(?:周|星期|礼拜){rhythm[2] or '[一二三四五六日天]'}" if rhythm[1] in ("周", "星期") else ""
        )
        said = weekday[1:] if rhythm[2] else _RHYTHM_SAID[rhythm[1]] + weekday
        return bool(re.search(said, seen.evidence.words))
    if re.search(r"[点时:：]", text) and "月" not in text:
        return bool(_clock(text)) and any(
            _clock(given.text) == _clock(text) for given in seen.evidence.of("date")
        )
    if not _is_iso(claim.key):
        return any(claim.key == given.key for given in _given(seen)) or _said_otherwise(seen, text)
    if _ends_given(claim.key, seen) or _is_next_or_last_year(claim.key, seen):
        return True
    return any(_fits(claim.key, given.key, seen) for given in _given(seen)) or _is_period(claim.key, seen)


def _another_month(seen: Seen, claim: Claim) -> bool:
    """通报9月点评 on 9月2日 where the facts speak of the one of 8月: a month alone that only a day carries, while a given month is unsaid."""
    if not _MONTH.fullmatch(claim.key) or not seen.rests_on_facts:
        return False
    months = [given.key for given in seen.evidence.of("date") if _MONTH.fullmatch(given.key)]
    if not months or any(_fits(claim.key, given, seen) for given in months):
        return False
    said = [other.key for other in seen.claims if other.kind == "date"]
    return any(
        not any(_parts(key)[1] == _parts(given)[1] for key in said if _is_iso(key)) for given in months
    )


def _given(seen: Seen) -> tuple[Claim, ...]:
    return (*seen.evidence.of("date"), *(c for c in seen.evidence.basics.claims if c.kind == "date"))


def _is_iso(key: str) -> bool:
    return bool(re.match(r"\d{4}|-", key))


def _said_otherwise(seen: Seen, text: str) -> bool:
    """六一儿童节 for 六一; 上半年 where the period is one."""
    words = seen.evidence.words
    core = re.sub(r"(?:期间|前后|前夕|当天|假期|节|国际|的|[前后])", "", text)
    if core and core in words:
        return True
    if any(name in words for name in same_festival(text)):
        return True
    return text.endswith("半年") and _half(seen) == text[-3:]


def _half(seen: Seen) -> str:
    start, end = seen.book.basics.basics.start, seen.book.basics.basics.end
    if start[5:7] == "01" and end[5:7] == "06":
        return "上半年"
    return "下半年" if start[5:7] == "07" and end[5:7] == "12" else ""


def _fits(said: str, given: str, seen: Seen) -> bool:
    """Every part said (year, month, day) is the one given; a year may also come from the period of the report."""
    basics = seen.book.basics.basics
    full = dates.resolve(given.lstrip("明去前上年"), basics.start, basics.end)
    sides, others = said.split("/"), full.split("/")
    if len(sides) != len(others):
        return False
    return all(covers(other, side) for side, other in zip(sides, others, strict=True))


def _ends_given(key: str, seen: Seen) -> bool:
    """4月16日至5月16日 where the facts have 从4月16日开到5月16日."""
    return "/" in key and all(
        any(_fits(end, given.key, seen) for given in _given(seen)) for end in key.split("/")
    )


def _is_next_or_last_year(key: str, seen: Seen) -> bool:
    """2025年 in a report on 2024 whose facts speak of 明年."""
    start = seen.book.basics.basics.start
    if not (len(key) == 4 and key.isdigit() and start[:4].isdigit()):
        return False
    words = {1: "明年", -1: "[去上]年", -2: "前年"}.get(int(key) - int(start[:4]))
    return words is not None and re.search(words, seen.evidence.words) is not None


def covers(given: str, said: str) -> bool:
    """2024-02-26 covers --02-26, --02 and 2024; --02-26 does not cover 2024-02-26."""
    parts, mine = _parts(given), _parts(said)
    return all(part is None or part == other for part, other in zip(mine, parts, strict=True))


def _parts(iso: str) -> tuple[int | None, int | None, int | None]:
    if iso.startswith("---"):
        return None, None, int(iso[3:] or 0)
    year = int(iso[:4]) if iso[:4].isdigit() else None
    rest = re.findall(r"\d{2}", iso[4:] if year else iso)
    month = int(rest[0]) if rest else None
    return year, month, int(rest[1]) if len(rest) > 1 else None


def _is_period(key: str, seen: Seen) -> bool:
    """The period of the report, or the year it lies in."""
    basics = seen.book.basics.basics
    if not basics.start or not basics.end:
        return False
    if "/" in key:
        left, right = key.split("/")[:2]
        return covers(basics.start, left) and covers(basics.end, right)
    return (len(key) == 4 and key in (basics.start[:4], basics.end[:4])) or (
        covers(basics.start, key) and covers(basics.end, key)
    )


def _clock(text: str) -> tuple[tuple[float, float], ...]:
    """Hours and minutes: 晚上7点半 and 19:30 are the same."""
    found = []
    for part, hour, minutes, spoken in _CLOCK.findall(text):
        value = numerals.value(hour) or 0.0
        value += 12 if part in ("下午", "晚上", "晚", "傍晚") and value < 12 else 0
        found.append((value, float(minutes) if minutes else _minutes(spoken)))
    return tuple(found)


def _minutes(spoken: str) -> float:
    known = {"半": 30.0, "一刻": 15.0, "三刻": 45.0, "整": 0.0, "": 0.0}
    return known[spoken] if spoken in known else float(spoken)
