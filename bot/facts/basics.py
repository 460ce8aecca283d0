"""The first four answers: 单位, 时间段, 主题, 给谁看. Each reads what was typed into `Basics`, inventing nothing."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from bot.facts.cleaning import tidy
from bot.facts.directives import length_of
from bot.model import Basics
from bot.wording import pattern, table
from retrieval import unit_names

SLOTS = ("单位", "时间段", "主题", "给谁看")
ONE_PAGE_CHARS = 600  # 22 lines × 28 characters (GB/T 9704-2012, 5.2.3), less the title

_LEAD_IN = re.compile(
    r"^(?:(?:我们?|俺们?)(?:单位|这边|这里|这)?(?:是|叫|在)?|咱们?(?:单位|这边|这)?(?:是|叫)?|单位(?:名称)?(?:是|叫|[:：])|这里是|本单位)\s*"
)
_FILLER = re.compile(r"^(?:呃|额|嗯|哦|噢|啊|那个|就是)+[，,、\s]*")
_PART_OF = re.compile(
    r"(?<=[所局院校站行队镇村司会厂馆])的(?=[\u4e00-\u9fff]{1,8}(?:窗口|科|室|队|组|站|中心|车间|部|班)$)"
)
_OF_US = re.compile(
    r"(?:我们?|咱们?)?(?:村|社区|所|站|校|学校|院|队|厂|馆|行|局|镇|单位)(?:[上里]的?|的)(?=工作)"
    r"|^(?:我|咱|俺)们?(?:这个?)?(?:单位|社区|学校|公司|车间|中心|支行|[村所站校院队厂馆行局镇乡班组科室部园店市县区省])?(?:里的?|上的|的)?"
)
_UNITS = "班|村|社区|所|站|校|学校|院|队|厂|馆|行|局|镇|乡|区|县|市|街道|单位|组|车间|公司"
_OURS = re.compile(rf"^(?:(?:我们|咱们|俺们)(?:{_UNITS})?|[我咱俺](?:{_UNITS}))的?(?=.)")
_JUST_OVER = re.compile(r"^(?:刚刚?|才)(?:过完|过去|结束|过|完)了?的?")
_FULL_NAME = re.compile(r"[(（](?:全称|全名)[:：是叫]?([^()（）]+)[)）]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_REPORT_WORD = re.compile(r"(?:的)?(?:工作)?(?:总结|小结|汇报|报告|情况)(?:报告|材料|汇报)?$")
_ASKING = re.compile(r"^(?:写|要写|就是写?|交|报|弄|做|关于)(?:一?[个份篇])?(?:关于)?")
_QUARTERS = {"1": "一", "2": "二", "3": "三", "4": "四"}
_KINDS = {"月": "月度", "季": "季度", "半年": "半年", "学期": "学期", "年": "年度"}


def read_basics(slot: str, text: str, basics: Basics) -> Basics:
    """`basics` with the answer to one of `SLOTS` filled in. An empty or unusable answer leaves the field empty."""
    plain = _without_greeting(tidy(text))
    said = {**basics.said, slot: text}
    filled = {"单位": _unit, "时间段": _period, "主题": _topic, "给谁看": _audience}[slot](plain, basics)
    return msgspec.structs.replace(basics, said=said, **filled)


def _without_greeting(text: str) -> str:
    """`text` without a greeting and the like before the answer (您好，我是…)."""
    pieces = re.split(r"(?<=[，,。！!～~\s])", text)
    while len(pieces) > 1 and any(
        pattern("facts", key).fullmatch(pieces[0].strip("，,。！!～~ ")) for key in ("courtesy", "ack")
    ):
        pieces = pieces[1:]
    return "".join(pieces)


def _unit(text: str, basics: Basics) -> dict[str, Any]:
    full = _FULL_NAME.search(text)
    head = re.split(r"[，,。；;\s]", _BRACKETS.sub("", text).strip(), maxsplit=1)[0]
    name = _LEAD_IN.sub("", _FILLER.sub("", head)).rstrip("的吧呀啊呢嘛哈哦噻 ").strip() or head.strip()
    name = _PART_OF.sub("", name)
    kind = unit_type_of(text)
    if full and len(full[1]) > len(name):
        name = _joined_full_name(name, full[1].strip())
    return {"unit": name, "unit_type": kind}


def _joined_full_name(name: str, full: str) -> str:
    """The full name with the place the short one carries (甲县供电公司 + 供电有限责任公司 → 甲县供电有限责任公司)."""
    at = name.find(full[:2])
    return name[:at] + full if at >= 0 else full


def unit_type_of(text: str) -> str:
    """The key of config/unit_types.toml that the unit's name speaks for; "" if none."""
    types = table("unit_types", "config")
    return unit_names.best(text, {key: entry.get("names", []) for key, entry in types.items()})[0]


def _period(text: str, basics: Basics) -> dict[str, Any]:
    period, kind, start, end = written_period(text)
    return {"period": period, "period_kind": kind, "start": start, "end": end}


