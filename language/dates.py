"""Dates, periods, festivals and clock times as people write them, whole: 四月至6月, 8月x日, 1-11月份, 22:00-次日2:00.

`iso` follows `bot.model.Fact.dates`: 2024-02-26, --02-26 (no year), --03/--05 (range), ---12 (day only), "" where it stays relative.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from language import numerals

DateKind = Literal["date", "range", "period", "relative", "festival", "clock"]


class DateSpan(msgspec.Struct, frozen=True):
    """[start, end) of `text`; `iso` "" where nothing resolvable was said."""

    start: int
    end: int
    text: str
    iso: str
    kind: DateKind


# A blank that stands for a number: 20__年, 8月x日, xx年.
_BLANK = r"(?:[_＿]{1,4}|[xX×Ｘｘ*＊〇○□]{1,4})"
_SEP = r"\s?(?:至|到|[-－—–~～]{1,2})\s?"
_CN_DAY = r"(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][〇零○一二三四五六七八九]{{3}}|(?:19|20){_BLANK}|(?<!\d)\d{{2}}(?=年\d{{1,2}}月)|{_BLANK})年度?"
_MONTH = (
    r"(?:(?<![\d.])(?:1[0-2]|0?[1-9])|(?<![一二三四五六七八九十几数个])(?:十[一二]?|[一二三四五六七八九])|(?<!\w)"
    + _BLANK
    + r")月"
)
_DAY = rf"(?:3[01]|[12]\d|0?[1-9]|{_CN_DAY}|{_BLANK})"
_PART = r"(?:上中旬|中下旬|上旬|中旬|下旬|月?初|月?底|月?末|中(?=[，,、。]))"
_REL_YEAR = r"(?:去年|前年|今年|明年|本年度?|当年|上年度?|下年度?|同年|全年)"
# 6月3号炉, 2号主变: a number of a thing, no day.
_THING = r"(?:号(?:炉|楼|线|机|井|院|门|主变|车间|仓|库|台(?!风)|桥|站|变))"
# A bare 15号 is a day where the text ends, parts or goes on with when, who or what was done; before a noun (2号秤, 3号坝) it counts a thing.
DAY_HAO = (
    r"号(?=$|[\s，,。；;：:、/）)~～—\-至到]|上午|下午|中午|傍晚|凌晨|当[天日晚]|那天|以[前后来]|之[前后]|前后"
    r"|[晚早夜前后起开召举办组去来检巡抽排查培训赶下发给请对由和跟与为搞做弄进走送参完接带领被把从就又还也都已才在我全有是又上交报出]"
    r"|[雨雪晴阴](?![伞衣棚靴]))(?!楼|院|线|门|机|井|房|车|炉|岗|台(?!风)|站|检修[口井]|上[游行]|下[游行水]|出[入水]?口|进[水出]?口|排[水污]|送水|开关|交[通换])"
)
_MEASURE_AHEAD = rf"(?![\d.%％个次人名户份场件篇期万千百余多]|{_THING})"
_DAY_PART = rf"(?:{_DAY}(?!{_THING})[日号]|{_DAY}(?:、{_DAY})*(?!{_THING})[日号]|(?:3[01]|[12]\d|0?[1-9])(?!\d){_MEASURE_AHEAD})"
_MONTH_DAY = rf"(?:{_MONTH}份?(?:{_DAY_PART}|{_PART})?)"
_POINT = rf"(?:(?:{_YEAR}|{_REL_YEAR})\s?(?:的)?{_MONTH_DAY}|{_MONTH_DAY})"
_BARE_MONTH = r"(?<![\d.])(?:1[0-2]|0?[1-9])"
_HALF = (
    r"(?:上半年|下半年|前?第?[一二三四]个?季度|前[一二三]季度|第?[1-4]季度|年初|年中|年底|年末|年终|春季|夏季|秋季|冬季|"
    r"第[一二12]学期|上学期|下学期)"
)
_SCHOOL_YEAR = rf"(?:19|20)\d{{2}}(?:年)?{_SEP}(?:(?:19|20)\d{{2}}|\d{{2}})学年度?(?:的?{_HALF})?"
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天](?![次场期个轮遍节堂篇条回年月日])"

_FESTIVAL = (
    r"(?:(?:正月|腊月|大年|农历\w{1,2}月)(?:初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)|春节|元宵节?|清明节?|端午节?|中秋节?|重阳节?|(?<![王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾雷蒋沈])国庆节?|元旦|除夕|腊八节?|七夕|冬至|小年|(?<![零一二三四五六七八九十百千万亿之])(?:五一|六一|七一|八一|十一|三八|五四)"
    r"(?:(?:国际)?(?:劳动|儿童|建党|建军|国庆|妇女|青年)?节|(?=[，,。、期前后当搞办组开去慰活假长的]))|劳动节|儿童节|妇女节|青年节|建党节|建军节|教师节|护士节|植树节|母亲节|父亲节|"
    r"(?:世界|国际|全国)[\u4e00-\u9fff]{1,6}[日周月](?=[，,。、期前后当开活组的宣\s]|$)|春运|暑运)"
    r"(?:期间|前后|前夕|[前后](?!来)|当天|假期|长假|小长假)?"
)

_RELATIVE = (
    rf"(?:{_REL_YEAR}(?:的)?{_HALF}?(?:以来)?|{_HALF}|本季度|上季度|下季度|[这本上下]个?学期|本学年|[本上下这]个?月[初中底末]?(?!报)|"
    r"月[初底末]|[本上下这每]?周末|上半月|下半月|寒假|暑假|双休日|昨[天晚日]|今[天晚日早]|明[天晚日]|前天|后天|当[天日晚]|次日|翌日|近[日期]|日前|目前为止|"
    rf"[本上下这每]?{_WEEKDAY}|[本上下](?:一)?周(?!边|围)|每(?:年|季度|半年|月|两月|周|两周|半月|天|日|晚|学期)|"
    r"近?(?:[一二两三四五六七八九十]|\d{1,2})年来|\d{2}年代)"
)

_CLOCK_POINT = (
    r"(?:(?:上午|下午|中午|晚上|早上|早晨|清晨|凌晨|傍晚|夜间|晚|早|次日|当日|第二天)\s?)?"
    r"(?:(?:[01]?\d|2[0-4])[:：][0-5]\d(?!\d)|(?:[01]?\d|2[0-4])(?:点|时)(?:半|整|[0-5]?\d分?|[一三]刻)?(?![要建意\d]))"
)
_CN_CLOCK = r"(?:上午|下午|中午|晚上|早上|凌晨|傍晚|晚|早)(?:十[一二]?|[一二两三四五六七八九])(?:点|时)(?:半|整|[一三]刻)?"
_CLOCK = rf"(?<![\d.])(?:{_CLOCK_POINT}|{_CN_CLOCK})(?:\s?(?:至|到|[-－—–~～]{{1,2}})\s?(?:{_CLOCK_POINT}|{_CN_CLOCK}))?"

_ISO = r"(?<![\d.\-/])(?:19|20)\d{2}([-/.])(?:1[0-2]|0?[1-9])(?:\1(?:3[01]|[12]\d|0?[1-9]))?(?![\d\-/])"
# 6/3 周一 …: a log line's date; elsewhere only after 到 至 于 在 （ or before a weekday or white space.
_SLASH = (
    r"(?:(?<=^)|(?<=[\n（(到至于在，,、\s—–~-])|(?<=^[\-•*]))(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])"
    r"(?:[-–—~～](?:(?:1[0-2]|0?[1-9])/)?(?:3[01]|[12]\d|0?[1-9]))?(?![\d/%％.]|的(?!时候))"
)
_DOT = r"(?m:^)[ \t•*-]*(?P<dot>(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9]))(?=[ \t\u4e00-\u9fff（(：:])(?![ \t]?[个次名%％万元人份公亩米])"

_PATTERNS: tuple[tuple[str, DateKind], ...] = (
    (_ISO, "date"),
    (_SCHOOL_YEAR, "period"),
    (rf"{_POINT}{_SEP}(?:{_POINT}|{_DAY}[日号])", "range"),
    (
        rf"(?:(?:{_YEAR}|{_REL_YEAR}))?{_BARE_MONTH}(?:月份?)?{_SEP}(?:(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])月份?(?:{_DAY_PART}|{_PART})?",
        "range",
    ),
    (rf"(?:19|20)\d{{2}}年?{_SEP}(?:19|20)?\d{{2}}年度?", "range"),
    (rf"{_YEAR}(?:的)?(?:{_HALF})", "period"),
    (_POINT, "date"),
    (rf"(?<!\w){_BLANK}[日号]", "date"),
    (_YEAR, "date"),
    (rf"\d{{2}}年(?=[初底末度]|{_HALF})(?:{_HALF}|[初底末度])", "period"),
    (_CLOCK, "clock"),
    (_FESTIVAL, "festival"),
    (_RELATIVE, "relative"),
    (_SLASH, "date"),
    (_DOT, "date"),
    (
        rf"(?:(?<![\d.第月])|(?<=每月))(?:3[01]|[12]\d|[1-9])(?:日|{DAY_HAO})",
        "date",
    ),
)
_FINDERS = tuple((re.compile(pattern), kind) for pattern, kind in _PATTERNS)
_ADDRESS_BEFORE = re.compile(r"(?:[路街巷弄村区园道里坊胡同院楼栋第]|为期|历时)\s?$")


def find(text: str) -> list[DateSpan]:
    """Every date, period, festival and clock time of `text`, longest reading first, none overlapping."""
    return list(_remembered(text) if len(text) <= _SHORT else _found(text))


_SHORT = 240  # characters: a clause is looked at by several readers, a whole report by one


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[DateSpan, ...]:
    return tuple(_found(text))


def _found(text: str) -> list[DateSpan]:
    taken = bytearray(len(text))
    spans: list[DateSpan] = []
    for finder, kind in _FINDERS:
        for match in finder.finditer(text):
            start, end = match.span("dot") if "dot" in match.groupdict() and match["dot"] else match.span()
            if any(taken[start:end]) or not _plausible(text, start, end, kind):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found = text[start:end]
            spans.append(DateSpan(start, end, found, _iso(found, kind), _kind(found, kind)))
    return sorted(spans, key=lambda span: span.start)


def _plausible(text: str, start: int, end: int, kind: DateKind) -> bool:
    """Drops 36号 after a street, 3日 after 为期, and 时/点 readings that belong to another word."""
    found = text[start:end]
    if kind == "date" and found[-1] in "日号" and "月" not in found:
        return _ADDRESS_BEFORE.search(text[max(0, start - 3) : start]) is None
    return not (kind == "clock" and found[-1] in "点时" and text[end : end + 1] in tuple("间候限段期点心"))


def _kind(found: str, kind: DateKind) -> DateKind:
    return "period" if kind == "relative" and re.search(_HALF + "|学期|季度", found) else kind


# ------------------------------------------------------------------ iso

_Y = re.compile(r"((?:19|20)\d{2}|[一二][〇零○一二三四五六七八九]{3}|\d{2}(?=年))年?")
_M = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})月")
_D = re.compile(r"(\d{1,2}|[一二三四五六七八九十廿]{1,3})(?:[日号]|$)")
_RANGE = re.compile(_SEP)


def _iso(found: str, kind: DateKind) -> str:
    """The ISO form of a found span, or ""."""
    if kind in ("clock", "festival", "relative"):
        return ""
    if re.match(_REL_YEAR, found) and not found.startswith(("今年", "本年")):
        return ""
    numeric = re.fullmatch(r"(?:(\d{4})[-/.])?(\d{1,2})(?:[-/.](\d{1,2}))?", found)
    if numeric and "月" not in found:
        return _assembled(numeric[1] or "", int(numeric[2]), int(numeric[3]) if numeric[3] else None)
    if "学年" in found:
        years = re.findall(r"\d{4}", found)
        return "/".join(years) if len(years) == 2 else ""
    sides = _RANGE.split(found)
    if len(sides) == 2 and all(sides):
        return _range_iso(sides[0], sides[1])
    return _point_iso(found)


def _range_iso(first: str, second: str) -> str:
    if "/" in first:
        month = first.split("/")[0]
        second = second if "/" in second else f"{month}/{second}"
        return f"{_slash(first)}/{_slash(second)}"
    if "月" not in first and "月" in second:
        first = f"{first}月"
    elif "月" not in first and "年" in second:
        return "/".join((first.strip("年 "), _point_iso(second)))
    if "月" not in second and "月" in first:
        second = first[: first.index("月") + 1] + second
    left, right = _point_iso(first), _point_iso(second)
    if left[:4].isdigit() and right.startswith("--"):
        right = left[:4] + right[1:]
    return f"{left}/{right}" if left and right else ""


def _slash(text: str) -> str:
    month, day = text.split("/")
    return _assembled("", int(month), int(day))


def _point_iso(text: str) -> str:
    if any(half in text for half in ("半年", "季度", "学期")):
        return ""
    year_match = _Y.match(text)
    year = "" if year_match is None else _year(year_match[1])
    month_match = _M.search(text)
    if month_match is None:
        day_match = _D.fullmatch(text)
        if day_match is not None and not year:
            return f"---{int(numerals.value(day_match[1]) or 0):02d}"
        return year if "年" in text else ""
    month = numerals.value(month_match[1])
    if month is None or not 1 <= month <= 12:
        return ""
    rest = text[month_match.end() :].removeprefix("份")
    day_match = _D.match(rest)
    day = numerals.value(day_match[1]) if day_match else None
    if rest and day is None and re.match(_BLANK, rest):
        return f"{year or '-'}-{int(month):02d}"
    return _assembled(year, int(month), int(day) if day else None)


def _year(text: str) -> str:
    number = numerals.value(text)
    if number is None:
        return ""
    return str(int(number) + 2000 if number < 100 else int(number))


def _assembled(year: str, month: int, day: int | None) -> str:
    return f"{year or '-'}-{month:02d}" + (f"-{day:02d}" if day else "")


def resolve(iso: str, start: str, end: str) -> str:
    """`iso` with the year (and month) the period start–end (ISO dates, may be "") implies; unchanged where it implies none.

    --06-03 in 2023-09-01…2024-07-05 → 2024-06-03; ---12 in a period within June 2024 → 2024-06-12.
    """
    if "/" in iso:
        left, right = (resolve(part, start, end) for part in iso.split("/", 1))
        return f"{left}/{right}"
    if not iso.startswith("-") or len(start) < 7 or len(end) < 7:
        return iso
    if iso.startswith("---"):
        return f"{start[:7]}-{iso[3:]}" if start[:7] == end[:7] else iso
    tail = iso[2:]
    candidates = [f"{year}-{tail}" for year in range(int(start[:4]), int(end[:4]) + 1)]
    within = [date for date in candidates if start[: len(date)] <= date <= end[: len(date)]]
    if within:
        return within[0]
    return candidates[0] if len(candidates) == 1 else iso
