"""Names by rule: persons (surname, post, list, nickname), organisations and places (suffix, left edge). No dictionary of people.

What a rule cannot see (行内人名 with nothing around) retrieval adds with a trained tagger; this module is right more often than complete.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from language import surnames
from language.name_words import (
    COMMON_PLACES,
    LEFT_STOPS,
    ORG_SUFFIXES,
    PLACE_SUFFIXES,
    POSTS,
    PROVINCES,
    TITLES_AFTER,
    VAGUE_ROADS,
    VAGUE_STEMS,
    WEAK_STOPS,
)
from language.text import is_hanzi

NameKind = Literal["PERSON", "ORG", "PLACE"]


class NameSpan(msgspec.Struct, frozen=True):
    """[start, end) of `text`; `post` is the post or form of address that stands beside a person (主任, 同志), "" otherwise."""

    start: int
    end: int
    text: str
    kind: NameKind
    post: str = ""


_POST = "|".join(sorted(map(re.escape, POSTS), key=len, reverse=True))
_AFTER = "|".join(sorted(map(re.escape, TITLES_AFTER), key=len, reverse=True))
_NAME = rf"(?:{surnames.COMPOUND}|[{surnames.SINGLE}])[\u4e00-\u9fff]{{1,2}}"
_SAFE_NAME = rf"(?:{surnames.COMPOUND}|[{surnames.SAFE}])[\u4e00-\u9fff]{{1,2}}"
# What may follow a name: mark, verb or particle; anything else makes it part of a longer word.
_EDGE = (
    r"(?=$|[\s，,。、；;：:！!？?（()）”\"》\]】—…+]"
    rf"|[{''.join(sorted(surnames.VERBS_AFTER_NAME))}打挺(]"
    r"|奶奶|爷爷|大爷|大妈|阿姨|叔叔|师傅|老师|一家|两人|夫妇)"
)

_STOP = r"(?=$|[\s，,。、；;：:！!（()）”])"
_POST_NAME = re.compile(
    rf"(?P<post>{_POST})(?:\d?[：:\s(（“]{{0,2}}|叫|是)(?P<name>(?:{_SAFE_NAME}){_EDGE}|(?:{_NAME}){_STOP})"
)
# 叫贺小军, 请米秀云; at the head of a clause 孟海燕评了 …
_CALLED = re.compile(
    rf"(?:叫|名叫|叫做|姓名[：:]?|请来?|(?<=[书主任记长员])是)\s?(?P<name>(?:{_SAFE_NAME}){_EDGE})"
)
_DOER = re.compile(
    rf"(?:^|(?<=[，,。；;、\s由]))(?P<name>(?:{_SAFE_NAME}))"
    r"(?=被(?:评|授|推|选|聘|县|市|省|区|公)|荣获|获得|获评|拿了|拿到|评了|评上|得了|牵头|带头|主讲|考取|当选|夺得|挺身|捐了)"
)
_NAME_TITLE = re.compile(rf"(?P<name>(?:{_NAME}))(?P<post>{_AFTER})(?!们|室|席|处|院|级)")
_SHORT_TITLE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>[{surnames.SINGLE}](?:老师|师傅|主任|科长|书记|所长|校长|院长|局长|站长|队长|经理|大爷|大妈|阿姨|奶奶|爷爷|医生|护士|警官|会计|(?:叔|姐|哥|工|总)(?![\u4e00-\u9fff])))(?![\u4e00-\u9fff]长)"
)
_NICK = re.compile(
    rf"(?P<nick>[老小阿][{surnames.SINGLE}])(?:[(（](?P<name>{_NAME})[)）])?(?=$|[\s，,。、；;：:(（）)！？]|[说带在去来跟和也就负同先主带]|同志|师傅|主任)"
)
_CERTAIN = re.compile(
    rf"(?P<name>(?:{_SAFE_NAME}))(?P<post>同志|先生|女士|老师|主任|书记|科长|局长|校长|院长|站长|所长|奶奶|爷爷|大爷|大妈|阿姨|师傅|教授|医生|民警)"
)
_LIST = re.compile(rf"(?<![\u4e00-\u9fff])?{_NAME}(?:[、,，\s]{_NAME}){{1,}}{_EDGE}")
_MASKED = re.compile(
    rf"(?<![\u4e00-\u9fff])?[{surnames.SINGLE}](?:某某?|[×xX*＊]{{1,2}})(?=$|[\s，,。、；;：:(（）)“”]|同志|[\u4e00-\u9fff])"
)


def find(text: str) -> list[NameSpan]:
    """Every name the rules see, in reading order, none overlapping; a person found once is found wherever the text repeats it."""
    return list(_remembered(text) if len(text) <= _SHORT else _found(text))


_SHORT = 240  # characters: a clause is looked at by several readers, a whole report by one


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[NameSpan, ...]:
    return tuple(_found(text))


def _found(text: str) -> list[NameSpan]:
    taken = bytearray(len(text))
    spans: list[NameSpan] = []
    organisations = sorted(_organisations(text), key=lambda span: (span.start - span.end, span.start))
    for span in [*_persons(text), *organisations, *_places(text)]:
        free = _free_part(span, taken)
        if free is not None:
            taken[free.start : free.end] = b"\x01" * (free.end - free.start)
            spans.append(free)
    spans.extend(_repeats(text, spans, taken))
    return sorted(spans, key=lambda span: span.start)


def _free_part(span: NameSpan, taken: bytearray) -> NameSpan | None:
    """`span`, or what an earlier name leaves of its front: 清风镇|柳树村."""
    start = span.start
    while start < span.end and taken[start]:
        start += 1
    if any(taken[start : span.end]) or (start > span.start and span.end - start < 3):
        return None
    return NameSpan(start, span.end, span.text[start - span.start :], span.kind, span.post)


def _repeats(text: str, spans: list[NameSpan], taken: bytearray) -> list[NameSpan]:
    """Other mentions of the persons found."""
    more = []
    for name in {span.text: span for span in spans if span.kind == "PERSON" and len(span.text) >= 2}.values():
        position = text.find(name.text)
        while position >= 0:
            end = position + len(name.text)
            if not any(taken[position:end]):
                taken[position:end] = b"\x01" * (end - position)
                more.append(NameSpan(position, end, name.text, "PERSON", name.post))
            position = text.find(name.text, end)
    return more


# ------------------------------------------------------------------ persons


def is_name(text: str) -> bool:
    """Whether `text` is built like a person's name (surname and one or two more characters) and is no common word."""
    if not 2 <= len(text) <= 4 or not all(map(is_hanzi, text)) or text[-1] in "着了过":
        return False
    return surnames.looks_like_name(text)


