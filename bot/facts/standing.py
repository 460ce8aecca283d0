"""How far what an answer lists came: 换电线，没做; 讲座3场，只办了1场; 未完成：甲、乙. What is not done is never told as done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.facts.splitting import Clause
from bot.facts.ticks import DENIED, VERB, state_of, with_word
from language import figures

_CAME_TO = re.compile(
    rf"(?:[-—－]+)?(?:目前|现在|实际|已经?|只|仅|才|就|共|先)*{VERB}(?:了|成|好|完)*(?:约)?(?=[\d一二两三四五六七八九十])"
)
_MEANT = re.compile(r"想|打算|准备|本来|原本|要是|如果")
_BRACKET = re.compile(r"[（(](?P<word>[^（）()，,；;]{1,10})(?P<more>[，,；;][^（）()]*)?[)）]$")
_LISTED_AS = re.compile(r"^(?P<word>[^：:]{1,8}?)(?:的|的有|的是|项目|事项|工作)?[：:](?P<rest>.+)$")
_SHORT = 20  # characters of a point that is only a name of what was to be done


def settled(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses of a point with how far it came in the clause that names it: 换电线，没做 → 换电线未完成; 讲座3场，只办了1场 in one."""
    kept: list[Clause] = []
    listed: dict[int, str] = {}  # sentence → how far everything in it came (未完成：甲、乙)
    for clause in clauses:
        heads = _LISTED_AS.match(clause.text) if clause.sentence not in listed else None
        if heads is not None and (state := state_of(heads["word"])) is not None:
            listed[clause.sentence] = state
            clause = replace(clause, text=heads["rest"].strip())
        if word := listed.get(clause.sentence, ""):
            clause = replace(clause, text=with_word(clause.text, word))
        clause = replace(clause, text=_unbracketed(clause.text))
        before = kept[-1] if kept and kept[-1].sentence == clause.sentence else None
        if before is None or not _is_name(before.text):
            kept.append(clause)
        elif (state := state_of(clause.text)) is not None:
            kept[-1] = replace(before, text=f"{before.text}{state}", end=clause.end)
        elif (came := _CAME_TO.match(clause.text)) and _falls_short(before.text, clause.text[came.start() :]):
            kept[-1] = replace(before, text=f"{before.text}，{clause.text.lstrip('-—－')}", end=clause.end)
        else:
            kept.append(clause)
    return tuple(kept)


def _is_name(text: str) -> bool:
    """Whether a clause only names what was to be done."""
    return len(text) <= _SHORT and not DENIED.search(text) and not _MEANT.search(text) and "了" not in text


def _unbracketed(text: str) -> str:
    """消防演练（完成） → 消防演练; 电梯维保（未完成，等配件） → 电梯维保未完成，等配件."""
    found = _BRACKET.search(text)
    state = state_of(found["word"]) if found else None
    if found is None or state is None:
        return text
    more = found["more"] or ""
    return f"{text[: found.start()]}{state}{more}"


def _falls_short(planned: str, came: str) -> bool:
    """Whether the second figure counts fewer of the same as the first (讲座3场, 办了1场)."""
    goal, done = figures.find(planned), figures.find(came)
    if not goal or not done or goal[-1].value is None or done[0].value is None:
        return False
    return goal[-1].unit == done[0].unit and done[0].value < goal[-1].value
