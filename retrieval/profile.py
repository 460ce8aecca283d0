"""How a report is written: enumeration, levels, proportions, lengths, person, opening and closing form; nothing of what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import mean

from language import text as chars
from retrieval.formulas import formulas
from retrieval.records import OutlineNode, SampleParagraph, StyleProfile

_NUMBERINGS = (
    (re.compile(r"^[一二三四五六七八九十]+、"), "一、"),
    (re.compile(r"^[（(][一二三四五六七八九十]+[)）]"), "（一）"),
    (re.compile(r"^\d+[、．.]"), "1、"),
    (re.compile(r"^[（(]\d+[)）]"), "（1）"),
    (re.compile(r"^[①-⑳]"), "①"),
    (re.compile(r"^[一二三四五六七八九十]+是"), "一是"),
    (re.compile(r"^第[一二三四五六七八九十]+"), "第一"),
    (re.compile(r"^(?:首先|其次|再次|最后)"), "首先"),
)
_RUN_ON = re.compile(r"(?:^|[，。；：])([一二三四]是)")
# How a report speaks of its own unit, 我们 apart.
_PERSON = re.compile(
    r"我们|我(?:校|站|所|行|局|院|镇|乡|村|区|市|县|社区|街道|单位|公司|中心|支队|大队|队|馆|园|部|处|科|委|办|厂|班)"
    r"|本(?:校|站|所|行|局|院|镇|村|单位|公司|中心|馆)|社区|全[校站所行局院镇区县市]|[区县市镇乡局院]党委"
)
_PERSON_MIN = 2
_ALIKE = 0.6  # share of the most used style a second one needs to be weighed against it
_TRANSITIONS = """
同时 目前 为此 因此 此外 另外 首先 其次 再次 最后 总之 综上 与此同时 在此基础上 下一步 今后 尤其 特别是
其中 通过 为了 为 按照 根据 针对 结合 围绕 随着 尽管 但是 然而 不仅 截至目前 截止目前 一方面 另一方面
具体来说 总的来看 回顾 展望 虽然 会上 而后 在这 正是
"""
_TRANSITION = re.compile(
    r"(?:^|[。；\n])(" + "|".join(sorted(_TRANSITIONS.split(), key=len, reverse=True)) + ")"
)
_FORM_CHARS = 120  # characters of opening and closing shown
_TRANSITIONS_KEPT = 8
_ROLE_SHARE_DIGITS = 3


def profile(outline: Sequence[OutlineNode], paragraphs: Sequence[SampleParagraph]) -> StyleProfile:
    """The style of a report from its outline and paragraphs, masked already."""
    nodes = [node for node in _flat(outline) if node.kind != "implied"]
    texts = [paragraph.masked or paragraph.text for paragraph in paragraphs if paragraph.text]
    numbering = _numbering(nodes)
    return StyleProfile(
        enumeration=_enumeration(nodes, texts, numbering),
        numbering=numbering,
        levels=max((node.level for node in nodes), default=0),
        run_in=any(node.kind == "run_in" for node in nodes),
        formulas=formulas(
            (node.masked or node.text, node.level) for node in nodes if node.kind != "enum_item"
        ),
        shares=_shares(paragraphs),
        order=_order(paragraphs),
        sentence_length=_mean(
            len(chars.nows(text[start:end])) for text in texts for start, end in chars.sentences(text)
        ),
        paragraph_length=_mean(len(text) for text in texts),
        person=_person(paragraphs),
        opening=_form(_first_body(nodes, paragraphs)),
        closing=_form(_last_body(paragraphs), from_end=True),
        transitions=_transitions(texts),
        chars=sum(len(chars.nows(paragraph.text)) for paragraph in paragraphs)
        + sum(len(node.marker + node.text) for node in nodes if node.kind == "standalone"),
    )


def _flat(nodes: Iterable[OutlineNode]) -> Iterator[OutlineNode]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _mean(lengths: Iterable[int]) -> float:
    values = list(lengths)
    return round(mean(values), 1) if values else 0.0


# ------------------------------------------------------------------ numbering


def _style_of(marker: str) -> str:
    return next((style for pattern, style in _NUMBERINGS if pattern.match(marker)), "")


def _numbering(nodes: Sequence[OutlineNode]) -> tuple[str, ...]:
    """The marker style per level, top first: the one most nodes of the level use."""
    by_level: dict[int, Counter[str]] = {}
    for node in nodes:
        style = _style_of(node.marker)
        if style:
            by_level.setdefault(node.level, Counter())[style] += 1
    styles: list[str] = []
    for level in sorted(by_level):
        below = by_level.get(level + 1, Counter())
        ranked = by_level[level].most_common()
        # of two styles used alike, the one that does not belong to the level below: 一、 > 1、 > 一是
        alike = [style for style, number in ranked if number >= _ALIKE * ranked[0][1]]
        styles.append(min(alike, key=lambda style: (style in below, alike.index(style))))
    return tuple(styles)


def _enumeration(nodes: Sequence[OutlineNode], texts: Sequence[str], numbering: tuple[str, ...]) -> str:
    """The style below the top level; run on inside paragraphs (一是…；二是…) counts where no list does."""
    top = min((node.level for node in nodes), default=1)
    below = Counter(style for node in nodes if node.level > top and (style := _style_of(node.marker)))
    if below:
        style = below.most_common(1)[0][0]
    elif any(len(_RUN_ON.findall(text)) >= 2 for text in texts):
        style = "一是"
    else:
        style = numbering[0] if len(numbering) == 1 and numbering[0] in ("1、", "一是", "（1）") else "none"
    return {"（1）": "1、", "①": "1、", "首先": "第一", "一、": "none"}.get(style, style)


# ------------------------------------------------------------------ proportions, person


def _shares(paragraphs: Sequence[SampleParagraph]) -> dict[str, float]:
    lengths: Counter[str] = Counter()
    for paragraph in paragraphs:
        lengths[paragraph.role] += len(paragraph.text)
    total = sum(lengths.values())
    return (
        {role: round(size / total, _ROLE_SHARE_DIGITS) for role, size in lengths.most_common() if role}
        if total
        else {}
    )


def _order(paragraphs: Sequence[SampleParagraph]) -> tuple[str, ...]:
    """The roles in the order they first come."""
    return tuple(dict.fromkeys(paragraph.role for paragraph in paragraphs if paragraph.role))


def _person(paragraphs: Sequence[SampleParagraph]) -> str:
    """The words the report uses for itself, most frequent first, two at most: 社区 / 我们."""
    counted = Counter(word for paragraph in paragraphs for word in _PERSON.findall(paragraph.text))
    frequent = [word for word, number in counted.most_common() if number >= _PERSON_MIN]
    return " / ".join(frequent[:2])


def _transitions(texts: Sequence[str]) -> tuple[str, ...]:
    counted = Counter(word for text in texts for word in _TRANSITION.findall(text))
    return tuple(word for word, _ in counted.most_common(_TRANSITIONS_KEPT))


# ------------------------------------------------------------------ opening and closing


def _first_body(nodes: Sequence[OutlineNode], paragraphs: Sequence[SampleParagraph]) -> str:
    """The paragraph before the first heading; "" where the report opens with one."""
    if not paragraphs:
        return ""
    first = paragraphs[0]
    opens = min((node.start for node in nodes), default=first.start + 1)
    return first.masked or first.text if first.start < opens else ""


def _last_body(paragraphs: Sequence[SampleParagraph]) -> str:
    """The last paragraph where it closes the report; a last section of plans or problems is no closing."""
    last = paragraphs[-1] if paragraphs else None
    return (last.masked or last.text) if last is not None and last.role == "结语" else ""


def _form(paragraph: str, from_end: bool = False) -> str:
    """The build of a paragraph: short clauses stay, of a long one only how it opens; never its words in a row.

    在〔单位〕的精心指导下，紧紧围绕… ，…得到不断深化 → 在…下，紧紧围绕…，…
    """
    if not paragraph:
        return ""
    parts = re.split(r"([，。；！])", paragraph)
    shown = "".join(part if len(part) <= 1 else _clause_form(part) for part in parts)
    shown = re.sub(r"(?:…[，；]?){2,}", "…，", shown)
    shown = re.sub(r"，+(?=[。；！])", "", shown)
    return shown[-_FORM_CHARS:] if from_end else shown[:_FORM_CHARS]


_FRAME = re.compile(
    r"^(在|按照|根据|围绕|紧紧围绕|以|为|为了|通过|结合|针对|随着|坚持|本着|认真贯彻|全面|积极|努力|不断|大力|深入|扎实|切实|进一步|有效|总之|"
    r"今后|我们将|我们|但|虽然)"
)
_CLOSE = re.compile(
    r"(下|中|为目标|为重点|为主线|为抓手|为契机|为着力点|为切入点|上|以来|的同时|提升|提高|深化|巩固|成效|贡献|保障|基础|台阶|水平|差距|而努力)$"
)


def _clause_form(clause: str) -> str:
    """Opening and ending words of a clause, slots kept: 在〔单位〕的关心支持下 → 在〔单位〕…下."""
    head = _FRAME.match(clause)
    tail = _CLOSE.search(clause)
    slot = re.search(r"〔[^〕]+〕", clause)
    begin = head[0] if head else ""
    end = tail[0] if tail and (head is None or tail.start() >= head.end()) else ""
    middle = slot[0] if slot else ""
    return f"{begin}{middle}…{end}"
