"""This period's figures against those of the last report, computed in code: 比去年同期增长12.5%. Only between like and like.

Like is: the same thing said in the same words, in the same unit, once on either side, exact, for the whole of periods of one length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.facts import grammar
from bot.facts.fields import dates_of, figures_of
from bot.model import Basics, Fact, Figure, Source, Value
from language import dates

Phrase = Callable[..., str]
"""A key and its values → words: up, down, same, points_up, points_down, more, fewer (what, since, by); same_year, year;
counted (what, unit)."""

_FEW = 10  # below this a share says too much: 2场 to 4场 is 2场 more, not 100 %
_FILLERS = re.compile(
    r"全(?:年|[县市区镇乡村街道站所行院校馆局园厂司馆队]+)|[本我](?:年度?|季度|学期|月|[单位站所行院校馆局园厂司镇村社区队]+)|本级"
    r"|累计|总共|一共|合计|共计|共|先后|今年|已经?|又|还|约|了|过|着|的|我们?|其中|来"
)
_LIGHT = re.compile(
    r"^(?:举办|举行|开展|组织|召开|进行|完成|实施|实现|达到|达|搞|办|开|做|是|为|有)+|(?:达到|达|是|为|有)$"
)
_CHANGE = re.compile(
    r"[增降升减比较由从]|提高|超过|目标|计划|任务|原来|同期|年初|上年|去年|不到|不足|至少|最[多高低]"
)
_WHOLE = frozenset(
    ("全年", "上半年", "下半年", "今年", "本年", "本年度", "本月", "本季度", "本学期", "当月", "全月")
)
_SHORTEST = 2  # characters of what is counted


class Comparison(Value, frozen=True):
    """`now` and `before` are the figures; `key` names it for good: it outlives a correction of the figure of this period."""

    key: str
    fact: Fact
    text: str
    computed: str
    now: Figure
    before: Figure


class _Measure(Value, frozen=True):
    what: str
    fact: Fact
    figure: Figure

    @property
    def like(self) -> str:
        return f"{self.what}/{self.figure.unit}"


def comparisons(
    facts: Iterable[Fact], last: Iterable[Fact], basics: Basics, before: Basics, phrase: Phrase
) -> tuple[Comparison, ...]:
    """What can be compared, in the order of `facts`; nothing where the periods differ in length or one is unknown."""
    since = _since(basics, before, phrase)
    if not since:
        return ()
    old = {measure.like: measure for measure in _telling(last, before)}
    new = _telling(facts, basics)
    units = Counter(measure.what for measure in new)
    found = (_compared(m, old[m.like], since, units[m.what] > 1, phrase) for m in new if m.like in old)
    return tuple(one for one in found if one is not None)


def fact_of(one: Comparison, number: int, basics: Basics) -> Fact:
    """The comparison as a fact of the ledger, marked as computed, beside the fact it is about."""
    return Fact(
        id=f"F{number}",
        text=one.text,
        topic=one.fact.topic,
        source=Source(one.fact.source.turn, one.fact.source.quote),
        figures=figures_of(one.text),
        dates=dates_of(one.text, basics),
        computed=one.computed,
        group=one.fact.group,
    )


# ------------------------------------------------------------------ periods


def _since(basics: Basics, before: Basics, phrase: Phrase) -> str:
    """How the earlier period is called: 去年同期, 上年, else as its report wrote it; "" where the two cannot be compared."""
    now, then = _span(basics), _span(before)
    if now is None or then is None or now[1] - now[0] != then[1] - then[0] or then[1] >= now[0]:
        return ""
    if now[0] - then[0] != 12:
        return before.period
    return phrase("year") if now[1] - now[0] == 11 else phrase("same_year")


def _span(basics: Basics) -> tuple[int, int] | None:
    """First and last month, counted from the year 0; None where a year or a month is unknown."""
    ends = [re.fullmatch(r"(\d{4})-(\d{2})", end) for end in (basics.start, basics.end)]
    months = [int(found[1]) * 12 + int(found[2]) for found in ends if found]
    return (months[0], months[1]) if len(months) == 2 and months[0] <= months[1] else None


# ------------------------------------------------------------------ what is counted


def _telling(facts: Iterable[Fact], basics: Basics) -> list[_Measure]:
    """The figures that stand for the whole period: what is told twice (3月抢修4起, 4月抢修3起) is told for none."""
    measures = [(measure, fact) for fact in facts for measure in _measures(fact)]
    often = Counter(measure.like for measure, _ in measures)
    return [m for m, fact in measures if often[m.like] == 1 and _is_exact(m.figure, fact, basics)]


def _is_exact(figure: Figure, fact: Fact, basics: Basics) -> bool:
    if fact.certainty != "exact" or fact.private or fact.conflict or fact.computed:
        return False
    if figure.qualifier or figure.high is not None or figure.value is None:
        return False
    return all(
        date in _WHOLE or date in (basics.period, f"{basics.start}/{basics.end}") for date in fact.dates
    )


def _measures(fact: Fact) -> Iterator[_Measure]:
    at = 0
    for figure in fact.figures:
        place = fact.text.find(figure.text, at)
        if place < 0 or not figure.unit or figure.text.startswith("第"):
            continue
        at = place + len(figure.text)
        what = _what(fact.text, place, at)
        if what:
            yield _Measure(what, fact, figure)


def _what(text: str, start: int, end: int) -> str:
    """What a figure counts, in the bare words of its clause: 全年共发送旅客 → 发送旅客, 办了12场培训 → 培训; "" if they leave it open."""
    before = re.split(r"[，,。；;：:]", text[:start])[-1]
    after = re.split(r"[，,。；;：:、（(]", text[end:])[0]
    if _CHANGE.search(before):
        return ""
    core = _bare(before) or _bare(after)
    says_what = len(core) >= _SHORTEST and not _CHANGE.search(core)
    only_verb = len(core) <= 2 and grammar.starts_with_verb(core)
    return core if says_what and (not only_verb or _bare(before) != core) else ""


def _bare(words: str) -> str:
    for span in reversed(dates.find(words)):
        words = words[: span.start] + words[span.end :]
    for found in reversed(grammar.quantities(words)):
        words = words[: found.start] + words[found.end :]
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z]+", "", _FILLERS.sub("", words))
    return str(_LIGHT.sub("", plain))


# ------------------------------------------------------------------ how it is told


def _compared(new: _Measure, old: _Measure, since: str, name_unit: bool, phrase: Phrase) -> Comparison | None:
    now, before = new.figure.value, old.figure.value
    assert now is not None
    if not before:
        return None
    unit = new.figure.unit
    what = phrase("counted", what=new.what, unit=unit) if name_unit else new.what
    difference = round(abs(now - before), 4)
    if now == before:
        kind, by = "same", ""
    elif unit == "%":
        kind, by = ("points_up" if now > before else "points_down"), f"{difference:g}"
    elif min(now, before) < _FEW:
        kind, by = ("more" if now > before else "fewer"), f"{difference:g}{unit}"
    else:
        share = round(difference / before * 100, 1)
        if share == 0:
            return None
        kind, by = ("up" if now > before else "down"), f"{share:g}"
    sign = "" if unit == "%" else f"，{difference:g}÷{before:g}={by}%" if kind in ("up", "down") else ""
    shown = f"{now:g}-{before:g}={now - before:g}{sign}" if difference else f"{now:g}={before:g}"
    text = phrase(kind, what=what, since=since, by=by)
    return Comparison(f"{old.fact.id}.{new.like}", new.fact, text, shown, new.figure, old.figure)
