"""How people put right what they said: what is wrong, what is right, and about what. Pure functions over the clauses of a sentence.

浮标那个数我记成15了，其实是12个 → about 浮标, old 15, new 12个.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import msgspec

from language import dates, figures, names

_EARLIER = (
    r"(?:前面|前头|前边|前述|前文|刚才|刚刚|刚|方才|上面|上头|上述|之前|先前|早先|起先|开头|最开始|那会儿?|"
    r"上一[题条问个段]|第[一二三四五六七八九十\d]{1,2}(?:题|问|条|个问题))(?:里面?|中|那里)?"
)
_OPENERS = (
    r"(?:还有|另外|那个|呃|额|嗯|哦|噢|啊|哎呀?|呀|唉|对了|再说|不好意思|抱歉|对不起|等一?下|等等|补充(?:一[点下条]|说明)?|还有一[点个]|"
    r"有(?:一)?(?:个|处)(?:数|数字|地方|日期|名字)?(?:要|得|需要?)?(?:改|更正|说明)(?:一?下)?|，|,|：|\s)*"
)
LEAD = re.compile(
    rf"^{_OPENERS}{_EARLIER}(?:我|咱)?(?:们)?(?:说|讲|写|报|提|填|给|发|答|念)?(?:到|过|了)?的?(?:那个|那条|那句)?[：:]?"
)
_HEAD = re.compile(rf"^{_OPENERS}")
_BY = (
    r"(?:我|我们|咱|他们|内勤|会计|文书|办公室|同事|系统)?"
    r"(?:前面|前头|刚才|刚刚|上面|之前|先前|开头)?(?:都|也|是|好像|可能|给|一?不小心|手快|手误|当时|早上)*"
)
_TELLS = r"(?:说|写|记|打|算|报|填|看|搞|弄|数|抄|念|读|输|录|听|敲|统计|登记|登|讲|发)"
_SLIP = (
    rf"(?:{_BY}{_TELLS}(?:得|的)?(?:错|岔|串|反|差|偏|漏|重|多|少|大|小|高|低|混|颠倒|拐)(?:行|位)?(?:[了的啦咯喽])*"
    r"(?:[一两\d]?(?:个|处|位)?(?:数|字|数字|名字|日期|时间|人|位)?|[\d一二三四五六七八九十百]+[\u4e00-\u9fff]{1,2})?(?:了)?"
    rf"|{_BY}(?:少|多|漏|重|错)(?:复)?{_TELLS}(?:了)?(?:[\d一二三四五六七八九十百]+[\u4e00-\u9fff]{{1,2}})?"
    rf"|{_BY}(?:有误|不(?:太|大|够)?(?:对|准确?|正确)|有(?:点)?出入|作废|不作数|不算数|是?错的?|错了|[写打]错|口误|笔误)(?:的|了)*)"
)
_LOOKED = (
    r"(?:(?:我|又|再|重新|刚|后来|去|今天|回头|特意|专门)*(?:翻|查|看|问"
    r"|核对|核实|核|对|数|复核|统计|清点|算)(?:了|过|完)*(?:一?[下遍次])?[^，是为\d]{0,10}?)"
)
_CUES = r"(?:应该|应当|应|实际上?|实|其实|准确的?|正确的?|确切的?|真正的?|真实的?|改|更正|订正|纠正|得|要|最后|最终|就|才)"
_RIGHT = rf"(?P<cue>(?:{_LOOKED})?(?:{_CUES}*(?:数字?|数据|时间|日期)?(?:是|为|成|作|：|写|按)(?:在)?|{_CUES}+(?:有)?(?=[约近\d])))?"
_INLINE = rf"(?:{_LOOKED})?{_CUES}+(?:是|为|成)"
_COUNTED = (
    r"(?:经过?|重新|再次)*(?:复核|核实|核对|核查|核定|统计|清点|盘点|汇总)(?:之?后|下来|了一下|一下)?(?:，)?"
)
_CERTAIN = (
    r"(?:应该是|应当是|应是|应为|应该为|实为|实际上?(?:是|为)|其实(?:才"
    r"|就)?是|(?:准确|正确|确切|真实)的?(?:地?[说讲])?(?:数字?|数据|日期|时间)?(?:应该)?(?:是|为))"
)
_TAIL = r"(?:为准|才对|才是对的|才是|就行|即可|来?写|来?算|的|哈|吧)*"
_VALUE = (
    r"(?=(?:约|大概|大约|近|不到|差不多|第|每[天次人]|上午|下午|早上|晚上"
    r"|(?:去|今|明)年|[上下]个?[周月])*[\d一二两三四五六七八九十百千万零半])"
)
_NEW = rf"(?P<new>{_VALUE}[^，]{{1,24}}?)"
_ANY = r"(?P<new>[^，]{1,16}?)"
_OLD = r"(?P<old>[^，]{1,20}?)"
_ABOUT = r"(?P<about>[^，]{0,28}?)"
_CHECKS = rf"(?:{_LOOKED}，){{0,2}}"
_MARK = r"(?:更正|纠正|订正|修正|勘误|改正|更改)"
_SAID_AS = rf"{_BY}{_TELLS}成(?:了|是)?"
_MARKED = re.compile(rf"^{_OPENERS}{_MARK}(?:一?[下点个处])，(?=[^，]*(?:不是|{_TELLS}[错成]))")
_DIGITS = r"[\d一二两三四五六七八九十百千万]"
_STALE = r"(?:上半年|上季度|上个?月|去年|年初|月初|前期|早先|旧|老|暂定|估|预计|初步|之前|原来)[^，]{0,4}?(?:的)?(?:数|数字|数据|情况)?(?:了|的)?"
_BY_IT = (
    r"(?:就|还是|都|咱|你)*(?:[以按照][^，]{1,10}?为准|[按照](?:这个|那个|表|她|他)[^，]{0,4}(?:写|算|来))"
)
_NOW = r"(?:现在|目前|如今|眼下|到现在|到年底|年底|实际|应该|其实)(?:就|应该|已经|只)?(?:是|为|有|剩)?"
_FOUND = r"(?:核实|核对|核定|复核|核|结算|清算|统计|清点|汇总|盘点|对账|对|算|数|审|定|点|查)(?:下来|出来|过|完|定|清楚|账|实|后|了)*"

# In the order tried. checked, final and weak are believed only where much fits.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("as", rf"{_ABOUT}(?P<old>{_DIGITS}+[^，\d]{{0,4}}?)(?:里头?|里面|当?中)(?:头)?有?[^，]{{1,12}}，(?:所以|就|要|你)*(?:按|写|算){_NEW}{_TAIL}"),
    ("as", rf"{_ABOUT}{_NEW}，(?:{_EARLIER})(?:那个|的)?{_OLD}(?:是|为){_STALE}"),
    ("final", rf"(?P<about>[^，\d]{{0,14}}?)(?:刚刚?|才|已经?|今天|后来)+(?:回|出|给|报|定|反馈|核)(?:数|来|过来|出来)?了，(?:是|为)?{_NEW}{_TAIL}"),
    ("as", rf"{_ABOUT}(?:我|咱)?{_EARLIER}(?:我|咱)?{_TELLS}(?:的|了|过)?(?:是|为)?{_OLD}，(?:那|这)?个?是{_STALE}，{_NOW}{_NEW}{_TAIL}"),
    ("as", rf"{_ABOUT}{_SAID_AS}{_OLD}(?:了|的)*，{_CHECKS}{_RIGHT}{_ANY}{_TAIL}"),
    ("wrong", rf"{_ABOUT}{_SLIP}(?:[，：]{_CHECKS}{_RIGHT}|{_INLINE}){_NEW}{_TAIL}"),
    ("not", rf"{_ABOUT}(?:应该|应|可|并|那)?(?:不是|并非){_OLD}[，、]?(?:而|应该|应|其实|实际上?|就|才|得|就是)*(?:{_LOOKED})?是{_ANY}{_TAIL}"),
    ("not", rf"{_ABOUT}(?:应该|应|其实|实际上?|你|就|要)*(?:是|为|写|按){_ANY}[，、]?(?:而|可|并)?(?:不是|非){_OLD}"),
    ("as", rf"{_ABOUT}(?:{_CERTAIN}|是|为){_NEW}，(?:{_EARLIER})?{_SAID_AS}{_OLD}(?:了|的)*"),
    ("wrong", rf"{_ABOUT}(?:{_CERTAIN}|是|为|[按照依][^，\d]{{1,8}}(?:是|为|有)){_NEW}，(?:{_EARLIER})?(?:那个)?{_SLIP}"),
    ("wrong", rf"{_ABOUT}，?[^，]{{0,8}}(?:原报|[漏误多少重]复?[计报算登填])[^，]{{0,16}}，{_CERTAIN}{_NEW}{_TAIL}"),
    ("mark", rf"{_ABOUT}(?:，[^，\d不]{{1,14}})?，?[^，\d不]{{0,8}}(?:是|为|有){_NEW}，{_BY_IT}"),
    ("mark", rf"[^，]{{0,14}}[漏误多少重]复?(?:计|报|算|登|填|记|录|数)(?:了)?[^，]{{0,14}}，(?:所以)?(?:实际|应该?|应当)(?:是|为|有)?"
        rf"(?P<about>[^，\d]{{1,12}}?)(?:是|为|有)?{_NEW}{_TAIL}"),
    ("mark", rf"{_ABOUT}(?:后来|之后|临时|后面)[^，\d]{{0,8}}?(?:又|再)?(?:加|添|增|补|少|减|退|走)[^，\d]{{0,6}}，"
        rf"(?:所以)?(?:最后|最终|实际|现在|一共|总共)[^，\d]{{0,6}}?(?:是|为|有){_NEW}{_TAIL}"),
    ("mark", rf"{_MARK}(?:一?[下点个处])?(?:数字?|数据|日期|名字)?[：:，]?{_ABOUT}"
        rf"(?:[由从]{_OLD}(?:改为|改成|更正为|变为|调整为))?{_RIGHT}{_NEW}{_TAIL}"),
    ("mark", rf"{_ABOUT}(?:的?数字?)?(?:要|需要?|得|应|请|给)*(?:{_MARK}|改)(?:一?下|个数)*[，：]{_RIGHT}{_NEW}{_TAIL}"),
    ("mark", rf"{_ABOUT}(?:的?数字?)?(?:要|需要?|得|应该?|请|给)*{_MARK}(?:为|成|到|作){_NEW}"),
    ("changed", rf"(?:请|麻烦|帮我|你|您)*(?:把|将)?{_OLD}(?:要|得|应该?|给我)?(?:改成|改为|改作|换成|改写成){_ANY}"),
    ("wrong", rf"{_ABOUT}，?(?:还是|就|都|一律|应该?|要|得)*(?:以|按|照|依|用)"
        rf"(?:照)?[^，\d]{{2,14}}(?:为准|来|算|的|上的)，{_RIGHT}(?:一?共)?{_NEW}{_TAIL}"),
    ("wrong", rf"{_ABOUT}(?:还是|就|都|一律|应该?|要|得)*[以按]{_NEW}为准"),
    ("checked", rf"{_ABOUT}(?:那个|的|我)*(?:我|刚|又|再|去|后来)+(?:翻|查|看|问|对|数|核)(?:了|过)?(?:一?[下遍])?[^，\d]{{0,5}}，"
        rf"[^，\d不]{{0,8}}(?:是|为|有){_NEW}{_TAIL}"),
    ("checked", rf"{_ABOUT}(?:那个|数字?|数据|我)+(?:我|我们|后来|又|再|重新)*{_FOUND}(?:一?[下遍])?，[^，\d]{{0,8}}(?:是|为|有)?{_NEW}{_TAIL}"),
    ("final", rf"{_ABOUT}(?:最后|最终|后来|末了|结果|事后)[^，\d]{{0,6}}?"
        rf"(?:{_FOUND}|数字?|实际)(?:，)?(?:一共|总共|共|确定)?(?:是|为|有)?(?=[\d一二三四五六七八九十百千两]){_NEW}{_TAIL}"),
    ("wrong", rf"{_ABOUT}{_SLIP}(?:[，：]{_CHECKS}{_RIGHT}|{_INLINE}){_ANY}{_TAIL}"),
    ("wrong", rf"{_ABOUT}{_COUNTED}(?:应该?|应当|更正|实际|共)*(?:是|为){_NEW}{_TAIL}"),
    ("mark", rf"{_MARK}(?:一?[下点个处])?(?:数字?|数据|日期|名字)?[：:，]?{_ABOUT}{_CERTAIN}{_ANY}{_TAIL}"),
    ("weak", rf"{_ABOUT}{_CERTAIN}{_NEW}{_TAIL}"),
)  # fmt: skip
_ANY_CUE = re.compile(
    rf"[错误岔串]|不[太大够]?[对准]|作废|[\u4e00-\u9fff]得?[反差漏多少大小高低][了报的，]|[少多漏重][报写算数记填]|不是|并非|"
    rf"{_MARK}|改[一成为个]|为准|{_CERTAIN}|成了?|最后|最终|后来|核|对[下过]|按|实际|其实|[回出给报定核翻查看问]了|后来|临时|[原漏误重多少]复?[计报算登填]|是[上去年月前早旧老暂估预初之原]"
)
MOST_CLAUSES = 4  # of a sentence that together put one thing right
_LONGEST = 110  # characters of them
_AHEAD, _BEHIND = 2, 6  # characters that may stand around what takes another's place
_POINTER = re.compile(
    r"(?:(?:那|这)(?:个|条|句|天|里|处|块|一?栏|一?项|边)?|的|是|里面?|数|数字"
    r"|数据|数目|数量|总数|日期|日子|时间|名字|姓名|数儿|[人户次件场]数|金额)+$"
)
_MISTOLD = re.compile(rf"{_TELLS}得?的?[错岔串反差漏多少]|[少多漏重错]{_TELLS}")
_POINTS = re.compile(r"[那这](?:个|条|句|天|处)|的数字?")


class Righting(msgspec.Struct, frozen=True):
    """`old` "" where only what it is about was said. `kind` is how it was said; `clauses` how many say it; `back` = it says that
    something told before is meant."""

    about: str
    old: str
    new: str
    kind: str
    clauses: int
    back: bool = False


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"(?:{expression})")) for kind, expression in _PATTERNS)


def righting(texts: Sequence[str]) -> list[Righting]:
    """The ways in which the first of the clauses (alone, or with those that follow it) may put something right, the longest first."""
    texts = texts[:MOST_CLAUSES]
    if not _ANY_CUE.search("，".join(texts)):
        return []
    lengths = list(accumulate(len(text) + 1 for text in texts))
    found: list[Righting] = []
    for many in range(len(lengths), 0, -1):
        if lengths[many - 1] > _LONGEST or not _ANY_CUE.search("，".join(texts[:many])):
            continue
        plain, back = without_lead("，".join(texts[:many]))
        for kind, expression in _compiled():
            match = expression.fullmatch(plain)
            if match is None:
                continue
            groups = match.groupdict()
            about, old = groups.get("about") or "", groups.get("old") or ""
            if about.endswith(("不", "没", "未")):
                continue
            new = match["new"].strip(" ：:")
            if not (is_value(new) or (old and _of_a_kind(old, new))):
                continue
            if kind == "as" and not (is_value(old) or _of_a_kind(old, new)):
                continue
            if kind == "changed" and not (back or _is_figure(old)):
                continue
            if kind == "wrong" and not (back or groups.get("cue") or _of_a_number(plain, about)):
                continue
            outright = back or (kind == "wrong" and bool(_MISTOLD.search(plain)))
            found.append(Righting(_pointed(about), _pointed(old) or old, new, kind, many, outright))
    return found


def without_lead(text: str) -> tuple[str, bool]:
    """`text` without the words that point back (前面说的那个…), and whether there were any."""
    text, marked = _MARKED.subn("", text, count=1)
    led = LEAD.sub("", text, count=1)
    if led != text:
        return led.lstrip("，：: "), True
    return _HEAD.sub("", text, count=1) or text, bool(marked)


def is_value(words: str) -> bool:
    """Whether words are little else than what can take another's place: a figure, a day or somebody's name."""
    if names.is_name(words):
        return True
    spans = [(span.start, span.end) for span in figures.find(words) if span.kind not in figures.NOT_FACTS]
    spans += [(span.start, span.end) for span in dates.find(words)]
    if not spans or min(spans)[0] > _AHEAD or "了" in words[: min(spans)[0]]:
        return False
    rest = words[max(end for _, end in spans) :]
    return len(rest) <= _BEHIND and "了" not in rest


def _of_a_kind(old: str, new: str) -> bool:
    """Whether two words may stand in one another's place: 东湖广场 and 西湖广场, 市级 and 省级."""
    return len(old) >= 2 and (old[-1] == new[-1] or old[0] == new[0]) and abs(len(old) - len(new)) <= 2


def _is_figure(old: str) -> bool:
    spans = figures.find(old)
    return bool(spans) and spans[-1].end == len(old) and spans[-1].kind not in figures.NOT_FACTS | {"time"}


def _of_a_number(plain: str, about: str) -> bool:
    """Whether a remark speaks of a number or of having said it, and of no thing that is itself wrong (计量不准，12台)."""
    return bool(_MISTOLD.search(plain) or _is_figure(_pointed(about))) or (
        _pointed(about) != about.strip(" ：:")
    )


def _pointed(about: str) -> str:
    """What a remark is about, without the words that only point (植树那个数 → 植树)."""
    return _POINTS.sub("", _POINTER.sub("", about.strip(" ：:")))
