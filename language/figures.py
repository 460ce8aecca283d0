"""Quantities as people write them, whole, with qualifier and unit: 5万余元, 近40%, 14、5斤, 七成多, 21个百分点, 30来斤, 上百人次."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

import msgspec

from language import dates, figure_forms, idioms, numerals
from language.figure_forms import CHINESE_DIGITS
from language.measures import MONEY_BARE, NOT_BEFORE, SCALE_OF, UNIT_KIND

FigureKind = Literal[
    "count", "money", "percent", "points", "ordinal", "time", "duration", "multiple", "ratio", "area", "length", "weight",
    "volume", "energy", "measure", "address", "phone", "in_name", "idiom", "vague",
]  # fmt: skip


class FigureSpan(msgspec.Struct, frozen=True):
    """[start, end) of `text`; `value` is in the plain `unit` (5万余元 → 50000 元); `high` the upper end of a range.

    `qualifier` is 约 余 多 近 来 左右 以上 不到 … or "" (2× in 2×315kVA); `counted` the thing counted where it stands beside
    (小组, 学生), a best guess. Kinds in_name, idiom, phone and vague are no facts: `value` is None there.
    """

    start: int
    end: int
    text: str
    value: float | None
    unit: str
    qualifier: str
    counted: str
    high: float | None
    kind: FigureKind


NOT_FACTS = frozenset({"in_name", "idiom", "vague", "phone"})

_READERS = (
    (figure_forms.LISTED_NEIGHBOURS, "pair"),
    *figure_forms.SPECIAL,
    (figure_forms.NEIGHBOURS_BEHIND, "pair"),
    (figure_forms.NEIGHBOURS, "pair"),
    (figure_forms.PLAIN, "plain"),
)


# A run of so many numeral signs is junk, and costs patterns that look ahead more than it is worth.
_NO_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]{30,}")


def find(text: str) -> list[FigureSpan]:
    """Every figure of `text` in reading order, none overlapping; dates (language.dates) are no figures, clock times are kind time."""
    return list(_remembered(text) if len(text) <= _SHORT else _found(text))


_SHORT = 240  # characters: a clause is looked at by several readers, a whole report by one


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[FigureSpan, ...]:
    return tuple(_found(text))


def _found(text: str) -> list[FigureSpan]:
    text = _NO_NUMBER.sub(lambda run: "□" * len(run[0]), text)
    taken = bytearray(len(text))
    spans: list[FigureSpan] = []
    for date in dates.find(text):
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
        if date.kind == "clock":
            spans.append(_plain_span(text, date.start, date.end, "time"))
    for start, end, kind in idioms.find(text):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            spans.append(_plain_span(text, start, end, cast(FigureKind, kind)))
    for pattern, form in _READERS:
        for match in pattern.finditer(_covered(text, taken) if form == "plain" else text):
            span = _read(text, match, form, taken)
            if span is not None and not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\x01" * (span.end - span.start)
                spans.append(span)
    return _without_item_numbers(text, sorted(spans, key=lambda span: span.start))


_FROM_TO = re.compile(r"(?<=[由从自])([^，,。；;到至由从自]{1,16}?)[到至](?=约?[\d一二两三四五六七八九十百])")


def _covered(text: str, taken: bytearray) -> str:
    """`text` with what is read already blotted out (初一五百人 is 五百人), and the 到 of 由88到93, which makes no range."""
    shown = "".join("\0" if taken[place] else sign for place, sign in enumerate(text))
    return _FROM_TO.sub(lambda found: f"{found[1]}\0", shown)


def _without_item_numbers(text: str, spans: list[FigureSpan]) -> list[FigureSpan]:
    """Drops the bare 1, 2, 3 … that number items typed in a row: 1搞卫生，2 站岗，3光盘."""
    bare = [
        span
        for span in spans
        if re.fullmatch(r"\d{1,2}", span.text)
        and re.fullmatch(r"|[\s，,。；;：:、）)]", text[span.start - 1 : span.start] if span.start else "")
        and re.match(r"\s*[\u4e00-\u9fff]", text[span.end : span.end + 3])
    ]
    numbered = [int(span.text) for span in bare]
    if len(bare) < 2 or numbered != list(range(1, len(bare) + 1)):
        return spans
    return [span for span in spans if span not in bare]


def _plain_span(text: str, start: int, end: int, kind: FigureKind) -> FigureSpan:
    return FigureSpan(start, end, text[start:end], None, "", "", "", None, kind)


def _read(text: str, match: re.Match[str], form: str, taken: bytearray) -> FigureSpan | None:
    if _is_marker(text, match.start(), match.end()):
        return None
    if any(taken[match.start() : match.end()]):
        return _rescued(text, match, form, taken)
    if form == "plain":
        return _plain(text, match)
    return _neighbours(text, match) if form == "pair" else _special(text, match, form)


def _is_marker(text: str, start: int, end: int) -> bool:
    """1、 2. （3） at the head of a line or after a full stop is a list marker."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if not text[start:end].strip().isdigit() or end - start > 2:
        return False
    follower, before = text[end : end + 1], text[:start].rstrip(" \t(（")
    at_head = not before or before[-1] in "\n。；;：:"
    return at_head and (
        follower in tuple("、．)）") or (follower == "." and not text[end + 1 : end + 2].isdigit())
    )


