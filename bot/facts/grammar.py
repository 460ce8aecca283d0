"""How clauses lean on one another: which says something by itself, which continues the one before. Pure functions over str."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.wording import table
from language import dates, figures, names

_PARTICLES = re.compile(
    r"(?<=[\u4e00-\u9fff\d%）)”》])"
    r"(?:吧|嘛|呢|啊|呀|啦|哈|哦|噢|喔|咯|哟|呗|来着|的说|了哈|了吧|了啊|了嘛|了呢){1,4}$"
)
_TOPIC_LONGEST = 14  # characters: a clause without verb up to this length is a piece of what stands beside it
_STATED = re.compile(r"^[\u4e00-\u9fffA-Za-z（）()“”、]{2,}(?=约?\d|[一二两三四五六七八九十百千])")
_POSTED = re.compile(
    r"(?:长|书记|主任|经理|主席|委员|指导员|教导员|政委|员|师|总|助理|干事|秘书)(?:是|由|为|：|:)?$"
)
_ONE_OF_SOME = re.compile(r"^一[个名位](?:叫|是|管|负责|分管)")
_MOTION = re.compile(r"^(?:去|到|赴|前往|来到|在)(?!岗|位|期|会|编|建)")
_SHORT_NAME = 6  # 汉字 of a bare heading such as 分级考核
_LONGEST_PART = 4  # 汉字 of a part's name: 横幅20条 joins what stands before, 收缴率达到多少 does not
_CALENDAR = ("date", "range", "festival", "period")


@cache
def _grammar(key: str, *, head: bool = False) -> re.Pattern[str]:
    listed = "|".join(f"(?:{alternative})" for alternative in table("facts")["grammar"][key])
    return re.compile(f"^(?:{listed})" if head else listed)


@cache
def _verbs() -> re.Pattern[str]:
    grammar = table("facts")["grammar"]
    two = "|".join(sorted(set(grammar["verbs"].split()), key=len, reverse=True))
    one = grammar["verbs_one"]
    return re.compile(
        rf"{two}|[{one}](?=了|过|着|出|到|完|好|成|上|下|给|[\d一二两三四五六七八九十几半]|个(?!人|体))"
        rf"|^[{one}](?=[\u4e00-\u9fff])"
        r"|新(?=[装建增购招设添开聘拓铺修改])|(?<![主责信担胜常历专])任(?![务何职期命凭劳])"
        r"|(?<![没所还])有(?![关的些效力])|[抓管带走放播跑讲唱开来去]$|(?<!但)是(?!否)"
    )


def has_verb(clause: str) -> bool:
    return bool(_verbs().search(clause))


def starts_with_verb(clause: str) -> bool:
    return bool(_verbs().match(clause))


def without_particles(clause: str) -> str:
    """`clause` without the particles of speech at its end (吧 嘛 呢 …)."""
    return _PARTICLES.sub("", clause)


def without_opener(clause: str, *, first: bool = True) -> str:
    """`clause` without connectives and courtesies at its head that say nothing (还有就是 …, 恕我直言 …), unless nothing would remain.

    主要是 at the head of a sentence says nothing either; later (来了60人，主要是老人) it does.
    """
    for _ in range(3):
        rest = _grammar("openers", head=True).sub("", clause, count=1).lstrip("，, ：:")
        if first:
            rest = _grammar("openers_first", head=True).sub("", rest, count=1).lstrip("，, ：:")
        if rest == clause or len(rest) < 2:
            return clause
        clause = rest
    return clause


_TOPIC_WORDS = (
    "组织领导|组织|领导|宣传|服务群众|服务|教育|培训|活动|制度|考核|成效|数据|荣誉|问题|不足|困难|打算|下一步"
)
_NAMES_TOPIC = re.compile(
    rf"^(?P<topic>{_TOPIC_WORDS})(?:工作|方面|上)?(?:[这那]一?[块边]儿?)?(?:呢|嘛|啊|吧|呀|的话|那个)*，?"
    r"(?:我们|咱们|我[校所站行院局队镇厂馆村])?(?:主要|基本上?|其实)?(?:就是|是|有一个是|有个是)"
    r"(?P<rest>(?![由在按从为用以不没很较比跟和给与])[\u4e00-\u9fff《“\d][^的]{2,}.*(?<!的))$"
)
_LONE_COUNT = re.compile(r"^(?:每|一|共|约|\d+(?![\d月号日年.])|[两三四五六七八九十](?!月))")


def without_topic(clause: str) -> str:
    """`clause` without the name of what was asked about and 是 (制度就是《…》上墙, 活动有一个是…); with it before a bare count."""
    found = _NAMES_TOPIC.match(clause)
    if found is None:
        return clause
    bare = _LONE_COUNT.match(found["rest"]) and found["topic"] not in found["rest"]
    return f"{found['topic']}{found['rest']}" if bare else found["rest"]


_ANOTHER = re.compile(
    r"(?:呃|额|嗯|哦|那个|，)*(?:还有|再就是|再有|再一个|再者|另外|此外|其次|然后还有|最后)"
)


def turns_to_another(clause: str) -> bool:
    """Whether a clause opens with a connective that turns to another matter (还有…, 再一个…)."""
    return bool(_ANOTHER.match(clause))


def is_opener(clause: str) -> bool:
    """Whether a whole clause is a connective or courtesy (恕我直言)."""
    return bool(_grammar("openers").fullmatch(clause))


def stated(clause: str) -> bool:
    """Whether a clause without verb says something whole: a thing and its number (党员20个), a post and its name (站长王建国)."""
    if _ONE_OF_SOME.match(clause):
        return True
    if _POSTED.search(clause[: _named_from(clause)]) and _named_from(clause) < len(clause):
        return True
    spans = quantities(clause)
    whole = bool(spans) and spans[-1].end == len(clause) and spans[-1].kind != "ordinal"
    return whole and bool(_STATED.match(clause))


def _named_from(clause: str) -> int:
    return next((span.start for span in names.find(clause) if span.kind == "PERSON"), len(clause))


@lru_cache(maxsize=4096)
def quantities(clause: str) -> tuple[figures.FigureSpan, ...]:
    """The figures of a clause that state something; numerals in names and turns of phrase are none."""
    return tuple(span for span in figures.find(clause) if span.kind not in figures.NOT_FACTS)


def leans(clause: str, before: str, *, last: bool = True) -> bool:
    """Whether `clause` continues `before` rather than saying something of its own; `last` = it ends its sentence."""
    tail = re.split(r"[，,]", before)[-1]
    if _another_day(clause, before):
        return False
    if _heads_what_follows(before) or tail.endswith(("是", "叫")):
        return True
    if _grammar("leaning", head=True).match(clause):
        return True
    if not has_verb(before):
        return _follows_topic(clause, tail)
    spans = quantities(clause)
    if spans and (spans[0].start == 0 or ("其中" in before and len(clause) <= 12)):
        return True
    if not has_verb(clause):
        return _completes(clause, before, tail, last=last)
    one = table("facts")["grammar"]["verbs_one"]
    if starts_with_verb(clause) and clause[0] in before and clause[0] in one:
        return True
    return starts_with_verb(clause) and not quantities(before)


def _heads_what_follows(before: str) -> bool:
    """Where to, or a short name of what was done (去村里 …, 接种门诊 …): nothing by itself."""
    if quantities(before) or re.search("[，,]", before) or stated(before):
        return False
    if _MOTION.match(before):
        return len(before) <= _TOPIC_LONGEST
    return len(before) <= _SHORT_NAME and not re.search("[了过]", before) and not is_claim(before)


def _follows_topic(clause: str, tail: str) -> bool:
    """After a clause without verb: it is the topic of this one, unless it is whole in itself."""
    if _people_named(clause) and _people_named(tail):
        return False
    if not stated(tail) or (starts_with_verb(clause) and not quantities(tail)):
        return True
    spans = quantities(clause)
    return bool(spans) and spans[0].start == 0


def _completes(clause: str, before: str, tail: str, *, last: bool) -> bool:
    """Whether a clause without verb is a piece of what stands before: not a statement beside another, not the topic of what comes."""
    if len(clause) > _TOPIC_LONGEST or _people_named(clause):
        return False
    if stated(clause):
        part = quantities(clause)[0].start if quantities(clause) else 0
        if part > _LONGEST_PART or (stated(tail) and not has_verb(tail)):
            return False
    return not (not last and not quantities(clause) and quantities(tail))


def _another_day(clause: str, before: str) -> bool:
    """九月登山 after 三月种树: each day has its own fact."""
    own = next((span for span in dates.find(clause[:12]) if span.kind in _CALENDAR), None)
    if own is None or own.start > 0 or len(clause) <= own.end + 1:
        return False
    other = next((span for span in dates.find(before[:12]) if span.kind in _CALENDAR), None)
    return other is not None and other.start == 0 and other.text != own.text


def _people_named(clause: str) -> bool:
    return any(span.kind == "PERSON" for span in names.find(clause))


def is_planned(clause: str) -> bool:
    return bool(_grammar("planned").search(clause)) and not _grammar("done").search(clause)


def is_unsure(clause: str) -> bool:
    return bool(_grammar("unsure").search(clause))


def only_unsure(clause: str) -> bool:
    return bool(_grammar("unsure_clause").fullmatch(clause))


def without_doubts(clause: str) -> str:
    """`clause` without remarks that its number is not remembered (占比那个我忘了回头补 → 占比)."""
    return _grammar("doubts").sub("", clause).strip(" ，,")


def is_claim(label: str) -> bool:
    """Whether a short label already says what is wrong or wanted (设备老化, 人手不足) and is no mere name."""
    return bool(_grammar("claim").search(label))


def repair(clause: str) -> str | None:
    """What the clause puts in place of something said before (不对，是50个 → 50个; "" if it only says that it was wrong), else None."""
    rest: str | None = None
    for _ in range(3):  # 哦不对，说错了，是…
        found = _grammar("repair", head=True).match(clause if rest is None else rest)
        if found is None or not found.end():
            break
        rest = (clause if rest is None else rest)[found.end() :].lstrip("，, ")
    return rest
