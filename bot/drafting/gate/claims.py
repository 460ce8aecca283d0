"""What a text claims that can be checked: figures, dates, persons, organisations, titles, each with the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from language import dates, figures, names, titles
from language.dates import DateSpan
from language.figures import FigureSpan
from language.names import is_name
from language.text import pairs

ClaimKind = Literal["figure", "vague", "number", "phone", "date", "person", "place", "title"]


class Claim(msgspec.Struct, frozen=True):
    """[start, end) of a text. `key` tells equal claims of one kind; `near` is the characters and pairs that stand beside it, the closest
    once more with a star.

    kind number = a numeral that is part of a name (五（3）班); place = an organisation or a place.
    """

    kind: ClaimKind
    start: int
    end: int
    text: str
    key: str
    near: frozenset[str] = frozenset()
    figure: FigureSpan | None = None
    post: str = ""


_BREAKS = frozenset("，。；、：！？（）()“”《》,;:【】〔〕\n ")
_REACH = 8  # characters: how far to each side words belong to a claim
_CLOSE = 4  # characters: words so near count twice
_EMPTY = frozenset("的了在和与及为共约达等有计")
# What a figure is among its neighbours: said by a word before it, worth more than nouns that both stand beside.
_ROLES = (
    ("<each>", re.compile("[每各]|人均|户均")),
    ("<total>", re.compile("(?:共|合计|总计|累计|共计|总数|总共)(?:有|达|为|约)?$")),
    ("<part>", re.compile("其中")),
    ("<from>", re.compile("(?:由|从|原来?|自)[^到至]*$")),
    ("<to>", re.compile("[到至]$")),
)
_FESTIVALS = (
    ("六一", "儿童节"),
    ("五一", "劳动节"),
    ("三八", "妇女节"),
    ("七一", "建党节"),
    ("八一", "建军节"),
    ("国庆", "十一"),
    ("五四", "青年节"),
    ("春节", "新春"),
    ("元宵", "正月十五"),
    ("中秋", "八月十五"),
    ("端午", "五月初五"),
    ("重阳", "九月初九"),
)
_MARKS = re.compile(r"【[^】]*】|〔[^〕]*〕|（[^（）]*待核[^（）]*）")
_LIST_ORDINAL = re.compile(r"(?:^|[。；\n])$")
_PASSED = re.compile("(?:争取|[已突冲要能])[过破]$")  # 过25亿
_DETACHED = re.compile("(大约|约|大概|近|超过|超|逾|接近|不到|不足)(?:有|为|达|计|是|能|可|在)$")
_OTHER_YEAR = re.compile("明年|去年|前年|上年")
_CLOCK_MARK = re.compile("[:：]")
_MONTHLY = re.compile("每月的?$")  # 每月5日: a day, not a number of days
_UNMARKED = re.compile(r"[（）()、\s]")


def without_marks(text: str) -> str:
    """`text` with gap marks and notes to the editor taken out: they state nothing."""
    return _MARKS.sub("", text)


@lru_cache(maxsize=2048)
def claims(text: str, known: tuple[str, ...] = ()) -> tuple[Claim, ...]:
    """Every claim of `text` in reading order, the persons of `known` wherever they stand; the same text is read once."""
    found = [*_dates(text)]
    found += [claim for claim in _figures(text) if not _overlaps(claim, found)]
    found += [claim for claim in _known(text, known) if not _overlaps(claim, found)]
    found += [claim for claim in _names(text) if not _overlaps(claim, found)]
    found += _titles(text)
    found.sort(key=lambda claim: claim.start)
    edges = [claim for claim in found if _is_edge(claim)]
    return tuple(msgspec.structs.replace(claim, near=_near(text, claim, edges, found)) for claim in found)


def _known(text: str, known: Iterable[str]) -> Iterable[Claim]:
    for name in known:
        for match in re.finditer(re.escape(name), text) if is_name(name) else ():
            yield Claim("person", *match.span(), name, name)


def _overlaps(claim: Claim, others: Iterable[Claim]) -> bool:
    return any(claim.start < other.end and other.start < claim.end for other in others)


def _dates(text: str) -> Iterable[Claim]:
    for span in dates.find(text):
        yield Claim("date", span.start, span.end, span.text, span.iso or _relative_key(span))


def _relative_key(span: DateSpan) -> str:
    """A key for what has no ISO form: 明年二月 and 明年2月, 每星期五 and 每周五, 六一 and 儿童节 are the same."""
    if span.kind == "festival":
        return same_festival(span.text)[0]
    year = _OTHER_YEAR.match(span.text)
    rest = dates.find(span.text[year.end() :]) if year is not None else []
    if year is not None and rest and rest[0].iso:
        return year[0] + rest[0].iso
    return re.sub("星期|礼拜", "周", _UNMARKED.sub("", span.text)).replace("每日", "每天")


def same_festival(text: str) -> tuple[str, ...]:
    """The names of a festival, the shortest first: 六一 and 儿童节 for 六一国际儿童节期间."""
    known = next((names for names in _FESTIVALS if any(name in text for name in names)), None)
    return known or (re.sub(r"(?:期间|前后|前夕|当天|假期|长假|节|国际|[前后])", "", text) or text,)


def _figures(text: str) -> Iterable[Claim]:
    for span in figures.find(text):
        shown = span.text.strip()
        place = (span.start, span.start + len(shown), shown)
        if text[place[1] - 1 : place[1] + 1].endswith(("日", "号")) and _MONTHLY.search(text[: span.start]):
            yield Claim("date", *place, f"---{int(span.value or 0):02d}")
        elif span.kind == "vague":
            yield Claim("vague", *place, shown)
        elif span.kind == "phone":
            yield Claim("phone", *place, shown)
        elif span.kind == "in_name":
            yield Claim("number", *place, _UNMARKED.sub("", shown))
        elif (
            span.value is not None
            and not _is_marker(text, span)
            and "·" not in text[place[0] - 1 : place[1] + 1]
        ):
            yield Claim(
                "figure", *place, f"{span.value:g}/{span.high}/{span.unit}", figure=_qualified(text, span)
            )


def _qualified(text: str, span: FigureSpan) -> FigureSpan:
    """约有60位: the qualifier stands a word before the figure."""
    before = None if span.qualifier else _DETACHED.search(text[max(0, span.start - 4) : span.start])
    if before is None and not span.qualifier and _PASSED.search(text[: span.start]):
        return msgspec.structs.replace(span, qualifier="超过")
    return msgspec.structs.replace(span, qualifier=before[1]) if before is not None else span


def _is_marker(text: str, span: FigureSpan) -> bool:
    """第一， at the head of a sentence numbers an argument."""
    if span.kind != "ordinal" or span.unit:
        return False
    return text[span.end : span.end + 1] in ("，", "、", "是", "") and bool(
        _LIST_ORDINAL.search(text[: span.start])
    )


def _names(text: str) -> Iterable[Claim]:
    for span in names.find(text):
        kind: ClaimKind = "person" if span.kind == "PERSON" else "place"
        yield Claim(kind, span.start, span.end, span.text, span.text, post=span.post)


def _titles(text: str) -> Iterable[Claim]:
    for span in titles.find(text):
        if span.kind == "document":
            yield Claim("title", span.start, span.end, span.text, span.inner)


def _near(text: str, claim: Claim, edges: Sequence[Claim], others: Sequence[Claim]) -> frozenset[str]:
    """Characters and pairs of the stretch on each side, up to a mark or the next claim."""
    left = max([other.end for other in edges if other.end <= claim.start], default=0)
    right = min([other.start for other in edges if other.start >= claim.end], default=len(text))
    before = _until_break(_without(others, text, left, claim.start)[::-1])[::-1]
    after = _until_break(_without(others, text, claim.end, right))
    roles = {role for role, pattern in _ROLES if pattern.search(before)}
    closest = _pieces(before[-_CLOSE:]) | _pieces(after[:_CLOSE])
    wide = _pieces(before[-_REACH:]) | _pieces(after[:_REACH])
    return frozenset(wide | {f"{piece}*" for piece in closest} | roles)


def _without(others: Iterable[Claim], text: str, start: int, end: int) -> str:
    """text[start:end] without the clock times in it, whose marks would end the stretch: 每周8:15晨会."""
    for other in others:
        if (
            other.kind == "date"
            and start <= other.start
            and other.end <= end
            and _CLOCK_MARK.search(other.text)
        ):
            return text[start : other.start] + text[other.end : end]
    return text[start:end]


def _is_edge(claim: Claim) -> bool:
    """每月 and 二季度 say what a figure is; 2月26日 does not."""
    return claim.kind in ("figure", "person") or (claim.kind == "date" and claim.key[:1] in "-12")


def _until_break(side: str) -> str:
    for position, character in enumerate(side):
        if character in _BREAKS:
            return side[:position]
    return side


def _pieces(stretch: str) -> frozenset[str]:
    return pairs(stretch) | (set(stretch) - _EMPTY)
