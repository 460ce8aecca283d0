"""Relative days: resolved from the day of speaking where they lie in the period, else left and asked about."""

from __future__ import annotations

import pytest

from bot.facts.reader import read
from bot.facts.reading import ReadContext
from bot.model import Basics, Fact

HALF = Basics(period="2031年上半年", start="2031-01", end="2031-06")
TODAY = "2031-06-18"  # a Wednesday


def facts(text: str, today: str = TODAY, basics: Basics = HALF) -> tuple[Fact, ...]:
    return read(text, ReadContext("主要工作", 3, basics, spoken=today)).facts


RESOLVED = [
    ("昨天走访困难户12户", "6月17日走访困难户12户", "2031-06-17"),
    ("前天晚上夜查了1次", "6月16日夜查了1次", "2031-06-16"),
    ("上周三开了动员会，42人参加", "6月11日开了动员会，42人参加", "2031-06-11"),
    ("上上周五演练1次", "6月6日演练1次", "2031-06-06"),
    ("这周一换灯36盏", "6月16日换灯36盏", "2031-06-16"),
    ("上个月8号清理杂物9车", "5月8日清理杂物9车", "2031-05-08"),
    ("上个月底验收了2处", "5月底验收了2处", "2031-05"),
    ("3天前发传单300份", "6月15日发传单300份", "2031-06-15"),
]


@pytest.mark.parametrize(("said", "text", "iso"), RESOLVED)
def test_a_relative_day_in_the_period_is_a_day(said: str, text: str, iso: str) -> None:
    (fact,) = facts(said)
    assert fact.text.replace("6月16日晚上", "6月16日") == text
    assert iso in fact.dates
    assert fact.source.quote == said


@pytest.mark.parametrize(
    ("said", "today", "basics"),
    [
        ("昨天走访困难户12户", "", HALF),  # nobody knows what day it is
        ("昨天走访困难户12户", "2031-09-02", HALF),  # outside the period
        ("昨天走访困难户12户", TODAY, Basics(period="上半年", start="--01", end="--06")),  # no year
        ("这周五打算夜查1次", TODAY, HALF),  # still ahead
        ("上个月31号清理杂物9车", "2031-05-18", HALF),  # there is no such day
        ("周三开了会", TODAY, HALF),
        ("上周走访困难户12户", TODAY, HALF),
        ("前天然气管道9处", TODAY, HALF),
        ("今后要加强", TODAY, HALF),
    ],
)
def test_what_would_be_a_guess_stays_as_said(said: str, today: str, basics: Basics) -> None:
    assert "".join(fact.text for fact in facts(said, today, basics)) == said


def test_in_a_log_the_day_is_told_from_the_entry() -> None:
    first, second = facts("3/5 昨天下暴雨，抢险12人\n3/9 今天清淤3处")
    assert first.text == "3月4日下暴雨，抢险12人"
    assert second.text == "清淤3处"
    assert second.dates == ("2031-03-09",)
