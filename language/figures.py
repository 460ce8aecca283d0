"""Quantities as people write them, whole, with qualifier and unit: 4万余元, 近40%, 12、3斤, 七成多, 21个百分点, 40来斤, 上百人次."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from language import dates, idioms, numerals
from language.measures import MONEY_BARE, SCALE_OF, UNITS, UNIT_KIND

FigureKind = Literal[
    "count", "money", "percent", "points", "ordinal", "time", "duration", "multiple", "ratio", "area", "length", "weight",
    "volume", "energy", "address", "phone", "in_name", "idiom", "vague",
]  # fmt: skip


class FigureSpan(msgspec.Struct, frozen=True):
    """[start, end) of `text`; `value` is in the plain `unit` (4万余元 → 40000 元); `high` the upper end of a range.

    `qualifier` is 约 余 多 近 来 左右 以上 不到 … or ""; `counted` the thing counted where it stands beside (小组, 学生).
    Kinds in_name, idiom, phone and vague are no facts: `value` is None there.
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

_SEP = r"(?:至|到|[-－—–~～]{1,2})"
_ARABIC = rf"(?:{numerals.ARABIC_PATTERN})"
_MIXED = rf"{_ARABIC}(?:(?:[百万亿]|千(?![瓦伏米克])){{1,2}}(?:\d[百千](?!\d)|\d(?=[^\d.个名])|[一二三四五六七八九](?=[^\d个名]))?)?"
_CN_DIGITS = "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨"
_CHINESE = rf"[{_CN_DIGITS}]+(?:点[零一二三四五六七八九]+[万亿]?)?"
_NUMBER = rf"(?:{_MIXED}|{_CHINESE})"
_BEFORE = r"(?:大约|大概|约莫|将近|接近|不足|不到|不低于|不少于|不超过|超过|突破|至少|最多|最高|平均|约|近|超|逾|上(?=[百千万]))"
_MIDDLE = r"(?:余|多|来(?![自源到])|几|把(?=[人个]))"
_AFTER = r"(?:左右|上下|以上|以下|以内|有余|出头|多|余)"
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PER = r"(?:每(?:个?(?:班|楼层|小时|月|年|天|日|周|季度|人|户|村)|两周|半月)(?:[\u4e00-\u9fff]{0,2}?))?"

_FIGURE = re.compile(
    rf"(?P<before>{_BEFORE})?\s?(?P<number>{_NUMBER})(?P<half>半(?=[天年]))?(?P<middle>{_MIDDLE})?(?P<scale>[万亿])?(?P<middle2>{_MIDDLE})?"
    rf"(?:[%％元米]?\s?{_SEP}\s?(?P<high>{_NUMBER})(?P<highscale>[万亿])?)?\s?(?P<unit>{_UNIT})?(?P<after>{_AFTER})?"
)
_SPECIAL: tuple[tuple[re.Pattern[str], FigureKind], ...] = (
    (re.compile(rf"(?P<before>{_BEFORE})?(?P<scale>百分之|千分之)(?P<number>{_NUMBER})(?P<after>{_AFTER})?"), "percent"),
    (re.compile(rf"(?P<low>{_ARABIC})分之(?P<number>{_ARABIC})|(?P<low2>[一二三四五六七八九十]+)分之(?P<number2>[一二三四五六七八九十]+)"), "ratio"),
    (re.compile(r"(?<![\d.:：])(?P<low>\d{1,3})\s?[:：比]\s?(?P<number>\d{1,3})(?![\d:：])"), "ratio"),
    (re.compile(rf"(?<![\d.])(?P<many>\d+)\s?[×xX*]\s?(?P<number>{_ARABIC})\s?(?P<unit>kVA|千伏安|kW|千瓦|MVA|平方米|公斤|[千厘]?米|mm|cm|m|元|个|台)?"), "count"),
    (re.compile(rf"第(?P<number>{_NUMBER})(?P<unit>名|位|届|次|批|期|轮|场|支部|党支部|小组|组|阶段|季|个)?"), "ordinal"),
    (re.compile(r"(?P<number>前[一二三四五六七八九十]+|前\d+)(?P<unit>名|位|强)"), "ordinal"),
    (re.compile(rf"翻(?P<number>[一两二三四]|\d)?番|(?P<low>{_NUMBER})(?P<middle>多)?倍"), "multiple"),
    (re.compile(r"(?P<number>[零〇一二两三四五六七八九十]+|\d+(?:\.\d+)?)成(?!立|效|员|为|功|果|熟|本|长|绩|就|都|交|人|型|年|品|份|套)(?P<high>[一二三四五六七八九](?![一-龥]))?(?P<after>半|多|以上|左右|以下)?"), "percent"),
    (re.compile(r"一半(?P<after>以上|多|左右)?"), "percent"),
    (re.compile(r"(?<![\d零一二两三四五六七八九十百千万亿])(?:上|好)?(?:几|数|好几|若干|多|许多|无数|大量)(?P<scale>[十百千万亿]+)?(?:余|多)?(?P<unit>个|名|位|人次|人|次|场|期|家|户|项|处|条|件|份|块|元|种|批|天|年)"), "vague"),
    (re.compile(r"若干|一大?批|诸多"), "vague"),
    (re.compile(rf"(?P<number>[{_CN_DIGITS}]{{1,3}})(?P<unit>大)(?=工程|主题|行动|任务|板块|举措|体系|平台|攻坚|领域|方面|项目|活动|会战|战役|抓手|载体|机制|亮点|特色|问题|环节|重点|品牌|专项|战略|产业)"), "count"),
    (re.compile(rf"(?<=[“\"「‘])[{_CN_DIGITS}]{{1,3}}(?!{_UNIT})[\u4e00-\u9fff]{{1,8}}(?=[”\"」’])"), "in_name"),
    (re.compile(r"(?P<number>\d{1,4})(?:号|#)(?:楼|院|线|店|门|机组|机|井|房|车|炉|岗|站台|台区)?|(?<=[楼栋幢])(?P<low>\d{1,4})[室户]"), "address"),
    (re.compile(r"(?P<number>半)(?=(?:个?多?(?:天|年|月|日|小时|亩|吨|斤|公里|里|米|学期)))个?(?P<unit>天|年|月|日|小时|亩|吨|斤|公里|里|米|学期)(?P<after>多)?"), "duration"),
)  # fmt: skip

