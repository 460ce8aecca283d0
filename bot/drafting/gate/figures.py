"""Figures: each must be in the facts, with its unit, its 约 or 余, and the thing it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.claims import Claim
from bot.drafting.gate.seen import Seen
from bot.model import Fact, Finding
from language.figures import FigureSpan
from language.text import pairs

_OVER = frozenset(
    {"余", "多", "以上", "超", "超过", "逾", "上", "突破", "有余", "出头", "不少于", "不低于", "至少"}
)
_ABOUT = frozenset({"约", "大约", "大概", "约莫", "左右", "上下", "来", "把"})
_UNDER = frozenset({"近", "将近", "接近", "不到", "不足", "以内", "以下", "不超过"})
_OF_PERSONS = frozenset("个名位人口员")
_OF_LISTS = frozenset("个项类种点条")
_OF_DEEDS = frozenset("次场项期批")
_TOGETHER = re.compile("(?:先后|前后|分别?|共|累计|连续|合计)[^，。]{0,2}$")
_OF_THINGS = frozenset("家户个名处")
_QUOTE = re.compile(r"“[^”]+”")
_LISTED = re.compile(r"方面|家|户|环节|举措|措施|内容|类|项|点|个|大|次|场|期|处|批|部分|阶段|件")
_ARTICLE = re.compile(
    r"一(?![半成倍元千百万亿点])[\u4e00-\u9fff]?$"
)  # 一名学生, 一次, 下一步: an article, not a count
_HANZI = re.compile(r"[\u4e00-\u9fff]{2}")
_BEFORE_NOUN = re.compile(r"([\u4e00-\u9fff]{2,})$")
_FILLERS = re.compile(r"(?:共计|累计|合计|总计|共有|达到|共|达|约|为|有|计|了|到|各)+$")
_ENUMERATED = re.compile(r"[^，。；：（）]+(?:、[^，。；：（）]+)+")
_NOUN_MEASURES = frozenset("名位个家户条件台辆部座栋块面所组支张份本篇项种类棵盏")


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `figure`, `unit`, `qualifier`, `counted`, `vague`."""
    for claim in seen.claims:
        if claim.kind == "figure" and claim.figure is not None:
            yield from _figure(seen, claim, claim.figure)
        elif claim.kind == "number" and not _in_words(seen, claim.key):
            yield seen.finding("figure", claim.text)
        elif claim.kind == "vague" and not any(given.kind == "vague" for given in seen.evidence.claims):
            yield seen.finding("vague", claim.text)


def _figure(seen: Seen, claim: Claim, figure: FigureSpan) -> Iterator[Finding]:
    if _ARTICLE.match(claim.text) or _counts_itself(seen, claim, figure):
        return
    if figure.kind == "ordinal" and claim.text in seen.evidence.words:
        return
    fault, fact = _reading(seen, figure)
    if fault:
        yield seen.finding(fault, claim.text, fact.text if fact else "")
    elif noun := _foreign_noun(seen, claim, figure):
        yield seen.finding("counted", f"{claim.text}{noun}", seen.evidence.shown(claim.near))


def _reading(seen: Seen, said: FigureSpan) -> tuple[str, Fact | None]:
    """What is wrong with a figure, and the fact that comes nearest; ("", None) where the facts carry it."""
    worst: tuple[str, Fact | None] = ("figure", None)
    for view in seen.evidence.views:
        for given in view.claims:
            if given.figure is None or not same_value(said, given.figure):
                continue
            if not _units_agree(seen, said, given):
                worst = ("unit", view.fact) if worst[0] == "figure" else worst
            elif not _qualifiers_agree(said.qualifier, given.figure.qualifier, view.fact):
                worst = ("qualifier", view.fact)
            else:
                return "", None
    for given in seen.evidence.basics.claims:
        if given.figure is not None and same_value(said, given.figure) and _units_agree(seen, said, given):
            return "", None
    if worst[1] is None and said.value in {v for view in seen.evidence.views for v in view.bare}:
        return "", None
    return worst if worst[1] else ("figure", _nearest(seen, said))


def _nearest(seen: Seen, said: FigureSpan) -> Fact | None:
    """The fact whose figure has the same unit: what the sentence most likely meant."""
    for view in seen.evidence.views:
        if any(c.figure is not None and c.figure.unit == said.unit for c in view.claims):
            return view.fact if seen.rests_on_facts else None
    return None


def same_value(one: FigureSpan, other: FigureSpan) -> bool:
    """Equal in value, upper end and kind (第三名 is not 3名)."""
    ordinal = "ordinal" in (one.kind, other.kind) and one.kind != other.kind
    return one.value == other.value and one.high == other.high and not (ordinal and other.text != one.text)


def _units_agree(seen: Seen, said: FigureSpan, claim: Claim) -> bool:
    given = claim.figure
    if given is None or said.kind == given.kind == "ordinal":
        return given is not None
    if given.unit == seen.rules.units.loose and any(word in given.counted for word in seen.rules.persons):
        return said.unit in _OF_PERSONS
    if given.unit == "" and said.unit == "%":  # 满意度九十五点三
        return not claim.near.isdisjoint("率度占比")
    return seen.rules.units.agree(said.unit, given.unit)


