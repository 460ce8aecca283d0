"""Clauses put together into facts: one thing said, one fact; a fragment joins what it belongs to."""

from __future__ import annotations

import re

import msgspec

from bot.facts import grammar
from bot.facts.cleaning import is_private, without_private
from bot.facts.splitting import Clause, Item
from bot.wording import table
from language import figures

_MEANS = re.compile(
    r"想(?!法)|打算|准备(?!工作)|拟|计划(?!生育)|争取|希望|未完成"
)  # a plan in itself, and no name of a point
_TITLED = re.compile(r"^([\u4e00-\u9fff]{2,10})[:：]\s*(.{2,})$")
_LABEL_VALUE = re.compile(r"^([\u4e00-\u9fff]{2,6})[:：]\s*(.+)$")
_UNITLESS = re.compile(
    r"(?:\d+(?:\.\d+)?[十百千万]*|[一二两三四五六七八九]?[十百千万][一二三四五六七八九十百千]*)[多余来]?(?=$|[吧了左呢，])"
)
_BARE_ROLE = 4  # characters of what is left of 车主某某身份证…: nothing
_LONGEST_LABEL = 10
_LONGEST_FACT = 70  # characters: no clause joins beyond this
_COMFORTABLE = 45  # characters after which a clause with a subject of its own stands alone


class Group(msgspec.Struct):
    """A fact being put together from clauses; [start, end) is its place in the raw answer.

    `private`: a phone, identity or plate number stood there, so nobody is named.
    """

    text: str
    start: int
    end: int
    sentence: int
    breath: int
    unsure: bool = False
    private: bool = False


def take_label(item: Item, clauses: list[Clause]) -> tuple[list[Clause], str]:
    """The user's short name of a list point (垃圾清运，每天两车 → 垃圾清运) parted from what is said about it.

    A label that is a claim in itself (设备老化，十年以上的占三成) stays with it.
    """
    if not item.listed or not clauses:
        return clauses, ""
    if titled := _TITLED.match(clauses[0].text):
        rest = msgspec.structs.replace(clauses[0], text=titled[2])
        return [rest, *clauses[1:]], titled[1]
    head = clauses[0].text
    if len(clauses) < 2 or clauses[1].sentence != clauses[0].sentence:
        return clauses, ""
    when = re.search(r"(?:[了过时后前中]|期间|以来|当天|之际)$|^\d{1,2}月", head)
    named = len(head) <= _LONGEST_LABEL and not figures.find(head) and not when
    following = grammar.quantities(clauses[1].text)
    bare = bool(following) and following[0].start == 0  # 培训 3次: nothing without its label
    if named and not bare and not grammar.is_claim(head) and not _MEANS.search(head):
        return clauses[1:], head.rstrip("：: ")
    return clauses, ""


def grouped(clauses: list[Clause], item: Item) -> list[Group]:
    """Clauses joined into facts; the pieces of a log entry stay apart so that like pieces of other days can be added up."""
    groups: list[Group] = []
    hint = ""
    for index, clause in enumerate(clauses):
        text = _labelled(clause.text) if item.log else clause.text
        private = is_private(text)
        text = without_private(text) if private else text
        if private and len(text) <= _BARE_ROLE and groups and not grammar.quantities(text):
            groups[-1].private = True
            continue
        plain = grammar.without_doubts(text)
        unsure = grammar.is_unsure(text) or plain != text
        if not plain or grammar.only_unsure(grammar.without_particles(text)):
            hint = _hinted_unit(clause.text)
            if groups and unsure:
                groups[-1].unsure = True
            continue
        text = plain
        if hint:
            text, hint = _UNITLESS.sub(rf"\g<0>{hint}", text, count=1), ""
        text = grammar.without_particles(text)
        last = index + 1 == len(clauses) or clauses[index + 1].sentence != clause.sentence
        if groups and (item.row or _joins(groups[-1], clause, text, last=last)):
            groups[-1].text += f"{_joint(groups[-1].text, text)}{text}"
            groups[-1].end = clause.end
            groups[-1].unsure |= unsure
            groups[-1].private |= private
        else:
            groups.append(
                Group(text, clause.start, clause.end, clause.sentence, clause.breath, unsure, private)
            )
    return groups


def _hinted_unit(text: str) -> str:
    """A clause that only says that a number is not remembered tells what the next bare number counts (人数记不清，一百多)."""
    units = table("facts")["grammar"]["unsure_units"]
    return next((unit for word, unit in units.items() if word in text), "")


def _joins(group: Group, clause: Clause, text: str, *, last: bool) -> bool:
    length = len(group.text) + len(text)
    if group.sentence != clause.sentence or group.breath != clause.breath or length > _LONGEST_FACT:
        return False
    if length > _COMFORTABLE and not grammar.starts_with_verb(text) and grammar.stated(text):
        return False
    return grammar.leans(text, group.text, last=last)


def _labelled(text: str) -> str:
    """A labelled piece of a work log as a clause: 带队:曹… → 曹…带队."""
    found = _LABEL_VALUE.match(text)
    templates = table("facts")["log_labels"]
    if found and found[1] in templates:
        return str(templates[found[1]]).format(found[2])
    return text


def _joint(before: str, after: str) -> str:
    """What stands between two clauses of one fact: nothing between a topic and its bare figure, else a comma."""
    if before.endswith(("是", "叫", "为")):
        return ""
    spans = figures.find(after)
    short = spans and spans[0].start == 0 and spans[0].end == len(after)
    topic = not figures.find(before) and not grammar.has_verb(before) and before[-1] not in "）)"
    return "" if short and topic else "，"