# 三四百, 十二三斤, 七八个, 两三次, 五六千: neighbours written side by side.
_PAIR = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<ten>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九两])(?P<scale>[十百千万亿]+)?(?P<middle>多|来)?(?P<unit>{_UNIT})?"
)
# 12、3斤 = twelve or thirteen.
_LIST_PAIR = re.compile(
    rf"(?<![\d、.])(?P<low>\d{{0,3}}[1-8])、(?P<high>[2-9])(?P<scale>[百千万])?(?P<unit>{_UNIT})"
)

_MONEY_CONTEXT = re.compile(r"[钱元款费资金补罚捐奖花交收赚省薪价]")
_MONEY_HEAD = re.compile(
    r"(?:罚款|捐款|投入|投资|资金|金额|经费|收入|产值|营收|贷款|存款|补贴|补助|奖金|营业额|销售额|募捐|筹资|筹款|花费|费用)(?:了|共|共计|合计|总计|累计|达|达到|约|：|:|\s)*$"
)
_ONE = re.compile(r"[统唯逐同专单万进之不归划均惟合第某哪另这那每任]$")
_NOT_AFTER_ONE = re.compile(
    r"^一(?:次性|把手|部分|方面|体|起(?!责任|事故|案|投诉|安全|重大|火|纠纷|上访|事件|伤|违)|系列|些|定|般|直|样|种(?:手段|态度)|面(?:旗)|道(?!题|菜|工序|门)|点|度|时(?!间)|线|级|流|对一|条龙|站式|天天|个个|层层|年来|行人)"
)


def find(text: str) -> list[FigureSpan]:
    """Every figure of `text` in reading order, none overlapping; dates (language.dates) are not figures, clock times are kind time."""
    taken = bytearray(len(text))
    spans: list[FigureSpan] = []
    for date in dates.find(text):
        taken[date.start : date.end] = b"\x01" * (date.end - date.start)
        if date.kind == "clock":
            spans.append(_plain(text, date.start, date.end, "time"))
    for start, end, kind in idioms.find(text):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            spans.append(
                _plain(
                    text,
                    start,
                    end,
                    "phone" if kind == "phone" else "idiom" if kind == "idiom" else "in_name",
                )
            )
    readers = ((_LIST_PAIR, "pair"), *_SPECIAL, (_PAIR, "pair"), (_FIGURE, "figure"))
    for pattern, kind_ in readers:
        for match in pattern.finditer(text):
            span = _read(text, match, kind_, taken)
            if span is not None and not any(taken[span.start : span.end]):
                taken[span.start : span.end] = b"\x01" * (span.end - span.start)
                spans.append(span)
    return sorted(spans, key=lambda span: span.start)


