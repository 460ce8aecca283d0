"""Self-corrections within one answer: 来了30个，不对，是50个 → 来了50个."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bot.facts import grammar
from bot.facts.splitting import Clause
from bot.wording import pattern
from language import dates, figures, names

_INLINE = re.compile(r"(?:不对|说错了|错了|口误)(?:不对|，|,|啊|哦|应该|应)*(?:是|为)?")
_DENIED = re.compile(r"(?:哦|噢|啊|哎|呃)?(?:不对)?不是(.{1,12}?)(?:啊|哈|哦|呢)?")  # 不是30车啊 …
_SAID = re.compile(r"(?:应该|其实|而)?是(.+)")  # … 是50车
_AIMED = re.compile(r"([\u4e00-\u9fff]{2,6}?)(?:那个|这个|那边|那块|的)?才是(.+)")  # 横幅那个才是20条


def repaired(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses with each self-correction carried out; only the last word counts."""
    kept: list[Clause] = []
    awaiting, wrong = False, ""
    for clause in _said_anew(_thought_over(clauses)):
        clause = _inline(clause)
        if (denied := _DENIED.fullmatch(clause.text)) and any(
            _core(denied[1]) in before.text for before in kept[-2:]
        ):
            wrong, awaiting = _core(denied[1]), True
            continue
        if (aimed := _AIMED.match(clause.text)) and (target := _mentioned(aimed[1], kept)) is not None:
            kept[target] = _replace(kept[target], clause, aimed[2])
            continue
        if awaiting and _is_talk(clause.text):
            continue
        if kept and any(
            _confirms(clause.text, before.text) for before in kept[-1 - _is_talk(kept[-1].text) :]
        ):
            continue
        if kept and (full := _full_name(kept[-1].text, clause.text)) is not None:
            kept[-1] = msgspec.structs.replace(kept[-1], text=full, end=clause.end)
            continue
        instead = grammar.repair(clause.text)
        if awaiting and wrong and (said := _SAID.match(clause.text)):
            text = substituted(kept[-1].text, said[1], wrong) or kept[-1].text.replace(wrong, said[1])
            kept[-1] = msgspec.structs.replace(kept[-1], text=text, end=clause.end)
            wrong, awaiting = "", False
            continue
        if awaiting and instead is None:
            instead = clause.text.removeprefix("应该").removeprefix("是")
        if instead is None or not kept:
            kept.append(clause)
            awaiting = False
        elif not instead:
            awaiting = True
        else:
            _put_right(kept, clause, instead)
            awaiting = False
    return kept


_HESITATES = re.compile(
    r"(?:等一?[下等]|等等|稍等)?，?(?:让)?我(?:再|去)?(?:翻|看|查|想|找|数|算)(?:一?[下翻看查想找数算])(?:啊|哈|呀)?|等一?[下等]|等等|稍等"
)


