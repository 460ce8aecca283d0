"""Persons who are not to be named: their names taken out, their posts left (阅览室的赵敏老师 → 阅览室的老师)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import msgspec

from bot.facts.fields import figures_of, names_of
from bot.facts.reading import Directive
from bot.model import Fact
from bot.wording import table
from language import names, surnames

_TITLE = (
    "老师|师傅|主任|科长|股长|书记|所长|校长|院长|局长|站长|队长|经理|大爷|大妈|阿姨|奶奶|爷爷|医生|护士|"
    "婆婆|大娘|老汉|老人|大伯|伯伯|大叔|大婶|大嫂|警官|会计|教授|民警|同志|女士|先生"
)
# Surnames that end many words as well (机关书记, 常务主任) are left to the reader of names.
_ENDS_WORDS = frozenset("关于任成白常高马段文方温金万农路司解甘项江石全安车")
_SHORT = re.compile(
    rf"(?<=[\u4e00-\u9fff])[{''.join(sorted(set(surnames.SAFE) - _ENDS_WORDS))}](?P<title>{_TITLE})"
)
_HOME = re.compile(rf"(?<![\u4e00-\u9fff])[老小][{surnames.SINGLE}]家(?![具电庭])")
_POST_BEFORE = re.compile(
    r"(?:长|书记|主任|经理|主席|委员|员|师|警|总|助理|干事|秘书|医生|护士|老师|校长|的)$"
)
_OUTSIDER = re.compile(
    r"(?P<role>客户|旅客|乘客|读者|学生|居民|村民|群众|患者|病人|老人|当事人|举报人|投诉人|乡贤|家属|家长|商户|住户)"
    rf"(?P<name>[{''.join(sorted(set(surnames.SAFE) - _ENDS_WORDS))}][\u4e00-\u9fff]{{1,2}})(?=[的，,、。等被把说来送（(]|先生|女士|$)"
)
_TITLE_AFTER = re.compile(rf"(?:{_TITLE})")
_ELDERS = frozenset(("大爷", "大妈", "奶奶", "爷爷", "婆婆", "大娘", "老汉", "老人", "大伯", "伯伯"))
_KINDS = ("", "heads", "outsiders")
_OWN_TOPICS = ("组织领导", "典型荣誉", "教育培训")  # where a unit names its own people
HEADS_TOPIC = "组织领导"


def without_names(text: str, keep: Collection[str] = (), known: Collection[str] = ()) -> str:
    """`text` with every person's name but those of `keep` taken out: the post stays, else an unnamed person stands there.

    `known` are names that other facts give away as a person's.
    """
    text = _HOME.sub(table("facts")["unnamed"]["home"], text)
    found = {span.text for span in names.find(text) if span.kind == "PERSON"} | {
        n for n in known if n in text
    }
    for name in sorted(found, key=len, reverse=True):
        if not any(name in kept or kept in name for kept in keep):
            text = _without(text, name)
    people = [(span.start, span.end) for span in names.find(text) if span.kind == "PERSON"]

    def plain(short: re.Match[str]) -> str:
        """谷 at the end of a whole name that stays is no surname before a title."""
        whole = any(start < short.start() < end for start, end in people)
        if whole or short[0] in "".join(keep):
            return short[0]
        return table("facts")["unnamed"]["elder"] if short["title"] in _ELDERS else short["title"]

    return _SHORT.sub(plain, text)


def _without(text: str, name: str) -> str:
    titled = _TITLE_AFTER.search(name)
    at = text.find(name)
    while at >= 0:
        posted = _POST_BEFORE.search(text[:at]) or _TITLE_AFTER.match(text, at + len(name))
        instead = name[titled.start() :] if titled else "" if posted else table("facts")["unnamed"]["person"]
        text = text[:at] + instead + text[at + len(name) :]
        at = text.find(name, at + len(instead))
    return text


def unnamed(fact: Fact, keep: Collection[str] = (), known: Collection[str] = ()) -> Fact:
    """`fact` without persons' names; the quote stays as said."""
    return _renamed(fact, without_names(fact.text, keep, known))


_SOMEBODY = re.compile(rf"[{''.join(sorted(surnames.SAFE))}](?:{_TITLE})")


_ONE = "有人"  # stands for a person of whom nothing else is told
_LIKELY = re.compile(
    rf"(?:^|(?<=[的班栋幢楼室号元户岁叫名位生主民客者，、：（\d]))(?P<name>[{''.join(sorted(surnames.SAFE))}][\u4e00-\u9fff]{{1,2}})"
)
_NO_GIVEN = frozenset("的了是在来去说欠有没不老家又被把给跟和与到住打做因从要就也还都已常总很太")
_HOME_OR_CLASS = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,3})(?:年级)?(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）]?)?(?:栋|幢|号楼|单元|室|班|床)"
    r"(?:\d{1,4}(?:单元|室|号|床))?的?"
)


def anonymous(fact: Fact, *, placeless: bool = False) -> Fact:
    """`fact` without the person of whom the user says that the name is not to be told: it is looked for where nothing else gives it away.

    `placeless`: nor is it to be told in which house or class.
    """
    text = fact.text
    if not any(span.kind == "PERSON" for span in names.find(text)) and (name := _likely(text)):
        text = re.sub(rf"(?<=[生主民客者]){name}", "", text).replace(name, _ONE)
    text = without_names(text)
    return _renamed(fact, _HOME_OR_CLASS.sub("", text) if placeless else text)


def _likely(text: str) -> str:
    """What is built like a name and stands where one would (12栋的甲某某欠费); "" for nothing."""
    for found in _LIKELY.finditer(text):
        name = found["name"]
        name = name[:2] if name[-1] in _NO_GIVEN else name
        if len(name) > 1 and name[1] not in _NO_GIVEN and names.is_name(name):
            return name
    return ""


def called_otherwise(fact: Fact, called: str) -> Fact:
    """`fact` with the person it names called as the user wishes (王婆婆 → 一户独居老人)."""
    person = next((span.text for span in names.find(fact.text) if span.kind == "PERSON"), "") or _likely(
        fact.text
    )
    titled = _SOMEBODY.search(fact.text)
    named = titled[0] if titled else person
    return _renamed(fact, fact.text.replace(named, called, 1)) if named else fact


def _renamed(fact: Fact, text: str) -> Fact:
    if text == fact.text:
        return fact
    return msgspec.structs.replace(fact, text=text, figures=figures_of(text), names=names_of(text))


def nameless(ledger: Iterable[Fact], wishes: Iterable[Directive]) -> tuple[Fact, ...]:
    """The ledger as the wishes about names want it told: no persons at all, or the unit's heads only."""
    wished = [wish for wish in wishes if wish.kind == "hide_names" and wish.value != "here"]
    asked = [wish for wish in wished if wish.value in _KINDS]
    ledger = tuple(ledger)
    for wish in wished:
        if wish.value not in _KINDS:
            ledger = tuple(_renamed(fact, _without(fact.text, wish.value)) for fact in ledger)
    if not asked:
        return ledger
    kept: tuple[str, ...] = ()
    if all(wish.value for wish in asked):
        kept = (HEADS_TOPIC,) if any(wish.value == "heads" for wish in asked) else _OWN_TOPICS
    keep = {name for fact in ledger if fact.topic in kept for name in fact.names}
    known = {name for fact in ledger for name in fact.names if names.is_name(name)}
    known |= {
        found["name"]
        for fact in ledger
        for found in _OUTSIDER.finditer(fact.text)
        if names.is_name(found["name"])
    }
    return tuple(unnamed(fact, keep, known) for fact in ledger)
