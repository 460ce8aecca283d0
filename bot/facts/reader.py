"""From an answer to atomic facts: each complete in itself, with its figures, dates and the user's own words as source."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bot.facts import grammar
from bot.facts.cleaning import is_private, private_spans, without_private
from bot.facts.directives import Directives
from bot.facts.fields import certainty_of, dates_of, figures_of, names_of, vague_of
from bot.facts.reading import Directive, ReadContext, Reading
from bot.facts.repairs import repaired
from bot.facts.splitting import Clause, Item, items
from bot.facts.topics import topic_of
from bot.model import Fact, Source
from bot.wording import pattern, table
from language import dates, figures

_QUESTION_TAIL = re.compile(
    r"(?:算不算|要不要|用不用|能不能|可不可以|行不行|有没有必要|该不该|需不需要|是不是)[^?？]*[?？]?$|(?:算|行|可以|要写|能写|需要写)(?:吗|么)[?？]?$"
)
_BARE = re.compile(
    r"(?<![\d.:：/\-—~～至到第百分之十%％])(?<=[\u4e00-\u9fff了])([1-9]\d*(?:\.\d+)?)(?![\d.,:：%％/\-—~～、×*+xX\u4e00-\u9fffA-Za-z])"
)
_TITLED = re.compile(r"^([\u4e00-\u9fff]{2,10})[:：]\s*(.{2,})$")
_UNITLESS = re.compile(r"\d+(?:\.\d+)?[十百千万]*[多余来]?(?=$|[吧了左呢，])")
_LABEL_VALUE = re.compile(r"^([\u4e00-\u9fff]{2,6})[:：]\s*(.+)$")
_SHORT_LIST = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,4}(?:[ \u3000]+[\u4e00-\u9fff]{1,4}){2,}(?![\u4e00-\u9fff])"
)
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")


class _Group(msgspec.Struct):
    """A fact being put together from clauses."""

    text: str
    start: int
    end: int
    sentence: int
    private: bool = False
    unsure: bool = False


def read(raw: str, context: ReadContext) -> Reading:
    """The facts of one answer, without a model. Nothing is invented: every figure of a fact stands in its quote or is inherited
    from the unit written beside it."""
    wishes = Directives()
    aside: list[str] = []
    questions: list[str] = []
    facts: list[Fact] = []
    refers = _only_refers(raw)
    for number, item in enumerate(items(raw)):
        kept = _content(item, wishes, aside, questions)
        kept, label = _take_label(item, kept)
        for group in _groups(kept, item):
            facts.append(_fact(raw, group, item, label, context, len(facts), number))
    facts = _hidden([fact for fact in facts if not repeats(fact, context.ledger)], wishes)
    facts = [
        msgspec.structs.replace(fact, id=f"F{context.next_id + index}") for index, fact in enumerate(facts)
    ]
    return Reading(
        facts=tuple(facts),
        vague=tuple(vague for fact in facts if not fact.private for vague in vague_of(fact)),
        directives=tuple(wishes.found),
        questions=tuple(questions),
        refers_back=refers and not facts,
        ignored=tuple(aside),
    )


def _only_refers(raw: str) -> bool:
    return any(
        pattern("facts", "refers").match(clause.text) for item in items(raw) for clause in item.clauses
    )


def _content(item: Item, wishes: Directives, aside: list[str], questions: list[str]) -> list[Clause]:
    """The clauses that state something; the rest is filed as wish, question or aside."""
    kept: list[Clause] = []
    pending = ""
    for clause in repaired(item.clauses):
        text = grammar.without_opener(clause.text)
        kind = _kind(text)
        if kind == "question":
            questions.append(text)
            pending = _QUESTION_TAIL.sub("", text).strip("，, ")
            pending = "" if pending == text.rstrip("?？") or grammar.repair(pending) else pending
            continue
        if wishes.take(text, before=kept):
            aside.append(text)
            continue
        if kind != "content":
            aside.append(text)
            continue
        if pending:
            text, pending = f"{pending}{_joint(pending, text)}{text}", ""
        kept.append(msgspec.structs.replace(clause, text=_spaced(text)))
    return kept


def _spaced(text: str) -> str:
    """卫生 纪律 礼仪 is a list; any other space between 汉字 is a slip."""
    listed = _SHORT_LIST.sub(lambda found: "、".join(found[0].split()), text)
    return _SPACE.sub("", listed)


def _kind(text: str) -> str:
    if pattern("facts", "instruction").search(text):
        return "instruction"
    plain = grammar.without_particles(text)
    for key in ("chatter", "refers", "nothing"):
        if pattern("facts", key).fullmatch(text) or pattern("facts", key).fullmatch(plain):
            return key
    if pattern("facts", "question").fullmatch(text) and (
        "?" in text or "？" in text or _QUESTION_TAIL.search(text)
    ):
        return "question"
    return "content"


def _take_label(item: Item, clauses: list[Clause]) -> tuple[list[Clause], str]:
    """The user's short name of a list point (排队礼仪，上下楼靠右走 → 排队礼仪) parted from what is said about it."""
    if not item.listed or not clauses:
        return clauses, ""
    if titled := _TITLED.match(clauses[0].text):
        rest = msgspec.structs.replace(clauses[0], text=titled[2])
        return [rest, *clauses[1:]], titled[1]
    head = clauses[0].text
    if len(clauses) < 2:
        return clauses, ""
    if len(head) <= 10 and not figures.find(head) and not re.search(r"[了过]$", head):
        return clauses[1:], head.rstrip("：: ")
    return clauses, ""


