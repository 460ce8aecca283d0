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

_TITLE = "老师|师傅|主任|科长|股长|书记|所长|校长|院长|局长|站长|队长|经理|大爷|大妈|阿姨|奶奶|爷爷|医生|护士|警官|会计|教授|民警|同志|女士|先生"
# Surnames that end many words as well (机关书记, 常务主任) are left to the reader of names.
_ENDS_WORDS = frozenset("关于任成白常高马段文方温金万农路司解甘项江石全安车")
_SHORT = re.compile(
    rf"(?<=[\u4e00-\u9fff])[{''.join(sorted(set(surnames.SAFE) - _ENDS_WORDS))}](?P<title>{_TITLE})"
)
_HOME = re.compile(rf"(?<![\u4e00-\u9fff])[老小][{surnames.SINGLE}]家(?![具电庭])")
_POST_BEFORE = re.compile(
    r"(?:长|书记|主任|经理|主席|委员|员|师|警|总|助理|干事|秘书|医生|护士|老师|校长|的)$"
)
_TITLE_AFTER = re.compile(rf"(?:{_TITLE})")
HEADS_TOPIC = "组织领导"


def without_names(text: str, keep: Collection[str] = ()) -> str:
    """`text` with every person's name but those of `keep` taken out: the post stays, else an unnamed person stands there."""
    unnamed = table("facts")["unnamed"]
    text = _HOME.sub(unnamed["home"], text)
    for span in reversed(names.find(text)):
        if span.kind != "PERSON" or any(span.text in kept or kept in span.text for kept in keep):
            continue
        titled = _TITLE_AFTER.search(span.text)
        posted = _POST_BEFORE.search(text[: span.start]) or _TITLE_AFTER.match(text, span.end)
        instead = span.text[titled.start() :] if titled else "" if posted else unnamed["person"]
        text = text[: span.start] + instead + text[span.end :]
    return _SHORT.sub(lambda found: found[0] if found[0] in "".join(keep) else found["title"], text)


def unnamed(fact: Fact, keep: Collection[str] = ()) -> Fact:
    """`fact` without persons' names; the quote stays as said."""
    text = without_names(fact.text, keep)
    if text == fact.text:
        return fact
    return msgspec.structs.replace(fact, text=text, figures=figures_of(text), names=names_of(text))


def nameless(ledger: Iterable[Fact], wishes: Iterable[Directive]) -> tuple[Fact, ...]:
    """The ledger as the wishes about names want it told: no persons at all, or the unit's heads only."""
    asked = [wish for wish in wishes if wish.kind == "hide_names" and wish.value != "here"]
    ledger = tuple(ledger)
    if not asked:
        return ledger
    heads = {name for fact in ledger if fact.topic == HEADS_TOPIC for name in fact.names}
    keep = heads if any(wish.value == "heads" for wish in asked) else set()
    return tuple(unnamed(fact, keep) for fact in ledger)
