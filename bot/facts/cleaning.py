"""Taking chat noise, typing slips and private data out of a stretch of an answer. Pure functions over str."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.facts import ticks
from bot.wording import pattern, table
from language import names, surnames
from language.text import normalise

_EMOJI = re.compile("[\U0001f000-\U0001faff☀-➿⬀-⯿️⃣]+")
_PHONE = r"(?<![\d.])1[3-9][\d*＊xX]{9}(?!\d)|(?<![\d.])1[3-9]\d[*＊xX]{2,6}\d{2,4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"
_IDENTITY = r"(?<!\d)\d{6}(?:19|20)?[\d*]{8,11}[\dXx](?!\d)"
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9*]{5,6}(?![A-Z0-9])"
)
_PRIVATE = re.compile(f"{_PHONE}|{_IDENTITY}|{_PLATE}")
_PRIVATE_LABEL = (
    r"(?:业主|联系人?|当事人|本人|个人|家属|群众|他|她)?的?(?:联系)?(?:电话|手机|身份证|车牌|微信)(?:号码?)?"
)
_PRIVATE_PHRASE = re.compile(
    rf"(?:{_PRIVATE_LABEL})?[是为:：]?\s*(?:{_PRIVATE.pattern})(?:[(（][^()（）]*[)）])?"
)
# Who stands beside a private number is private too: 车主某某身份证….
_PRIVATE_PERSON = re.compile(
    r"(?P<role>车主|业主|户主|失主|当事人|联系人|机主|患者|病人|房东|租户|报警人|申请人|家属|家长|本人)(?:是|为|叫|[:：])?"
    rf"(?:{surnames.COMPOUND}|[{surnames.SINGLE}])[\u4e00-\u9fff]{{1,2}}(?=$|[，,、\s的]|电话|手机|身份证|车牌|联系)"
)
_BRACKET = re.compile(r"[(（][^()（）]{1,40}[)）]")
_NICKNAME = re.compile(r"(?:[老小阿大][\u4e00-\u9fff])[(（]([\u4e00-\u9fff]{2,4})[)）]")
_WEEKDAY = re.compile(r"[(（]?(?:周|星期|礼拜)[一二三四五六日天][)）]?(?:上午|下午|晚上)?")
_WEATHER = re.compile(
    r"(?<![\u4e00-\u9fff])(?:晴|阴|多云|小雨|中雨|大雨|阵雨|雨|雪|雾)(?:转\S{1,2})?(?![\u4e00-\u9fff])"
)
_FILLER = re.compile(r"(?:^|(?<=[\s，,]))(?:呃|嗯|额|唔|啊|哦|噢|那什么|怎么说呢)+(?=[\s，,]|$)")
_ARROW = re.compile(r"\s*(?:←|<-|<--|〈-)[^，。；\n]*$")
_SPEAKER = re.compile(r"^[\u4e00-\u9fff]{2,4}[:：](?=\S)")
_ATTENDING = re.compile(
    rf"(?<=[）)\s，,])(?:[小老阿][{surnames.SINGLE}][\s、和]*)+$|(?:，|,|\s)?值班(?:员|人)?[：:\s]?[小老阿][\u4e00-\u9fff]$"
)
_TODAY = re.compile(
    r"^(?:今[天晚日早]|刚才|刚刚|今儿)(?:上午|下午|晚上|早上|一早)?[，,]?(?=[\u4e00-\u9fff])"
)  # the entry has its day
_NICK = re.compile(r"^[老小阿大][\u4e00-\u9fff][:：]")


@cache
def _typos() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    listed = table("facts")
    slips = sorted(listed["typos"], key=len, reverse=True)
    beside = tuple((re.compile(slip), meant) for slip, meant in listed["typos_in_context"].items())
    return re.compile("|".join(map(re.escape, slips))), beside


def correct_typos(text: str) -> str:
    """`text` with the listed typing slips put right, but within no person's name."""
    plain, beside = _typos()
    if not plain.search(text) and not any(slip.search(text) for slip, _ in beside):
        return text
    listed = table("facts")["typos"]
    people = [(span.start, span.end) for span in names.find(text) if span.kind == "PERSON"]

    def meant(found: re.Match[str], word: str) -> str:
        named = any(start < found.end() and found.start() < end for start, end in people)
        return found[0] if named else word

    corrected = plain.sub(lambda slip: meant(slip, str(listed[slip[0]])), text)
    if corrected != text:
        people = [(span.start, span.end) for span in names.find(corrected) if span.kind == "PERSON"]
    for slip, word in beside:
        corrected = slip.sub(lambda found, word=word: meant(found, word), corrected)  # type: ignore[misc]
    return corrected