def _rescued(text: str, match: re.Match[str], form: str, taken: bytearray) -> FigureSpan | None:
    """A figure whose optional tail ran into a taken stretch: 6个 in 6个三八红旗手."""
    if form != "plain" or any(taken[match.start() : match.end("number")]):
        return None
    stop = match.end("number")
    while stop < match.end() and not taken[stop]:
        stop += 1
    shorter = figure_forms.PLAIN.match(text, match.start(), stop)
    return _plain(text, shorter) if shorter else None


# ------------------------------------------------------------------ plain figures


def _plain(text: str, match: re.Match[str]) -> FigureSpan | None:
    unit, end = match["unit"] or "", match.end()
    if unit and text[match.end("unit") :].startswith(NOT_BEFORE.get(unit, ())):
        unit = "个" if unit == "个班" else ""
        end = match.start("unit") + len(unit)
    value = numerals.value(match["number"])
    if value is None or not _counts(text, match, unit):
        return None
    scale = numerals.value(match["scale"] or "") or 1.0
    high = _high(match, scale)
    if match["high"] and not match["scale"]:
        value *= _borrowed_scale(match)
    value = value * scale + (0.5 if match["half"] else 0.0)
    after = (match["after"] or "") if end == match.end() else ""
    qualifier = match["before"] or match["middle"] or match["middle2"] or after
    start = match.start("before") if match["before"] else match.start("number")
    if _negative(text, start, unit):
        start, value = start - 1, -value
    end = start + len(text[start:end].rstrip())
    factor, plain, kind = _plain_unit(text, match, unit, value)
    counted = _counted(text, start, end, unit)
    return _made(text, (start, end), value * factor, plain, qualifier, counted, high and high * factor, kind)


def _negative(text: str, start: int, unit: str) -> bool:
    """-3.6% after a word or mark; in 3-6% and 2-3 the dash is no sign."""
    if unit not in ("%", "％", "个百分点", "百分点") or text[start - 1 : start] not in tuple("-－−"):
        return False
    return not re.match(r"[\d%％A-Za-z.]", text[start - 2 : start - 1])


def _made(
    text: str,
    at: tuple[int, int],
    value: float | None,
    unit: str,
    qualifier: str,
    counted: str,
    high: float | None,
    kind: str,
) -> FigureSpan:
    shown = text[at[0] : at[1]]
    low_, high_ = (None if number is None else round(number, 6) for number in (value, high))
    return FigureSpan(*at, shown, low_, unit, qualifier, counted, high_, cast(FigureKind, kind))


def _borrowed_scale(match: re.Match[str]) -> float:
    """3至5万 = 30000..50000: the lower end takes the scale of the upper where it names none."""
    shared = match["highscale"] or match["high"][-1]
    own = match["number"][-1]
    return (
        (numerals.value(shared) or 1.0)
        if shared in ("百", "千", "万", "亿") and own not in "百千万亿"
        else 1.0
    )


def _high(match: re.Match[str], scale: float) -> float | None:
    value = numerals.value(match["high"] or "")
    own = numerals.value(match["highscale"] or "")
    return None if value is None else value * (own or scale)


