"""The fields of a fact read from its text: figures, dates, names, certainty, vague words."""

from __future__ import annotations

import re

from bot.facts import grammar
from bot.facts.reading import Vague
from bot.model import Basics, Certainty, Fact, Figure
from bot.wording import table
from language import dates, figures, names

_CALENDAR_UNITS = frozenset(("周", "天", "学期", "季度", "季", "年", "学年", "阶段"))  # 第一周 is a time
_NOT_FIGURES = figures.NOT_FACTS | {"time"}
_PEOPLE = re.compile(r"[\u4e00-\u9fff]{0,2}(?:人|孩子|学生|群众|居民|老人|职工|党员|家长|儿童|志愿者|村民)")
_RATE = re.compile(r"^一(?:个)?(?:天|周|月|年|学期|季度|次|节课)$")  # 一天40斤 is one figure, per day


def figures_of(text: str) -> tuple[Figure, ...]:
    """Every quantity of `text`; dates and numerals inside names are none."""
    stamps = [(span.start, span.end) for span in dates.find(text)]
    return tuple(
        Figure(
            span.text,
            span.value,
            span.unit,
            span.qualifier or _hedge(text, span.start),
            span.counted,
            span.high,
        )
        for span in figures.find(text)
        if span.kind not in _NOT_FIGURES
        and not (_RATE.match(span.text) and text[span.end : span.end + 1].isdigit())
        and not (span.kind == "ordinal" and span.unit in _CALENDAR_UNITS)
        and not (span.kind == "ordinal" and text[span.end : span.end + 1] in tuple("周天学季阶年个"))
        and not any(start <= span.start and span.end <= end for start, end in stamps)
    )


_HEDGE = re.compile(r"(大概|大约|差不多|约莫|估计)[\u4e00-\u9fff]{0,3}$")


def _hedge(text: str, start: int) -> str:
    """大概 in 大概停3天: a qualifier parted from its figure by the verb."""
    found = _HEDGE.search(text[max(0, start - 6) : start])
    return found[1] if found else ""


_LOG_PART = re.compile(r"(?:(?:20)?\d{2}[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_LOG_DAY = re.compile(r"(\d{1,2})[日号]?")
_TO = re.compile(r"\s*[—–~～至到]+\s*|(?<=\d)-(?=\d{1,2}[./月])|(?<=[日号])-")


def log_dates(written: str, basics: Basics) -> tuple[str, ...]:
    """The date at the head of a log entry: 5/8, 5.8, 5月8日 → --05-08; 4.3—4.5 → --04-03/--04-05; in the period's year."""
    parts: list[str] = []
    for part in _TO.split(written):
        found = _LOG_PART.fullmatch(part.strip())
        day = _LOG_DAY.fullmatch(part.strip())
        year = re.match(r"(?:20)?(\d{2})[-/.年](?=\d{1,2}[-/.月])", part.strip())
        if found:
            iso = f"{int(found[1]):02d}-{int(found[2]):02d}"
            parts.append(f"20{year[1]}-{iso}" if year else f"--{iso}")
        elif day and parts:
            parts.append(f"{parts[0][:-2]}{int(day[1]):02d}")
        elif day:
            parts.append(f"---{int(day[1]):02d}")
    return (dates.resolve("/".join(parts), basics.start, basics.end),) if parts else ()


def dates_of(text: str, basics: Basics) -> tuple[str, ...]:
    """Dates of `text`, resolved against the period where it has a year; as said where they cannot be resolved."""
    stamps: list[str] = []
    for span in dates.find(text):
        iso = dates.resolve(span.iso, basics.start, basics.end) if span.iso else span.text
        if iso not in stamps:
            stamps.append(iso)
    return tuple(stamps)


def names_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in names.find(text)))


def without_relative_days(text: str) -> str:
    """`text` without days told from the day of speaking (上周三, 昨天), which mean nothing in a report."""
    days = "|".join(words for words, asks in table("facts")["vague"].items() if asks == "day")
    return re.sub(rf"(?:{days})(?:的时候|那天)?(?:，|(?=[\u4e00-\u9fff]))", "", text)


def certainty_of(text: str, found: tuple[Figure, ...], topic: str, *, unsure: bool) -> Certainty:
    """planned before unsure before approximate before exact: what matters most to a reader."""
    if topic == "下一步打算" or grammar.is_planned(text):
        return "planned"
    if unsure:
        return "unsure"
    return "approximate" if any(figure.qualifier for figure in found) else "exact"


def vague_of(fact: Fact) -> list[Vague]:
    """What is left open, at most one: a day told from today, or an amount that no figure of the fact makes good."""
    for expression, asks in table("facts")["vague"].items():
        found = re.search(expression, fact.text) if asks == "day" or not fact.figures else None
        if found:
            return [Vague(found[0], fact.id, asks)]
    if fact.figures:
        return []
    loose = next((span for span in figures.find(fact.text) if span.kind == "vague"), None)
    if loose is None:
        return []
    people = loose.unit in ("人", "名", "位") or _PEOPLE.match(fact.text[loose.end :])
    return [Vague(loose.text, fact.id, "people" if people else "amount")]
