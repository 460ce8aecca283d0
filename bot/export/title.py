"""A long title broken at sense (GB/T 9704-2012, 7.3.1): whole words, lines in the shape of a trapezium or a rhombus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations

from bot.export.text import columns

_INSIDE_WORD = 12.0
# Where a line may end, and what it costs: the end of a unit's name, of a period, a pause; never inside a title, a quote or a figure.
_ENDS: tuple[tuple[float, str], ...] = (
    (0.0, r"[、，：；》”）]"),
    (
        0.5,
        r"委员会|办事处|管委会|居委会|村委会|党支部|党总支|党委|支部|公司|集团|中心|社区|街道|小学|中学|大学|学院|幼儿园|学校"
        r"|医院|卫生院|供电所|派出所|事务所|研究所|管理所|分局|支行|分行|营业部|车站|客运站|服务站|管理站|站段|图书馆|博物馆|文化馆|支队|大队|中队",
    ),
    (
        1.0,
        r"(?<=[\u4e00-\u9fff]{2})[局所站院馆校行厂队处部科乡镇县]|上半年|下半年|年度|季度|学期|学年|期间|以来",
    ),
    (1.5, r"(?<=\d)年(?![度初末底前后])|(?<=[\u4e00-\u9fff]{2})[省市区村]|(?<=\d)月(?!份)|月份|[的暨]"),
)
_STARTS: tuple[tuple[float, str], ...] = (
    (0.0, r"[《“（]|关于"),
    (1.0, r"20\d\d年|工作总结|工作报告|工作情况|情况总结|情况报告|情况汇报|总结报告|述职报告"),
    (
        2.0,
        r"上半年|下半年|前[一二三]季度|第[一二三四]季度|(?<!工作)总结|专项|创建|工作(?!总结|报告|情况)|[和与及](?=[\u4e00-\u9fff]{3})",
    ),
)
_WHOLE = re.compile(
    r"《[^》]*》|“[^”]*”|（[^）]*）|\d+(?:[.,:—～-]\d+)*[年月日个项%]?|[A-Za-z0-9]+|上半年|下半年|年度|工作总结|工作报告"
)


def broken(title: str, width: int) -> list[str]:
    """The lines of `title`, each at most `width` characters wide."""
    if columns(title) <= 2 * width:
        return [title]
    costs = _costs(title)
    for lines in range(-(-columns(title) // (2 * width)), 5):
        cheap = [cut for cut in range(2, len(title) - 1) if costs[cut] < _INSIDE_WORD]
        best = _best(title, lines, width, costs, cheap) or _best(
            title, lines, width, costs, range(1, len(title))
        )
        if best:
            return best
    return [title]


def _costs(title: str) -> list[float]:
    """What it costs to end a line before each character."""
    costs = [_INSIDE_WORD] * (len(title) + 1)
    for cost, rule in _ENDS:
        for hit in re.finditer(rule, title):
            costs[hit.end()] = min(costs[hit.end()], cost)
    for cost, rule in _STARTS:
        for hit in re.finditer(rule, title):
            costs[hit.start()] = min(costs[hit.start()], cost)
    for hit in _WHOLE.finditer(title):
        for position in range(hit.start() + 1, hit.end()):
            costs[position] = 5 * _INSIDE_WORD
    for position, character in enumerate(title):
        if character in "、，：；。》”）的":
            costs[position] = 5 * _INSIDE_WORD
    return costs


def _best(title: str, lines: int, width: int, costs: list[float], places: Iterable[int]) -> list[str]:
    found: tuple[float, list[str]] | None = None
    for cuts in combinations(places, lines - 1):
        parts = [title[start:end] for start, end in zip((0, *cuts), (*cuts, len(title)), strict=True)]
        widths = [columns(part) / 2 for part in parts]
        if max(widths) > width:
            continue
        cost = sum(costs[cut] for cut in cuts) + _shape(widths)
        if found is None or cost < found[0]:
            found = (cost, parts)
    return found[1] if found else []


def _shape(widths: list[float]) -> float:
    """A penalty for an oblong, an hourglass, and for lines of very unlike length."""
    penalty = 0.3 * (max(widths) - min(widths)) / max(widths) * len(widths)
    if min(widths) < max(widths) / 3:
        penalty += 4.0
    if max(widths) - min(widths) < 1.0:
        penalty += 1.0
    hourglass = any(
        before > middle < after for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False)
    )
    return penalty + (6.0 if hourglass else 0.0)
