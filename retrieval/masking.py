"""A report without its facts: what identifies or counts is found (`mask`) and replaced by slots such as 〔数量〕 (`masked`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from language import dates, figures
from retrieval import campaigns, entities, naming, placeholders
from retrieval.masking_tables import MaskingTables
from retrieval.records import Span

SLOTS = {
    "NUM": "〔数量〕", "DATE": "〔日期〕", "PERIOD": "〔时段〕", "PERSON": "〔人名〕", "PLACE": "〔地名〕", "ORG": "〔单位〕", "UNIT": "〔单位〕",
    "DOC": "〔文件〕", "CAMPAIGN": "〔活动〕", "PLACEHOLDER": "〔名称〕",
}  # fmt: skip

# Which label a merged stretch takes when two of one length meet.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        ("PLACEHOLDER", "NUM", "PLACE", "ORG", "PERSON", "DATE", "PERIOD", "CAMPAIGN", "UNIT", "DOC")
    )
}
_EACH = re.compile(r"每(?:个)?(?:年|半年|季度|月|两月|半月|周|两周|星期|天|日|学期|人|户|班|村|社区)$")
_LOOSE_TIME = re.compile(
    r"每.*|[本今当这]?[天日]|目前为止|近[日期]|日前|周末|双休日|寒假|暑假|当[天日晚]|次日|今年|本年度?|全年|当年|今[天日早晚]"
)
_RANKING = re.compile(
    r"(?:居|列|排名|排|获|得|夺|取得|小组|全[国省市县区镇乡村校行局系]|同业|同行|片区|系统|赛|分)(?:了|的)?$"
)
_NOT_RANKING = re.compile(r"[线时书责要步课议方手类位道关]|安全")
# 四个阶段, 九大工程: the count and what it counts are one figure of speech of the unit.
_ABSTRACT = re.compile(
    r"(?<=[个大项类种])(?:阶段|方面|环节|工程|基础|步骤|层次|板块|领域|主题|类别|支部|行动|任务|平台|体系)"
)
# Names with a numeral that do tell of this unit: 24小时(服务), 四（2）班.
_OF_THIS_UNIT = re.compile(r"小时$|[\d一二三四五六七八九十]+[)）]?班$")
_PRIZE = re.compile(r"[特一二三四][等级](?:奖|功|战功)")
_NONE_HAPPENED = re.compile(r"(?:未|没有?|无)(?:再)?(?:发生|出现)(?:过)?$")


def mask(
    text: str,
    tables: MaskingTables,
    blocks: Sequence[tuple[int, int]] = (),
    tagger: entities.Tagger = entities.tag,
) -> tuple[Span, ...]:
    """Every span of `text` (white space removed) that a writer may not see, in order; spans may overlap (a place in a title).

    `blocks` are the [start, end) of paragraphs and headings, so that nothing is read across their seams. Spans with
    `masked=False` (laws, national slogans) stay in the text and are listed for a human to judge.
    """
    whole = list(blocks) or [(0, len(text))]
    blanks = placeholders.find(text)
    named = naming.find(text, whole, tables, tagger)
    found = {(start, end, "PLACEHOLDER", True) for start, end in blanks}
    found |= {(start, end, kind, True) for start, end, kind in named}
    found |= set(campaigns.find(text, named, blanks, tables))
    for start, end in whole:
        found |= {
            (start + first, start + last, kind, True) for first, last, kind in _quantities(text[start:end])
        }
    return tuple(
        Span(start=start, end=end, kind=kind, text=text[start:end], masked=hidden)
        for start, end, kind, hidden in sorted(found, key=lambda span: (span[0], -span[1], span[2]))
        if end > start
    )


def masked(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> str:
    """text[start:end] with a slot for every masked span; overlapping spans make one slot."""
    stop = len(text) if end is None else end
    out, position = [], start
    for first, last, kind in _merged(spans):
        if last <= position or first >= stop:
            continue
        out += [text[position : max(first, position)], SLOTS[kind]]
        position = min(last, stop)
    return "".join([*out, text[position:stop]])


def _merged(spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    """Masked spans joined where they overlap; the longest names the slot."""
    out: list[tuple[int, int, str, int]] = []
    for span in sorted((span for span in spans if span.masked), key=lambda span: (span.start, -span.end)):
        length = span.end - span.start
        if out and span.start < out[-1][1]:
            first, last, kind, size = out[-1]
            better = (length, _RANK[span.kind]) > (size, _RANK[kind])
            out[-1] = (first, max(last, span.end), span.kind if better else kind, max(size, length))
        else:
            out.append((span.start, span.end, span.kind, length))
    return [(first, last, kind) for first, last, kind, _ in out]


# ------------------------------------------------------------------ figures and dates


def _quantities(block: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for date in dates.find(block):
        if date.kind == "festival" or (date.kind == "relative" and _LOOSE_TIME.fullmatch(date.text)):
            continue
        found.append(
            (date.start, date.end, "PERIOD" if date.kind in ("period", "relative", "range") else "DATE")
        )
    found += [(*match.span(), "NUM") for match in _PRIZE.finditer(block)]
    for figure in figures.find(block):
        told = figure.kind == "in_name" and _OF_THIS_UNIT.search(figure.text)
        if told or (figure.kind not in figures.NOT_FACTS - {"phone"} and _is_own(block, figure)):
            start = (
                figure.start - len(each[0]) if (each := _EACH.search(block[: figure.start])) else figure.start
            )
            counted = _ABSTRACT.match(block, figure.end)
            found.append((start, counted.end() if counted else figure.end, "NUM"))
    return found


def _is_own(block: str, figure: figures.FigureSpan) -> bool:
    """A figure of the unit; 一名, 一次 and 安全第一 are only a manner of speaking."""
    before = block[max(0, figure.start - 6) : figure.start]
    if figure.kind == "ordinal" and figure.value == 1 and not figure.unit:
        return bool(_RANKING.search(before)) and not _NOT_RANKING.match(block[figure.end : figure.end + 2])
    if figure.text.startswith("一") and figure.value == 1:
        return bool(_NONE_HAPPENED.search(before))
    return True