def _plain(text: str, start: int, end: int, kind: FigureKind) -> FigureSpan:
    return FigureSpan(start, end, text[start:end], None, "", "", "", None, kind)


def _group(match: re.Match[str], name: str) -> str:
    return (match.groupdict().get(name) or "").strip()


def _read(text: str, match: re.Match[str], kind: str, taken: bytearray) -> FigureSpan | None:
    if _is_marker(text, match.start(), match.end()):
        return None
    if any(taken[match.start() : match.end()]):
        return _rescued(text, match, kind, taken)
    if kind == "figure":
        return _figure(text, match)
    if kind == "pair":
        return _pair(text, match)
    return _special(text, match, kind)  # type: ignore[arg-type]


def _is_marker(text: str, start: int, end: int) -> bool:
    """1、 2. （3） at the head of a line or after a full stop is a list marker."""
    if not text[start:end].strip().isdigit() or end - start > 2:
        return False
    follower, before = text[end : end + 1], text[:start].rstrip(" \t(（")
    at_head = not before or before[-1] in "\n。；;：:"
    return at_head and (
        follower in tuple("、．)）") or (follower == "." and not text[end + 1 : end + 2].isdigit())
    )


def _rescued(text: str, match: re.Match[str], kind: str, taken: bytearray) -> FigureSpan | None:
    """A figure whose optional tail ran into a taken stretch: 6个 in 6个三八红旗手."""
    if kind != "figure" or any(taken[match.start() : match.end("number")]):
        return None
    stop = match.end("number")
    while stop < match.end() and not taken[stop]:
        stop += 1
    shorter = _FIGURE.match(text, match.start(), stop)
    return _figure(text, shorter) if shorter else None


# ------------------------------------------------------------------ plain figures


def _figure(text: str, match: re.Match[str]) -> FigureSpan | None:
    number, unit = match["number"], match["unit"] or ""
    end = match.end()
    if unit and not _unit_fits(text, match):
        end = match.start("unit")
        unit = ""
        while end > match.start() and text[end - 1] == " ":
            end -= 1
    after = (match["after"] or "") if end == match.end() else ""
    if not _acceptable(text, match, number, unit, after):
        return None
    scale = numerals.value(match["scale"]) if match["scale"] else 1.0
    value = numerals.value(number)
    if value is None:
        return None
    value *= scale or 1.0
    high = _high(match, scale or 1.0)
    if match["high"] and match["high"] and not match["scale"] and match["highscale"]:
        value *= numerals.value(match["highscale"]) or 1.0
    if match["half"]:
        value += 0.5
    factor, plain, kind = _plain_unit(text, match, unit, value)
    qualifier = (match["before"] or match["middle"] or match["middle2"] or after or "").strip()
    start = match.start("before") if match["before"] else match.start("number")
    end = start + len(text[start:end].rstrip())
    return FigureSpan(
        start, end, text[start:end], _tidy(value * factor), plain, qualifier,
        _counted(text, start, end, unit), _tidy(high * factor) if high is not None else None, kind,
    )  # fmt: skip


def _high(match: re.Match[str], scale: float) -> float | None:
    if not match["high"]:
        return None
    value = numerals.value(match["high"])
    own = numerals.value(match["highscale"]) if match["highscale"] else None
    return None if value is None else value * (own or scale)


def _tidy(value: float) -> float:
    return round(value, 6)


def _unit_fits(text: str, match: re.Match[str]) -> bool:
    """False for 个体, 人民, 分别 …: the measure is the head of another word."""
    unit, follower = match["unit"], text[match.end("unit") : match.end("unit") + 2]
    blocked = {
        "个": ("体", "性", "别", "案"), "人": ("民", "员", "生", "才", "口", "家", "均", "心", "大"), "分": ("别", "配", "类", "工", "管", "级", "层", "局", "布", "期", "解", "行", "片", "包"),
        "天": ("然", "气"), "家": ("庭", "长", "园", "属", "务", "电", "乡"), "年": ("级", "龄", "轻", "终", "会"), "日": ("常", "照"), "组": ("织", "长", "建"),
        "项": ("目",), "条": ("例",), "本": ("次", "地", "月", "年"), "处": ("理", "置", "罚"), "次": ("日",), "面": ("向", "对", "积", "临"), "件": (), "场": ("所", "地", "景"),
        "级": (), "班": ("子",), "名": ("单", "誉", "称", "优"), "期": ("间", "末"), "台": ("账", "风"), "层": ("层", "面"), "部": ("门", "署"), "位": ("于",), "支": ("部", "持"), "里": (), "节": ("约", "日"),
        "批": ("准", "评", "次"), "度": ("假", "过"), "成": ("立", "效"), "元": ("旦", "宵"), "角": ("落", "度"), "周": ("边", "围", "末", "密"), "方": ("面", "便", "式", "案", "法", "可"), "队": ("员", "伍"), "点": ("位", "评", "多"),
        "户": ("籍", "外", "主"), "车": ("辆", "站"), "站": ("长",), "对": ("于", "外", "接"), "门": ("前", "口"), "口": ("号",), "把": ("关",), "起": ("来", "到"), "门店": (), "字": (),
    }  # fmt: skip
    return not any(follower.startswith(head) for head in blocked.get(unit, ()))


