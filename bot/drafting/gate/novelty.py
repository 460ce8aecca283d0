"""What no fact says: the stretches of a sentence that are neither the facts' words nor words that state nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language import surnames
from language import text as chars
from language.name_words import ORG_SUFFIXES
from language.text import pairs

_LONG, _SHORT = (
    7,
    5,
)  # characters in a row that nothing carries: in a clause with a figure, date or name, and without
_SHARE = 0.5  # of a clause of …
_CLAUSE = 8  # … at least so many characters
_DEED = 6  # characters: a clause so long without a figure must share a word with the facts
_TAKES_NAME = re.compile(r"(?:由|请|邀请|、|[长任员记席师])$")
_NAME_TAKES = re.compile(r"(?:同志|[，。、；（）任担负带主兼]|$)")
_TITLE = re.compile(
    "(?:[一二三四五六七八九十]{1,3}是|\\d{1,2}[.、])[\u4e00-\u9fff]{4,8}。$"
)  # 一是加强队伍建设。
_NAMED = re.compile("[省市区县镇第附一二三四五]$")
_SUFFIX = re.compile(
    "|".join(sorted((word for word in ORG_SUFFIXES if len(word) > 1), key=len, reverse=True))
)


def check(seen: Seen) -> Iterator[Finding]:
    """Finding `invented`; for a framing sentence `framing_states` where it reports a deed."""
    if seen.heading or seen.sentence.kind == "gap":
        return
    if not seen.rests_on_facts:
        yield from _framing(seen)
        return
    for start, end in chars.clauses(seen.text):
        yield from _clause(seen, start, end)


def _clause(seen: Seen, start: int, end: int) -> Iterator[Finding]:
    clause, open_ = seen.text[start:end], seen.open[start:end]
    if seen.rules.bank_has(clause):
        return
    longest = max((len(run) for run in re.findall("1+", open_)), default=0)
    signs = sum(map(chars.is_hanzi, clause))
    told = any(start <= claim.start < end for claim in seen.claims)
    foreign = signs >= _CLAUSE and open_.count("1") > _SHARE * signs
    if name := _unknown_name(clause, open_) or _unknown_place(clause, open_):
        yield seen.finding("name", name)
    elif (
        longest >= (_LONG if told else _SHORT)
        or foreign
        or (not told and signs >= _DEED and not _TITLE.match(clause) and _shares_nothing(seen, start, end))
    ):
        yield seen.finding("invented", clause)


def _shares_nothing(seen: Seen, start: int, end: int) -> bool:
    """A clause without figure, date or name and without one word of the facts: neutral words alone tell a deed too."""
    clause = seen.text[start:end]
    empty = {
        i for match in seen.rules.neutral.finditer(clause) for i in range(match.start(), match.end() - 1)
    }
    beside = [clause[i : i + 2] for i in range(len(clause) - 1) if i not in empty]
    known = sum(pair in seen.evidence.grams for pair in beside if all(map(chars.is_hanzi, pair)))
    return known == 0


def _unknown_name(clause: str, open_: str) -> str:
    """Uncarried characters built like a name: three that stand alone, or beside a post, 由, 任, 同志; two only so."""
    for run in re.finditer("1{2,}", open_):
        before, length = clause[: run.start()], run.end() - run.start()
        for size in (3, 2):
            name = clause[run.start() : run.start() + size]
            if length < size or not (surnames.is_safe(name) and surnames.looks_like_name(name)):
                continue
            taken = bool(_TAKES_NAME.search(before)) or not before
            if (taken and _NAME_TAKES.match(clause, run.start() + size)) or (size == length == 3):
                return name
    return ""


def _unknown_place(clause: str, open_: str) -> str:
    """A word such as 医院 or 派出所 that the facts do not have, with the uncarried words that name it; alone it is the unit itself."""
    for match in _SUFFIX.finditer(clause):
        start = match.start()
        named = "1" in open_[max(0, start - 2) : start] or _NAMED.search(clause[:start]) is not None
        if named and "0" not in open_[start : match.end()]:
            return clause[max(0, start - 2) : match.end()]
    return ""


def _framing(seen: Seen) -> Iterator[Finding]:
    """A framing sentence outside the bank may report no deed that the ledger does not know."""
    event = seen.rules.pattern("style", "events")
    for start, end in chars.clauses(seen.text):
        clause = seen.text[start:end]
        if seen.rules.bank_has(clause):
            continue
        match = event.search(clause)
        if match is not None and seen.open[start:end].count("1") >= 3 and not _told(seen, clause):
            yield seen.finding("framing_states", clause)


def _told(seen: Seen, clause: str) -> bool:
    """Whether some one fact has most of the clause's words."""
    own = pairs(clause)
    return any(len(own & view.grams) >= 0.5 * len(own) for view in seen.book.views.values())
