"""Where what was said in one breath is parted: work where a sentence grows long, problems and plans where a new one begins."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.drafting.titles import label_of
from bot.facts.grammar import starts_with_verb
from bot.model import Fact

COMFORTABLE = 26  # characters after which a new subject opens a new sentence
ALONE = 14  # characters from which a matter with a title of its own opens a new sentence
_SHORT_COUNT = re.compile(r"^[\u4e00-\u9fff]{2,6}\d+余?[\u4e00-\u9fff]{0,2}$")  # 火灾39起: one of a row
LONGEST = 75  # characters of a sentence before it is parted
_REMARK = 3  # 汉字 of a clause that can only be a remark on the one before it (送达难, 不够用)
# What makes a clause a complaint of its own.
_LACK = re.compile(
    r"少|低(?!保)|缺|不足|不够|不及时|不到位|不规范|不强|不高|不齐|不了|老化|陈旧|老旧|慢|差(?!异|旅)|弱|滞后|短板|流失|难(?!得)"
    r"|流于形式|走形式|走过场|只有|只剩|才(?=百分|\d)|大$|小(?=$|，)|乱"
)
_OF_COMPLAINT = re.compile(
    "眼看|趋于|特别是|尤其|所以|导致|使得|一直|根本|实在"
)  # says more of the complaint before it
# What says more of the plan before it: how large, how far it has got, who pays, what it is for.
_MORE_OF_PLAN = re.compile(
    r"^(?:大概|大约|约|能|可|共|其中|用于|作为|试点|涉及|面积|预算|预计|方案|合同|地点|设备|资金|县里|市里|区里|上级|目前|现在|还没|已|正在|批了|到时)"
    r"|^(?:争取|力争)(?:进|到|达|在|全年|年内|过|超|明年|年底)|^[\u4e00-\u9fff]{0,4}(?:半|\d+)(?:来|多|余)?(?:亩|平|方|人|天)$"
)
# A time and a verb without its object (年底前装好), a goal in figures (想增到6个), how it stands (没着落, 报了): of the plan before.
_OF_PLAN_BEFORE = re.compile(
    r"^(?:争取|力争|想|打算|准备)?(?:(?:20)?\d{2}年|明年|今年)?(?:\d{1,2}月)?(?:\d{1,2}[日号]|底|初|[上中下]旬)?(?:五一|国庆|元旦|春节|年底)?(?:之|以)?前面?(?:就|能|要)?"
    r"(?:买|装|建|修|办|弄|搞|做|换|铺|干|完成|到位|启用|投用|开工|完工|招)(?:好|完|成|齐|到位|上)*了?$"
    r"|^(?:想|打算|准备|争取|力争|拟)?(?:搞|增|升|提|降|压|扩|加|做|达)(?:高|加|大|低)?[到至]\d"
    r"|^(?:钱|资金|经费|手续|地方|指标|审批|对方|合同)?(?:也|都|还)*(?:没|未|尚未)|^(?:报|批|谈|签)了?(?:上去)?了?$|^目标(?:是|为)|^(?:已)?(?:上)?报(?:了|上去了?)?[，,]?(?:还)?没批"
    r"|^[跟向找][^，]{1,8}(?:要|申请|借|报)的|(?:已|已经)(?:批|获批|报|签|通过|立项)"
)
_PLAN_OPENS = re.compile(
    r"^(?:还|再|也|拟|想|准备|打算|计划|继续|接着|争取|力争|要|申请|引进|新|改造|(?:20)?\d{2}年|明年|下半年|下学期|下季度|春季|秋季|(?:\d+|[一二三四五六七八九十]+)月)"
    r"|[要拟]|[提压降增]到?(?=\d|百分)|(?:率|数|量)[^，]{0,4}(?:到|至|以上|以下)"
)


def breaths(group: list[Fact], role: str = "", unit_type: str = "") -> list[list[Fact]]:
    """The facts of a group, in one sentence each part. Short complaints are told one by one; so are plans.

    What has a short title of its own opens a new sentence, `role` and `unit_type` being where titles are looked for.
    """
    if group[0].topic == "问题不足":
        return _complaints(group)
    if group[0].topic == "下一步打算":
        return _parted(group, _opens_plan)
    return _by_length(group, role, unit_type)


def _by_length(group: list[Fact], role: str, unit_type: str) -> list[list[Fact]]:
    """A group parted where its sentence would grow too long."""
    parts: list[list[Fact]] = [[]]
    for fact in group:
        length = sum(len(other.text) for other in parts[-1])
        own_subject = not starts_with_verb(fact.text)
        if parts[-1] and (
            length + len(fact.text) > LONGEST
            or (length >= COMFORTABLE and own_subject)
            or (length >= ALONE and own_subject and _other_matter(parts[-1], fact, role, unit_type))
        ):
            parts.append([])
        parts[-1].append(fact)
    return parts


def _other_matter(part: list[Fact], fact: Fact, role: str, unit_type: str) -> bool:
    """Whether a fact has a title of its own, other than that of the facts before it."""
    if _SHORT_COUNT.match(fact.text) and all(_SHORT_COUNT.match(other.text) for other in part):
        return False
    own = label_of(fact.text, role, unit_type)
    before = {label_of(other.text, role, unit_type) for other in part}
    return bool(own) and bool(before - {""}) and own not in before


def _complaints(group: list[Fact]) -> list[list[Fact]]:
    """人手不够，经费紧张 one by one; what explains a complaint (一次150元，群众不愿掏) stays with it."""
    counted = any(fact.figures or re.search(r"\d", fact.text) for fact in group)
    if not counted and all(_REMARK < len(fact.text) <= 14 for fact in group):
        return [[fact] for fact in group]
    return _parted(group, _opens_complaint)


def _opens_complaint(fact: Fact) -> bool:
    return len(fact.text) > _REMARK and bool(_LACK.search(fact.text)) and not _OF_COMPLAINT.match(fact.text)


def _opens_plan(fact: Fact) -> bool:
    if _MORE_OF_PLAN.match(fact.text) or _OF_PLAN_BEFORE.search(fact.text):
        return False
    return starts_with_verb(fact.text) or bool(_PLAN_OPENS.search(fact.text))


def _parted(group: list[Fact], opens: Callable[[Fact], bool]) -> list[list[Fact]]:
    parts: list[list[Fact]] = []
    for fact in group:
        if parts and not opens(fact):
            parts[-1].append(fact)
        else:
            parts.append([fact])
    return parts