def _acceptable(text: str, match: re.Match[str], number: str, unit: str, after: str) -> bool:
    arabic = number[0].isdigit()
    before = text[max(0, match.start("number") - 1) : match.start("number")]
    if arabic:
        return not re.search(r"[A-Za-z_.]$", before)
    if number.startswith("一") and len(number) == 1:
        phrase = text[match.start("number") : match.end() + 3]
        return bool(unit) and not _ONE_BLOCKED(before, phrase)
    if set(number) <= set("百千万亿") and not match["before"] and match["middle"] != "把":
        return False
    if number == "十" and unit == "分":
        return bool(re.search(r"[扣得加占评满记]$", before))
    if not unit and not match["middle"] and not match["scale"]:
        return (
            len(number) >= 3
            and number[0] in "一二两三四五六七八九十"
            and any(scale in number for scale in "十百千万亿")
        )
    return bool(unit or match["middle"] or match["scale"]) and before != "第"


def _ONE_BLOCKED(before: str, phrase: str) -> bool:
    return bool(_NOT_AFTER_ONE.match(phrase)) or (bool(_ONE.search(before)) and before not in tuple("每第"))


def _plain_unit(text: str, match: re.Match[str], unit: str, value: float) -> tuple[float, str, FigureKind]:
    """(factor, plain unit, kind): 万元 → (1e4, 元, money); 块 is money or a piece by what stands around."""
    if unit in MONEY_BARE:
        context = text[max(0, match.start() - 16) : match.start()]
        follows = text[match.end("unit") : match.end("unit") + 1]
        money = (
            follows == "钱"
            or bool(_MONEY_CONTEXT.search(context))
            or (value >= 1000 and follows in tuple("，。、；多 "))
        )
        return (1.0, "元", "money") if money else (1.0, "块", "count")
    if not unit and _MONEY_HEAD.search(text[max(0, match.start() - 12) : match.start()]):
        return 1.0, "元", "money"
    factor, plain = SCALE_OF.get(unit, (1.0, unit))
    kind = UNIT_KIND.get(plain, "count")
    return factor, plain, kind  # type: ignore[return-value]


# ------------------------------------------------------------------ pairs and special forms


def _pair(text: str, match: re.Match[str]) -> FigureSpan | None:
    """十二三斤 → 12..13; 三四百人 → 300..400; 12、3斤 → 12..13. Not 五六年级, not 一二三."""
    groups = match.groupdict()
    low, high = _pair_values(groups)
    if low is None or high is None or not 0 < high - low <= 2:
        return None
    unit = groups.get("unit") or ""
    if not unit and not groups.get("scale") and not groups.get("ten"):
        return None
    if not match["low"][0].isdigit() and (
        text[match.start() - 1 : match.start()] in tuple(_CN_DIGITS)
        or (not unit and text[match.end() : match.end() + 1] in tuple(_CN_DIGITS))
    ):
        return None
    ten, scale = (
        numerals.value(groups.get("ten") or "") or 0.0,
        numerals.value(groups.get("scale") or "") or 1.0,
    )
    factor, plain = SCALE_OF.get(unit, (1.0, unit))
    kind: FigureKind = UNIT_KIND.get(plain, "count")  # type: ignore[assignment]
    first, second = (_tidy((ten + part) * scale * factor) for part in (low, high))
    qualifier = groups.get("before") or groups.get("middle") or ""
    return FigureSpan(
        match.start(),
        match.end(),
        match[0],
        first,
        plain,
        qualifier,
        _counted(text, match.start(), match.end(), unit),
        second,
        kind,
    )


