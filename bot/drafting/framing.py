"""Title, lead and closing: what stands around the facts and asserts nothing that can be checked."""

from __future__ import annotations

import re

from bot.drafting.headings import area
from bot.drafting.outline import PLAIN, PlannedSection
from bot.drafting.request import DraftRequest
from bot.drafting.statements import Statement
from bot.facts.basics import report_word, topic_core
from bot.model import Basics, Sentence
from bot.wording import table

RESULTS = ("成效", "荣誉")
MOST_AREAS = 4  # sections a lead lists
SLIGHT = 320  # characters of facts under which one sentence must do for a lead, and no closing is put
_SCALE = re.compile(
    r"^(?:全(?![年部面力程])|现有|共有|辖区|下辖|我?们?(?:校|站|所|行|队|院|馆|局|镇|村|社区|街道|中心|车间|公司)(?:现)?(?:有|共有|下辖|辖))"
)


_PERIODIC = re.compile(r"(?<!\d{4})(?:年度|半年(?!来)|(?:第?[一二三四]|前三)季度|上半年|下半年|学年|学期)")
_YEAR = re.compile(r"\d{4}年")


def gap(what: str) -> str:
    frames = table("phrases/frames")["gap"]
    return str(frames["mark"]).format(what=frames.get(what, what))


def title(basics: Basics) -> str:
    """Unit, topic and the word for the paper; the period stands in for a topic that names none."""
    frames = table("phrases/frames")["title"]
    unit = basics.unit or frames["no_unit"]
    core, word = topic_core(basics.topic), report_word(basics.topic)
    if not core:
        period = _years_in_figures(basics.period) or gap("period")
        return str(frames["with_period"]).format(unit=unit, period=period, word=word)
    if (told := _PERIODIC.search(basics.topic)) and core and (year := _YEAR.match(basics.period)):
        # 年度网点经营工作总结 is the report of one year, and the title says of which
        period = f"{year[0]}度" if told[0] == "年度" else basics.period
        form = frames["with_both"] if not core.endswith("工作") else frames["with_core"]
        return str(form).format(unit=unit, period=period, core=core, word=word)
    said = re.sub(
        r"^((?:上|下)半年|全年|本?年度|第?[一二三四]季度|(?:\d{4}年)?\d{1,2}月份?)的", r"\1", basics.topic
    )
    topic = said if re.search(r"(?:总结|小结|汇报|报告|情况)(?:材料|报告)?$", said) else f"{core}工作总结"
    unit = "" if basics.unit and basics.unit in topic else unit
    return str(frames["with_topic"]).format(unit=unit, topic=topic)


def titles(basics: Basics) -> tuple[str, ...]:
    """The title in every general form, the usual one first: the same unit, period, matter and word for the paper."""
    core, word = topic_core(basics.topic), report_word(basics.topic)
    period = _years_in_figures(basics.period)
    for told in (basics.unit, basics.period, period):
        core = core.replace(told, "") if told else core
    core = _PERIODIC.sub("", core).removesuffix("工作")
    core = "" if core in period else core  # 2025年春运工作总结
    given = {
        "unit": basics.unit,
        "period": period,
        "about": f"{core}工作",
        "word": word,
        "form": word.removeprefix("情况").removeprefix("工作"),
    }
    forms = table("phrases/frames")["title"]["others"] if basics.unit and period else ()
    return tuple(dict.fromkeys((title(basics), *(str(form).format(**given) for form in forms))))


def lead(
    request: DraftRequest, sections: list[PlannedSection], scale: Statement | None
) -> tuple[Sentence, ...]:
    """When, who, what about; the unit's size where the user gave it; the announcement."""
    frames = table("phrases/frames")["lead"]
    words, basics = frames["words"], request.basics
    core, word = topic_core(basics.topic), report_word(basics.topic)
    fields = {
        "unit": basics.unit or gap("unit"),
        "period": _when(basics),
        "core": _about(core, basics.period),
        "areas": _areas(sections),
        "word": word,
        "judged": words["judged"] if any(set(section.roles) & set(RESULTS) for section in sections) else "",
    }
    facts = sum(section.chars for section in sections)
    if request.terse or 0 < request.limit <= 700 or facts < SLIGHT:
        core = "" if core in fields["period"] else core
        form = str(words["short" if core else "short_plain"])
        only = Sentence(form.format(**{**fields, "core": core}), "framing")
        return (Sentence(f"{_sized(scale.text)}。", "fact", scale.facts), only) if scale else (only,)
    sentences = [Sentence(_form(frames["long"], fields, request.variant), "framing")]
    if scale:
        sentences.append(Sentence(f"{_sized(scale.text)}。", "fact", scale.facts))
    upward = word == "总结" and re.search(words["up"], basics.audience)
    announced = str(words["announce_up" if upward else "announce"])
    sentences.append(Sentence(announced.format(**fields), "framing"))
    return tuple(sentences)


