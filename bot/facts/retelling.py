"""What an answer puts right of what was told before: 前面说的种树230棵写错了，翻了本子是203棵.

The older fact gets the new figure or day; the clauses that said so are no facts of their own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.facts.fields import figures_of
from bot.facts.rectifying import MOST_CLAUSES, Righting, is_value, righting, without_lead
from bot.facts.replacing import alike, changed, fitted, spans_of, word_pairs
from bot.facts.splitting import Clause, Item
from bot.model import Fact, Source
from language import dates, figures

_SO = re.compile(r"^(?:所以|那么?|因此)?[^，\d]{0,6}?(?:是|写|为)(?P<new>[^，]{1,16})$")
_NEXT = re.compile(r"(?P<about>[^，\d]{2,12}?)(?:是|为|有)?(?P<new>\d[^，]{0,6})")
_STAYS = re.compile(
    r"(?:不变|没变|照旧|没错|没问题|不用改|不动)$|是对的?$|^(?:就)?(?:写|用|按|以)这个(?:数字?)?(?:写|来|就行|为准)?$"
    r"|^不用(?:再)?(?:打|标|加|画)[^，]{1,4}(?:了)?$"
)
_AS_TOLD = re.compile(r"(?:不变|没变|照旧|没错|没问题|(?:是|都)?对的?|不用改|不动)$")
_AWAITED = re.compile(r"，[^，]{0,6}?(?:还|尚)?(?:没|未)(?:出|回|报|定|有)(?:数|来|结果|账)[^，]{0,4}$")
_DOUBTED = re.compile(r"好像|可能|也许|大概是|记不清|说不准|不确定")
_LONGEST_STAY = 16  # characters
_CONFIRMS = re.compile(
    r"^(?:(?:你|您)?就?(?:按|写|用|以)|对|就是|一共是?)?(?P<new>[^，]{1,16}?)(?:为准|来|吧|写)?$"
)
_TOTALLED = re.compile(
    r"^(?:那么?|这样|所以|因此|那样)*(?:就|也)?(?:一共|总共|共计|合计|总数|总的|加起来|共)(?:就|也|应该?|得|跟着)*(?:变成?|改成?|是|为|有|成)?"
    r"(?P<new>[约近]?\d[^，]{0,8})$"
)
_SUM_CUE = re.compile(r"(?:总共|一共|共计|合计|累计|加起来|共|总数)(?:是|有|为)?$")
_ENOUGH = 0.7  # of the pairs of a remark that only seems to put something right
_LATELY = 3  # facts back in which an estimate is looked for
_HEDGED = frozenset({"approximate", "unsure"})
_LEAST_SHARED = 2  # pairs of characters by which a fact is known where no wrong figure is named


class Righted(msgspec.Struct, frozen=True):
    """`target` is to read `text`; [start, end) is where the answer says so."""

    target: Fact
    text: str
    start: int
    end: int


class _Pending(msgspec.Struct):
    """What may be wrong: the words beside it and the figure that was repeated so as to put it right."""

    about: str
    old: figures.FigureSpan
    clauses: list[Clause]


def put_right(item: Item, told: Sequence[Fact]) -> tuple[list[Righted], Item]:
    """What the sentences of an item put right of `told`, and the item without the clauses that do."""
    found: list[Righted] = []
    kept: list[Clause] = []
    told = list(told)
    for sentence in dict.fromkeys(clause.sentence for clause in item.clauses):
        clauses = [clause for clause in item.clauses if clause.sentence == sentence]
        heard = _Sentence(told)
        at = 0
        while at < len(clauses):
            at += heard.hear(clauses[at : at + MOST_CLAUSES])
        heard.end()
        found += heard.found
        kept += heard.rest
    changed = tuple(kept) != item.clauses
    return found, replace(item, clauses=tuple(kept)) if changed else item


def points_back(item: Item) -> bool:
    """Whether any clause may put something right: only then need the facts told before be looked through."""
    texts = [clause.text for clause in item.clauses]
    return any(
        without_lead(text)[1]
        or _AS_TOLD.search(text)
        or _DOUBTED.search(text)
        or righting(texts[n : n + MOST_CLAUSES])
        for n, text in enumerate(texts)
    )


def parts(item: Item) -> list[Item]:
    """The item cut before each sentence that may put right what stands before it in the same item."""
    sentences: dict[int, list[Clause]] = {}
    for clause in item.clauses:
        sentences.setdefault(clause.sentence, []).append(clause)
    cut: list[list[Clause]] = [[]]
    for clauses in sentences.values():
        if cut[-1] and _may_right([clause.text for clause in clauses]):
            cut.append([])
        cut[-1] += clauses
    if len(cut) == 1:
        return [item]
    return [replace(item, clauses=tuple(part), listed=item.listed and not n) for n, part in enumerate(cut)]


def _may_right(texts: list[str]) -> bool:
    """Whether one of the clauses of a sentence may put something right that was said before it."""
    return without_lead(texts[0])[1] or any(righting(texts[n : n + MOST_CLAUSES]) for n in range(len(texts)))


class _Sentence:
    """One sentence gone through clause by clause. `found` is what it puts right, `rest` the clauses that do something else."""

    def __init__(self, told: list[Fact]) -> None:
        self.found: list[Righted] = []
        self.rest: list[Clause] = []
        self._told = told
        self._pending: _Pending | None = None
        self._value: float | None = None

    def hear(self, clauses: Sequence[Clause]) -> int:
        """Take in the first of the clauses and those that belong to it; how many these are."""
        clause = clauses[0]
        heard = righting([one.text for one in clauses])
        for said in heard:
            bare = self.rest and not said.about and not said.old  # it is about the clause before
            if not bare and self._puts(said, clauses[: said.clauses]):
                return said.clauses
            if self._puts_here(said, clauses[: said.clauses]):
                return said.clauses
        for said in heard:
            if (plain := _plainly(said)) and not self.rest:
                self.rest.append(replace(clause, text=plain, end=clauses[said.clauses - 1].end))
                return said.clauses
        if (
            self._resolves(clause)
            or self._confirms(clause.text)
            or self._totals(clause)
            or self._goes_on(clause)
        ):
            return 1
        opened = self._opened(clause)
        if opened is None and self._pending is not None:
            self._pending.clauses.append(clause)
            return 1
        self.end()
        self._pending = opened
        if opened is None:
            self.rest.append(clause)
        return 1

    def end(self) -> None:
        """What was begun and led to nothing is told as it stands."""
        self.rest += self._pending.clauses if self._pending is not None else []
        self._pending = None

    def _puts(self, said: Righting, clauses: Sequence[Clause]) -> bool:
        hit = _target(said, self._told, {righted.target.group for righted in self.found})
        if hit is None:
            return False
        self._write(*hit, clauses[0].start, clauses[-1].end)
        self._value = _value(said.new)
        return True

    def _write(self, place: int, text: str, start: int, end: int) -> None:
        older = self._told[place]
        self.found.append(Righted(older, text, start, end))
        self._told[place] = replace(older, text=text, figures=figures_of(text))

    def _puts_here(self, said: Righting, clauses: Sequence[Clause]) -> bool:
        """What was said in the same sentence is put right there (来了大概50人，最后核下来是43人)."""
        if not self.rest or said.kind not in ("final", "as", "mark"):
            return False
        last = self.rest[-_LATELY:]
        told = [_as_fact(clause) for clause in last]
        hit = _target(said, told, set())
        if hit is None:
            return False
        place = len(self.rest) - len(last) + hit[0]
        self.rest[place] = replace(self.rest[place], text=hit[1], end=clauses[-1].end)
        return True

    def _resolves(self, clause: Clause) -> bool:
        """所以发出去是一千一, after a figure was repeated from before."""
        found = _SO.match(clause.text) if self._pending is not None else None
        if self._pending is None or found is None or not figures.find(found["new"]):
            return False
        said = Righting(self._pending.about, self._pending.old.text, found["new"], "wrong", 1)
        if not self._puts(said, [*self._pending.clauses, clause]):
            return False
        self._pending = None
        return True

    def _confirms(self, text: str) -> bool:
        if self.found and (_STAYS.search(text) or _says_again(text, self._value)):
            return True
        stays = _AS_TOLD.search(text) if len(text) <= _LONGEST_STAY else None
        spans = spans_of(text[: stays.start()]) if stays else []
        return any(_has(fact, span) for span in spans for fact in self._told)

    def _goes_on(self, clause: Clause) -> bool:
        """收信8起, behind a figure that was put right: the next one, where all its words were told with another."""
        found = _NEXT.fullmatch(clause.text) if self.found else None
        if found is None or not is_value(found["new"]):
            return False
        said = Righting(found["about"], "", found["new"], "weak", 1)
        return self._puts(said, [clause])

    def _totals(self, clause: Clause) -> bool:
        """那就一共27人: the total that was told beside what was just put right."""
        found = _TOTALLED.match(clause.text) if self.found else None
        fresh = next(iter(figures.find(found["new"])), None) if found else None
        if fresh is None:
            return False
        groups = {righted.target.group for righted in self.found}
        for place, fact in enumerate(self._told):
            for span in figures.find(fact.text) if fact.group in groups else ():
                if alike(span.unit, fresh.unit) and _SUM_CUE.search(fact.text[: span.start]):
                    text = f"{fact.text[: span.start]}{fitted(fresh, span)}{fact.text[span.end :]}"
                    self._write(place, text, clause.start, clause.end)
                    return True
        return False

    def _opened(self, clause: Clause) -> _Pending | None:
        """A figure repeated from before, with words that point back."""
        plain, back = without_lead(clause.text)
        spans = [span for span in figures.find(plain) if span.kind not in figures.NOT_FACTS]
        known = [span for span in spans if any(_has(fact, span) for fact in self._told)]
        if not known or not (back or (_DOUBTED.search(plain) and len(spans) > 1)):
            return None
        about = f"{plain[: known[-1].start]} {plain[known[-1].end :]}"
        return _Pending(about, known[-1], [clause])


def _plainly(said: Righting) -> str:
    """What a remark says where nothing was told before that it puts right: 更正一下，受理案件是202件 says 受理案件202件."""
    outright = said.kind in ("as", "mark") or (said.kind in ("wrong", "not") and said.back)
    if not outright or not is_value(said.new):
        return ""
    about = said.about
    for span in reversed(spans_of(about)):
        about = f"{about[: span.start]}{about[span.end :]}"
    return f"{about}{said.new}" if len(about) >= 2 else ""


def _as_fact(clause: Clause) -> Fact:
    found = figures_of(clause.text)
    hedged = any(figure.qualifier for figure in found)
    return Fact(
        id="",
        text=clause.text,
        topic="",
        source=Source(turn=0, quote=""),
        figures=found,
        certainty="approximate" if hedged else "exact",
        group=str(clause.start),
    )


def _value(words: str) -> float | None:
    return next((span.value for span in figures.find(words)), None)


def _says_again(text: str, value: float | None) -> bool:
    found = _CONFIRMS.match(text)
    return value is not None and found is not None and _value(found["new"]) == value


def _target(said: Righting, told: Sequence[Fact], lately: set[str]) -> tuple[int, str] | None:
    """Which of the facts is meant, and how it is to read; None where none is."""
    about, old = said.about, said.old
    if not old and (spans := spans_of(about)):
        old, about = spans[-1].text, f"{about[: spans[-1].start]} {about[spans[-1].end :]}"
    elif old and said.kind == "changed" and (spans := spans_of(old)):
        about, old = f"{old[: spans[-1].start]} {old[spans[-1].end :]}", spans[-1].text
    words = word_pairs(about)
    best: tuple[int, int, str] | None = None
    for place, fact in enumerate(told):
        if fact.computed or (
            said.kind == "final" and not _estimated(fact, 0 if words else len(told) - place)
        ):
            continue
        hit = changed(fact.text, said.new, old, words)
        if hit is None or hit[0] == fact.text or _of_another_time(about, fact.text):
            continue
        if said.kind == "final":
            hit = (_AWAITED.sub("", hit[0]), hit[1])
        said_of = f"{fact.heading} {fact.text}"
        shared = len(words & word_pairs(said_of)) or _by_letters(about, words, said_of)
        least = _least_shared(said, about, words, old, chained=bool(lately))
        if shared < least and not ((shared or old) and len(words & word_pairs(_beside(fact, told))) >= least):
            continue
        likely = 2 * shared + 2 * hit[1] + (fact.group in lately)
        if best is None or likely >= best[0]:
            best = (likely, place, hit[0])
    return best[1:] if best else None


def _of_another_time(about: str, text: str) -> bool:
    """今年投诉是8件 puts nothing right of 去年投诉12件."""
    meant, told = dates.find(about), dates.find(text)
    return bool(meant and told) and not any(
        one.text.startswith(other.text) or other.text.startswith(one.text) for one in told for other in meant
    )


def _beside(fact: Fact, told: Sequence[Fact]) -> str:
    """What was said in one breath with a fact: it says which day or thing it is about."""
    return " ".join(other.text for other in told if other.group == fact.group)


def _estimated(fact: Fact, back: int) -> bool:
    return back <= _LATELY and fact.certainty in _HEDGED


def _by_letters(about: str, words: frozenset[str], text: str) -> int:
    """1 where a word of one or two characters is found again in another (会议次数 for 开了4次会)."""
    return int(len(words) <= 1 and any(letter in text for letter in re.sub(r"[\W\d的了是]", "", about)))


def _least_shared(said: Righting, about: str, words: frozenset[str], old: str, *, chained: bool) -> int:
    """How many pairs of characters a fact must share with what the remark is about; none where its figure says enough."""
    if said.kind in ("weak", "checked") and not said.back:
        return max(_LEAST_SHARED if said.kind == "weak" else 1, math.ceil(_ENOUGH * len(words)))
    if old:
        return 0 if chained or not words else 1
    if not about.strip():
        return 0
    if said.kind == "final":
        return 1
    return min(_LEAST_SHARED, max(1, len(words) - 1))


def _has(fact: Fact, span: figures.FigureSpan) -> bool:
    return any(figure.value == span.value and alike(figure.unit, span.unit) for figure in fact.figures)
