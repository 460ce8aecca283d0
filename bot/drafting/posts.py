"""Posts and the persons in them, as a report tells them: 站长侯某，指导员甘某 → 班子成员有站长侯某、指导员甘某. Pure functions over str."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from bot.facts.grammar import has_verb
from bot.wording import table
from language.name_words import POSTS
from language.surnames import looks_like_name

_POST = "(?:" + "|".join(sorted(map(re.escape, set(POSTS)), key=len, reverse=True)) + ")"

_TAKES = re.compile("组长|领导小组|专班")  # a sentence about who leads the work, not who holds which post

_ALONE = re.compile("^(?P<name>[\u4e00-\u9fff]{2,3})（(?P<within>[^（）]{2,12})）$")
_NO_NAME = re.compile("[的了是和在为等人员名个位各每共及与岗班组科室部空缺暂着未]")


class Holder(msgspec.Struct, frozen=True):
    """A person with the post as said and what they look after, "" where nothing was said. Of several in one post `name` is （甲、乙）."""

    post: str
    name: str
    duty: str = ""

    @property
    def called(self) -> str:
        return f"{self.post}{self.name}"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    duty = table("clauses")["posts"]["duty"]
    post = rf"[\u4e00-\u9fff]{{0,8}}?{_POST}"
    return {
        "held": re.compile(
            rf"^(?P<post>{post}(?:、[\u4e00-\u9fff]{{0,6}}?{_POST})*)(?:是|为|：)?(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?:同志)?"
            rf"(?:（(?P<within>[^（）]{{2,12}})）)?(?P<duty>(?:{duty}).*)?$"
        ),
        "takes": re.compile(
            rf"^(?P<name>[\u4e00-\u9fff]{{2,3}})(?:同志)?(?:担?任|是)(?P<post>{post}(?:、{_POST})*)$"
        ),
        "several": re.compile(
            rf"^(?P<post>[\u4e00-\u9fff]{{0,4}}?{_POST})(?:有|共)?(?P<count>\d+|[两三四五])[名个位](?:：|，分别为|，)(?P<names>.+)$"
        ),
        "also": re.compile(rf"^(?P<post>{_POST})也?(?:是|由)?也?(?:她|他)(?:一肩挑|兼任?|兼着|担任)?$"),
        "duty": re.compile(rf"^(?:{duty})"),
        "taking": re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,3}}?)，?(?P<duty>(?:{duty}).*)$"),
        "rank": re.compile(words_of("ranks")),
    }


def words_of(key: str) -> str:
    return str(table("clauses")["posts"][key])


def posts_told(clauses: Sequence[str], leaders: str) -> list[str] | None:
    """The clauses with their bare posts gathered in one clause that `leaders` opens; None where fewer than two are bare.

    Who has a duty of their own is told with it, in a clause of its own.
    """
    if any(_TAKES.search(clause) for clause in clauses):
        return None
    holders: list[Holder] = []
    others: list[str] = []
    rank, listing = "", False
    for clause in clauses:
        ranked = _patterns()["rank"].match(clause)
        rank = rank or (ranked[1] if ranked else "")
        clause = clause[ranked.end() :] if ranked else clause
        held = _holders(clause)
        if held:
            holders, listing = [*holders, *held], True
        elif listing and (grown := _grown(holders[-1], clause)):
            holders[-1] = grown
        else:
            listing = False
            others.append(clause)
    bare = [holder for holder in holders if not holder.duty]
    if len(holders) < 2 or not bare:
        return None
    opening = f"{_frame(holders, leaders, rank)}{'、'.join(holder.called for holder in holders)}"
    duties = [f"{holder.name}{holder.duty}" for holder in holders if holder.duty]
    return [opening, *(f"{'其中' if not n else ''}{duty}" for n, duty in enumerate(duties)), *others]


def _grown(last: Holder, clause: str) -> Holder | None:
    """The last holder with what a clause without subject adds: a duty (分管公卫), another post (主任也是她)."""
    if _patterns()["duty"].match(clause):
        return Holder(last.post, last.name, "，".join(filter(None, (last.duty, clause))))
    also = _patterns()["also"].match(clause)
    return Holder(f"{last.post}、{also['post']}", last.name, last.duty) if also else None


def _holders(clause: str) -> list[Holder]:
    """The holders a clause names, and nothing else: 副站长2名：甲、乙; 校长甲; 副校长甲（教学）、副校长乙（德育）."""
    if several := _patterns()["several"].match(clause):
        named = [_one_of_several(part) for part in re.split("[、，和]", several["names"])]
        if not all(named):
            return []
        return [Holder(f"{several['post']}{several['count']}名", f"（{'、'.join(named)}）")]
    if takes := _patterns()["takes"].match(clause):
        return [Holder(takes["post"], takes["name"])] if _is_name(takes["name"]) else []
    result: list[Holder] = []
    for part in re.split("、(?![^（]*）)", clause):
        alone = _ALONE.match(part) if result else None
        if alone and _is_name(alone["name"]):  # 副所长甲（食品）、乙（特设）: the post is said once
            result.append(Holder(result[-1].post, alone["name"], _looks_after(alone["within"])))
            continue
        match = _patterns()["held"].match(part)
        if match is None or not _is_name(match["name"]) or len(match["post"]) > 14:
            return []
        duty = match["duty"] or (_looks_after(match["within"]) if match["within"] else "")
        result.append(Holder(match["post"], match["name"], duty))
    return result


def _looks_after(words: str) -> str:
    """抓生产, 管食品、执法, 教学 → 分管生产 …"""
    return f"分管{re.sub('^(?:分管|主管|主抓|负责|[管抓])', '', words)}"


def _one_of_several(words: str) -> str:
    """甲, 甲分管生产 or 安全副站长甲 as they stand among several of one post; "" for anything else."""
    if _is_name(words):
        return words
    if (alone := _ALONE.match(words)) and _is_name(alone["name"]):
        return f"{alone['name']}{_looks_after(alone['within'])}"
    for key in ("taking", "held"):
        match = _patterns()[key].match(words)
        if match and _is_name(match["name"]):
            return words
    return ""


def _is_name(words: str) -> bool:
    """Behind a post two or three 汉字 that do nothing are a name, rare surnames too."""
    return looks_like_name(words) or (
        len(words) in (2, 3) and not has_verb(words) and not _NO_NAME.search(words)
    )


def _frame(holders: Sequence[Holder], leaders: str, rank: str) -> str:
    """班子成员有 where all are heads of something, else the plain form; 中层干部有 where the user called them so."""
    if rank:
        return str(words_of("ranked")).format(rank)
    heads = re.compile(words_of("heads"))
    return leaders or words_of("leaders" if all(heads.search(h.post) for h in holders) else "others")