def _when(basics: Basics) -> str:
    """The period as the lead says it: 二〇二四年 → 2024年, 2024全年 → 2024年, 百日行动 → 百日行动期间."""
    period = _years_in_figures(basics.period)
    period = re.sub(r"(?<=\d{4})年?全年$", "年", period) if basics.start[:4].isdigit() else period
    if not period:
        return gap("period")
    named = not re.search(r"[\d年月日季度期]|半", period)
    return f"{period}期间" if named and not period.endswith(("期间", "中", "以来", "春运", "天")) else period


def _years_in_figures(text: str) -> str:
    def figures(found: re.Match[str]) -> str:
        return "".join(
            "〇一二三四五六七八九".find(c.replace("零", "〇").replace("○", "〇")).__str__() for c in found[0]
        )

    return re.sub("[〇零○一二三四五六七八九]{4}(?=年)", figures, text)


def _form(kinds: list[dict[str, list[str]]], fields: dict[str, str], variant: int) -> str:
    """The form whose fields are all there; of several the one that falls to this unit, the next for each `variant`."""
    for kind in kinds:
        known = [
            form
            for form in kind["forms"]
            if all(fields[name] for name in re.findall(r"{(\w+)}", form) if name != "judged")
        ]
        if known:
            return known[(sum(map(ord, fields["unit"])) + variant) % len(known)].format(**fields)
    raise AssertionError("the last kind of lead has no fields but unit and period")


def _about(core: str, period: str) -> str:
    """What the report is about, as 围绕 takes it; "" where that says nothing (综合工作) or stands in the period already (春运)."""
    if (
        core in ("", "综合", "各项", "日常")
        or core in period
        or (len(period) > 2 and period.removesuffix("期间") in core)
    ):
        return ""
    return core + ("工作" if len(core) <= 6 and not core.endswith("工作") else "")


def _sized(text: str) -> str:
    """全院214名医生，386名护士 → 全院现有医生214名、护士386名."""
    parts = re.sub(r"^(全[^员年部体\W\d])(?=\d)", r"\1现有", text)
    swapped = re.sub(r"(\d+余?)名([\u4e00-\u9fff]{2,5})(?=$|[，、])", r"\2\1名", parts)
    return re.sub(r"(?<=名)，(?=[\u4e00-\u9fff]{2,5}\d+余?名)", "、", swapped)


def _areas(sections: list[PlannedSection]) -> str:
    """The sections of work as a list, at most four, 重点工作 first to go; "" for fewer than two."""
    names = [
        area(role, "".join(statement.text for point in section.points for statement in point.statements))
        for section in sections
        for role in section.roles
        if role not in PLAIN
    ]
    names = list(dict.fromkeys(names))
    plain = area("主要工作", "")
    names = ([name for name in names if name != plain] if len(names) > MOST_AREAS else names)[:MOST_AREAS]
    return "、".join(names) if len(names) > 1 else ""


def scale_of(told: list[Statement]) -> Statement | None:
    """The statement of the unit's size (全院214名医生，386名护士), if there is one that says nothing else."""
    for statement in told:
        if (
            _SCALE.match(statement.text)
            and statement.topic in ("补充", "主要工作", "组织领导", "成效数据")
            and len(statement.text) <= 50
        ):
            bare = re.sub(r"\d+余?|[名人个户栋家，、。]", "", statement.text)
            if (
                len(bare) <= 24
                and re.search(r"\d", statement.text)
                and not re.search(r"第\d|列第", statement.text)
            ):
                return statement
    return None


def closing(basics: Basics, facts: int = SLIGHT) -> tuple[Sentence, ...]:
    """The closing form that fits the audience; none under a slight report (`facts` in characters)."""
    if facts < SLIGHT:
        return ()
    for form in table("phrases/frames")["closing"]["form"]:
        if re.search(form["when"], basics.audience):
            return (Sentence(str(form["text"]).format(word=report_word(basics.topic)), "framing"),)
    return ()
