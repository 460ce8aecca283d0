"""Corrections in the user's words: 把48人改成84人, 刚才说错了，是15场, 删掉第3条."""

from __future__ import annotations

import re

import msgspec

from bot.facts.fields import certainty_of, dates_of, figures_of, names_of
from bot.facts.reading import ReadContext
from bot.facts.repairs import substituted
from bot.model import Fact, Source, Value
from language import figures

_CHANGE = re.compile(
    r"(?:请|帮我|麻烦)?(?:把|将)(?P<old>.{1,30}?)(?:改成|改为|换成|换为|更正为|改到)(?P<new>.{1,40}?)[。！!吧了]*$"
)
_NOT_BUT = re.compile(
    r"^(?:刚才|刚刚|上面|前面|之前)?(?:的)?(?P<old>[^，,。]{1,20}?)(?:写错|说错|记错|打错|搞错|弄错|错)了?[，,。\s]*(?:应该|应|其实)?(?:是|为)(?P<new>.{1,40}?)[。！!吧了]*$"
)
_IS_NOT = re.compile(r"^(?:应该)?不是(?P<old>.{1,20}?)[，,](?:应该|而|其实)?是(?P<new>.{1,40}?)[。！!吧了]*$")
_WRONG = re.compile(
    r"^(?:哦|啊|不好意思|抱歉)?[，,]?(?:刚才|刚刚|上面|前面|上一条|上一题)?(?:我)?(?:说|写|记|打|搞|弄)错了?[，,。：:\s]*(?:应该|应|其实)?(?:是|为)(?P<new>.{1,60}?)[。！!吧了]*$"
)
_DELETE = re.compile(
    r"^(?:请|帮我)?(?:把)?(?:删掉|删除|去掉|不要)(?:第)?(?P<what>.{1,30}?)(?:这条|那条|一条|这个)?(?:删掉|删了|去掉)?[。！!吧了]*$"
)


class Correction(Value, frozen=True):
    """`facts` supersede those they name in `replaces`; `removed` are ids of facts that are gone."""

    facts: tuple[Fact, ...] = ()
    removed: tuple[str, ...] = ()


def apply(text: str, ledger: tuple[Fact, ...], context: ReadContext) -> Correction | None:
    """The correction that `text` asks for; None if it asks for none or nothing in the ledger fits."""
    plain = text.strip()
    for expression in (_CHANGE, _IS_NOT, _NOT_BUT):
        found = expression.match(plain)
        if found and (target := _holding(found["old"], ledger)):
            return _changed(target, found["old"].strip(), found["new"].strip(), plain, context)
    found = _WRONG.match(plain)
    if found and (target := _latest(found["new"], ledger)):
        return _substituted(target, found["new"].strip(), plain, context)
    if (found := _DELETE.match(plain)) and (target := _holding(found["what"], ledger)):
        return Correction(removed=(target.id,))
    return None


def _holding(words: str, ledger: tuple[Fact, ...]) -> Fact | None:
    """The last fact that has `words`, as typed or as a figure of equal value and unit."""
    words = words.strip('“”"「」 ')
    literal = next((fact for fact in reversed(ledger) if words in fact.text), None)
    if literal:
        return literal
    wanted = figures.find(words)
    for fact in reversed(ledger) if wanted else ():
        if any(
            figure.value == wanted[0].value and (not wanted[0].unit or figure.unit == wanted[0].unit)
            for figure in fact.figures
        ):
            return fact
    return None


def _latest(new: str, ledger: tuple[Fact, ...]) -> Fact | None:
    """The last fact in which `new` could stand: a figure of its unit, else any fact."""
    spans = figures.find(new)
    if spans:
        unit = spans[0].unit
        return next(
            (fact for fact in reversed(ledger) if any(figure.unit == unit for figure in fact.figures)), None
        )
    return ledger[-1] if ledger else None


def _changed(target: Fact, old: str, new: str, said: str, context: ReadContext) -> Correction:
    text = (
        target.text.replace(old, new, 1)
        if old in target.text
        else substituted(target.text, new) or target.text
    )
    return _corrected(target, text, said, context)


def _substituted(target: Fact, new: str, said: str, context: ReadContext) -> Correction:
    return _corrected(target, substituted(target.text, new) or new, said, context)


def _corrected(target: Fact, text: str, said: str, context: ReadContext) -> Correction:
    return Correction(facts=(rewritten(target, text, said, context),))


def rewritten(target: Fact, text: str, said: str, context: ReadContext) -> Fact:
    """A new fact with other words in place of `target`, which it supersedes; `said` is the user's sentence."""
    found = figures_of(text)
    return msgspec.structs.replace(
        target,
        id=f"F{context.next_id}",
        text=text,
        figures=found,
        dates=dates_of(text, context.basics) or target.dates,
        names=names_of(text),
        certainty=certainty_of(text, found, target.topic, unsure=False),
        source=Source(context.turn, said),
        replaces=target.id,
        conflict="",
    )
