"""Which kind of unit a name names: 柳塘镇卫生院 is a hospital, 县医院护理部 too. Pure; the names are those of config/unit_types.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

# Parts of a unit: alone they say nothing better, behind the name of an institution they belong to it (县医院 + 护理部, 某街道 + 办公室).
_PARTS = frozenset(("部", "科", "处", "室", "股", "组", "办", "办公室", "中心", "委办"))
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
# Where the name ends in a title or in an answer: 某某站2031年工作总结; 某某药房，镇上的连锁药房.
_END = re.compile(
    r"关于|[12]\d{3}|二[〇零○]|[上下]半年|第?[一二三四1-4]季度|第[一二]学期|\d{1,2}月|年度|全年|工作?的?(?:总结|小结|汇报|报告|情况)"
    r"|[，,。；;：:\s]"
)
_TAIL = "的吧呀啊呢嘛"
_FARMING = "农乡城集"  # 农村, 城镇, 集镇: no village and no township
_HOUSES = "站所院馆队园场厂店"  # 柳塘镇敬老院 lies in a township and is none
_PLACE = 2  # characters of the place before a name of one character (柳塘镇)


def best(name: str, kinds: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """(kind, characters that speak for it) of the unit `name` begins with; ("", 0) where no name fits.

    The ending decides, the longer the surer; a part (…部, …科) belongs to the institution named last before it. A name of one
    character in the middle (云台乡党政办) counts only where nothing else does, and not for a house of its own (柳塘镇敬老院).
    """
    unit = _unit(name)
    ending = _longest((n, key) for key, n in _names(kinds) if unit.endswith(n))
    if ending and ending[0] not in _PARTS:
        return ending[1], len(ending[0])
    within = _last(unit, ((n, key) for key, n in _names(kinds) if len(n) > 1 and n not in _PARTS))
    if within is None and not unit.endswith(tuple(_HOUSES)):
        within = _last(unit, ((n, key) for key, n in _names(kinds) if len(n) == 1 and n not in _PARTS))
    found = within or ending
    return (found[1], len(found[0])) if found else ("", 0)


def _unit(name: str) -> str:
    pieces = (piece.strip() for piece in _END.split(_BRACKETS.sub("", name)))
    return next((piece.rstrip(_TAIL) for piece in pieces if len(piece) > 1), "")


def _names(kinds: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    yield from ((key, name) for key, names in kinds.items() for name in names)


def _longest(fitting: Iterator[tuple[str, str]]) -> tuple[str, str] | None:
    return max(fitting, key=lambda one: len(one[0]), default=None)


def _last(unit: str, candidates: Iterator[tuple[str, str]]) -> tuple[str, str] | None:
    """The name that ends last within `unit`, of several the longest."""
    standing = ((unit.rfind(name) + len(name), len(name), (name, key)) for name, key in candidates)
    fitting = [one for one in standing if one[0] >= one[1] and _stands(unit, one[0], one[1])]
    return max(fitting, key=lambda one: one[:2])[2] if fitting else None


def _stands(unit: str, end: int, length: int) -> bool:
    start = end - length
    return length > 1 or (start >= _PLACE and unit[start - 1] not in _FARMING)