@cache
def _dialect() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    listed = [(find, put) for rules in table("dialect").values() for find, put in rules]
    any_of_them = re.compile("|".join(f"(?:{find})" for find, _ in listed))
    return any_of_them, tuple((re.compile(find), put) for find, put in listed)


def common_speech(text: str) -> str:
    """`text` with words of dialects in the common speech (莫得 → 没有, 俺 → 我们), but within no person's name."""
    any_of_them, rules = _dialect()
    if not any_of_them.search(text):
        return text
    for find, put in rules:
        if find.search(text):
            text = _outside_names(text, find, put)
    return text


def _outside_names(text: str, find: re.Pattern[str], put: str) -> str:
    people = [(span.start, span.end) for span in names.find(text) if span.kind == "PERSON"]

    def common(found: re.Match[str]) -> str:
        named = any(start < found.end() and found.start() < end for start, end in people)
        return found[0] if named else found.expand(put)

    return find.sub(common, text)


_UNIT_APART = re.compile(r"(?<=\d) +(?=(?:m[gl]|μg|k[gmVW]|[MG]W|MPa|kPa|dB|℃|°C|%|％)(?![A-Za-z]*\d))")
_UP, _DOWN = "↑⬆▲△", "↓⬇▼▽"
_SIGNED_RATE = re.compile(
    r"(?:(?<=^)|(?<=[\s，,（(：:年期月初]))(?P<sign>[+＋\-－−↑↓⬆⬇▲△▼▽])\s?(?P<rate>\d+(?:\.\d+)?)\s?(?P<unit>%|％|个?(?:百分)?点)"
)
_ARROWED = re.compile(rf"[{_UP}{_DOWN}](?=\s?\d)")
_POINTS = re.compile(r"(?<=\d)个点(?![位名儿心火])")
_RATE_MOVES = re.compile(r"(?:[升降涨跌增减高低]|提高|下降|上升|增长)(?:了|到)?\s?\d+(?:\.\d+)?个点")
_NOT_MONTH_DAY = r"(?![万亿千百%％元米吨亩斤度条件人名户家次个倍成分点岁台篇份场公毫平方立升克天小秒年月周海里]|k[mgVW]|[MGT]W|m[gl]|㎡|℃|个)"
_DOTTED = re.compile(
    rf"(?:(?<=^)|(?<=[\s，,。；;：:（(从自于其中》]))(?P<m>1[0-2]|[1-9])\.(?P<d>3[01]|[12]\d|[1-9])"
    rf"(?:\s?[-–—~～至到]\s?(?:(?P<m2>1[0-2]|[1-9])\.)?(?P<d2>3[01]|[12]\d|[1-9])|(?=起(?!$)[\u4e00-\u9fff]|[\u4e00-\u9fff]))(?![\d.%％]){_NOT_MONTH_DAY}"
)


def spelt(text: str) -> str:
    """Shorthand in words: ↑4.1个点 → 提高4.1个百分点, -3.2% → 下降3.2%, 9.9-9.15 → 9月9日至9月15日."""
    text = _SIGNED_RATE.sub(_moved, _UNIT_APART.sub("", ticks.spelt(text)))
    text = _ARROWED.sub(lambda found: "增加" if found[0] in _UP else "减少", text)
    if _RATE_MOVES.search(text) or re.search(r"\d\.\d+个点", text):
        text = _POINTS.sub("个百分点", text)
    return _DOTTED.sub(_day, text)


