"""Telling what is said in an answer from what is said about it: facts, wishes, questions put back, chatter, orders to the writer."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

import msgspec

from bot.facts import grammar
from bot.facts.directives import Directives
from bot.facts.repairs import repaired
from bot.facts.splitting import Clause, Item
from bot.facts.standing import settled
from bot.wording import pattern
from language import surnames
from language.name_words import POSTS

_QUESTION_TAIL = re.compile(
    r"(?:算不算|要不要|用不用|能不能|可不可以|行不行|有没有必要|该不该|需不需要|是不是)[^?？]{0,20}[?？]?$"
    r"|(?:算|行|可以|要写|能写|需要写)(?:吗|么)[?？]?$"
)
_SPOILS = (
    "injection",
    "make_believe",
    "hearsay",
    "who_is_who",
)  # with such a clause goes the rest of its sentence
_UNSAY = ("joke", "not_ours")  # with such a clause goes what was said right before it
_POINTING = re.compile(r"^(?:这|那|您|你|以上|上面)")
_TOPICS = (
    "组织",
    "领导",
    "宣传",
    "工作",
    "服务群众",
    "服务",
    "教育",
    "培训",
    "活动",
    "制度",
    "考核",
    "成效",
    "数据",
    "荣誉",
    "典型",
    "表彰",
    "问题",
    "不足",
    "困难",
    "打算",
    "下一步",
    "计划",
)
_ECHO = re.compile(
    r"(?P<topic>组织|领导|宣传|工作|服务群众|服务|教育|培训|活动|制度|考核|成效|数据|荣誉|典型|表彰|问题|不足|困难|打算|下一步|计划)"
    r"(?:发动|领导|工作|开展|培训|考核|打算|数据)?(?:上|方面|这方面|这一?块|这个|这些|的话)?(?:嘛|啊|呢|吧|呀|么|哈|那个)*(?<=[嘛啊呢吧呀么哈面块个些话上])"
)
_QUOTED = re.compile(r"[“《「‘][^”》」’]*[”》」’]")
_SHORT_LIST = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,4}(?:[ \u3000]+[\u4e00-\u9fff]{1,4}){2,}(?![\u4e00-\u9fff])"
)
_POST_APART = re.compile(
    rf"(?P<post>[\u4e00-\u9fff]{{0,4}}(?:{'|'.join(sorted(map(re.escape, set(POSTS)), key=len, reverse=True))}))[ \u3000]+"
    r"(?P<name>[\u4e00-\u9fff]{2,3})(?:[ \u3000]+|$)"
)
_NO_ITEM = re.compile("[是在为的了]$|^[不没未已又还]")
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_FRAGMENT = re.compile(r"[\u4e00-\u9fff]{1,8}(?:那个|这个|那些|那块|那条|那次|那部分)")


class Sorted(msgspec.Struct):
    """Gathers what is no fact while the items of an answer are gone through."""

    wishes: Directives
    questions: list[str] = msgspec.field(default_factory=list)
    aside: list[str] = msgspec.field(default_factory=list)
    closed: list[tuple[int, int]] = msgspec.field(default_factory=list)
    refers: bool = False
    named: str = ""  # the other unit that the clause before spoke of

    def content(self, item: Item) -> list[Clause]:
        """The clauses of an item that state something, with self-corrections carried out."""
        kept: list[Clause] = []
        pending, poisoned, stood = "", -1, False  # stood: the clause before this one was kept
        clauses = _with_turns(repaired(settled(self._language(item))))
        unmade = {c.sentence for c in clauses if _UNMADE.search(c.text)} & {
            c.sentence for c in clauses if _MEANT.match(c.text)
        }
        unmade |= {c.sentence for c in clauses if pattern("facts", "disowned").search(c.text)}
        unmade |= _only_heard(clauses)
        for clause in clauses:
            first = not kept or kept[-1].sentence != clause.sentence
            text = self.wishes.opened(clause, grammar.without_opener(clause.text, first=first))
            text = grammar.without_topic(text) if first else text
            kind = self._kind(text)
            if kind in _SPOILS:
                poisoned = clause.sentence
            if kind in _UNSAY and stood:
                self._unsay(kept, clause, all_of_it=kind == "not_ours")
            stood = False
            if (
                clause.sentence == poisoned
                or (clause.sentence in unmade and not _OWN.search(text))
                or _is_head(text)
                or _is_head_of_all(clause, text, clauses)
            ):
                self.aside.append(text)
            elif (echo := _ECHO.fullmatch(text)) and not pending:
                pending = echo["topic"]
            elif kind == "question" and not _is_doubted(text):
                self.questions.append(text)
                self.wishes.asked(text)
                pending = _asked_about(text)
            elif self.wishes.take(clause, text, before=kept) or kind not in ("content", "question"):
                self.aside.append(text)
                if self.wishes.scrapped and kept:
                    self.aside.append(kept.pop().text)
                    self.wishes.scrapped = False
                if kept and _TITLED.search(text):
                    kept[-1] = msgspec.structs.replace(kept[-1], text=f"《{kept[-1].text.strip('《》')}》")
            else:
                self.wishes.follows(clause)
                if kind == "question":
                    text = f"{text.rstrip('?？ ')}吧"  # a number asked of oneself is not remembered well
                if pending:
                    text, pending = _headed(pending, text), ""
                stood = True
                kept.append(msgspec.structs.replace(clause, text=_spaced(text)))
        stated = sorted((clause.start, clause.end) for clause in kept)
        starts = [start for start, _ in stated]
        reach = list(accumulate((end for _, end in stated), max))
        self.closed += [
            (c.start, c.end) for c in item.clauses if not _lies_within(c.start, c.end, starts, reach)
        ]
        return kept

    def _unsay(self, kept: list[Clause], clause: Clause, *, all_of_it: bool) -> None:
        """Takes back what was said right before; of another's matter also what leads up to it in the sentence, up to a figure."""
        self.aside.append(kept.pop().text)
        while (
            all_of_it
            and kept
            and kept[-1].sentence == clause.sentence
            and not grammar.quantities(kept[-1].text)
        ):
            self.aside.append(kept.pop().text)

    def _language(self, item: Item) -> list[Clause]:
        noise = [clause for clause in item.clauses if _is_noise(clause.text)]
        self.aside += [clause.text for clause in noise]
        return [clause for clause in item.clauses if clause not in noise] if noise else list(item.clauses)

    def _kind(self, text: str) -> str:
        """What a clause is; one that names the unit of another's before it is still about that (云岭站的站长那时已经走了)."""
        kind = self._kind_alone(text)
        if kind == "content" and self.named and self.named in text and not grammar.quantities(text):
            kind = "others"
        self.named = (_of_whom(text) or self.named) if kind == "others" else ""
        return kind

    def _kind_alone(self, text: str) -> str:
        for key in _SPOILS:
            if pattern("facts", key).search(text):
                return key
        for key in ("instruction", "joke", "others"):
            if pattern("facts", key).search(text):
                return key
        plain = grammar.without_particles(text)
        if grammar.is_opener(plain) or _NICKS.fullmatch(plain):
            return "chatter"
        for key in ("refers", "chatter", "courtesy", "tick_legend", "to_writer", "nothing", "not_ours"):
            if pattern("facts", key).fullmatch(text) or pattern("facts", key).fullmatch(plain):
                self.refers |= key == "refers"
                return key
        if pattern("facts", "idle").search(text):
            return "idle"
        if self.refers and _FRAGMENT.fullmatch(plain):
            return "refers"
        if pattern("facts", "question").fullmatch(text):
            return "question"
        if pattern("facts", "addressed").search(_QUOTED.sub("", text)) and not grammar.quantities(text):
            return "addressed"
        return "content"


