"""Numbers without a measure word given the one that stands beside them: 50件，办结46 → 办结46件; 每张扣20 → 每张扣20元."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec

from bot.facts import grammar
from bot.facts.splitting import Clause
from bot.wording import table
from language.figures import FigureSpan

_SHARED_KINDS = ("count", "weight", "area", "length", "volume", "energy")
_SPOKEN_SUM = re.compile(
    r"(?<=[扣罚奖])(?<![暂查抵折克回嘉获得大等中颁评授团体].)(了?)"
    r"([一二两三四五六七八九十]{0,2}[十百千万]+|\d+(?:[到至\-—~～]+\d+)?(?:\.\d+)?万?)(?=$|[，,。；;）)])"
)
_NO_MEASURE = re.compile(r"[加合]起来(?:是|有|共)*$|分之$|[第前排到由从自至约超破逾近比：:/\-—~～A-Za-z\d.]$")
_COMPARED = re.compile(
    r"^(?:上月|上年|去年|上季度|上学期|上半年|同期|此前|原来|以前|计划|目标|任务|全年任务|应)"
)
_RANKED = re.compile(r"(?:排名?|名次|位列|位居|名列|列|居)(?:全[县市区省镇行局])?(?:第|前)?$")
_SCORED = re.compile(
    r"(?:得分|评分|分数|[均总核满]分|成绩)(?:为|是|达|由|从)?(?:约?\d+(?:\.\d+)?(?:分)?[到至])?$"
)
_MONEY_CUE = re.compile(r"^其中|[款钱费资金元笔]")
# Verbs and nouns of money right before 27.5万: a sum, whatever was counted before it.
_MONEY_BEFORE = re.compile(
    r"(?:拨|花|投|投入|投资|追回|挽回|损失|补助|补贴|补|奖|筹|筹集|募集|捐|罚|价值|到位|到账|结余|节约|节省|节支|赔偿|兑付|争取|资金|经费|金额|"
    r"进账|赞助|赔付?|[\u4e00-\u9fff](?:费|款|金|薪|税)|费用|缺口|预算|造价|成本|收入|产值|余额|存款|贷款|销售额|营业额|利润|税收|货款|款项)(?:付|出|款|资金|经费|损失)?(?:了|约|近|达|共|是|为|到|大概|大约|\s)*$"
)
_SCALED = re.compile(r"[万亿]")


@cache
def _people() -> re.Pattern[str]:
    words = "|".join(sorted(table("facts")["bare"]["people"].split(), key=len, reverse=True))
    return re.compile(rf"(?:{words})(?:共|有|缺|少|差|各|约|达|超|空缺)?$")


@cache
def _measures() -> tuple[tuple[re.Pattern[str], str], ...]:
    listed = table("facts")["bare"]["measures"]
    return tuple(
        (re.compile(rf"(?:{'|'.join(nouns.split())})(?:共|有|约|达)?$"), unit)
        for unit, nouns in listed.items()
    )


@cache
def _money() -> re.Pattern[str]:
    return re.compile("|".join(table("facts")["bare"]["money"]["cues"]))


def with_measures(clauses: list[Clause]) -> list[Clause]:
    """The clauses of one item with bare numbers given their measure word, sentence by sentence."""
    sentences: dict[int, list[str]] = {}
    for clause in clauses:
        sentences.setdefault(clause.sentence, []).append(clause.text)
    points = {n for n, texts in sentences.items() if any(map(_POINTS.search, texts))}
    funds = {n for n, texts in sentences.items() if any(map(_FUNDS.search, texts))}
    hundred = {n for n, texts in sentences.items() if any(map(_HUNDRED.search, texts))}
    result: list[Clause] = []
    unit: FigureSpan | None = None
    seen: Counter[int] = Counter()
    for index, clause in enumerate(clauses):
        if index and clause.sentence != clauses[index - 1].sentence:
            unit = None
        sentence, text = sentences[clause.sentence], clause.text
        seen[clause.sentence] += 1
        if clause.sentence not in points | hundred:
            text = _rates_as_money(_SPOKEN_SUM.sub(r"\1\2元", text), sentence)
        later = sentence[seen[clause.sentence] :]
        text = _SHARE_OF_HUNDRED.sub(r"\1分", text) if clause.sentence in hundred else text
        text, unit = _measured(text, unit, later, money=clause.sentence in funds)
        result.append(msgspec.structs.replace(clause, text=text))
    return result


_TRAILING = re.compile(r"(?:左右|上下|以上|以下|以内|有余|出头)$")
_FUNDS = re.compile(r"钱|资金|经费|预算|款项|报价")  # 钱还没批，得120万左右
_POINTS = re.compile(r"(?<!百)分(?![之别管局类队配享])")  # where scores are told, 扣5 need not be money
_HUNDRED = re.compile(r"百分制|满分|分值|记分|计分")  # where scores are shared out: 学习30，出勤20
_SHARE_OF_HUNDRED = re.compile(r"([\u4e00-\u9fff：:](?:占)?\d{1,3}(?:\.\d)?)(?=$|[，,、；;])")
_RATE_SUM = re.compile(
    r"(?<=[一每][次趟户人天个月年车回])(要|收|得|是)?([一二两三四五六七八九]?[百千][一二三四五六七八九]?|\d+)(?=$|[，,。；;）)])"
)
_ODD_TENS = re.compile(r"(?<=百)[一二三四五六七八九]$")


def _rates_as_money(text: str, sentence: list[str]) -> str:
    """一次一百五 in a sentence that speaks of money: 一次一百五十元."""
    if not _RATE_SUM.search(text) or not any(_money().search(other) for other in sentence):
        return text
    return _RATE_SUM.sub(lambda f: f"{f[1] or ''}{_ODD_TENS.sub(lambda tail: tail[0] + '十', f[2])}元", text)


def _measured(
    text: str, unit: FigureSpan | None, later: list[str], *, money: bool
) -> tuple[str, FigureSpan | None]:
    added = 0
    shown = text
    for span in grammar.quantities(text):
        if span.unit:
            unit = span
            continue
        word = _word(text, span, unit, later) or ("元" if money and _is_sum(text, span) else "")
        if word:
            at = span.start + len(_TRAILING.sub("", span.text)) + added
            shown = f"{shown[:at]}{word}{shown[at:]}"
            added += len(word)
    return shown, unit


def _is_sum(text: str, span: FigureSpan) -> bool:
    """A bare number in 万 or 亿 at the end of a clause."""
    return (
        not span.unit
        and bool(_SCALED.search(span.text))
        and text[span.end : span.end + 1] in ("", "，", "（")
    )


def _word(text: str, span: FigureSpan, unit: FigureSpan | None, following: list[str]) -> str:
    """The measure word of a bare number, "" if nothing beside it tells."""
    before, after = text[: span.start], text[span.end : span.end + 1]
    if not _is_bare(span, before, after):
        return ""
    if _SCORED.search(before):
        return "分"
    if before.endswith("率"):
        return "%"
    if _people().search(before):
        return "人"
    if _SCALED.search(span.text) and _MONEY_BEFORE.search(before):
        return "元"
    for nouns, word in _measures():
        if nouns.search(before):
            return word
    if unit is None:
        unit = next((other for text_ in following for other in grammar.quantities(text_) if other.unit), None)
    if unit is None:
        return ""
    if _SCALED.search(span.text) and not _SCALED.search(unit.text):
        return ""
    if "." in span.text and unit.kind == "count" and "." not in unit.text:
        return ""  # 7月96.2: nothing is counted in parts
    return _inherited(text, unit)


def _inherited(text: str, unit: FigureSpan) -> str:
    if unit.kind in _SHARED_KINDS:
        return "" if f"那{unit.unit}" in text else unit.unit  # 最多那场有2300 counts no 场
    compared = bool(_COMPARED.match(text))
    if unit.kind == "percent":
        return "%" if compared else ""
    if unit.kind == "money":
        return unit.unit if compared or _MONEY_CUE.search(text) else ""
    return ""


def _is_bare(span: FigureSpan, before: str, after: str) -> bool:
    if span.kind not in ("count", "money") or not re.search(r"\d", span.text) or span.high is not None:
        return False
    if after and not re.match(r"[，,（(、\s]", after) and not _SCORED.search(before):
        return False
    arrived = before.endswith("到") and not re.search(r"[由从升降增减提涨压达自]", before)
    told = arrived or bool(_SCORED.search(before)) or not _NO_MEASURE.search(before)
    return bool(before) and told and not _RANKED.search(before)
