"""Figures of one sentence that do not fit together: parts beyond their total, a sum that is another, a rest that is not left."""

from __future__ import annotations

import re
from typing import Literal

from bot.model import Fact, Figure, Value

_TOTAL_OF = re.compile(r"(?:合计|共计|总计|一共|加起来)(?:是|为|有)?[\u4e00-\u9fff]{0,2}$")
_TAKEN_IN = re.compile(r"(?:受理|收到|接到|转来|接收|发现|排查|查出|应|共有)[\u4e00-\u9fff]{0,8}$")
_DONE = re.compile(
    r"(?:办结|办理|解决|整改|完成|处理|化解|消除|办完|改完|修好|答复|到)(?:完|了|好|掉)*[\u4e00-\u9fff]{0,4}$"
)
_LEFT = re.compile(r"(?:剩|剩下|剩余|余|还有|尚有|未办结|未整改|未完成)(?:的|了|下)?[\u4e00-\u9fff]{0,4}$")


class Fault(Value, frozen=True):
    """`parts` do not make `total`; for `rest`, total less done is not what is said to be left; for `share`, a part is not the
    share of the total that is said (96人，其中58人，占62.5%)."""

    kind: Literal["sum", "rest", "share"]
    total: Figure
    parts: tuple[Figure, ...]
    stated: bool = False  # it is said that they make it (合计, 一共)


Placed = tuple[Figure, str]  # a figure and the words right before it


def fault_of(facts: list[Fact]) -> Fault | None:
    """The first fault within the facts of one sentence, in the order they were said."""
    placed = [one for fact in facts for one in _placed(fact)]
    for fact in facts:
        if (beyond := _parts_beyond(fact)) is not None:
            return beyond
    return _wrong_sum(placed) or _wrong_rest(placed) or _wrong_share(placed) or _missing_part(placed)


def _placed(fact: Fact) -> list[Placed]:
    found: list[Placed] = []
    at = 0
    for figure in fact.figures:
        place = fact.text.find(figure.text, at)
        if place < 0:
            continue
        clause = re.split(r"[，,。；;、]", fact.text[:place])[-1]
        found.append((figure, clause))
        at = place + len(figure.text)
    return found


def _parts_beyond(fact: Fact) -> Fault | None:
    """A total and its parts within one fact (共9项，其中完成7项、在办3项)."""
    at = fact.text.find("其中")
    if at < 0:
        return None
    before = [figure for figure in fact.figures if 0 <= fact.text.find(figure.text) < at]
    after = [figure for figure in fact.figures if fact.text.rfind(figure.text) > at]
    if not before or len(after) < 2:
        return None
    total = before[-1]
    parts = tuple(part for part in after if _plain_like(part, total))
    if len(parts) < 2 or total.value is None or total.qualifier:
        return None
    return Fault("sum", total, parts) if _added(parts) > total.value else None


def _wrong_sum(placed: list[Placed]) -> Fault | None:
    """上午20人，下午15人，合计40人."""
    for index, (total, words) in enumerate(placed):
        if not _TOTAL_OF.search(words) or total.value is None or total.qualifier:
            continue
        parts = tuple(figure for figure, _ in placed[:index] if _plain_like(figure, total))
        if len(parts) == index and len(parts) >= 2 and abs(_added(parts) - total.value) > 1e-6:
            return Fault("sum", total, parts, stated=True)
    return None


def _wrong_rest(placed: list[Placed]) -> Fault | None:
    """收到50件，办结46件，剩5件."""
    for index, (rest, words) in enumerate(placed):
        if index < 2 or rest.value is None or rest.qualifier or not _LEFT.search(words):
            continue
        said = [one for one in placed[:index] if _plain_like(one[0], rest)]
        if len(said) < 2 or not _TAKEN_IN.search(said[0][1]) or not _DONE.search(said[1][1]):
            continue
        total, done = said[0][0], tuple(figure for figure, _ in said[1:])
        possible = {(total.value or 0) - (done[0].value or 0), (total.value or 0) - _added(done)}
        if rest.value not in possible:
            return Fault("rest", total, (*done, rest))
    return None