_TURNED = 1_000_000  # breaths that a connective opens are numbered from here on
_ORGAN = re.compile(r"(?:^|[是归给])([\u4e00-\u9fff]{2,6}?)(?=支行|[所站队校院行局镇乡村县区厂馆])")


def _with_turns(clauses: list[Clause]) -> list[Clause]:
    """A clause with which another matter begins (还有…, 再一个…) opens a breath of its own, in which what follows it stays."""
    turned: dict[int, int] = {}
    result: list[Clause] = []
    for clause in clauses:
        text = grammar.without_opener(clause.text)
        whole = text != clause.text and (grammar.has_verb(text) or grammar.is_claim(text))
        inside = bool(result) and result[-1].sentence == clause.sentence
        if whole and inside and grammar.turns_to_another(clause.text):
            turned[clause.breath] = _TURNED + clause.start
        breath = turned.get(clause.breath, clause.breath)
        result.append(msgspec.structs.replace(clause, breath=breath))
    return result


def _of_whom(text: str) -> str:
    """The name of the other unit that a clause speaks of; "" where it names none."""
    found = _ORGAN.search(text)
    return found[1] if found else ""


_MEANT = re.compile(r"(?:本来|原来|原本)(?:我们)?(?:还|也)?(?:想|打算|准备|要|计划)")
# What is only heard of, and the wish to leave it out: 听说要评先进，没准信，先不提.
_HEARSAY = re.compile(
    r"据悉|据说|听说|^(?:[\u4e00-\u9fff]{0,4})?说是|传言|随口|提过?一嘴|没(?:有)?(?:下文|准信|准话|影|文件|正式)|尚无(?:正式)?文件|还没定"
)
_NOT_TOLD = re.compile(
    r"(?:别|不要|不用|甭|莫|先不|暂不|暂时不|请勿|切勿|不宜)(?:往上|往里|给我)?(?:写|提|报|列|说|算)|不作数|不算数|不(?:写|提)了?$"
)
_LONG_SENTENCE = 5  # clauses; of a longer one only the last may be meant


