"""Short titles of points: by the words of prompts/phrases/labels.toml, or by the short name the user gave. Pure functions over str."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.wording import table

_NEAR = (
    22  # characters within which the words that name a title must begin: later ones tell of something besides
)


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str], frozenset[str], frozenset[str]], ...]:
    return tuple(
        (
            str(entry["title"]),
            re.compile(entry["words"]),
            frozenset(entry["roles"]),
            frozenset(entry.get("units", ())),
        )
        for entry in table("phrases/labels")["label"]
    )


@lru_cache(maxsize=4096)
def label_of(text: str, role: str, unit_type: str = "") -> str:
    """The short title whose words are found earliest in the text, "" if none is near its head."""
    best, place = "", _NEAR
    for title, words, roles, units in _labels():
        if (roles and role not in roles) or (unit_type and units and unit_type not in units):
            continue
        found = words.search(text)
        if found and found.start() < place:
            best, place = title, found.start()
    return best


def subject_named(heading: str) -> bool:
    """Whether a short name tells what its facts are about: 厕所, 存款; not 人员, 时间, nor a whole clause."""
    verbs = table("phrases/frames")["verbs"]
    plain = re.search(verbs["plain"], heading) or re.match(rf"{verbs['keep']}|[搞弄做抓管]", heading)
    return 0 < len(heading) <= 6 and not plain


def own_title(heading: str) -> str:
    """The user's own short name with a verb: 垃圾分类 → 推进垃圾分类, 存款 → 做好存款工作; "" for 人员, 时间 and their like."""
    verbs = table("phrases/frames")["verbs"]
    if not heading or re.search(verbs["plain"], heading):
        return ""
    if re.match(verbs["keep"], heading):
        return heading
    for find, put in verbs["rules"]:
        if found := re.search(find, heading):
            return found.expand(put) if "\\1" in put else put.replace("\\0", heading)
    core = heading.removesuffix("工作")
    return str(verbs["default"]).format(core) if len(core) <= 8 else heading
