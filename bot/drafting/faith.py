"""Whether a rewriting says what the user said: the gate's own rules, asked of one piece against nothing but the user's words."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from bot.drafting.gate import judge_sentences
from bot.drafting.gate.evidence import Book
from bot.drafting.gate.seen import WARNINGS
from bot.drafting.gate_rules import gate_rules
from bot.drafting.register import years
from bot.model import Basics, Fact, Sentence
from language import numerals
from language.surnames import looks_like_name

# What a rewriting may do that an invented sentence may not: use other words, leave a doubt to the mark, count in another measure.
_WORDS_ONLY = frozenset({"invented", "framing_states", "unsure", "conflict", "counted", "placeholder"})
_SAYS_NO = re.compile(
    "没|未|不(?!少|断|仅|得不|管|论|过|久|时)|无(?!偿|线|人机|障碍)|非(?!常|遗|物质)|(?<![分个级类区性特差鉴])别(?!人|的|墅|家|处|国|样)"
)
_STANDS_FOR_NO = re.compile(
    r"[没未不无难缺少低差旧零]|(?<![\d.])0(?!\d|\.)|滞后|尚|仅|压降|负担|力量|反复|停|断|待|故障|紧张|趋紧|拟|计划外"
)
_LACKS = re.compile(r"[没未不无难缺少差剩零别停断欠]|(?<![\d.])0(?!\d|\.)|还有|仍")
_INTENDS = re.compile("(?<!不)想(?!法)|打算|准备(?!金|工作)|计划|拟|争取|力争|还要|要(?=[再把办建搞开])")
_PLANS = re.compile("拟|将|计划|打算|准备|力争|争取|继续|要|需|下一?步|明年|下半年|下学期|下季度")
_UNDONE = re.compile("没|未|还不|不够")
_DONE = re.compile("(?:已|均已|已经)(?:完成|整改|解决|办结|落实|到位|全部)")


def true_to(text: str, facts: tuple[Fact, ...], basics: Basics) -> bool:
    """Whether `text` states of `facts` what they state: no other figure, date, name, post, rank, plan, relation or denial."""
    return _true_to(text, facts, basics.unit, basics.period, basics.start, basics.end)


@lru_cache(maxsize=8192)
def _true_to(text: str, facts: tuple[Fact, ...], unit: str, period: str, start: str, end: str) -> bool:
    said = "，".join(fact.text for fact in facts)
    if not (_denies_alike(text, said) and _names_kept(text, said, facts)):
        return False
    basics = Basics(unit=unit, period=period, start=start, end=end)
    book = Book(tuple(map(_plainly, facts)), basics, (), gate_rules())
    sentence = Sentence(f"{text}。", "fact", tuple(fact.id for fact in facts))
    found = judge_sentences([sentence], book, plans=all(fact.certainty == "planned" for fact in facts))
    return not any(f.rule not in _WORDS_ONLY and f.rule not in WARNINGS for f in found)


_SPELLINGS = (
    (re.compile(r"((?:比武|竞赛|比赛|大赛|联赛))([1-9一二三四五六七八九十])名"), r"\1第\2名"),  # 比武2名
    (re.compile(r"(?<=[两三四五六七八九\d]个)(?=一个)"), "，"),  # 有两个一个叫
    (re.compile("([一二三四五六七八九])十年代"), lambda m: f"{numerals.value(m[1]) or 0:g}0年代"),
    (re.compile("(?<=[长记任理])就?是我[，,]?"), ""),
    (re.compile("把"), "将"),
    (re.compile("茬"), "批"),
)


def _plainly(fact: Fact) -> Fact:
    """The fact with what is only another spelling of the same behind it: 24年 as 2024年, 把 as 将, 比武2名 as 比武第2名."""
    text = years(fact.text)
    for find, put in _SPELLINGS:
        text = find.sub(put, text)
    return fact if text == fact.text else replace(fact, text=f"{fact.text}；{text}", replaces="", conflict="")


def _denies_alike(text: str, said: str) -> bool:
    """What was denied or only meant is so still, and nothing else is; 跟不上 may become 滞后."""
    if _SAYS_NO.search(said) and not _STANDS_FOR_NO.search(text):
        return bool(re.search("过来|不[上了住拢掉]|不用|不仅|只", said))
    if _INTENDS.search(said) and not _PLANS.search(text):
        return False
    if _SAYS_NO.search(text) and not _LACKS.search(said):
        return False
    return not (_UNDONE.search(said) and _DONE.search(text) and not re.search("已|都|全|[完改办]了", said))


def _names_kept(text: str, said: str, facts: tuple[Fact, ...]) -> bool:
    names = (name for fact in facts for name in fact.names if looks_like_name(name) and name in said)
    return all(name in text for name in names)
