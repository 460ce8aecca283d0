"""Faults for the gate's mutation bench: each takes a clean sentence and its facts and plants one thing that is not true.

The words planted here are this bench's own; none is read from prompts/gate.toml.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from bot.model import Fact, Sentence
from language import dates, figures, names
from language.figures import NOT_FACTS, FigureSpan


class Site(msgspec.Struct, frozen=True):
    """A sentence of a clean draft, the facts it names, the ledger, and whether it stands among the plans."""

    sentence: Sentence
    facts: tuple[Fact, ...]
    ledger: tuple[Fact, ...]
    plans: bool


Mutator = Callable[[Site, random.Random], Iterator[str]]

UNITS = {
    "人次": "次 人 场次",
    "人": "人次 户 场",
    "名": "人次 户 家",
    "次": "人次 个 小时",
    "场": "人次 天",
    "%": "个百分点 ‰ 倍",
    "个百分点": "% 倍",
    "户": "人 人次 栋",
    "家": "人次 名 起",
    "起": "人次 户 %",
    "件": "人 户 万元",
    "份": "人次 本 元",
    "元": "万元 人 次",
    "万元": "亿元 元 户",
    "台": "人次 户 万元",
    "辆": "辆次 人 起",
    "处": "户 公里 人次",
    "个": "人次 % 万元",
    "公里": "米 处 千瓦",
    "篇": "人次 期 万元",
    "期": "人次 册",
    "亩": "平方米 公里 户",
    "本": "人次 份 箱",
    "块": "人次 平方米",
    "栋": "户 层",
    "组": "人次 户",
    "条": "人次 公里",
    "项": "人次 %",
    "小时": "天 次",
    "吨": "斤 车 元",
    "斤": "吨 元",
    "米": "公里 处",
}
NOUNS = [
    "学生",
    "教师",
    "居民",
    "党员",
    "商户",
    "老人",
    "旅客",
    "客户",
    "患者",
    "读者",
    "志愿者",
    "驾驶员",
    "柜员",
    "护士",
    "村干部",
    "家长",
    "司机",
    "保洁员",
    "辅警",
    "摊位",
    "变压器",
    "水泵",
    "路灯",
    "苗木",
    "书架",
    "电梯",
]
PEOPLE = [
    "高文涛",
    "宋雅琴",
    "罗建军",
    "唐小梅",
    "冯立新",
    "许卫红",
    "邓家豪",
    "曹晓燕",
    "彭志刚",
    "蒋春兰",
    "田永福",
    "范素芬",
    "石海涛",
    "姚秀珍",
    "廖国栋",
]
PLACES = [
    "青松路小学",
    "滨河社区",
    "东山派出所",
    "北桥街道办事处",
    "南屏镇",
    "凤鸣路",
    "红旗水库",
    "万福客运站",
    "安和医院",
    "新塘变电站",
]
FESTIVALS = [
    "春节",
    "元宵",
    "清明",
    "端午",
    "中秋",
    "重阳",
    "国庆",
    "元旦",
    "六一",
    "七一",
]
TAILS = {
    "cause": (
        "，因此群众满意度明显提升",
        "，有效促进了各项工作开展",
        "，使得辖区秩序焕然一新",
        "，从而带动了整体水平提高",
        "，有力推动了业务发展",
        "，营造了浓厚氛围",
        "，极大地调动了大家的积极性",
        "，环境面貌得到明显改善",
        "，有效遏制了事故发生",
        "，进一步增强了凝聚力",
        "，为全年目标实现奠定了坚实基础",
        "，确保了零差错",
        "，办事效率大幅提高",
        "，得益于上级的大力支持",
        "，由此拉近了干群关系",
        "，赢得了广泛赞誉",
        "，切实提升了服务能力",
        "，杜绝了同类问题再次发生",
        "，让群众的获得感显著增强",
        "，推动形成了齐抓共管的局面",
    ),
    "comparison": (
        "，同比增长12%",
        "，较去年同期大幅增加",
        "，比上年多出近一倍",
        "，环比下降",
        "，高于全区平均水平",
        "，与往年相比明显好转",
        "，增幅居各单位之首",
        "，优于同类单位",
        "，比年初有较大提高",
        "，较上季度翻了一番",
    ),
    "superlative": (
        "，在全区尚属首次",
        "，实现全覆盖",
        "，取得显著成效",
        "，走在全市前列",
        "，受到一致好评",
        "，得到上级高度评价",
        "，圆满完成全部任务",
        "，创历史最高水平",
        "，深受群众欢迎",
        "，无一差错",
        "，名列前茅",
        "，为全省唯一",
    ),
    "invented": (
        "，并邀请专家现场授课",
        "，会后向困难家庭发放大米和食用油",
        "，期间组织外出参观学习",
        "，同时开通了微信预约小程序",
        "，由纪检部门全程监督",
        "，还与附近高校签订了合作协议",
        "，电视台作了专题报道",
        "，并为每名参加者购买了保险",
        "，随后召开了总结表彰大会",
    ),
}
HEADS = ("由于领导重视、措施得力，", "在此基础上带动了全局，因而", "随着群众素质的提高，")


def spans(text: str) -> list[FigureSpan]:
    """The figures of `text` that state something; not 一次."""
    taken = [(d.start, d.end) for d in dates.find(text)]
    return [
        f
        for f in figures.find(text)
        if f.kind not in NOT_FACTS | {"time", "address"}
        and f.value is not None
        and not re.match(r"一[\u4e00-\u9fff]?$", f.text)
        and not any(f.start < end and start < f.end for start, end in taken)
    ]


def _numerals(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r"\d+(?:\.\d+)?|[二两三四五六七八九十百]+(?=[个名次场期篇项家户条])", text))


def _swap(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def figure_changed(site: Site, rng: random.Random) -> Iterator[str]:
    """One more, ten times, two digits exchanged, a tenth more."""
    text = site.sentence.text
    given = {f"{f.value:g}" for fact in site.facts for f in spans(fact.text) if f.value is not None}
    for span in spans(text):
        number = re.search(r"\d+(?:\.\d+)?", span.text)
        if number is None:
            continue
        value = float(number[0])
        for new in (
            value + 1,
            value * 10,
            float(number[0][::-1]) if number[0].isdigit() else value + 0.5,
            round(value * 1.1 + 2),
        ):
            shown = f"{new:g}" if new < 1e6 else str(int(new))
            if new != value and shown not in given and shown not in text:
                yield _swap(text, span.start + number.start(), span.start + number.end(), shown)


def figure_of_another(site: Site, rng: random.Random) -> Iterator[str]:
    """The figure of another fact of the ledger, with its own unit kept."""
    text = site.sentence.text
    own = {f.value for fact in site.facts for f in spans(fact.text)} | {f.value for f in spans(text)}
    others = [
        f for fact in site.ledger if fact not in site.facts for f in spans(fact.text) if f.value not in own
    ]
    for span in spans(text):
        number = re.search(r"\d+(?:\.\d+)?", span.text)
        fitting = [f for f in others if f.unit == span.unit and re.search(r"\d", f.text)]
        if number is not None and fitting:
            new = re.search(r"\d+(?:\.\d+)?", rng.choice(fitting).text)
            if new is not None and new[0] != number[0]:
                yield _swap(text, span.start + number.start(), span.start + number.end(), new[0])


def about_changed(site: Site, rng: random.Random) -> Iterator[str]:
    """余 and 约 dropped, or put where the figure is exact."""
    text = site.sentence.text
    for span in spans(text):
        bare = re.sub(r"[余多约近]|左右|以上", "", span.text)
        if bare != span.text and re.search(r"\d", bare):
            yield _swap(text, span.start, span.end, bare)
        elif match := re.match(r"(\d+0)(?=[个名人户次件份])", span.text):
            yield _swap(text, span.start, span.end, f"{match[0]}余{span.text[match.end() :]}")


def unit_swapped(site: Site, rng: random.Random) -> Iterator[str]:
    text = site.sentence.text
    for span in spans(text):
        unit = re.search(r"(?:人次|个百分点|万元|公里|小时|[^\d余多来.,约近])+$", span.text)
        if unit is None or unit[0] not in UNITS:
            continue
        for new in UNITS[unit[0]].split():
            yield _swap(text, span.start + unit.start(), span.end, new)


def subject_swapped(site: Site, rng: random.Random) -> Iterator[str]:
    """Two figures of one sentence exchanged."""
    text = site.sentence.text
    found = [s for s in spans(text) if re.search(r"\d", s.text)]
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            left, right = re.search(r"\d+(?:\.\d+)?", one.text), re.search(r"\d+(?:\.\d+)?", other.text)
            if left is None or right is None or left[0] == right[0] or one.unit != other.unit:
                continue
            swapped = _swap(text, other.start + right.start(), other.start + right.end(), left[0])
            yield _swap(swapped, one.start + left.start(), one.start + left.end(), right[0])


def noun_swapped(site: Site, rng: random.Random) -> Iterator[str]:
    """学生620名 → 驾驶员620名, 36名学生 → 36名柜员."""
    text = site.sentence.text
    said = "".join(fact.text + fact.source.quote for fact in site.facts)
    for noun in NOUNS:
        for match in re.finditer(rf"(?<=\d[名位户家个人台]){noun}|{noun}(?=\d)", text):
            for new in rng.sample([n for n in NOUNS if n not in said and n[-1] not in noun], 3):
                yield _swap(text, match.start(), match.end(), new)


def name_swapped(site: Site, rng: random.Random) -> Iterator[str]:
    """A person or a place becomes another, known to the ledger or not."""
    text = site.sentence.text
    own = {n.text for fact in site.facts for n in names.find(fact.text)}
    ledger = sorted(
        {
            n.text
            for fact in site.ledger
            for n in names.find(fact.text)
            if n.kind == "PERSON" and len(n.text) == 3
        }
        - own
    )
    for span in names.find(text):
        if span.kind == "PERSON" and len(span.text) >= 2 and span.text in own:
            for new in (*rng.sample(PEOPLE, 2), *(rng.sample(ledger, 1) if ledger else ())):
                yield _swap(text, span.start, span.end, new)
        elif span.kind != "PERSON" and span.text in own:
            for new in rng.sample(PLACES, 2):
                yield _swap(text, span.start, span.end, new)


def post_changed(site: Site, rng: random.Random) -> Iterator[str]:
    """副校长 → 校长, 主任 → 副主任 before a name."""
    text = site.sentence.text
    for match in re.finditer(
        r"(副)?(校长|主任|书记|站长|所长|行长|院长|局长|镇长|队长|馆长|经理)(?=[\u4e00-\u9fff]{2,3})", text
    ):
        following = names.find(text[match.start() :])
        if following and following[0].start == len(match[0]):
            yield _swap(text, match.start(), match.end(), match[2] if match[1] else f"副{match[2]}")


def date_changed(site: Site, rng: random.Random) -> Iterator[str]:
    text = site.sentence.text
    for span in dates.find(text):
        if span.kind == "festival":
            old = next((f for f in FESTIVALS if f in span.text), "")
            said = "".join(fact.text for fact in site.facts)
            if old:
                new = rng.choice([f for f in FESTIVALS if f not in said])
                yield _swap(text, span.start, span.end, span.text.replace(old, new))
        elif span.iso or span.kind == "clock":
            for number in re.finditer(r"\d{1,2}(?=[月日号点时:])", span.text):
                value = int(number[0])
                new = str(value + 1 if value < 11 else value - 1)
                if not any(f"{new}{text[span.start + number.end()]}" in fact.text for fact in site.facts):
                    yield _swap(text, span.start + number.start(), span.start + number.end(), new)
        elif re.match(r"每[周月天日年](?![一二三四五六日天])", text[span.start :]):
            new = rng.choice(
                [
                    w
                    for w in ("每周", "每月", "每天", "每年")
                    if w[1] not in (span.text + "天" if "日" in span.text else span.text)
                ]
            )
            yield _swap(text, span.start, span.start + 2, new)


def rank_raised(site: Site, rng: random.Random) -> Iterator[str]:
    text = site.sentence.text
    if not re.search(r"先进|优秀|文明|示范|荣誉|标兵|模范|表彰|奖|名|称号|冠军|亚军|季军|五星|最佳", text):
        return
    swaps = (
        ("街道(?=[的级先优文示表最])", "区"),
        ("(?<=[获为被评受])区", "市"),
        ("(?<=[获为被评受])县", "省"),
        ("(?<=[获为被评受])市", "省"),
        ("(?<=[获为被评受])省", "全国"),
        ("区级", "市级"),
        ("县级", "省级"),
        ("市级", "省级"),
        ("省级", "国家级"),
        ("第[二三四五六]名", "第一名"),
        ("[二三]等奖", "一等奖"),
        ("三等奖", "二等奖"),
        ("亚军|季军", "冠军"),
        ("银奖|铜奖|优秀奖", "金奖"),
    )
    for old, new in swaps:
        for match in re.finditer(old, text):
            yield _swap(text, match.start(), match.end(), new)


def award_invented(site: Site, rng: random.Random) -> Iterator[str]:
    said = "".join(fact.text for fact in site.facts)
    if site.plans or re.search("评|奖|荣|表彰|先进|锦旗", said):
        return
    tails = (
        "，被评为市级先进集体",
        "，荣获全区一等奖",
        "，获得省级表彰",
        "，群众送来锦旗",
        "，获评全市示范点",
        "，被授予荣誉称号",
    )
    for tail in rng.sample(tails, 2):
        yield _with_tail(site.sentence.text, tail)


def planned_as_done(site: Site, rng: random.Random) -> Iterator[str]:
    """Plans told as done: 将 → 已, 计划 → 已经, and 了 behind the verb."""
    if not any(fact.certainty == "planned" for fact in site.facts):
        return
    text = site.sentence.text
    plain = re.sub(r"(?:计划|拟|打算|准备|将|力争|争取|继续)(?:于|在)?", "", text)
    plain = re.sub(r"下(?:个?月|一?步|学期|半年|季度|阶段)|明年", "", plain)
    if match := re.search(r"计划|拟|打算|准备|将|力争|争取", text):
        yield _swap(text, match.start(), match.end(), "已")
    yield f"已{plain}" if not re.match(r"[一二三四五六]是", plain) else f"{plain[:2]}已{plain[2:]}"
    yield _with_tail(plain, "，现已完成")
    if match := re.search(r"建设|开展|举办|组织|改造|安装|建立|更换|修建|推行|新建|增加|完善", plain):
        yield f"{plain[: match.end()]}了{plain[match.end() :]}"


def done_as_planned(site: Site, rng: random.Random) -> Iterator[str]:
    if site.plans or any(
        f.certainty == "planned" or re.search("打算|准备|计划|拟|将|下一?步|争取", f.text + f.source.quote)
        for f in site.facts
    ):
        return
    text = site.sentence.text
    if match := re.search(r"(?<!已)(?:召开|开展|举办|组织|发放|成立|安装|排查|推送|走访|清理)(?!者)", text):
        for word in ("拟", "计划"):
            yield text[: match.start()] + word + text[match.start() :]


def relation(kind: str) -> Mutator:
    """A tail of that kind that no fact carries."""

    def mutate(site: Site, rng: random.Random) -> Iterator[str]:
        said = "".join(fact.text + fact.source.quote for fact in site.facts)
        if site.plans or re.search(
            "因|所以|提高|提升|好多|同比|比去年|较|最|全|好评|满意|降|升|增|多了|减|少", said
        ):
            return
        for tail in rng.sample(TAILS[kind], 2):
            yield _with_tail(site.sentence.text, tail)
        if kind == "cause" and site.sentence.text[1:2] != "是":
            yield rng.choice(HEADS) + site.sentence.text

    return mutate


def _with_tail(text: str, tail: str) -> str:
    mark = re.search(r"[。；]$", text)
    return text[: mark.start()] + tail + mark[0] if mark else text + tail + "。"


def spliced(pool: Sequence[str]) -> Mutator:
    """A sentence of a sample behind the user's own, or a stretch of 16 characters of it inside."""

    def mutate(site: Site, rng: random.Random) -> Iterator[str]:
        whole, part = rng.choice(pool), rng.choice(pool)
        yield site.sentence.text + whole
        letters = re.sub(r"^[，。；、]+", "", part[len(part) // 3 : len(part) // 3 + 18])
        yield _with_tail(site.sentence.text, f"，{letters}")

    return mutate