def _persons(text: str) -> list[NameSpan]:
    found: list[NameSpan] = []
    for match in _NICK.finditer(text):
        found.append(_span(match, "nick", ""))
        if match["name"]:
            found.append(_span(match, "name", ""))
    found += _listed(text)
    for match in _POST_NAME.finditer(text):
        name = _trimmed(match["name"], text[match.end("name") :])
        if is_name(name):
            found.append(
                NameSpan(match.start("name"), match.start("name") + len(name), name, "PERSON", match["post"])
            )
    for pattern in (_CALLED, _DOER):
        for match in pattern.finditer(text):
            name = _trimmed(match["name"], text[match.end("name") :])
            if is_name(name):
                found.append(NameSpan(match.start("name"), match.start("name") + len(name), name, "PERSON"))
    for pattern in (_NAME_TITLE, _CERTAIN):
        found += [
            _span(match, "name", match["post"]) for match in pattern.finditer(text) if _named(text, match)
        ]
    found += [_span(match, "name", match["name"][1:]) for match in _SHORT_TITLE.finditer(text)]
    found += [
        NameSpan(*match.span(), match[0], "PERSON") for match in _MASKED.finditer(text) if "某" in match[0]
    ]
    return found


def _span(match: re.Match[str], group: str, post: str) -> NameSpan:
    return NameSpan(match.start(group), match.end(group), match[group], "PERSON", post)


def _trimmed(name: str, rest: str) -> str:
    """谭志远 stays; 王强任 (组长) loses 任, 夏侯敏分 (管) loses 分."""
    shortest = 3 if name[:2] in surnames.COMPOUNDS else 2
    if len(name) <= shortest:
        return name
    if name[-1] + rest[:1] in surnames.VERBS_OF_DUTY:
        return name[:-1]
    swallowed = name[-1] in surnames.VERBS_AFTER_NAME and not (rest and rest[0] in surnames.VERBS_AFTER_NAME)
    return name[:-1] if swallowed else name


def _named(text: str, match: re.Match[str]) -> bool:
    """The surname must open a word: 谭志远主任, not (街道)办事处主任 or 德育主任."""
    name, start = match["name"], match.start("name")
    if not is_name(name) or any(name.endswith(word) for word in surnames.NOT_NAME_ENDS):
        return False
    return not any(text.startswith(post, start - len(post) + 1) for post in POSTS if start >= len(post))


def _listed(text: str) -> list[NameSpan]:
    """余一、王二三、李四等: three names or more in a row, or two after a post."""
    found = []
    for match in _LIST.finditer(text):
        parts = list(re.finditer(r"[\u4e00-\u9fff]+", match[0]))
        names = [part for part in parts if is_name(part[0])]
        if len(names) == len(parts) and (len(parts) >= 3 or all(surnames.is_safe(part[0]) for part in parts)):
            found += [
                NameSpan(match.start() + p.start(), match.start() + p.end(), p[0], "PERSON") for p in parts
            ]
    return found


