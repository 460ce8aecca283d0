"""How clauses lean on one another: which says something by itself, which continues the one before. Pure functions over str."""

from __future__ import annotations

import re
from functools import cache

from bot.wording import table
from language import figures, names

_PARTICLES = re.compile(
    r"(?<=[\u4e00-\u9fff\d%）)”》])(?:吧|嘛|呢|啊|呀|啦|哈|哦|噢|喔|咯|哟|呗|来着|的说|了哈|了吧|了啊|了嘛|了呢)+$"
)


@cache
def _grammar(key: str, *, head: bool = False) -> re.Pattern[str]:
    listed = "|".join(f"(?:{alternative})" for alternative in table("facts")["grammar"][key])
    return re.compile(f"^(?:{listed})" if head else listed)


@cache
def _verbs() -> re.Pattern[str]:
    grammar = table("facts")["grammar"]
    two = "|".join(sorted(set(grammar["verbs"].split()), key=len, reverse=True))
    one = grammar["verbs_one"]
    return re.compile(
        rf"{two}|[{one}](?=了|过|着|出|到|完|好|成|上|下|给|[\d一二两三四五六七八九十几半]|个(?!人|体))|^[{one}](?=[\u4e00-\u9fff])"
        r"|(?<![主责信担胜常历专])任(?![务何职期命凭劳])|(?<![没所还])有(?![关的些效力])|[抓管带走放播跑讲唱开来去]$|是"
    )


def has_verb(clause: str) -> bool:
    return bool(_verbs().search(clause))


def starts_with_verb(clause: str) -> bool:
    return bool(_verbs().match(clause))


def without_particles(clause: str) -> str:
    """`clause` without the particles of speech at its end (吧 嘛 呢 …)."""
    return _PARTICLES.sub("", clause)


def without_opener(clause: str) -> str:
    """`clause` without a connective at its head that says nothing (还有就是 …), unless nothing would remain."""
    rest = _grammar("openers", head=True).sub("", clause, count=1).lstrip("，, ")
    return rest if len(rest) >= 2 else clause


def leans(clause: str, before: str) -> bool:
    """Whether `clause` continues `before` rather than saying something of its own."""
    if not has_verb(before):
        return not (_people_named(clause) and _people_named(before))
    if _grammar("leaning", head=True).match(clause):
        return True
    spans = figures.find(clause)
    if spans and (spans[0].start == 0 or ("其中" in before and len(clause) <= 12)):
        return True
    if not has_verb(clause):
        return len(clause) <= 14 and not _people_named(clause)
    if (
        starts_with_verb(clause)
        and clause[0] in before
        and clause[0] in table("facts")["grammar"]["verbs_one"]
    ):
        return True
    return starts_with_verb(clause) and not any(
        span.kind not in ("in_name", "idiom") for span in figures.find(before)
    )


def _people_named(clause: str) -> bool:
    return any(span.kind == "PERSON" for span in names.find(clause))


def is_planned(clause: str) -> bool:
    return bool(_grammar("planned").search(clause)) and not _grammar("done").search(clause)


def is_unsure(clause: str) -> bool:
    return bool(_grammar("unsure").search(clause))


def only_unsure(clause: str) -> bool:
    return bool(_grammar("unsure_clause").fullmatch(clause))


def repair(clause: str) -> str | None:
    """What the clause puts in place of something said before (不对，是84个 → 84个; "" if it only says that it was wrong), else None."""
    found = _grammar("repair", head=True).match(clause)
    return clause[found.end() :].lstrip("，, ") if found else None