def _groups(clauses: list[Clause], item: Item) -> list[_Group]:
    """Clauses joined into facts; a log entry keeps its pieces apart so that like pieces of other days can be added up."""
    groups: list[_Group] = []
    unit = hint = ""
    for clause in clauses:
        text = _labelled(clause.text) if item.log else clause.text
        text, private = (without_private(text), True) if is_private(text) else (text, False)
        unit, text = _with_unit(text, unit)
        unsure = grammar.is_unsure(text)
        if grammar.only_unsure(grammar.without_particles(text)):
            hint = next(
                (own for word, own in table("facts")["grammar"]["unsure_units"].items() if word in text), ""
            )
            if groups:
                groups[-1].unsure = True
            continue
        if hint:
            text, hint = _UNITLESS.sub(rf"\g<0>{hint}", text, count=1), ""
        text = grammar.without_particles(text)
        if private and not text:
            continue
        same = groups and groups[-1].sentence == clause.sentence and len(groups[-1].text) + len(text) <= 70
        if same and grammar.leans(text, groups[-1].text):
            groups[-1].text += f"{_joint(groups[-1].text, text)}{text}"
            groups[-1].end = clause.end
            groups[-1].unsure |= unsure
        else:
            groups.append(_Group(text, clause.start, clause.end, clause.sentence, unsure=unsure))
    return groups


def _labelled(text: str) -> str:
    """A labelled piece of a work log as a clause: 带队:曹… → 曹…带队."""
    found = _LABEL_VALUE.match(text)
    templates = table("facts")["log_labels"]
    if found and found[1] in templates:
        return str(templates[found[1]]).format(found[2])
    return text


def _with_unit(text: str, unit: str) -> tuple[str, str]:
    """The last unit seen and `text` with bare numbers given the unit of the figure before them (31件，办结29 → 办结29件)."""
    spans = [span for span in figures.find(text) if span.kind in ("count", "money") and span.unit]
    inherited = spans[0].unit if spans and spans[0].unit else unit
    if inherited and _BARE.search(text):
        text = _BARE.sub(rf"\g<1>{inherited}", text)
    return (spans[-1].unit if spans else unit), text


def _joint(before: str, after: str) -> str:
    """What stands between two clauses of one fact: nothing between a topic and its bare figure, else a comma."""
    spans = figures.find(after)
    short = spans and spans[0].start == 0 and spans[0].end == len(after)
    return (
        ""
        if short and not figures.find(before) and not grammar.has_verb(before) and before[-1] not in "）)"
        else "，"
    )


def _fact(
    raw: str, group: _Group, item: Item, label: str, context: ReadContext, index: int, number: int
) -> Fact:
    quote = raw[group.start : group.end].strip(" \t\r\n，,；;。")
    found = figures_of(group.text)
    stamps = dates_of(group.text, context.basics)
    if item.date:
        own = [span.iso or span.text for span in dates.find(_log_date(item.date)) if span.kind != "clock"]
        stamps = (*own, *(stamp for stamp in stamps if stamp not in own))
    return Fact(
        id=f"F{context.next_id + index}",
        text=group.text,
        topic=topic_of(group.text, context.topic),
        source=Source(turn=context.turn, quote=quote),
        figures=found,
        dates=stamps,
        names=names_of(group.text),
        titles=tuple(re.findall(r"《[^》]{1,60}》", group.text)),
        certainty=certainty_of(group.text, found, context.topic, unsure=group.unsure),
        private=group.private,
        group=f"{context.turn}.{number}" if item.log else f"{context.turn}.{number}.{group.sentence}",
        heading=label,
    )


def _log_date(written: str) -> str:
    """6/3 or 6.3 at the head of a log entry as a date (6月3日)."""
    return re.sub(r"^(?:(?:20)?(\d{2})[-/.年])?(\d{1,2})[-/.](\d{1,2})$", r"\2月\3日", written)


def repeats(fact: Fact, ledger: Iterable[Fact]) -> bool:
    """Whether the ledger already says it: the same words, or all its figures in one fact whose words hold most of its own."""
    if len(fact.text) < 4:
        return False
    own = _pairs(fact.text)
    for other in ledger:
        if fact.text == other.text or (len(fact.text) >= 6 and fact.text in other.text):
            return True
        if fact.figures and {(f.value, f.unit) for f in fact.figures} <= {
            (f.value, f.unit) for f in other.figures
        }:
            shared = own & _pairs(other.text)
            if len(shared) >= 0.6 * len(own):
                return True
    return False


def _pairs(text: str) -> set[str]:
    words = re.sub(r"[\W\d]+", " ", text).split()
    return {word[i : i + 2] for word in words for i in range(len(word) - 1)}


def _hidden(facts: list[Fact], wishes: Directives) -> list[Fact]:
    """Facts the user wants kept out of the report, marked private."""
    quotes = [directive.value for directive in wishes.found if directive.kind == "hide" and directive.value]
    return [
        msgspec.structs.replace(fact, private=True)
        if any(quote in fact.text or fact.text in quote for quote in quotes)
        else fact
        for fact in facts
    ]


def directives_of(readings: Iterable[Reading]) -> tuple[Directive, ...]:
    return tuple(directive for reading in readings for directive in reading.directives)


__all__ = ["directives_of", "private_spans", "read"]
