"""Titles in 《》 and names in quotes: which are the unit's own (masked) and which the whole country's (kept)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language import idioms, titles
from language.titles import TitleSpan
from retrieval.masking_tables import MaskingTables
from retrieval.naming import Found

_HONOUR_REACH = 10  # characters between 获得 and the quoted honour
_NOUN_REACH = 6  # characters between a quoted name and the 活动 or 竞赛 it names
_SURE_NOUNS = ("活动", "行动", "评选", "竞赛", "大赛", "比赛")
_MARKS = str.maketrans("", "", "、，,·“”‘’《》 ！!。")
_CHAIN = re.compile(r"(?:、|和|及|与|，)?[“‘][^“”‘’]{1,40}[”’]|(?:、|和)?等(?:各种|多种|一系列|系列)?")
_COINED = re.compile(r"[一二三四五六七八九十百千万]{1,3}[\u4e00-\u9fff]{1,2}(?:行动|工程|活动|计划|战役)")
# 第三届茶乡摄影大赛, and with a place before it without the ordinal: one edition of a local event.
_EVENT = re.compile(
    r"(?:第[一二三四五六七八九十\d]+届)[\u4e00-\u9fff]{0,10}?(?:艺术节|文化节|旅游节|采摘节|运动会|博览会|论坛|大赛|竞赛|比赛|联赛)"
)
_LOCAL_EVENT = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:艺术节|文化节|旅游节|采摘节|庙会|杯赛|博览会)")
_NUMERAL = re.compile(r"[一二三四五六七八九十百千]+(?![点些般定致样直切次线个家心起])[\u4e00-\u9fff]|\d")
_SHORTEST = 4  # characters of a campaign whose shorter form is looked for in other quotes
_BARE_SHORTEST = 6  # … and of one looked for without quotes; 文明创建 would be found in plain prose
_LONGEST_NAME = 30  # characters of a quoted campaign; a longer quote is speech
_LONGEST_GENERIC = 4  # 《工作方案》: says what it is, not whose


def find(
    text: str, named: Sequence[Found], blanks: Sequence[tuple[int, int]], tables: MaskingTables
) -> list[tuple[int, int, str, bool]]:
    """(start, end, DOC | CAMPAIGN, masked) of every title, quoted name, coined action and honour of a place."""
    held = [*((start, end) for start, end, _ in named), *blanks]
    out: list[tuple[int, int, str, bool]] = []
    for span in titles.find(text):
        local = any(span.start < end and start < span.end for start, end in held)
        if span.kind == "document":
            out.append((span.start, span.end, "DOC", local or not _is_public(span, tables)))
        else:
            own = (local and _is_title_like(span.inner)) or _is_campaign(text, span, tables)
            out.append((span.start + 1, span.end - 1, "CAMPAIGN", own))
    out += [
        (*match.span(), "CAMPAIGN", True)
        for pattern in (_COINED, _EVENT)
        for match in pattern.finditer(text)
        if not _is_national(match[0], tables)
    ]
    return [*out, *_repeats(text, out, tables), *_honours(text, named, tables)]


def _repeats(
    text: str, found: Sequence[tuple[int, int, str, bool]], tables: MaskingTables
) -> list[tuple[int, int, str, bool]]:
    """A masked campaign elsewhere: bare, or quoted in a shorter form."""
    own = {
        text[start:end]
        for start, end, kind, hidden in found
        if kind == "CAMPAIGN" and hidden and end - start >= _SHORTEST
    }
    out = [
        (start, end, kind, True)
        for start, end, kind, hidden in found
        if not hidden and end - start >= _SHORTEST and any(text[start:end] in name for name in own)
    ]
    for name in own:
        peculiar = len(name) >= _BARE_SHORTEST or _NUMERAL.match(name)
        if peculiar and len(name) <= _LONGEST_NAME and not _is_national(name, tables):
            out += [
                (match.start(), match.end(), "CAMPAIGN", True) for match in re.finditer(re.escape(name), text)
            ]
    return [span for span in out if not _is_national(text[span[0] : span[1]], tables)]


def _is_public(title: TitleSpan, tables: MaskingTables) -> bool:
    inner = title.inner
    if re.search(r"\d", inner) or inner.startswith("关于"):
        return False
    if len(inner) <= _LONGEST_GENERIC and inner.endswith(tables.own_titles):
        return True
    return inner.endswith(tables.law_endings) and not inner.endswith(tables.own_titles)


def _is_national(quote: str, tables: MaskingTables) -> bool:
    plain = quote.translate(_MARKS)
    listed = any(phrase == plain or (len(phrase) >= 4 and phrase in plain) for phrase in tables.national)
    return listed or any(plain.startswith(phrase) for phrase in idioms.NATIONAL)


def _is_title_like(quote: str) -> bool:
    """A name rather than somebody's words: short, and no sentence."""
    return len(quote) <= _LONGEST_NAME and not re.search(r"[。！？!?；]|都是|就是", quote)


def _is_campaign(text: str, quote: TitleSpan, tables: MaskingTables) -> bool:
    """A name of the unit's own making: numbered (三十佳), followed by 活动, 评选 …, or won as an honour."""
    inner = quote.inner
    if len(inner) < 2 or _is_national(inner, tables):
        return False
    if inner.endswith(("活动", "行动", "工程", "计划")):
        return True
    if len(inner) <= 8 and _NUMERAL.match(inner) and inner not in idioms.IDIOMS:
        return True
    return _followed_by_campaign(text, quote.end, tables) or _is_honour(text, quote, tables)


def _followed_by_campaign(text: str, position: int, tables: MaskingTables) -> bool:
    """活动, 评选 … right behind or a word later (技能竞赛), or behind more quoted names and 等."""
    while (chain := _CHAIN.match(text, position)) is not None and chain.end() > position:
        position = chain.end()
    near = re.split(r"[，。；、,\n]", text[position : position + _NOUN_REACH])[0]
    return near.startswith(tables.campaign_nouns) or any(noun in near for noun in _SURE_NOUNS)


def _is_honour(text: str, quote: TitleSpan, tables: MaskingTables) -> bool:
    before = re.split(r"[。；]", text[max(0, quote.start - _HONOUR_REACH) : quote.start])[-1]
    chained = re.search(r"[”’]、?(?:[\u4e00-\u9fff]{1,4})?$", before) is not None and len(quote.inner) >= 6
    return any(verb in before for verb in tables.honour_verbs) or (
        chained and quote.inner.endswith(("窗口", "岗", "单位", "站", "班组", "号"))
    )


def _honours(text: str, named: Sequence[Found], tables: MaskingTables) -> list[tuple[int, int, str, bool]]:
    """青石区好人: the place and what it calls them."""
    out = []
    for start, end, kind in named:
        event = _LOCAL_EVENT.match(text, end) if kind == "PLACE" else None
        if event:
            out.append((start, event.end(), "CAMPAIGN", True))
        noun = next((noun for noun in tables.honour_nouns if text.startswith(noun, end)), "")
        if kind == "PLACE" and noun:
            out.append((start, end + len(noun), "CAMPAIGN", True))
    return out
