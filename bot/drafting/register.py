"""From the way people type to the way a report is written: numbers, dates, people, verbs, particles. Pure functions over str.

The word tables lie in prompts/register.toml. A rewriting that would lose a figure is not taken: `written` falls back to the user's words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.wording import table
from language import dates, figures, numerals

_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,2})(千|百)(多|余|来)?(?![\d千百万])")
_WAN_MANY = re.compile(r"(\d+(?:\.\d+)?)万多")
_LAI = re.compile(r"(?<![\d.约])(\d+)来(?=[\u4e00-\u9fff])(?!自|源|说|看)")
_MANY = re.compile(r"(\d+)多(?=[\u4e00-\u9fff％%]|$|[，。；）])(?!次以上)")
_PAIR = re.compile(r"(?<![\d、.])1?(\d)、(\d)(?=[\u4e00-\u9fff])")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DAY = re.compile(
    r"(\d{1,2}月)(0?[1-9]|[12]\d|3[01])(?!\d)(?:号(?![楼院线炉井机房车岗]|主变|地块)|(?![\d日号月%.．:：\-—至到~～件人名次个万千百余多秒分小元块吨公户家起场条篇份期台辆套台亩米升瓦斤颗棵头只]))"
)
_DAY_HAO = re.compile(rf"(?<![\d#])(?<!号、)(\d{{1,2}})(?!号、\d{{1,2}}号){dates.DAY_HAO}")
_SLASH = re.compile(r"(?<![\d/.超占约过达近满])(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTHS = re.compile(r"(\d{1,2}月(?:\d{1,2}日)?)份?\s*(?:到|-|—|~|～)+\s*(?=\d{1,2}(?:月|日))")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})点(?:钟)?(半|\d{1,2}分?)?")
_CLOCKS = re.compile(r"(\d{1,2}:\d{2})\s*(?:-|—|~|～|到|至)+\s*((?:次日|第二天|凌晨)?\s*\d{1,2}:\d{2})")
_HOURS = re.compile(r"(\d{1,2}时(?:\d{1,2}分|半)?)(?:到|-|—|~|～)+(?=\d{1,2}时)")
_GE_PEOPLE = re.compile(r"(\d+余?|[一二两三四五六七八九十百]+余?)个(?=人(?!次|体|别|员|大))")
_WAN_TAIL = re.compile(r"(?P<wan>\d+)万(?P<qian>\d)(?P<unit>块钱?|元)?(?![\d.千百万])(?=[的，。；、）]|$)")
_VIEWED = re.compile("播放|阅读|点击|浏览|观看|转发|点赞|粉丝|关注|流量|下载|访问|人次|读者|游客|旅客")
_PERCENT = re.compile(r"(约|近|超过?)?百分之[零一二三四五六七八九十百点两]+")
_CHINESE = re.compile(
    r"(约|近|超过?|共)?([零〇一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+[万亿]?)?)(多|余|来)?"
    r"([^零一二两三四五六七八九十百千万多余来几\d点]*)"
)
_NOT_COUNTED = frozenset(("in_name", "idiom", "vague", "ordinal", "time", "multiple", "phone", "address"))
_CN_HOUR = re.compile(
    r"(?<=[由从至到于在日午晨晚早])(?P<h>[一二三四五六七八九十]{1,3})时(?:(?P<m>[一二三四五六七八九十]{1,3})分)?(?![间候段期刻光代常])"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d.超满近约达过逾龄干用共期])([12]\d)年(?=[的度上下初底末\d]|[：:，]|$)[：:]?(?!\d{1,2}个)"
)
_SUMS = re.compile(
    r"欠薪|工资|追回|收回|挽回|补税|退税|罚没|预算|造价|存款|贷款|余额|收入|资金|投资|金额|产值|销售额|利润|税|经费|营收|补贴|奖金|票款|货款|债|费用|账款"
)
_BARE_SUM = re.compile(r"(\d(?:\.\d+)?[万亿][余多]?)(?=$|[，。；、）])")
_WAN_QIAN = re.compile(r"(?<![\d.])(\d+)万(\d)千(?![\d百])")
_QIAN_TAIL = re.compile(r"(?<![\d.])(\d{1,2})千(\d)(?=$|[，。；、）的])")
_DOT_DAY = re.compile(
    r"(?:^|(?<=[，。；]))(\d{1,2})\.(\d{1,2})(?=联欢|活动|开展|举办|召开|慰问|座谈|检查|演练|培训)"
)
_PIECES = re.compile("(?:[表牌砖板石匾屏]|电池|草皮)(?:约|共|近)?$")  # 水表4300多块 are pieces, not money
_KID = re.compile(r"(?<=\d个)娃娃?|(?<=\d名)娃娃?|娃娃们?|(?<![\u4e00-\u9fff])娃(?!\S)")
_EVERY = re.compile(r"一(天|周|个?月|季度|年|学期)(?=一[次回查考评报结检调])")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")


@cache
def _rules(stage: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(find), put.replace("\\0", "\\g<0>")) for find, put in table("register")[stage])


@cache
def _people() -> tuple[re.Pattern[str], re.Pattern[str]]:
    nouns = "|".join(sorted(table("register")["people"]["nouns"].split(), key=len, reverse=True))
    follows = r"(?=$|[，。；、（）]|参加|参与|轮|到|来|被|在|去|赴|吃|就|报|获|得|接受|通过|完成|全部|均|都|共|排|考|值|给|送)"
    before = re.compile(
        rf"(\d+余?|[一二两三四五六七八九十百]+余?)个(?=[\u4e00-\u9fff]{{0,4}}?(?:{nouns}){follows})"
    )
    after = re.compile(rf"((?:{nouns})(?:共|约|有|达)?)(\d+余?|[两三四五六七八九十]+)个(?=$|[，。；、）])")
    return before, after


@lru_cache(maxsize=2048)
def written(text: str, short: str = "") -> str:
    """`text` in the written register; `short` is how the report names the unit (我校). Every numeral of `text` is still there."""
    result = _children(numbers(text), short)
    for stage in ("turns", "words", "particles"):
        for find, put in _rules(stage):
            result = _stable(find, put, result)
    result = tidy_marks(ours(people(result), short))
    for find, put in _rules("order"):
        result = _stable(find, put, result)
    return re.sub(r"约(\d+)余", r"约\1", result) or text


def _children(text: str, short: str) -> str:
    """娃 as the unit calls them: 学生 in a school, 幼儿 in a kindergarten; elsewhere the word table says 孩子."""
    called = next((noun for sign, noun in table("register")["children"].items() if short.endswith(sign)), "")
    return _KID.sub(called, text) if called else text


def _stable(find: re.Pattern[str], put: str, text: str) -> str:
    """One rule applied, unless it would lose a numeral."""
    changed = find.sub(put, text)
    if changed != text and sorted(_NUMERAL.findall(changed)) != sorted(_NUMERAL.findall(text)):
        return text
    return changed


def numbers(text: str) -> str:
    """Figures, dates and hours in their written form: 5千多 → 5000余, 14、5斤 → 十四五斤, 5月14号 → 5月14日, 20点 → 20时."""
    text = years(text)
    text = _QIAN_TAIL.sub(r"\1\g<2>00", _WAN_QIAN.sub(r"\1.\2万", _DOT_DAY.sub(r"\1月\2日", text)))
    text = _WAN_TAIL.sub(_wan, _GROUPED.sub("", text))
    text = arabic(money(text))
    text = _PAIR.sub(lambda m: _neighbours(m), text)
    text = _THOUSANDS.sub(
        lambda m: f"{int(m[1]) * (1000 if m[2] == '千' else 100)}{'余' if m[3] else ''}", text
    )
    text = _WAN_MANY.sub(r"\1万余", text)
    text = _LAI.sub(r"约\1", text)
    text = _MANY.sub(r"\1余", text)
    text = _SLASH.sub(lambda m: f"{m[1]}月{m[2]}日" if int(m[1]) <= 12 and int(m[2]) <= 31 else m[0], text)
    text = _DAY.sub(r"\1\2日", text)
    text = _DAY_HAO.sub(r"\1日", text)
    text = _MONTHS.sub(r"\1至", text)
    text = _CLOCKS.sub(lambda m: f"{m[1]}至{m[2].replace('第二天', '次日')}", text)
    text = _CLOCK.sub(lambda m: f"{m[1]}时{_minutes(m[2])}", text)
    return _HOURS.sub(r"\1至", text)


def _hour(found: re.Match[str]) -> str:
    """二十一时三十分 → 21时30分."""
    hour, minutes = numerals.value(found["h"]), numerals.value(found["m"]) if found["m"] else None
    if hour is None or hour > 24 or (minutes or 0) > 59:
        return found[0]
    return f"{hour:g}时" + (f"{minutes:g}分" if minutes is not None else "")


def _wan(found: re.Match[str]) -> str:
    """3万6 as 3.6万元; 播放18万6 as 18.6万: what is watched and read is no money."""
    paid = found["unit"] or not _VIEWED.search(found.string)
    return f"{found['wan']}.{found['qian']}万{'元' if paid else ''}"


def arabic(text: str) -> str:
    """Chinese numerals from ten up in Arabic, where they count, and dates: 一百二十个 → 120个, 百分之七十一 → 71%, 七月二十一号 → 7月21日."""
    text = _cn_dates(text)
    for span in reversed(figures.find(text)):
        if span.kind in _NOT_COUNTED or span.high is not None or span.value is None:
            continue
        new = _arabic_figure(span)
        if new:
            text = text[: span.start] + new + text[span.end :]
    return re.sub(r"约(\d+)余", r"约\1", text)


def _arabic_figure(span: figures.FigureSpan) -> str | None:
    if percent := _PERCENT.fullmatch(span.text):
        return f"{percent[1] or ''}{span.value:g}%"
    if span.kind == "points" and re.search(r"[一二三四五六七八九]", span.text):
        return f"{span.value:g}个百分点"
    numeral = _CHINESE.fullmatch(span.text)
    if numeral is None or span.value is None or numeral[4].startswith(("成", "半")) or span.kind == "percent":
        return None
    if span.value < 10 and "点" not in numeral[2]:
        return None
    return f"{numeral[1] or ''}{_scaled(span.value)}{'余' if numeral[3] else ''}{numeral[4]}"


def _scaled(value: float) -> str:
    """20000 → 2万, 114000000 → 1.14亿, 2860 → 2860."""
    if value >= 1e8:
        return f"{value / 1e8:.6g}亿"
    if value >= 1e4 and value % 1000 == 0:
        return f"{value / 1e4:g}万"
    return f"{value:.10g}"


def _cn_dates(text: str) -> str:
    text = _CN_HOUR.sub(_hour, text)
    for span in reversed(dates.find(text)):
        found = re.fullmatch(r"--(\d{2})(?:-(\d{2}))?", span.iso)
        if (
            found
            and re.search(r"[一二三四五六七八九十]", span.text)
            and not re.search(r"\d|初|底|末|旬|中", span.text)
        ):
            day = f"{int(found[2])}日" if found[2] else ""
            text = f"{text[: span.start]}{int(found[1])}月{day}{text[span.end :]}"
    return text


def money(text: str) -> str:
    """Sums in 元: 2千多块 → 2千多元, 罚款17800 → 罚款17800元; 9块公示牌 stay 块."""
    for span in reversed(figures.find(text)):
        if span.kind == "money" and span.unit == "元" and not _PIECES.search(text[: span.start]):
            plain = re.sub(r"(?:块钱|块)$", "元", span.text)
            if re.search(r"\d$|[万亿]$", plain) and text[span.end : span.end + 1] not in tuple("元块万亿"):
                plain += "元"
            text = text[: span.start] + plain + text[span.end :]
    return _BARE_SUM.sub(r"\1元", text) if _SUMS.search(text) else text


def _minutes(written_minutes: str | None) -> str:
    if not written_minutes:
        return ""
    return "30分" if written_minutes == "半" else written_minutes.rstrip("分") + "分"


def _neighbours(pair: re.Match[str]) -> str:
    """14、5斤 → 十四五斤; 7、8个 → 七八个; pairs that do not count up by one stay."""
    low, high = int(pair[1]), int(pair[2])
    if high != low + 1:
        return pair[0]
    ten = "十" if pair[0].startswith("1") and len(pair[0]) == 4 else ""
    return f"{ten}{numerals.written(low)}{numerals.written(high)}"


def people(text: str) -> str:
    """People are counted in 名 beside what they are, and in 人 alone: 36个学生 → 36名学生; 78个人 → 78人."""
    before, after = _people()
    text = _GE_PEOPLE.sub(r"\1", text)
    text = before.sub(r"\1名", text)
    return after.sub(r"\1\2名", text)


def ours(text: str, short: str) -> str:
    """我们 as the report says it, or nothing at the head of a clause."""
    text = re.sub(
        r"(?:^|(?<=，))我们(?:(?:单位|学校|社区|站|所|行|队|院|馆|局|镇|街道|村|中心)(?:[上里]的?)?(?=[\u4e00-\u9fff]))?",
        "",
        text,
    )
    text = re.sub(r"我们(?=单位|学校|社区|站|所|行|队|院|馆|局)", "", text)
    return re.sub(
        r"(?:我们)+", lambda found: short if short or not _between_digits(text, *found.span()) else "，", text
    )


def _between_digits(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()


def tidy_marks(text: str) -> str:
    """Punctuation beside 汉字 in full width, no doubled marks, no stray spaces."""
    text = re.sub(r"(?<=[\u4e00-\u9fff\d%）”])\s*[,](?=\s*[\u4e00-\u9fff“（])", "，", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff])\s*[:](?=\s*[\u4e00-\u9fff\d])", "：", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff])\(([^()]*)\)", r"（\1）", text)
    text = re.sub(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)", r"（\1）", text)
    text = re.sub(
        r"(?<=[\u4e00-\u9fff，。；、：）])[ \u3000]+|[ \u3000]+(?=[\u4e00-\u9fff，。；、：（])", "", text
    )
    text = re.sub(r"([，、；。])[，、；。]+", r"\1", text)
    return text.strip(" ，、；：。")


def years(text: str) -> str:
    """24年 of this century with its four digits and 一月一次 as 每月一次, all else as it was."""
    text = _EVERY.sub(lambda m: f"每{m[1].removeprefix('个')}", text)
    return _SHORT_YEAR.sub(r"20\1年", text)


def carries(text: str, original: str) -> bool:
    """Whether every figure and date of `original` is still in `text`, by value."""
    kept = {round(span.value, 6) for span in figures.find(text) if span.value is not None}
    kept |= {float(hour) for hour in re.findall(r"(\d{1,2})时", text)}  # 二十时 as 20时
    for span in figures.find(original):
        if span.value == 1 and span.text.startswith("一"):
            continue  # 一天40斤 became 每天40斤, 一个管生产 became 分管生产
        if span.value is not None and span.kind not in figures.NOT_FACTS and round(span.value, 6) not in kept:
            return False
    days = {span.iso for span in dates.find(text) if span.iso}
    return all(span.iso in days for span in dates.find(original) if span.iso and span.kind != "clock")