def _moved(found: re.Match[str]) -> str:
    up = found["sign"] in f"+＋{_UP}"
    if found["unit"] in "%％":
        return f"{'增长' if up else '下降'}{found['rate']}%"
    return f"{'提高' if up else '降低'}{found['rate']}个百分点"


def _day(found: re.Match[str]) -> str:
    first = f"{found['m']}月{found['d']}日"
    if not found["d2"]:
        return first
    return f"{first}至{found['m2'] + '月' if found['m2'] else ''}{found['d2']}日"


_STRUCK = re.compile(r"~~[^~]{1,120}~~")
_BOLD = re.compile(r"(?<![*\d])\*\*(?=[^\s*])([^*]{1,80})\*\*(?!\*)")  # not the stars of 139****5526
_MARKUP = re.compile(r"^\*\*(?=[^\s*])|(?<![A-Za-z0-9])__|__(?![A-Za-z0-9])|`+|~~|^#{1,6}\s+")
_LINK = re.compile(r"!?\[([^\[\]]{0,40})\]\(\s*(?:https?:|/|\.|#)[^()\s]*\s*\)")


def without_markup(text: str) -> str:
    """`text` without the marks of Markdown: bold, code, links; what is struck out goes."""
    text = _BOLD.sub(r"\1", _LINK.sub(r"\1", _STRUCK.sub("", text)))
    return _MARKUP.sub("", text.strip())


@lru_cache(maxsize=256)
def tidy(text: str) -> str:
    """`text` without noise of chat programs, with slips corrected and shorthand spelt out; the words themselves stay as they are."""
    text = spelt(without_markup(normalise(text)))
    text = pattern("facts", "noise").sub(" ", text)
    text = _FILLER.sub(" ", _EMOJI.sub("", text))
    text = _ARROW.sub("", text)
    text = _NICKNAME.sub(r"\1", text)
    return correct_typos(common_speech(text)).strip(" \t-—·*•>…")


def tidy_log(text: str) -> str:
    """`tidy` for one line of a work log: weekday, weather and speaker's nickname go too."""
    text = _WEATHER.sub(" ", _WEEKDAY.sub(" ", tidy(text)))
    text = _ATTENDING.sub("", _NICK.sub("", text.strip()).strip())
    return _TODAY.sub("", text)


def without_speaker(text: str) -> str:
    """A chat line without the name of who wrote it (小刘：收到 → 收到)."""
    return _SPEAKER.sub("", text, count=1).strip()


def private_spans(text: str) -> list[tuple[int, int]]:
    """Spans of phone, identity and plate numbers with the words that introduce them."""
    return [found.span() for found in _PRIVATE_PHRASE.finditer(text)]


def without_private(text: str) -> str:
    """`text` without private numbers and the words that introduce them, nor brackets that tell of somebody's private life."""
    text = _BRACKET.sub(lambda found: "" if _tells_private(found[0]) else found[0], text)
    text = _PRIVATE_PERSON.sub(lambda found: found["role"], text)
    return _PRIVATE_PHRASE.sub("", text).strip(" ，,、；")


def _tells_private(bracket: str) -> bool:
    return bool(_PRIVATE.search(bracket) or pattern("facts", "private_life").search(bracket))


def is_private(text: str) -> bool:
    """Whether `text` has a private number, or a bracket that tells of somebody's private life (请假1人（家里有事 王…）)."""
    return bool(_PRIVATE.search(text)) or any(_tells_private(found) for found in _BRACKET.findall(text))


def line_key(line: str) -> str:
    """What makes two pasted lines the same: their characters without white space and punctuation."""
    return re.sub(r"[\W_]+", "", normalise(line))