def _qualifiers_agree(said: str, given: str, fact: Fact) -> bool:
    """5千多 = 5000余; 40来斤 = 约40斤; a figure given roughly may not be told exactly, nor the other way round."""
    one, other = _sense(said), _sense(given)
    if one == other:
        return one != "×" or said == given
    if given in ("来", "把"):
        return one in ("about", "over")
    if not other:
        return one == "about" and fact.certainty in ("approximate", "unsure")
    return other == "under" and one == "about" and given not in ("不到", "不足", "以内", "以下", "不超过")


def _sense(qualifier: str) -> str:
    if "×" in qualifier:
        return "×"
    senses = {"over": _OVER, "about": _ABOUT, "under": _UNDER}
    return next((name for name, words in senses.items() if qualifier in words), "")


def _counts_itself(seen: Seen, claim: Claim, figure: FigureSpan) -> bool:
    """从环境、秩序、服务、安全四个方面: the number of the things listed, or of the facts told together (三次整治)."""
    if figure.kind != "count" or figure.value is None or not 2 <= figure.value <= 12:
        return False
    after = seen.text[claim.end - 1 : claim.end + 2]
    if not _LISTED.search(after):
        return False
    lists = [
        run[0].count("、") + 1 for run in _ENUMERATED.finditer(seen.text) if not re.search(r"\d", run[0])
    ]
    lists = lists if figure.unit in _OF_LISTS else []
    joined = [number + 1 for number in lists if re.search("[和与及]", seen.text)]
    quoted = (
        []
        if figure.unit not in _OF_THINGS
        else [len(_QUOTE.findall(view.raw.split("\n")[0])) for view in seen.evidence.views]
    )
    together = figure.unit in _OF_DEEDS and _TOGETHER.search(seen.text[: claim.start]) is not None
    told = sum(not view.fact.computed for view in seen.evidence.views) if together else 0
    return figure.value in (*lists, *joined, *quoted) or (seen.rests_on_facts and figure.value == told)


def _in_words(seen: Seen, key: str) -> bool:
    return key in re.sub(r"[（）()、\s]", "", seen.evidence.words) or seen.rules.bank_has(key)


def _foreign_noun(seen: Seen, claim: Claim, figure: FigureSpan) -> str:
    """The noun right beside a figure (36名居民, 居民36名) that the facts do not know; "" where all is well."""
    if figure.kind in ("ordinal", "time", "multiple", "ratio"):
        return ""
    counts = _counts_nouns(claim.text)
    after = _HANZI.match(seen.text, claim.end) if counts else None
    if after is not None:
        neutral = seen.rules.neutral.match(seen.text, claim.end) is not None
        return "" if neutral or _known(seen, after[0]) else after[0]
    before = _FILLERS.sub("", seen.text[max(0, claim.start - 8) : claim.start])
    thing = seen.rules.things.search(before)
    if thing is not None:
        return "" if _thing_known(seen, claim, figure, thing) else thing[0]
    return _unknown_before(seen, claim, before) if counts else ""


def _thing_known(seen: Seen, claim: Claim, figure: FigureSpan, thing: re.Match[str]) -> bool:
    word, joined = thing[0], thing.string[max(0, thing.start() - 1) : thing.start() + 1]
    if claim.text[-1] in word or word in seen.evidence.words or pairs(word) <= seen.evidence.grams:
        return True
    if joined in seen.evidence.grams or _compound(seen, word) or seen.rules.neutral.fullmatch(word):
        return True
    carrying = [
        v for v in seen.evidence.views if any(g.figure and same_value(figure, g.figure) for g in v.claims)
    ]
    counted = any(person in view.text for view in carrying for person in seen.rules.persons)
    return not counted and figure.unit == "人" and word in seen.book.whole.words


def _unknown_before(seen: Seen, claim: Claim, before: str) -> str:
    """变电站3座 where the facts know no 电站."""
    stretch = _BEFORE_NOUN.search(before)
    if stretch is None:
        return ""
    noun = stretch[1][-2:]
    spread = all(character in seen.evidence.fact_words for character in noun)
    known = claim.text[-1] in noun or spread or _known(seen, noun) or _compound(seen, stretch[1][-3:])
    return "" if known or seen.rules.neutral.fullmatch(noun) else noun


def _compound(seen: Seen, stretch: str) -> bool:
    """垃圾桶 of 垃圾 and 分类桶: a known pair, and a last character the facts use."""
    return len(stretch) == 3 and stretch[:2] in seen.evidence.grams and stretch[2] in seen.evidence.fact_words


def _counts_nouns(text: str) -> bool:
    return text.rstrip("多余来")[-1:] in _NOUN_MEASURES


def _known(seen: Seen, pair: str) -> bool:
    """A pair of the facts' words, or astride two words (名|学生 参|加了)."""
    return pair in seen.evidence.grams or any(character in seen.rules.particles for character in pair)
