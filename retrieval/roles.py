"""The role of a section, a paragraph or a user's fact: 组织领导, 宣传, 环境整治 … by words of its headings and its text.

A pure function over config/roles.toml; 引言 and 结语 come from the place in the report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.tables import RoleWords, any_of

OTHER = "主要工作"
LEAD, CLOSING, SIGNATURE = "引言", "结语", "落款"
SIGNATURE_MAX = 30  # characters of a line that signs or dates a report
LABEL_MAX = 24  # characters of an opening that labels its paragraph like a heading: 存在问题：…
OWN, PARENT = (
    6.0,
    2.5,
)  # weight of a hit in the nearest heading and in one above it, against 1 for a hit in the text
FIRST = 2.0  # weight of a hit in the first clause of a text without heading
REPEATS = 3  # hits of one pattern beyond these add nothing
TEXT_MAX = 2000  # characters that are looked at
LONG = 120  # characters: a longer text's hits are scaled down to this length

_CLOSING = re.compile(
    r"总之|综上|今后|新的(?:一年|学期|征程)|我们(?:有信心|相信|坚信|将)|一定(?:会|要|能)|再(?:上|创|接再厉)|(?:作出|做出).{0,8}贡献|不断.{0,12}前进|差距|更(?:高|大|好|上)|还将|一如既往|继续努力|各位领导|奋斗|力争|只要"
)
_DATED = re.compile(r"[\d二〇○零一xX×_*]{4}年.{1,3}月(?:.{1,3}日)?")
_PLAN_CLOSE = re.compile(r"^(?:在)?(?:今后|下一步|新的|接下来|明年|下半年)")


def role_of(heading: str, text: str, words: Mapping[str, RoleWords], parents: Sequence[str] = ()) -> str:
    """The likeliest role of `text` below `heading` (both may be ""); `parents` are the headings above, nearest first.

    `OTHER` where nothing speaks for any role.
    """
    text = text[:TEXT_MAX]
    for above in (_label(text), heading, *parents):
        for role, table in words.items():
            if above and table.ruling and any_of(table.ruling).search(above):
                return role
    for role, table in words.items():
        if not heading and table.opening and any_of(table.opening).match(text):
            return role
    scores = {role: table.weight * _score(heading, text, parents, table) for role, table in words.items()}
    best = max(scores, key=lambda role: scores[role], default=OTHER)
    return best if scores.get(best, 0.0) >= 1.0 else OTHER


def paragraph_roles(
    texts: Sequence[str], headings: Sequence[Sequence[str]], words: Mapping[str, RoleWords]
) -> tuple[str, ...]:
    """The role of each paragraph of a report; `headings[i]` are the headings over paragraph i, nearest first, run-in ones too."""
    roles = []
    end = len(texts)
    while end > 1 and _signs(texts[end - 1]):
        end -= 1
    for at, (text, above) in enumerate(zip(texts, headings, strict=True)):
        if at >= end:
            roles.append(SIGNATURE)
        elif at == 0 and not above and end > 1:
            roles.append(LEAD)
        elif at == end - 1 and at > 0 and _closes(text, above):
            roles.append(CLOSING)
        else:
            roles.append(role_of(above[0] if above else "", text, words, above[1:]))
    return tuple(roles)


def _signs(text: str) -> bool:
    """某某供电所 / 2023年12月20日: a short line without any stop that is no item of a list."""
    if _DATED.fullmatch(text):
        return True
    stopped = re.search(r"[。；！？：，]", text) or re.match(r"[-●•（(\d一二三四五六七八九十]", text)
    return len(text) <= SIGNATURE_MAX and stopped is None


def _label(text: str) -> str:
    """The first clause of a paragraph, where it is short enough to label the rest: 存在问题：… / 还有三方面不足。…"""
    first = re.split(r"[：:。]", text, maxsplit=1)[0]
    return first if first != text and len(first) <= LABEL_MAX else ""


def _closes(text: str, above: Sequence[str]) -> bool:
    """A last paragraph without a title of its own that looks back or ahead as a whole."""
    own_title = bool(above) and text.lstrip("0123456789（()）、.．一二三四五六七八九十是").startswith(
        above[0]
    )
    if own_title or re.match(r"[（(]?[一二三四五六七八九十\d]+(?:[、.）)]|是)", text):
        return False
    tail = text[-160:]
    hits = len(set(_CLOSING.findall(tail)))
    return len(text) <= 400 and (
        hits >= 2 or bool(_CLOSING.search(text[:12])) or bool(_PLAN_CLOSE.match(text))
    )


def _score(heading: str, text: str, parents: Sequence[str], table: RoleWords) -> float:
    score = OWN * _distinct(heading, table.heading)
    score += sum(PARENT * _distinct(parent, table.heading) for parent in parents)
    if not heading:
        score += FIRST * _distinct(re.split(r"[，。；：]", text, maxsplit=1)[0], table.text)
    hits = sum(min(len(re.findall(pattern, text)), REPEATS) for pattern in table.text)
    return score + hits * float(min(1.0, LONG / max(len(text), 1)) ** 0.5)


def _distinct(text: str, patterns: Sequence[str]) -> int:
    """1 for a hit, 2 for hits of several patterns: a heading is short and says its matter once."""
    if not text:
        return 0
    return min(2, len({m.group() for m in any_of(tuple(patterns)).finditer(text)}))
