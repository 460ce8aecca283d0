"""Lines of a chat group as exported or copied: when and who, parted from what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.wording import pattern, table
from language import names, surnames

_TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_DAY = r"(?:(?:20)?\d{2}[-/.年])?(?:1[0-2]|0?[1-9])[-/.月](?:3[01]|[12]\d|0?[1-9])[日号]?"
_STAMP = re.compile(rf"\s*(?:(?:上午|下午|晚上|早上|中午|凌晨)\s?)?{_TIME}\s*")
_SPEAKER = re.compile(r"\s*(?P<who>[\u4e00-\u9fffA-Za-z0-9_·（）()-]{1,12})\s*[:：]\s*(?=\S)")
# 王芳 2024/3/20 20:11, 王芳 20:11:33, 2024-03-20 20:11:33 王芳: a line that only says who speaks next.
_HEAD = re.compile(
    rf"\s*(?:(?P<who>[\u4e00-\u9fffA-Za-z0-9_·（）()-]{{1,12}})\s+)?(?:(?P<day>{_DAY})\s*)?(?:(?:周|星期)[一二三四五六日天]\s*)?"
    rf"(?:(?:上午|下午|晚上|早上|中午|凌晨)\s?)?{_TIME}(?:\s+(?P<other>[\u4e00-\u9fffA-Za-z0-9_·（）()-]{{1,12}}))?\s*"
)
_NICK = re.compile(r"[老小阿大][\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff][哥姐叔姨爷婶伯]")
_LEAST = 2  # lines that a speaker opens before they are taken for a conversation


class Speakers:
    """The speakers of one paste. `day` is the day that the last head line gave, as written; "" where it gave none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.day = ""
        known: dict[str, int] = {}
        for line in lines:
            found = _stamped(line)
            if found is not None:
                known[found["who"]] = known.get(found["who"], 0) + 1
            elif (head := _HEAD.fullmatch(line)) and (who := head["who"] or head["other"]):
                known[who] = known.get(who, 0) + _LEAST
        self._known = known

    def heads(self, line: str) -> bool:
        """Whether a line only says who speaks, and when; its day holds for what follows."""
        found = _HEAD.fullmatch(line)
        who = (found["who"] or found["other"]) if found else None
        if found is None or not who or who not in self._known:
            return False
        self.day = (found["day"] or self.day).strip()
        return True

    def length(self, line: str, at: int) -> int:
        """How many characters behind `at` say when and who: 20:11 书记王芳：."""
        stamp = _STAMP.match(line, at)
        after = stamp.end() if stamp else at
        found = _SPEAKER.match(line, after)
        if found and (stamp or self._speaks(found["who"], dated=at > 0)):
            return found.end() - at
        return after - at if stamp and at else 0

    def _speaks(self, who: str, *, dated: bool) -> bool:
        return self._known.get(who, 0) >= 1 or (dated and _is_person(who))


def _stamped(line: str) -> re.Match[str] | None:
    """The speaker of a line that has a time before him."""
    found = re.match(rf"\s*(?:{_DAY})?\s*(?:(?:周|星期)[一二三四五六日天]\s*)?", line)
    stamp = _STAMP.match(line, found.end() if found else 0)
    return _SPEAKER.match(line, stamp.end()) if stamp else None


def _is_person(who: str) -> bool:
    """书记王芳, 会计阿良, 王芳, 镇干事 — and no label such as 路灯 or 带队."""
    if who in table("facts")["log_labels"]:
        return False
    bare = pattern("facts", "posts").sub("", who)
    if not bare:
        return True
    named = len(bare) in (3, 4) and names.is_name(bare)
    nicked = bool(_NICK.fullmatch(bare)) and (bare != who or bare[0] in "老小阿")
    return named or nicked or (bare != who and names.is_name(bare)) or bare[:2] in surnames.COMPOUNDS