# ------------------------------------------------------------------ organisations and places

_ORG = re.compile("|".join(sorted(map(re.escape, ORG_SUFFIXES), key=len, reverse=True)))
# A suffix is none where it opens an ordinary word: 市场, 村民, 路面, 弄清.
_NOT_SUFFIX = re.compile(
    r"市[场民容政级委里面直长]|区[域别块间分级委长划内里]|县[城级委域长里]|镇[区级长里]|乡[村镇亲级风长里土贤情愁]|村[民级委庄里支两规干居情务官医史部]"
    r"|路[面灯口段线况边径程由桥过人]|街[面头区坊巷舞景边长]|河[道流水长面岸湖堤边南北]|弄[清虚懂好通成个丢坏脏了]|巷[道口子]"
)
_PLACE = re.compile(
    "(?:"
    + "|".join(sorted(map(re.escape, PLACE_SUFFIXES), key=len, reverse=True))
    + r")(?P<outer>[区市县镇乡村街路](?![\u4e00-\u9fff]?[长级]))?(?P<number>\d{1,4}号)?"
)
_PROVINCE = re.compile(
    "(?:"
    + "|".join(sorted(PROVINCES, key=len, reverse=True))
    + r")(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?"
)
_LEFT_STOP = re.compile("(?:" + "|".join(sorted(map(re.escape, LEFT_STOPS), key=len, reverse=True)) + ")")
_LONGEST_STEM = 10


def _organisations(text: str) -> list[NameSpan]:
    return [span for match in _ORG.finditer(text) if (span := _suffixed(text, match, "ORG"))]


def _places(text: str) -> list[NameSpan]:
    found = [NameSpan(*match.span(), match[0], "PLACE") for match in _PROVINCE.finditer(text)]
    return found + [span for match in _PLACE.finditer(text) if (span := _suffixed(text, match, "PLACE"))]


def _suffixed(text: str, match: re.Match[str], kind: NameKind) -> NameSpan | None:
    """The name that ends in a suffix: back to the nearest mark, particle or verb; None where nothing specific is left."""
    stem_end = match.start("outer") if match.groupdict().get("outer") else match.start()
    start = _left_edge(text, stem_end)
    stem = text[start:stem_end]
    is_road = match[0][0] in "路街巷大" and kind == "PLACE"
    if kind == "PLACE" and _NOT_SUFFIX.match(text, match.end() - 1):
        return None
    level = kind == "ORG" and stem in tuple("省市县区镇乡") and len(match[0]) >= 2
    if not level and (len(stem) < 2 or (stem in VAGUE_ROADS if is_road else is_vague(stem))):
        return None
    heads = (match.start(), stem_end) if kind == "PLACE" else ()
    if any(text[head - 1 : head + 1] in COMMON_PLACES for head in heads):
        return None
    return NameSpan(start, match.end(), text[start : match.end()], kind)


def _left_edge(text: str, end: int) -> int:
    """Where the name before a suffix begins. 里, 中, 上 … end what stands before only where a name is left behind them."""
    start = end
    while start > 0 and end - start < _LONGEST_STEM and is_hanzi(text[start - 1]):
        start -= 1
    stem = text[start:end]
    province = _PROVINCE.search(stem)
    edge = 0
    for stop in _LEFT_STOP.finditer(stem):
        inside = province is not None and province.start() < stop.end() and stop.start() < province.end()
        left = len(stem) - stop.end()
        level = left == 1 and stem[-1] in "省市县区镇乡"
        if not inside and (
            stop[0] not in WEAK_STOPS or level or left >= 2 or (left == 0 and stop[0] not in "里中建设")
        ):
            edge = stop.end()
    return start + edge


def is_vague(stem: str) -> bool:
    """Whether a stem names nobody in particular: 全区, 各社区, 文明, 地方性商业 (vague words throughout)."""
    if not stem or stem in VAGUE_STEMS:
        return True
    return any(stem.startswith(word) and is_vague(stem[len(word) :]) for word in VAGUE_STEMS)


def is_generic_name(name: str) -> bool:
    """Whether a whole name is a vague stem and a suffix: 文明社区, 希望小学, 城区."""
    suffixes = (suffix for suffix in (*ORG_SUFFIXES, *PLACE_SUFFIXES) if name.endswith(suffix))
    return (name[-2:] in COMMON_PLACES and len(name) <= 2) or any(
        is_vague(name.removesuffix(suffix)) for suffix in suffixes
    )