def written_period(text: str) -> tuple[str, str, str, str]:
    """(as the report writes it, kind, first month, last month) of a typed period; months as YYYY-MM or --MM, "" if unknown.

    2021到2022学年上学期 → 2021—2022学年第一学期. The year is never guessed.
    """
    head = re.split(r"[，,。；;(（]", text, maxsplit=1)[0].strip()
    first = head.split()[0] if head.split() else head
    head = first if re.search(r"20\d{2}.*(?:年|季|学期)|半年|学期|季度$", first) else head
    head = _JUST_OVER.sub("", re.sub(r"^(?:就是|是|写|总结)", "", _FILLER.sub("", head)))
    head = re.split(r"(?:也)?就是|即", head, maxsplit=1)[0].strip() or head
    said_year = re.search(r"20\d{2}年", text)
    head = re.sub(r"(?<![\d])(20\d{2})(?=全年)", r"\1年", head)
    quarter = re.search(r"(?<!前)第?([1-4一二三四])季度?", head)
    loose_year = re.search(r"20\d{2}(?!\d)", text)
    if quarter and loose_year:
        head = f"{loose_year[0]}年第{_QUARTERS.get(quarter[1], quarter[1])}季度"
    if said_year:
        head = re.sub(r"^(?:今年|本年|去年)", said_year[0], head)
    head = re.sub(r"(?<=\d)\s*(?:到|至|~|～|-|—)+\s*(?=\d{2,4}\s*学年)", "—", head)
    head = re.sub(r"(?<=月)份?\s*(?:到|~|～|-|—)+\s*(?=\d)", "至", head)
    head = _between_months(head) if "月" in head and "学年" not in head else head
    head = head.replace("下学期", "第二学期").replace("上学期", "第一学期") if "学年" in head else head
    head = re.sub(r"第{2,}", "第", head)
    head = re.sub(r"^(?:20)?(\d{2})年", lambda found: f"20{found[1]}年", head)
    head = re.sub(r"(?:的)?(?:工作|总结|吧|呀|啊)+$", "", head)
    kind = next((name for word, name in _KINDS.items() if word in head), "")
    kind = "学期" if "学期" in head else "半年" if "半年" in head else "季度" if "季" in head else kind
    if kind == "月度" and re.search(r"月.*[至—].*月", head):
        kind = "专项"
    if kind == "年度" and not re.search(r"年度|全年|^20\d{2}年?$", head):
        kind = "月度" if "月" in head else "专项"
    start, end = _months(text, head)
    return head, kind, start, end


def _between_months(head: str) -> str:
    """3到6月 → 3月至6月; 6月15到8月31 → 6月15日至8月31日."""
    days = re.sub(r"(\d{1,2}月\d{1,2})[日号]?\s*(?:到|至|~|～|-|—)\s*(?=\d{1,2}月)", r"\1日至", head)
    days = re.sub(r"(?<=日至)(\d{1,2}月\d{1,2})[日号]?(?!\d)", r"\1日", days)
    return re.sub(r"(?<=\d)\s*(?:到|~|～|-|—)\s*(?=\d{1,2}月)", "月至", days)


def _months(text: str, head: str) -> tuple[str, str]:
    year_found = re.search(r"(20\d{2})年", text)
    school = re.search(r"(20\d{2})\s*(?:—|-|到|至|~)+\s*(?:20)?(\d{2})学年", text)
    year = year_found[1] if year_found else ""
    if school:
        year = f"20{school[2]}" if "第二" in head or "下" in head else school[1]
    months = [int(number) for number in re.findall(r"(\d{1,2})\s*(?=月|[-—至到~]\s*\d{1,2}月)", text)]
    if not months:
        months = next(
            (
                [a, b]
                for word, a, b in (("上半年", 1, 6), ("下半年", 7, 12), ("全年", 1, 12), ("年度", 1, 12))
                if word in head
            ),
            [],
        )
        quarter = re.search(r"([一二三四1-4])季度", head)
        if quarter:
            number = "一二三四".find(quarter[1]) + 1 or int(quarter[1])
            months = [number * 3 - 2, number * 3]
    if not months and year and re.fullmatch(r"20\d{2}年?(?:度)?", head):
        months = [1, 12]
    if not months:
        return (year, year) if year else ("", "")
    prefix = f"{year}-" if year else "--"
    return f"{prefix}{months[0]:02d}", f"{prefix}{months[-1]:02d}"


def _topic(text: str, basics: Basics) -> dict[str, Any]:
    head = re.split(r"[，,。；;\n]", text, maxsplit=1)[0].strip().strip('《》“”"')
    head = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", _ASKING.sub("", head) or head)
    head = _OF_US.sub("", _OURS.sub("", _FILLER.sub("", head))) or head
    return {"topic": head}


def topic_core(topic: str) -> str:
    """The topic without the words for the paper itself: 防汛备汛工作总结 → 防汛备汛; 年终总结 → ""."""
    core = topic
    for _ in range(2):
        core = _REPORT_WORD.sub("", core)
        core = re.sub(
            r"(?:工作)?(?:(?<!\d)月度?|季度?|上半年|下半年|半年度?|(?:第?[一二三四]|前三)季度|年度?|年终|年底|全年|学期|阶段)$",
            "",
            core,
        )
    return re.sub(
        r"(?:的|工作)$",
        "",
        re.sub(
            r"^(?:上半年|下半年|(?:第?[一二三四]|前三)季度|全年|年度|年终|半年|本月|月度|季度|(?:\d{4}年)?\d{1,2}月份?|\d{4}年度?)(?:的)?",
            "",
            core,
        ),
    )


def report_word(topic: str) -> str:
    """How the paper is called: 总结, 小结, 汇报 …; 总结 where the topic does not say."""
    found = re.search(r"(总结报告|情况汇报|工作汇报|总结|小结|汇报|报告)(?:材料)?$", topic)
    return found[1] if found else "总结"


def _audience(text: str, basics: Basics) -> dict[str, Any]:
    length = length_of(text)
    limit = basics.max_chars
    if length:
        limit = ONE_PAGE_CHARS if length.kind == "one_page" else int(length.value)
    return {"audience": text, "max_chars": limit}
