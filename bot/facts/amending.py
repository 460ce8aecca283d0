"""What an answer does to what was said before: says it again, or puts it right (新建不是5个是6个，总共20个)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace

from bot.facts.corrections import rewritten
from bot.facts.fields import figures_of
from bot.facts.reading import ReadContext
from bot.facts.repairs import substituted
from bot.facts.replacing import alike
from bot.model import Fact, Figure
from language import figures
from language.text import pairs

_NOT_BUT = re.compile(
    r"(?P<about>[^，,。；;]{0,20}?)不是(?P<old>[^，,。；;是]{1,16}?)[，,]?(?:而|应该|其实)?是(?P<new>[^，,。；;]{1,16})"
)
_MOVED = re.compile(
    r"(?:那么?|这样|所以)?(?P<word>增长|增加|下降|减少|提高|降低|上升)(?:率)?(?:就|也|应该|应)+(?:是|为|变成|成)?(?P<new>[^，,。；;]{1,12})"
)
_RULED = re.compile(r"^(?:以|按)这个(?:数)?为准$")
_SHORTEST_REST = 5  # characters
_SUM_CUE = re.compile(r"(?:总共|一共|共计|合计|累计|共|其中)(?:是|有|为)?$")
_ENOUGH_SHARED = 0.7  # of the pairs of characters of the shorter text
_WITHIN = (
    6  # characters of a text that may stand within a longer one; shorter ones are told only as they stand
)


def amended(fact: Fact, context: ReadContext) -> Fact:
    """`fact`, or, where it says that something told before is not so but so, the older fact put right."""
    if (ruled := _ruled(fact, context)) is not None:
        return ruled
    found = _NOT_BUT.search(fact.text)
    if found is None:
        return fact
    old = figures.find(found["old"])
    target = _told(old, found["about"], context.ledger) if old else None
    text = substituted(target.text, found["new"], old[0].text) if target else None
    if target is None or text is None:
        return fact
    text = _sums_put_right(text, fact.text[found.end() :])
    return rewritten(target, text, fact.source.quote, context)


_RULING = re.compile(
    r"(?P<about>[^，,。；;]{0,16}?)(?:应该?|要|得|还是|就|一律|都)?[以按](?P<new>[^，,。；;]{1,12}?)为准"
)


def _ruled(fact: Fact, context: ReadContext) -> Fact | None:
    """在校生以1412人为准: the older fact with another number of them, put right."""
    found = _RULING.match(fact.text)
    new = figures.find(found["new"]) if found else []
    about = _pairs(found["about"]) if found else frozenset()
    if found is None or len(new) != 1 or not about:
        return None
    for older in reversed(context.ledger):
        wrong = [f for f in older.figures if f.value != new[0].value and alike(f.unit, new[0].unit)]
        if wrong and about <= _pairs(older.text):
            nearest = min(
                wrong, key=lambda figure: abs(older.text.find(figure.text) - older.text.find(found["about"]))
            )
            text = older.text.replace(nearest.text, new[0].text, 1)
            return rewritten(older, text, fact.source.quote, context)
    return None


def _told(old: list[figures.FigureSpan], about: str, ledger: tuple[Fact, ...]) -> Fact | None:
    """The last fact with the wrong figure that shares words with what the correction is about."""
    words = _pairs(about)
    for fact in reversed(ledger):
        same = any(
            figure.value == old[0].value and alike(figure.unit, old[0].unit) for figure in fact.figures
        )
        if same and (not words or len(words & _pairs(fact.text)) >= min(2, len(words))):
            return fact
    return None


def with_moves(facts: list[Fact], context: ReadContext) -> list[Fact]:
    """The facts of an answer; 那增长就是7.7% after a correction puts right the growth that was told beside the corrected figure."""
    kept: list[Fact] = []
    for fact in facts:
        moved = _MOVED.search(fact.text)
        place = _moved_of(moved, kept, context) if moved else None
        if moved is None or place is None:
            kept.append(fact)
            continue
        target, text = place
        rest = _joined(fact.text[: moved.start()], fact.text[moved.end() :])
        new = rewritten(target, text, fact.source.quote, context)
        if target in kept:
            kept[kept.index(target)] = replace(new, replaces=target.replaces)
        else:
            kept.append(new)
        if len(rest) >= _SHORTEST_REST:
            kept.append(replace(fact, text=rest, figures=figures_of(rest)))
    return kept


def _moved_of(moved: re.Match[str], kept: list[Fact], context: ReadContext) -> tuple[Fact, str] | None:
    """The fact that told the growth, with the new figure in it: one just corrected, or one said in a breath with it."""
    corrected = [fact for fact in kept if fact.replaces]
    before = [old for old in context.ledger if any(new.replaces == old.id for new in corrected)]
    beside = [
        old for old in context.ledger if any(old.group == one.group for one in before) and old not in before
    ]
    span = next(iter(figures.find(moved["new"])), None)
    if span is None:
        return None
    for fact in (*reversed(corrected), *reversed(beside)):
        for own in figures.find(fact.text):
            if own.unit == span.unit and fact.text[: own.start].endswith(
                (moved["word"], f"{moved['word']}了")
            ):
                return fact, f"{fact.text[: own.start]}{span.text}{fact.text[own.end :]}"
    return None


def _joined(before: str, after: str) -> str:
    pieces = (_RULED.sub("", before.strip("，,")), after.strip("，,"))
    return "，".join(piece for piece in pieces if piece)


def _sums_put_right(text: str, rest: str) -> str:
    """The total of the older fact given the value said along with the correction (…，总共20个)."""
    for span in figures.find(rest):
        cue = _SUM_CUE.search(rest[: span.start])
        if cue is None or span.value is None:
            continue
        for own in figures.find(text):
            if own.unit == span.unit and _SUM_CUE.search(text[: own.start]):
                text = f"{text[: own.start]}{span.text}{text[own.end :]}"
                break
    return text


class Told:
    """What the ledger says already, looked up by words and by figures: its size costs little."""

    def __init__(self, ledger: Iterable[Fact]) -> None:
        self._by_value: dict[bool, dict[float | None, list[Fact]]] = {True: {}, False: {}}
        self._texts: dict[bool, list[str]] = {True: [], False: []}
        for fact in ledger:
            planned = _planned(fact)
            self._texts[planned].append(fact.text)
            by_value = self._by_value[planned]
            for figure in fact.figures:
                by_value.setdefault(figure.value, []).append(fact)
        self._all = {planned: "\n".join(texts) for planned, texts in self._texts.items()}

    def has(self, fact: Fact) -> bool:
        """Whether it is told: the same words, or all its figures in one fact whose words hold most of its own."""
        if len(fact.text) < 4 or fact.replaces:
            return False
        planned = _planned(fact)
        if fact.text in (self._all if len(fact.text) >= _WITHIN else self._texts)[planned]:
            return True
        if not fact.figures:
            return False
        alike = self._by_value[planned].get(fact.figures[0].value, ())
        return any(_same_figures(fact, other) for other in alike)


def repeats(fact: Fact, others: Iterable[Fact]) -> bool:
    """Whether a few other facts say it already (see Told.has)."""
    return Told(others).has(fact)


def _planned(fact: Fact) -> bool:
    return fact.certainty == "planned"


def _same_figures(fact: Fact, other: Fact) -> bool:
    if not all(_has(other, figure) for figure in fact.figures):
        return False
    own = _pairs(fact.text)
    return len(own & _pairs(other.text)) >= _ENOUGH_SHARED * len(own)


def _has(fact: Fact, figure: Figure) -> bool:
    return any(other.value == figure.value and alike(other.unit, figure.unit) for other in fact.figures)


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[str]:
    return pairs(re.sub(r"[\W\d]+|[了过也还都又已]", " ", text))
