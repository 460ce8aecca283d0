"""The answer to a follow-up put where it was missing: 来了好几十个老人 + 登记的是52个 → 来了52个老人."""

from __future__ import annotations

import re

import msgspec

from bot.facts import grammar
from bot.facts.cleaning import tidy
from bot.facts.fields import certainty_of, dates_of, figures_of
from bot.facts.reader import read
from bot.facts.reading import ReadContext, Reading
from bot.facts.repairs import substituted
from bot.facts.splitting import items
from bot.model import Fact, Source
from bot.wording import pattern, table
from language import figures

_DENIAL = re.compile(
    r"(?:那个|刚才的?|前面的?)?(?P<figure>(?<!\d)\d{1,15}(?:\.\d{1,9})?[个人名次场户件]{0,2})(?:那个)?(?:是)?我?(?:给)?"
    r"(?:记|说|写|算|数|打|看)(?:岔|错|混|串)"
)
_NUMBER_HEAD = re.compile(
    r"^(约|大概|大约|差不多|近)?(\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+)(多|余|来)?"
)


_TOTAL = re.compile(r"^(?:一?共|总共|合计|累计|大概|大约)有?")
_BARE = 14  # characters of a clause that says nothing but a figure


def fill(answer: str, about: tuple[Fact, ...], context: ReadContext) -> Reading:
    """The reading of an answer to a probe about `about` (the facts it asked of; may be empty).

    A figure replaces the vague word of the fact, which the new fact supersedes; an answer that says more is read as usual.
    """
    reading = read(answer, context)
    if (corrected := denied(answer, reading, (*about, *context.ledger), context)) is not None:
        return corrected
    target = next((fact for fact in about if _vague_word(fact.text)), None)
    if target is None:
        return _with_subject(reading, about)
    figure = _figure(answer)
    if figure is None:
        return reading
    vague = _vague_word(target.text)
    filled = target.text.replace(vague, _shaped(figure, vague), 1)
    more, others = _parted(_others(reading, figure))
    filled += "".join(
        f"，{piece}" for piece in (*_said_after(reading, figure), *(fact.text for fact in more))
    )
    return msgspec.structs.replace(
        reading, facts=(_replacing(target, filled, answer, context), *others), vague=()
    )


def denied(answer: str, reading: Reading, told: tuple[Fact, ...], context: ReadContext) -> Reading | None:
    """The reading of 一共90个，第一期50人第二期40人，75是我记岔了: the fact that said 75 is put right and takes the rest."""
    if any(fact.replaces for fact in reading.facts):
        return None
    found = _DENIAL.search(answer)
    wrong = figures.find(found["figure"]) if found else []
    target = next((f for f in told for figure in f.figures if wrong and figure.value == wrong[0].value), None)
    if found is None or target is None or (first := _figure(answer)) is None:
        return None
    text = substituted(target.text, first, found["figure"])
    if text is None:
        return None
    more = "".join(f"，{piece}" for piece in _said_after(reading, first))
    return msgspec.structs.replace(
        reading,
        facts=(_replacing(target, text + more, answer, context), *_others(reading, first)),
        vague=(),
    )


def _vague_word(text: str) -> str:
    for expression in table("facts")["vague"]:
        found = re.search(rf"(?:有)?(?:{expression})", text)
        if found:
            return found[0].removeprefix("有")
    return next((span.text for span in figures.find(text) if span.kind == "vague"), "")


def _figure(answer: str) -> str | None:
    """The first figure of the answer, as said."""
    for item in items(answer):
        for clause in item.clauses:
            text = tidy(clause.text)
            if pattern("facts", "chatter").fullmatch(text):
                continue
            spans = [span for span in figures.find(text) if span.kind not in figures.NOT_FACTS]
            if spans:
                return spans[0].text
    return None


def _shaped(figure: str, vague: str) -> str:
    """The figure with the measure word the vague word had where it has none (好几十个 → 52个), before a noun without 个人."""
    number = _NUMBER_HEAD.match(figure)
    measure = re.search(
        r"(个|次|场|家|户|人|名|位|处|项|批)$", re.sub(r"[一-龥]*?(?=[个次场家户人名位处项批]$)", "", vague)
    )
    if number and number.end() == len(figure) and measure and measure[1] != "批":
        return figure + measure[1]
    if vague.endswith("人") and re.search(r"(?:个|名|位)$", figure):
        return figure + "人" if figure.endswith("个") else figure
    return figure


def _replacing(target: Fact, text: str, answer: str, context: ReadContext) -> Fact:
    found = figures_of(text)
    unsure = grammar.is_unsure(answer)
    return msgspec.structs.replace(
        target,
        id=f"F{context.next_id}",
        text=text,
        figures=found,
        dates=dates_of(text, context.basics) or target.dates,
        certainty=certainty_of(text, found, target.topic, unsure=unsure),
        source=Source(context.turn, answer.strip()),
        replaces=target.id,
    )


def _others(reading: Reading, used: str) -> tuple[Fact, ...]:
    """Facts of the answer beyond the figure that was asked for, with numbers after the replacing one."""
    more = [fact for fact in reading.facts if used not in fact.text and (fact.figures or len(fact.text) >= 6)]
    return tuple(msgspec.structs.replace(fact, id=f"F{int(fact.id[1:]) + 1}") for fact in more)


def _said_after(reading: Reading, used: str) -> list[str]:
    """What the answer says in the same breath after the figure that was asked for: 12次，查出隐患5处."""
    for fact in reading.facts:
        clauses = fact.text.split("，")
        place = next((n for n, clause in enumerate(clauses) if used in clause), None)
        if place is not None:
            return clauses[place + 1 :]
    return []


def _parted(facts: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Bare figures, which belong to what was asked about (6次，一共180人次), and facts that stand by themselves."""
    bare = tuple(
        fact for fact in facts if len(fact.text) <= _BARE and not grammar.has_verb(_TOTAL.sub("", fact.text))
    )
    return bare, tuple(fact for fact in facts if fact not in bare)


def _with_subject(reading: Reading, about: tuple[Fact, ...]) -> Reading:
    """A bare figure in answer to a probe belongs to the fact asked about; it is added to its words."""
    if len(about) != 1 or len(reading.facts) != 1:
        return reading
    only, target = reading.facts[0], about[0]
    if grammar.has_verb(only.text) or len(only.text) > 14 or only.text in target.text:
        return reading
    text = f"{target.text}，{only.text}"
    same = {figure.unit for figure in only.figures} & {figure.unit for figure in target.figures}
    if same and len(target.figures) == 1 and target.certainty in ("unsure", "approximate"):
        text = substituted(target.text, only.text) or text
    joined = msgspec.structs.replace(
        target,
        id=only.id,
        text=text,
        figures=figures_of(text),
        source=Source(only.source.turn, only.source.quote),
        certainty=only.certainty if only.certainty != "exact" else target.certainty,
        replaces=target.id,
    )
    return msgspec.structs.replace(reading, facts=(joined,))