_SHARE = re.compile(
    r"占(?:比|全[\u4e00-\u9fff]{0,4}|总[\u4e00-\u9fff]{0,3}|[\u4e00-\u9fff]{0,6}的)?(?:达|为|到)?$"
)
_OFF = 0.6  # points by which a share may be rounded


def _wrong_share(placed: list[Placed]) -> Fault | None:
    """教师96人，骨干58人，占62.5%: no greater number of that unit gives that share."""
    for index, (share, words) in enumerate(placed):
        if (
            index < 2
            or share.unit != "%"
            or share.value is None
            or share.qualifier
            or not _SHARE.search(words)
        ):
            continue
        part = placed[index - 1][0]
        wholes = [
            one
            for one, _ in placed[: index - 1]
            if _plain_like(one, part) and (one.value or 0) > (part.value or 0)
        ]
        if not part.value or part.qualifier or not wholes:
            continue
        if all(abs(part.value / (whole.value or 1) * 100 - share.value) > _OFF for whole in wholes):
            return Fault("share", wholes[-1], (part, share))
    return None


_WITHIN = re.compile(r"其中|里面|里头|当中|包括|含")
_NEARLY = 0.1  # of the total: what parts that leave somebody out come up to
_LEAST_PARTS = 3


def _missing_part(placed: list[Placed]) -> Fault | None:
    """毕业生386人，升学241人，就业132人，参军6人: all that follows in the sentence is parts, and some are missing."""
    if len(placed) <= _LEAST_PARTS:
        return None
    (total, _), *rest = placed
    parts = tuple(figure for figure, _ in rest if _plain_like(figure, total))
    if (
        any(_WITHIN.search(words) for _, words in rest)
        or len(parts) != len(rest)
        or not total.value
        or total.qualifier
        or not total.unit
    ):
        return None
    gap = abs(_added(parts) - total.value)
    return Fault("sum", total, parts) if 1e-6 < gap <= _NEARLY * total.value else None


class Column(Value, frozen=True):
    """A column of a table whose parts do not make what its last row says. `facts` are the rows, that of the total last."""

    facts: tuple[Fact, ...]
    name: str
    parts: tuple[Figure, ...]
    total: Figure


_TOTAL_ROW = re.compile(r"^(?:合计|总计|共计|小计|总数)")
_LEAST_ROWS = 3  # the total's with them


def columns_off(facts: list[Fact]) -> list[Column]:
    """The columns of pasted tables that do not add up; rows are facts of one turn whose pieces are named alike."""
    found: list[Column] = []
    for place, last in enumerate(facts):
        if not _TOTAL_ROW.match(last.text):
            continue
        names = _columns(last)
        rows = [
            f
            for f in facts[:place]
            if f.source.turn == last.source.turn and _columns(f)[1:] == names[1:] != ()
        ]
        if len(rows) + 1 < _LEAST_ROWS:
            continue
        for column, total in enumerate(last.figures):
            parts = tuple(row.figures[column] for row in rows)
            if total.unit != "%" and total.value is not None and abs(_added(parts) - total.value) > 1e-6:
                found.append(Column((*rows, last), names[column], parts, total))
    return found


def _columns(fact: Fact) -> tuple[str, ...]:
    """What the pieces of a row are called, in order; () where a piece has not just one figure."""
    pieces = fact.text.split("，")
    if len(pieces) != len(fact.figures):
        return ()
    return tuple(piece.partition(figure.text)[0] for piece, figure in zip(pieces, fact.figures, strict=True))


def _plain_like(figure: Figure, other: Figure) -> bool:
    return (
        figure.unit == other.unit and bool(figure.unit) and figure.value is not None and not figure.qualifier
    )


def _added(parts: tuple[Figure, ...]) -> float:
    return sum(part.value or 0.0 for part in parts)