def _pair_values(groups: dict[str, str | None]) -> tuple[float | None, float | None]:
    low, high = groups["low"] or "", groups["high"] or ""
    if low.isdigit():
        first = float(low)
        return first, first - first % 10 + float(high)
    return numerals.value(low), numerals.value(high)


def _special(text: str, match: re.Match[str], kind: FigureKind) -> FigureSpan | None:
    value, unit, qualifier = (
        None,
        _group(match, "unit"),
        _group(match, "before") or _group(match, "after") or _group(match, "middle"),
    )
    number = _group(match, "number") or _group(match, "number2")
    if kind == "percent":
        value, unit = _percent(match, number), "%"
        qualifier = "" if qualifier == "半" else qualifier
    elif kind == "ratio":
        return _ratio(text, match, number)
    elif kind == "ordinal":
        value = numerals.value(number.lstrip("前"))
        if unit in ("支部", "党支部", "小组", "组", "阶段"):
            unit = unit
        if value is None or (not unit and text[match.end() : match.end() + 1] in tuple("方线手")):
            return None
    elif kind == "multiple":
        value = (
            numerals.value(_group(match, "low"))
            if match["low"]
            else float(2 ** (numerals.value(number or "一") or 1))
        )
        unit = "倍"
        if value is None:
            return None
    elif kind in ("in_name", "vague"):
        unit, qualifier = ("" if kind == "in_name" else unit), ""
    elif kind in ("count", "address", "duration"):
        return _odd(text, match, kind, number or _group(match, "low"), unit, qualifier)
    return FigureSpan(match.start(), match.end(), match[0], value, unit, qualifier, "", None, kind)


def _percent(match: re.Match[str], number: str) -> float | None:
    if not number:
        return 50.0
    value = numerals.value(number)
    if value is None:
        return None
    if "成" not in match[0]:
        return _tidy(value / 10 if _group(match, "scale") == "千分之" else value)
    tail = numerals.value(_group(match, "high")) or (5 if _group(match, "after") == "半" else 0)
    return _tidy(value * 10 + tail)


def _ratio(text: str, match: re.Match[str], number: str) -> FigureSpan | None:
    low = _group(match, "low") or _group(match, "low2")
    first, second = numerals.value(low), numerals.value(number)
    if first is None or second is None or not first:
        return None
    value = second / first if "分之" in match[0] else (first / second if second else None)
    return FigureSpan(
        match.start(),
        match.end(),
        match[0],
        None if value is None else round(value, 4),
        "",
        "",
        "",
        None,
        "ratio",
    )


def _odd(
    text: str, match: re.Match[str], kind: FigureKind, number: str, unit: str, qualifier: str
) -> FigureSpan | None:
    """2×315kVA (qualifier 2×), 82号 (address), 半亩 (0.5 亩)."""
    if "many" in match.groupdict():
        factor, plain = SCALE_OF.get(unit, (1.0, unit))
        value = numerals.value(number)
        return FigureSpan(
            match.start(),
            match.end(),
            match[0],
            None if value is None else value * factor,
            plain,
            f"{match['many']}×",
            "",
            None,
            "count",
        )
    factor, plain = SCALE_OF.get(unit, (1.0, unit))
    value = numerals.value(number)
    real: FigureKind = kind if kind == "address" else UNIT_KIND.get(plain, "count")  # type: ignore[assignment]
    shown = "号" if kind == "address" else plain
    return FigureSpan(
        match.start(),
        match.end(),
        match[0],
        None if value is None else value * factor,
        shown,
        qualifier,
        "",
        None,
        real,
    )


# ------------------------------------------------------------------ what is counted

_COUNTING = frozenset("个名位项种类支批次场期家处条件份套台辆部座栋块面所组")
_NOUN_AFTER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,8}?(?=[，,。、；;：:！!？?）)（(\s“”\"的了在和与及或来去到从被将把已都也就共并是有为给用]|$)"
)
_NOUN_BEFORE = re.compile(
    r"(?:^|.*[，,。、；;：:\s）)的了共有约达各等和与及过出成发送投办结建立清理除离扣开展组织举行放])([\u4e00-\u9fffA-Za-z]{1,6})(?:共|共有|约|达|累计|合计|共计|为|有)?$"
)


def _counted(text: str, start: int, end: int, unit: str) -> str:
    """小组 in 6个小组; 学生 in 学生912个. A best guess, "" where nothing stands beside."""
    if unit not in _COUNTING:
        return ""
    after = _NOUN_AFTER.match(text, end)
    if after is not None:
        return after[0]
    before = _NOUN_BEFORE.search(text[max(0, start - 10) : start])
    return before[1] if before else ""
