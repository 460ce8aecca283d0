"""What an answer puts right of what was told before: 前面说的种树230棵写错了，翻了本子是203棵.

The older fact gets the new figure or day; the clauses that said so are no facts of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.facts.fields import figures_of
from bot.facts.splitting import Clause, Item
from bot.model import Fact
from language import dates, figures
from language.text import pairs

_LEAD = re.compile(
    r"^(?:(?:还有|另外|那个|呃|额|哦|对了|再说|，|,)\s*)*"
    r"(?:前面|前述|前文|刚才|刚刚|上面|上述|之前|开头)(?:我)?(?:说|讲|写|报|提|填|给)?(?:过|到)?的?(?:那个|那条)?[：:]?"
)
_WRONG = re.compile(
    r"(?P<day>那天|日期|日子|时间)?(?:那个|那条|的?数|这个)?(?:也|都|是|好像)?我?给?"
    r"(?:(?:写|说|记|打|算|报|填|看|搞|弄|数|抄|念|读|输)(?:得)?(?:错|岔|串|反)|错)(?:了|的)*$"
    r"|(?:也|都|是|好像)?不(?:太|大)?(?:对|准|准确)(?:的|了)*$|(?:也|都)?有(?:误|出入)$"
)
_CHECKED = (
    r"(?:(?:我|又|再|重新|刚|后来|去)*(?:翻|查|看|问|核对|核实|核|对|数|复核|统计)(?:了|过)*(?:一?[下遍次])?"
    r"[^，是为\d]{0,10}?)?"
)
_RIGHT = re.compile(
    rf"^{_CHECKED}(?:应该|应当|应|实际上?|其实|准确的?|正确的?|改)*(?:是|为|成)(?P<new>[^，]{{1,24}}?)(?:为准|才对|就行|即可)?$"
)
_SO = re.compile(r"^(?:所以|那么?|因此)?[^，\d]{0,6}?(?:是|写|为)(?P<new>[^，]{1,16})$")
_INLINE = re.compile(
    r"^(?P<about>[^，]{2,24}?)(?:经|重新)?(?:复核|核实|核对|核查|统计|更正)后?(?:，)?(?:应当?|更正)*(?:是|为)(?P<new>[^，]{1,24})$"
)
_STAYS = re.compile(r"(?:不变|没变|照旧|没错|没问题|不用改|不动)$|是对的?$")
_CONFIRMS = re.compile(
    r"^(?:(?:你|您)?就?(?:按|写|用|以)|对|就是|一共是?)?(?P<new>[^，]{1,16}?)(?:为准|来|吧|写)?$"
)
_TAIL = re.compile(r"(?:左右|上下|以上|以下|出头)$")
_LEAST_SHARED = 2  # pairs of characters by which a fact is known where no wrong figure is named
_SAME_UNIT = {"家": "户", "名": "人", "位": "人", "个": "人", "回": "次", "趟": "次"}


class Righted(msgspec.Struct, frozen=True):
    """`target` is to read `text`; [start, end) is where the answer says so."""

    target: Fact
    text: str
    start: int
    end: int


class _Pending(msgspec.Struct):
    """What was said to be wrong: the words beside it, the figure if one was named, whether a day; `certain` = said outright."""

    about: str
    old: figures.FigureSpan | None
    day: bool
    certain: bool
    clauses: list[Clause]


def put_right(item: Item, told: Sequence[Fact]) -> tuple[list[Righted], Item]:
    """What the sentences of an item put right of `told`, and the item without the clauses that do."""
    found: list[Righted] = []
    kept: list[Clause] = []
    told = list(told)
    for sentence in dict.fromkeys(clause.sentence for clause in item.clauses):
        clauses = [clause for clause in item.clauses if clause.sentence == sentence]
        heard = _Sentence(told)
        for clause in clauses:
            heard.hear(clause)
        heard.end()
        found += heard.found
        kept += heard.rest
    return found, replace(item, clauses=tuple(kept)) if found else item


def parts(item: Item) -> list[Item]:
    """The item cut before each sentence that may put right what stands before it in the same item."""
    cut: list[list[Clause]] = [[]]
    for n, clause in enumerate(item.clauses):
        opens = not n or item.clauses[n - 1].sentence != clause.sentence
        if n and opens and _may_right(clause.text):
            cut.append([])
        cut[-1].append(clause)
    if len(cut) == 1:
        return [item]
    return [replace(item, clauses=tuple(part), listed=item.listed and not n) for n, part in enumerate(cut)]


def _may_right(text: str) -> bool:
    plain = _LEAD.sub("", text)
    return plain != text or bool(_WRONG.search(plain) or _INLINE.match(plain))


class _Sentence:
    """One sentence gone through clause by clause. `found` is what it puts right, `rest` the clauses that do something else."""

    def __init__(self, told: list[Fact]) -> None:
        self.found: list[Righted] = []
        self.rest: list[Clause] = []
        self._told = told
        self._pending: _Pending | None = None
        self._value: float | None = None

    def hear(self, clause: Clause) -> None:
        if self._resolves(clause) or self._resolves_alone(clause) or self._confirms(clause.text):
            return
        opened = _opened(clause, self._told)
        if opened is None and self._pending is not None and not self._pending.certain:
            self._pending.clauses.append(clause)
            return
        self.end()
        self._pending = opened
        if opened is None:
            self.rest.append(clause)

    def end(self) -> None:
        """What was begun and led to nothing is told as it stands."""
        self.rest += self._pending.clauses if self._pending is not None else []
        self._pending = None

    def _resolves(self, clause: Clause) -> bool:
        new = _new(clause.text, self._pending) if self._pending is not None else None
        if self._pending is None or new is None or not self._puts(self._pending, new, clause):
            return False
        self._pending = None
        return True

    def _resolves_alone(self, clause: Clause) -> bool:
        whole = _INLINE.match(_LEAD.sub("", clause.text))
        if whole is None:
            return False
        return self._puts(_Pending(whole["about"], None, False, True, [clause]), whole["new"], clause)

    def _puts(self, pending: _Pending, new: str, clause: Clause) -> bool:
        righted = _righted(pending, new, clause, self._told, self.found)
        if righted is None:
            return False
        self.found.append(righted)
        self._value = _value(new)
        return True

    def _confirms(self, text: str) -> bool:
        return bool(self.found) and (bool(_STAYS.search(text)) or _says_again(text, self._value))


def _opened(clause: Clause, told: Sequence[Fact]) -> _Pending | None:
    """What a clause says is wrong, or repeats from before so as to put it right."""
    plain = _LEAD.sub("", clause.text)
    wrong = _WRONG.search(plain)
    about = plain[: wrong.start()] if wrong else plain
    spans = [span for span in figures.find(about) if span.kind not in figures.NOT_FACTS]
    old = spans[-1] if spans else None
    words = about if old is None else f"{about[: old.start]} {about[old.end :]}"
    if wrong is not None and (old is not None or len(words.strip()) >= 2 or wrong["day"]):
        return _Pending(words, old, bool(wrong["day"]), True, [clause])
    if plain != clause.text and old is not None and any(_has(fact, old) for fact in told):
        return _Pending(words, old, False, False, [clause])
    return None


def _new(text: str, pending: _Pending) -> str | None:
    """What a clause puts in place of the wrong thing; None where it puts nothing."""
    expressions = (_RIGHT,) if pending.certain else (_RIGHT, _SO)
    for expression in expressions:
        found = expression.match(text)
        if found and (figures.find(found["new"]) or dates.find(found["new"])):
            return found["new"]
    return None


def _value(words: str) -> float | None:
    return next((span.value for span in figures.find(words)), None)


def _says_again(text: str, value: float | None) -> bool:
    found = _CONFIRMS.match(text)
    return value is not None and found is not None and _value(found["new"]) == value


def _righted(
    pending: _Pending, new: str, clause: Clause, told: list[Fact], found: Sequence[Righted]
) -> Righted | None:
    """The fact that is meant with the new figure or day in it; `told` holds it so from then on."""
    lately = {righted.target.group for righted in found}
    days = dates.find(new)
    by_day = bool(days) and days[0].start == 0 and days[0].kind == "date"
    best: tuple[int, int, str] | None = None
    for place, fact in enumerate(told):
        text = _with_day(fact.text, new[: days[0].end]) if by_day else _with_figure(fact.text, new, pending)
        if text is None or text == fact.text:
            continue
        beside = " ".join(other.text for other in told if other.group == fact.group)
        shared = len(_pairs(pending.about) & _pairs(f"{fact.heading} {fact.text} {beside}"))
        if shared < _least_shared(pending, chained=bool(lately)):
            continue
        likely = 2 * shared + (fact.group in lately)
        if best is None or likely >= best[0]:
            best = (likely, place, text)
    if best is None:
        return None
    _, place, text = best
    first = pending.clauses[0]
    righted = Righted(told[place], text, first.start, max(clause.end, first.end))
    told[place] = replace(told[place], text=text, figures=figures_of(text))
    return righted


def _least_shared(pending: _Pending, *, chained: bool) -> int:
    """How many pairs of characters a fact must share with what is said to be wrong; none where its figure says enough."""
    if pending.old is None:
        return min(_LEAST_SHARED, max(1, len(_pairs(pending.about)) - 1))
    return 0 if chained or not pending.about.strip() else 1


def _with_figure(text: str, new: str, pending: _Pending) -> str | None:
    """`text` with the wrong figure, else the one of the unit that is meant, put right."""
    fresh = next((span for span in figures.find(new) if span.kind not in figures.NOT_FACTS), None)
    if fresh is None:
        return None
    spans = [
        span for span in figures.find(text) if span.kind not in figures.NOT_FACTS and span.value is not None
    ]
    if pending.old is not None:
        spans = [
            span for span in spans if span.value == pending.old.value and _alike(span.unit, pending.old.unit)
        ]
    spans = [span for span in spans if _alike(span.unit, fresh.unit)]
    if not spans:
        return None
    named = [span for span in spans if span.unit and span.unit in pending.about]
    old = (named or spans)[0]
    return f"{text[: old.start]}{_fitted(fresh, old)}{text[old.end :]}"


def _fitted(fresh: figures.FigureSpan, old: figures.FigureSpan) -> str:
    """The new figure with the measure word of the old one where it has none (一千九左右 for 两千份 → 一千九百份左右)."""
    if fresh.unit or not old.unit:
        return fresh.text
    tail = _TAIL.search(fresh.text)
    at = tail.start() if tail else len(fresh.text)
    number = fresh.text[:at]
    if (
        not re.search(r"\d", number)
        and fresh.value is not None
        and fresh.value >= 100
        and not fresh.qualifier.strip("左右上下")
    ):
        number = f"{fresh.value:.10g}"
    return f"{number}{old.unit}{fresh.text[at:]}"


def _with_day(text: str, new: str) -> str | None:
    spans = [span for span in dates.find(text) if span.kind == "date"]
    return f"{text[: spans[0].start]}{new}{text[spans[0].end :]}" if spans else None


def _has(fact: Fact, span: figures.FigureSpan) -> bool:
    return any(figure.value == span.value and _alike(figure.unit, span.unit) for figure in fact.figures)


def _alike(one: str, other: str) -> bool:
    return not one or not other or _SAME_UNIT.get(one, one) == _SAME_UNIT.get(other, other)


def _pairs(text: str) -> frozenset[str]:
    return pairs(re.sub(r"[\W\d]+", " ", text))