def _thought_over(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses with a figure that was looked up meanwhile in place of the one before it (收粮4980斤，等一下我看看，5118斤)."""
    kept: list[Clause] = []
    looked = 0  # clauses of looking it up
    for clause in clauses:
        told = kept[: len(kept) - looked]
        text = (
            substituted(told[-1].text, clause.text) if looked and told and _bare_figure(clause.text) else None
        )
        if text:
            kept = [*told[:-1], msgspec.structs.replace(told[-1], text=text, end=clause.end)]
            looked = 0
            continue
        looked = looked + 1 if _HESITATES.fullmatch(clause.text) else 0
        kept.append(clause)
    return kept


def _bare_figure(text: str) -> bool:
    spans = figures.find(text)
    return len(spans) == 1 and len(spans[0].text) == len(text)


_SLIPPED = re.compile(
    r"(?:等一?[下等]|重(?:新)?(?:说|念|来|报)|不对|[读念看说数记](?:错|反|串|岔)|口误|(?:刚才|刚刚)那个?(?:不算|作废))"
)
_ANEW = re.compile(r"^(?:呃|哦|额|啊|哎|嗯|那个|等一?下|重(?:新)?[说念来]|不对|应该是|是)+，?")
_FIGURE_PLACE = "〇"
_ANEW_REACH = 4  # clauses within which a thing is said anew


def _said_anew(clauses: list[Clause]) -> list[Clause]:
    """The clauses without one that is said again in the same words with another figure, where a slip is owned to
    (收粮230吨，等一下，收粮203吨; 收粮230吨，收粮203吨，读反了)."""
    gone: set[int] = set()
    for later, clause in enumerate(clauses):
        stem = _stem(clause.text)
        for earlier in range(max(0, later - _ANEW_REACH), later) if stem else ():
            between, around = clauses[earlier + 1 : later], clauses[earlier + 1 : later + 3]
            if _stem(clauses[earlier].text) == stem and (
                any(_is_talk(one.text) for one in between) or any(_SLIPPED.search(one.text) for one in around)
            ):
                gone.add(earlier)
                plain = _ANEW.sub("", clause.text)
                clauses[later] = msgspec.structs.replace(clause, text=plain)
    return [clause for n, clause in enumerate(clauses) if n not in gone]


def _stem(text: str) -> str:
    """The words of a clause up to its first figure, and the unit of that; "" where hardly a word stands before it."""
    plain = _ANEW.sub("", text)
    span = next((span for span in figures.find(plain) if span.kind not in figures.NOT_FACTS), None)
    return f"{plain[: span.start]}{_FIGURE_PLACE}{span.unit}" if span is not None and span.start >= 2 else ""


def _is_talk(text: str) -> bool:
    """我看一下啊 between a slip and what is right."""
    plain = grammar.without_particles(text)
    return any(
        pattern("facts", key).fullmatch(one) for key in ("chatter", "courtesy") for one in (text, plain)
    )


_NICK = re.compile(r"[小老阿](?P<surname>[\u4e00-\u9fff])(?![\u4e00-\u9fff]{0,1}(?:区|学|组|时|河|路))")
_SOUND = re.compile(r"^(?:呃|额|哦|噢|啊|哎|嗯|就是|也就是|叫|全名)+(?:是|叫)?")


def _full_name(before: str, text: str) -> str | None:
    """巡逻的小龚，呃龚浩: the whole name in place of the short one."""
    name = _SOUND.sub("", text)
    nick = next((nick for nick in _NICK.finditer(before) if nick["surname"] == name[:1]), None)
    if nick is None or not names.is_name(name):
        return None
    return before[: nick.start()] + name + before[nick.end() :]


_DIGITS = re.compile("[零〇幺一二三四五六七八九]{2,6}")
_CONFIRMING = re.compile(r"^(?:对|嗯|是的|没错|就是|也就是|就|即|合)*(?:，|,)?(?:就是|是)?")


def _confirms(text: str, before: str) -> bool:
    """Whether a clause is nothing but a figure that was just said (对，48次; 就是18.6万)."""
    bare = grammar.without_particles(_CONFIRMING.sub("", text, count=1))
    if _DIGITS.fullmatch(bare):  # 一八六 after 186
        spelt = "".join(
            str("〇一二三四五六七八九".index(sign.replace("零", "〇").replace("幺", "一"))) for sign in bare
        )
        return any(span.value == float(spelt) for span in figures.find(before))
    new = figures.find(bare)
    if len(new) != 1 or new[0].start or new[0].end != len(bare) or new[0].value is None:
        return False
    told = figures.find(before)[-1:]
    return any(
        span.value == new[0].value and (span.unit == new[0].unit or not new[0].unit or not span.unit)
        for span in told
    )


def _core(text: str) -> str:
    return text.strip("的了，, ")


def _mentioned(word: str, kept: list[Clause]) -> int | None:
    """The last clause that mentions `word` and has a figure."""
    return next(
        (n for n in range(len(kept) - 1, -1, -1) if word[:2] in kept[n].text and figures.find(kept[n].text)),
        None,
    )


def _inline(clause: Clause) -> Clause:
    """30个不对50个 within one clause."""
    found = _INLINE.search(clause.text)
    if not found or found.start() < 2 or found.end() >= len(clause.text):
        return clause
    before, after = clause.text[: found.start()], clause.text[found.end() :]
    if not figures.find(before) or not figures.find(after):
        return clause
    return msgspec.structs.replace(clause, text=substituted(before, after) or clause.text)


_REACH = 3  # clauses looked back for what a correction puts right


_OTHER_SUBJECT = re.compile(
    r"(?P<figure>[\d一二两三四五六七八九十百千万]+[\u4e00-\u9fff]{0,2}?)(?:才|应该|其实)?是(?P<what>[\u4e00-\u9fff]{2,8})(?:的)?"
)


def _of_something_else(before: str, instead: str) -> str | None:
    """超员的查了8起，不对，8起是超载: the figure stays, what it counts was wrong."""
    found = _OTHER_SUBJECT.fullmatch(instead)
    span = next(iter(figures.find(found["figure"])), None) if found else None
    old = figures.find(before)[-1:]
    if found is None or span is None or not old or old[0].value != span.value or old[0].unit != span.unit:
        return None
    verb = re.search(r"(?:的)?((?:一?共|总共)?[\u4e00-\u9fff]{1,2}了?)$", before[: old[0].start])
    return f"{found['what']}{verb[1] if verb and len(before[: old[0].start]) > 3 else ''}{before[old[0].start : old[0].end]}"


def _put_right(kept: list[Clause], clause: Clause, instead: str) -> None:
    """`instead` takes the place of the nearest thing of its kind said before; where nothing fits it stands as said."""
    if (other := _of_something_else(kept[-1].text, instead)) is not None:
        kept[-1] = msgspec.structs.replace(kept[-1], text=other, end=clause.end)
        return
    for place in _likeliest(kept, instead):
        text = substituted(kept[place].text, instead)
        if text is not None:
            kept[place] = msgspec.structs.replace(kept[place], text=text, end=clause.end)
            return
    if grammar.has_verb(instead) and len(instead) >= len(kept[-1].text):
        kept[-1] = msgspec.structs.replace(kept[-1], text=instead, end=clause.end)
    else:
        kept[-1] = _likened(kept[-1], clause, instead)


def _likeliest(kept: list[Clause], instead: str) -> list[int]:
    """The last clauses, those first that have the unit and the noun of the new figure (每天一次，不对，是84个志愿者)."""
    places = list(range(len(kept) - 1, max(-1, len(kept) - 1 - _REACH), -1))
    new = figures.find(instead)
    if not new:
        return places
    noun = instead[new[0].end : new[0].end + 2]

    def fit(place: int) -> int:
        text = kept[place].text
        unit = any(span.unit == new[0].unit for span in figures.find(text))
        return 2 * (len(noun) == 2 and noun in text) + unit

    return sorted(places, key=fit, reverse=True)


def _likened(before: Clause, clause: Clause, instead: str) -> Clause:
    """市级的，不对是区级的: words of one build change places; else the clause before stays and the new words join it."""
    for length in range(len(instead), 1, -1):
        at = before.text.find(instead[-1], max(0, len(before.text) - length))
        if at >= 0 and at + 1 >= length and before.text[at - length + 1] == instead[0]:
            text = f"{before.text[: at - length + 1]}{instead}{before.text[at + 1 :]}"
            return msgspec.structs.replace(before, text=text, end=clause.end)
    return msgspec.structs.replace(before, text=f"{before.text}，{instead}", end=clause.end)


def _replace(before: Clause, clause: Clause, instead: str) -> Clause:
    text = substituted(before.text, instead)
    return msgspec.structs.replace(before, text=before.text if text is None else text, end=clause.end)


def substituted(text: str, instead: str, wrong: str = "") -> str | None:
    """`text` with the last figure (else date, else name) of the kind that `instead` opens with put right; None if nothing fits.

    `wrong` is what it read before, where that was said.

    Words of `instead` after the replaced piece are kept: 30个，是50个学生 → 50个学生.
    """
    for finder in (_title_spans, _figure_spans, _date_spans, _name_spans):
        new = finder(instead)
        if finder is _title_spans and not (new and new[0][0] <= 1):
            continue
        old = finder(text)
        if new and old:
            start, end, unit = _best(text, old, new[0][2], wrong)
            piece = _fitted(instead[new[0][0] : new[0][1]], new[0][2], text[start:end], unit)
            rest = instead[new[0][1] :].strip("，,。 ")
            tail = text[end:]
            return f"{text[:start]}{piece}{tail}" + (
                f"，{rest}" if len(rest) >= 4 and rest not in tail else ""
            )
    return None


Span = tuple[int, int, str]


def _fitted(piece: str, unit: str, old: str, old_unit: str) -> str:
    """The new figure with the measure word of the old one where it has none, or one of persons for another."""
    if old_unit and not unit:
        return piece + old_unit
    if unit == "个" and old.endswith("个人"):
        return f"{piece}人"
    if unit == "人" and old_unit in ("个", "名", "位") and old.endswith(old_unit) and piece.endswith("人"):
        return piece.removesuffix("人").removesuffix("个") + old_unit
    return piece


def _best(text: str, spans: list[Span], unit: str, wrong: str) -> Span:
    """The span that reads `wrong`, else the last with the same unit, else the last."""
    named = [span for span in spans if wrong and text[span[0] : span[1]].startswith(wrong)]
    same = [span for span in spans if span[2] == unit]
    return (named or same or spans)[-1]


def _figure_spans(text: str) -> list[Span]:
    return [
        (span.start, span.end, span.unit)
        for span in figures.find(text)
        if span.kind not in ("in_name", "idiom", "vague")
    ]


def _title_spans(text: str) -> list[Span]:
    return [(*found.span(), "title") for found in re.finditer(r"《[^》]+》", text)]


def _date_spans(text: str) -> list[Span]:
    return [(span.start, span.end, span.kind) for span in dates.find(text)]


def _name_spans(text: str) -> list[Span]:
    return [(span.start, span.end, span.kind) for span in names.find(text)]