def _counts(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether the numeral counts something: not 统一, 十分, 百姓, B2B."""
    number, tail = match["number"], match["middle"] or match["scale"]
    before = text[max(0, match.start("number") - 1) : match.start("number")]
    if number[0].isdigit():
        return re.fullmatch(r"[A-Za-z_.]", before) is None
    if number == "一":
        phrase = text[match.start("number") : match.end() + 3]
        return bool(unit) and before not in figure_forms.ONE_AFTER and not figure_forms.NOT_ONE.match(phrase)
    if set(number) <= set("百千万亿") and not match["before"] and match["middle"] != "把":
        return False
    if number == "十" and unit == "分":
        return bool(before) and before in "扣得加占评满记"
    if unit or tail:
        return before != "第"
    return (
        len(number) >= 3
        and number[0] in "一二两三四五六七八九十"
        and any(scale in number for scale in "十百千万亿")
    )


def _plain_unit(text: str, match: re.Match[str], unit: str, value: float) -> tuple[float, str, str]:
    """(factor, plain unit, kind): 万元 → (1e4, 元, money); 块 is money or a piece by what stands around."""
    if unit in MONEY_BARE:
        follows = text[match.end("unit") : match.end("unit") + 1]
        near = figure_forms.MONEY_NEAR.search(text[max(0, match.start() - 16) : match.start()])
        money = follows == "钱" or near or (value >= 1000 and follows in ("", *"，。、；多 "))
        return (1.0, "元", "money") if money else (1.0, "块", "count")
    if not unit and figure_forms.MONEY_HEAD.search(text[max(0, match.start() - 12) : match.start()]):
        return 1.0, "元", "money"
    factor, plain = SCALE_OF.get(unit, (1.0, unit))
    return factor, plain, UNIT_KIND.get(plain, "count")


def _counted(text: str, start: int, end: int, unit: str) -> str:
    """小组 in 6个小组; 学生 in 学生812个; "" where nothing stands beside."""
    if unit not in figure_forms.COUNTING:
        return ""
    after = figure_forms.NOUN_AFTER.match(text, end)
    if after is not None:
        return after[0]
    before = figure_forms.NOUN_BEFORE.search(text[max(0, start - 10) : start])
    return before[1] if before else ""


# ------------------------------------------------------------------ pairs and special forms


def _neighbours(text: str, match: re.Match[str]) -> FigureSpan | None:
    """十二三斤 → 12..13; 三四百人 → 300..400; 14、5斤 → 14..15. Not 五六年级, not 一二三."""
    groups = match.groupdict()
    unit, ten = groups.get("unit") or "", groups.get("ten") or ""
    low, high = _pair_values(match["low"], match["high"])
    if low is None or high is None or not 0 < high - low <= 2 or not (unit or ten or groups.get("scale")):
        return None
    beside = (text[match.start() - 1 : match.start()], "" if unit else text[match.end() : match.end() + 1])
    if not match["low"].isdigit() and any(sign and sign in CHINESE_DIGITS for sign in beside):
        return None
    factor, plain = SCALE_OF.get(unit, (1.0, unit))
    factor *= numerals.value(groups.get("scale") or "") or 1.0
    own = numerals.value(groups.get("scale") or "") or 1.0
    base = (numerals.value(ten) or 0.0) / (1.0 if ten.endswith("十") else own)
    qualifier = groups.get("before") or groups.get("middle") or ""
    counted = _counted(text, match.start(), match.end(), unit)
    kind = UNIT_KIND.get(plain, "count")
    return _made(
        text, match.span(), (base + low) * factor, plain, qualifier, counted, (base + high) * factor, kind
    )


def _pair_values(low: str, high: str) -> tuple[float | None, float | None]:
    if low.isdigit():
        return float(low), float(low) - float(low) % 10 + float(high)
    return numerals.value(low), numerals.value(high)


def _special(text: str, match: re.Match[str], form: str) -> FigureSpan | None:
    groups = {name: (found or "").strip() for name, found in match.groupdict().items()}
    number = groups.get("number") or groups.get("number2") or ""
    unit = groups.get("unit", "")
    qualifier = groups.get("before") or groups.get("middle") or groups.get("after") or ""
    if form in ("vague", "in_name"):
        return _made(text, match.span(), None, unit, "", "", None, form)
    value: float | None
    kind, factor = form, 1.0
    if form == "percent":
        value, unit, qualifier = _percent(match[0], groups, number), "%", qualifier.replace("半", "")
    elif form == "ratio":
        value = _ratio(match[0], groups.get("low") or groups.get("low2") or "", number)
    elif form == "ordinal":
        value = numerals.value(number.lstrip("前"))
        if not unit and text[match.end() : match.end() + 1] in tuple("方线手"):
            return None
    elif form == "multiple":
        value, unit = _multiple(match[0], groups.get("low", ""), number), "倍"
    elif form == "address":
        value, unit = numerals.value(number or groups.get("low", "")), "号"
    elif form == "duration":
        first = groups.get("low") or groups.get("low2") or ""
        value, unit = float(first) * 60 + float(number), "分钟" if groups.get("unit") else "秒"
    elif form == "and_half":
        value, kind = (numerals.value(number) or 0.0) + 0.5, "duration"
    else:  # product, scaled
        factor, unit = SCALE_OF.get(unit, (1.0, unit))
        value, kind = numerals.value(number), UNIT_KIND.get(unit, "count")
        qualifier = f"{groups['many']}×" if form == "product" else qualifier
    if value is None:
        return None
    return _made(text, match.span(), value * factor, unit, qualifier, "", None, kind)


def _percent(shown: str, groups: dict[str, str], number: str) -> float | None:
    """百分之八十 → 80; 七成多 → 70; 八成半 → 85; 一半 → 50."""
    if not number:
        return 50.0
    value = numerals.value(number)
    if value is None or "成" not in shown:
        return value and (value / 10 if groups.get("scale") == "千分之" else value)
    return value * 10 + (numerals.value(groups["high"]) or (5.0 if groups["after"] == "半" else 0.0))


def _ratio(shown: str, low: str, number: str) -> float | None:
    first, second = numerals.value(low), numerals.value(number)
    if not first or second is None:
        return None
    if "分之" in shown or "/" in shown:
        return second / first
    return first / second if second else None


def _multiple(shown: str, low: str, number: str) -> float | None:
    """2倍 → 2; 翻一番 → 2; 翻两番 → 4."""
    return float(2 ** (numerals.value(number) or 1.0)) if shown.startswith("翻") else numerals.value(low)
