"""How far the points of a pasted plan came: √ × △, 已完成, 没做, 进行中. Pure functions over str.

What is ticked off is simply told; what is not says so (装灯20盏 × 货没到 → 装灯20盏未完成，货没到), and no mark stays.
"""

from __future__ import annotations

import re

from bot.wording import pattern

DONE, UNDONE, PARTLY = "√✓✔☑✅", "×✗✘✕❌☒❎", "△○◯◐⏳"
MARKS = DONE + UNDONE + PARTLY
_BULLETS = "○◯"  # at the head of a line these are no marks
_BEHIND = re.compile(
    rf"(?<=[\u4e00-\u9fff\d）)])\s*(?P<mark>[{MARKS}])️?\s*(?P<next>$|[\u4e00-\u9fff]|[（(，,；;。]|\d)"
)
_AHEAD = re.compile(
    rf"^\s*[(（\[【]?\s*(?P<mark>[{DONE}{UNDONE}△◐⏳])️?\s*[)）\]】]?\s*(?P<rest>[\u4e00-\u9fff《“\d].*)$",
    re.S,
)
_TAIL = re.compile(r"^(?P<what>[^（(，,]*)(?P<tail>[（(，,].*)?$", re.S)
VERB = r"(?:做|完成|办|搞|弄|开展|落实|动|启动|实施|装|买|修|换|改|建|开|种|整改|达标|验收|到位)"
_DONE_WORDS = re.compile(
    r"(?:[-—－]+)?(?:已经?|都|全部?|均|按时|按期|如期|顺利|提前|基本)*(?:完成|做(?:完|好|成)|办(?:完|好|结)|搞(?:完|好)|弄(?:完|好)|完工)(?:了|的)*|做了"
)
_UNDONE_WORDS = re.compile(
    r"(?:[-—－]+)?(?:还|尚|暂|都|一直|也|今年|本月|暂时|目前)*(?:没有?|未|没能|未能|尚未|还没)(?:做|完成|办|搞|弄|开展|落实|动|启动|实施)(?:成|完成|好|起来)?(?:了)?"
    r"|(?:没|未)(?:动静|动工|开始)"
)
_PART_WORDS = re.compile(
    r"(?:[-—－]+)?(?:还|仍|目前|现在)*(?:(?:进行|推进|办理|施工)中|部分完成|(?:正在|还在|在)(?:做|办|搞|弄|推进|进行)(?:着)?)"
    r"|(?:只|才|就|仅)?(?:做|完成|办|搞|弄)了?(?:一半|大半|一小半|一部分|部分)|(?:没|未)(?:全部?)?(?:(?:做|办|搞|弄)完|全部完成)"
)
DENIED = re.compile("[没未]|取消|搁置")


_BOX = re.compile(r"^\s*(?:\[\s?\]|[□☐])\s*(?=[\u4e00-\u9fff])")


def spelt(text: str) -> str:
    """`text` of a clause with the marks of a ticked plan in words; a legend (√是做了) stays as it is, for whoever tells talk from facts."""
    if box := _BOX.match(text):
        return f"打算{text[box.end() :]}"
    if not any(mark in text for mark in MARKS) or is_legend(text):
        return text
    ahead = _AHEAD.match(text)
    if ahead is not None:
        return with_word(ahead["rest"], _word(ahead["mark"]))
    return _BEHIND.sub(_behind, text).strip(_BULLETS)


def is_legend(text: str) -> bool:
    """Whether a clause says what the marks mean (√是做了, 打叉的没做)."""
    return bool(pattern("facts", "tick_legend").fullmatch(text.strip()))


def _word(mark: str) -> str:
    return "" if mark in DONE else "未完成" if mark in UNDONE else "部分完成"


def _behind(found: re.Match[str]) -> str:
    mark, following = found["mark"], found["next"]
    if mark in UNDONE and following.isdigit():
        return found[0]  # 2排×3
    comma = "" if following in ("", "（", "(", "，", ",", "；", ";", "。") else "，"
    return f"{_word(mark)}{comma}{following}"


def with_word(text: str, word: str) -> str:
    """The word behind what was to be done, before a bracket or comma: 换路灯（没货） → 换路灯未完成（没货）."""
    found = _TAIL.match(text)
    if not word or found is None or DENIED.search(found["what"]):
        return text
    return f"{found['what'].rstrip()}{word}{found['tail'] or ''}"


def state_of(words: str) -> str | None:
    """未完成, 部分完成 or "" (done) where words say nothing but how far something came; else None."""
    words = words.strip("，, ")
    if _UNDONE_WORDS.fullmatch(words):
        return "未完成"
    if _PART_WORDS.fullmatch(words):
        return "部分完成"
    return "" if _DONE_WORDS.fullmatch(words) else None