def _only_heard(clauses: list[Clause]) -> set[int]:
    """Sentences that tell what is only heard of and not to be told."""
    heard = {c.sentence for c in clauses if _HEARSAY.search(c.text)} & {
        c.sentence for c in clauses if _NOT_TOLD.search(c.text)
    }
    return {one for one in heard if sum(c.sentence == one for c in clauses) <= _LONG_SENTENCE}


_OWN = re.compile(r"^(?:但|不过|而)?(?:我们|咱们?|我[校所站行院局队镇厂馆村])")
_UNMADE = re.compile(r"(?:没|未)(?:搞|办|做|弄|批|去|开|同意|通过)(?:成|下来)?(?:了|的)?$|(?:黄|取消)了?$")
_ASKS = re.compile(
    r"吗|么|呢|几|多少|哪|什么|啥|怎|算不算|要不要|能不能|可不可以|是不是|对不对|有没有|该不该"
)


def _is_doubted(text: str) -> bool:
    """大约十五吨？ is told with a doubt, and no question put back."""
    return bool(grammar.quantities(text)) and not _ASKS.search(text)


_NICKS = re.compile(rf"(?:[小老阿][{surnames.SINGLE}][\s、和]*){{1,4}}")  # who was there, in a log: 小赵 小钱
_TITLED = re.compile(r"有书名号")
_COLON = re.compile(r"[\u4e00-\u9fff]{1,10}[:：]")


def _is_head(text: str) -> bool:
    """度夏前： before a list: a head without a word of its own."""
    return bool(_COLON.fullmatch(text))


_MAINLY = re.compile(r"^(?:呃|嗯|哦|这个|那个)*(?:最|其中)?主要(?:就|的|工作)*是")
_HEAD_LENGTH = 6  # characters


def _is_head_of_all(clause: Clause, text: str, clauses: list[Clause]) -> bool:
    """主要就是办业务嘛 before what was done: a head, unless it is all that is said, or says what is wrong."""
    if not _MAINLY.match(clause.text):
        return False
    short = len(grammar.without_particles(text)) <= _HEAD_LENGTH and not grammar.quantities(text)
    alone = len(clauses) > 1 and not any(o.sentence == clause.sentence for o in clauses if o is not clause)
    return short and alone and not grammar.is_claim(text)


def _headed(subject: str, text: str) -> str:
    """What was asked about before its answer; the name of a topic only where the answer would say nothing without it (培训嘛，6次)."""
    if subject not in _TOPICS:
        return f"{subject}，{text}"
    bare = not grammar.has_verb(text) and not grammar.stated(text)
    return f"{subject}{text}" if bare or text.startswith(("每", "一共", "共")) else text


_LONG, _FEW = 40, 8  # a stretch this long of so few different characters is no language


_CODE = re.compile(r"[A-Za-z<>{}=;]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


def _is_noise(text: str) -> bool:
    """Repeated keys, and code: Latin words without one 汉字 and without a figure that has a unit (OEE 83.6% has one)."""
    if len(text) >= _LONG and len(set(text)) <= _FEW:
        return True
    code = _CODE.search(text) and not _HANZI.search(text)
    return bool(code) and not any(span.unit for span in grammar.quantities(text[:_LONG]))


def _asked_about(question: str) -> str:
    """The subject of a question whether something counts (夜间巡库要不要写 → 夜间巡库); "" for any other question."""
    subject = _QUESTION_TAIL.sub("", question).strip("，, ")
    if subject == question or len(subject) < 3 or _POINTING.match(subject) or grammar.repair(subject):
        return ""
    return subject


def _spaced(text: str) -> str:
    """防火 防盗 防汛 is a list; any other space between 汉字 is a slip."""
    text = _POST_APART.sub(_post_and_name, text).rstrip("，")
    listed = _SHORT_LIST.sub(_list_of, text)
    return _SPACE.sub("", listed)


def _post_and_name(found: re.Match[str]) -> str:
    """站长 王芳 副站长 李明 → 站长王芳，副站长李明."""
    return f"{found['post']}{found['name']}，" if surnames.looks_like_name(found["name"]) else found[0]


def _list_of(found: re.Match[str]) -> str:
    words = found[0].split()
    return found[0] if any(map(_NO_ITEM.search, words)) else "、".join(words)


def _lies_within(start: int, end: int, starts: list[int], reach: list[int]) -> bool:
    """Whether one of some spans holds it whole; `starts` are theirs in order, `reach` how far those up to each come."""
    place = bisect_right(starts, start)
    return place > 0 and end <= reach[place - 1]
