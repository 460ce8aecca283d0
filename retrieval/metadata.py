"""What a report is, guessed from its own words: unit type, unit, period, topic. Guesses: shown and correctable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval import unit_names
from retrieval.tables import UnitType

HEAD = 400  # characters in which a report says who writes and about what time
TEXT_MAX = 20_000  # characters that are looked at
NAME, SELF, WORD = 6.0, 5.0, 1.0  # weights: a name in the title, 我校/本所, a word of the trade
REPEATS = 4
_PERIODS = (
    ("学期", r"第[一二]学期|[上下]学期|本学期|春季学期|秋季学期|学年(?!度)"),
    ("半年", r"上半年|下半年|半年来|半年(?:工作)?(?:总结|小结)|时间过半"),
    ("季度", r"[一二三四1-4]季度|第[一二三四]季|季度"),
    (
        "月度",
        r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:工作)?(?:总结|小结)|^(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?$|本月|月度|月小结",
    ),
    (
        "专项",
        r"专项|百日|攻坚|行动(?:工作)?总结|整治(?:工作)?(?:总结|小结)|黄金周|春运(?:工作)?总结|阶段性|这次",
    ),
    ("年度", r"全年|年度|一年来|今年以来|年终|20.{2}年(?:工作|度|终)|今年|\d{4}年"),
)
_TOPIC_TITLE = re.compile(
    r"(?:(?:20.{2}|[Xx_*×]{2,4})年度?|上半年|下半年|第?[一二三四]季度|关于|\d{1,2}月份?|学年|第[一二]学期|年度|年)*(?P<t>[\u4e00-\u9fff“”]{2,24}?)"
    r"(?:工作)?的?(?:总结|小结|汇报|报告)"
)
_MONTH = re.compile(r"(?<![\d—至到-])(?:1[0-2]|[1-9])月份?(?![\d—至到-])")
_SERIES_TAIL = re.compile(r"(?:篇|范文)\s*[一二三四五六七八九十\d]{1,3}$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`unit_type` a key of config/unit_types.toml, `period` one of 年度 半年 季度 月度 学期 专项, `topic` a short phrase; "" = no idea."""

    unit_type: str = ""
    period: str = ""
    topic: str = ""


def guess(title: str, text: str, unit_types: Mapping[str, UnitType]) -> Metadata:
    """Unit type, period and topic of a report with this title and form N."""
    own = "" if _SERIES_TAIL.search(title) else title  # 范文篇三: the page's title, not this unit's
    return Metadata(unit_type(own, text, unit_types), period(own, text), topic(title))


def unit_type(name: str, text: str, unit_types: Mapping[str, UnitType]) -> str:
    """The key of the likeliest unit type: by its name (朝阳街道办事处, a title) and by the words of `text`; "" where nothing speaks."""
    text = text[:TEXT_MAX]
    named, sure = unit_names.best(name, {key: kind.names for key, kind in unit_types.items()})
    scores = {key: _spoken(text, kind) for key, kind in unit_types.items()}
    if named:
        scores[named] += NAME + sure  # the longer the name that fits, the surer: 综合执法大队 against 队
    best = max(scores, key=lambda key: scores[key], default="")
    return best if scores.get(best, 0.0) >= 2.0 else ""


def period(title: str, text: str) -> str:
    """The kind of period a report covers, from its title, else from the text's beginning."""
    if _MONTH.search(title) and not re.search(r"[上下]半年|季度|学期", title):
        return "月度"
    for place in (_SERIES_TAIL.sub("", title), text[:HEAD], text[-HEAD:]):
        for kind, pattern in _PERIODS:
            if re.search(pattern, place):
                return kind
    return ""


def topic(title: str) -> str:
    """The matter a title names: 2023年度安全生产工作总结 → 安全生产; "" where it names none."""
    bare = _SERIES_TAIL.sub("", title).split(" ")[-1]
    found = _TOPIC_TITLE.search(bare)
    return found["t"].removesuffix("年度").removesuffix("工作") if found else ""


def _spoken(text: str, kind: UnitType) -> float:
    head = text[:HEAD]
    score: float = sum(WORD * min(text.count(word), REPEATS) for word in kind.words)
    own = [word for word in kind.self_names if word[0] in "我本全"]
    score += sum(SELF * min(text.count(word), 2) for word in own)
    score += sum(2.0 for n in kind.names if (len(n) > 1 and n in head) or (len(n) > 2 and n in text))
    return score / float(max(len(text) / 500, 1.0) ** 0.5 * max(len(kind.words), 8) ** 0.25)
