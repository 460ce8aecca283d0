"""From rewritten clauses to a sentence that stands by itself: verbs put where a note has none, counts and posts gathered, openers taken off.

Pure functions over str. The tables lie in prompts/clauses.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.drafting.posts import posts_told
from bot.facts.grammar import has_verb, starts_with_verb
from bot.wording import table
from language import figures

_NUMBER = r"(?:共|约|近|累计|合计)?\d+(?:\.\d+)?[万千百亿]?余?"
_TIMES = r"(?:余?[次场期轮回天节届班])"
_RHYTHM = r"每(?:个)?(?:[日天周月年]|季度?|学期|半年)(?:[一二三四五六日天]|末)?(?:上午|下午|早上|晚上|早|晚)?"
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:（[^（）]{1,8}）)?(?:当天)?(?:至(?:\d{1,2}月)?(?:\d{1,2}日)?)?"
_SEASON = r"(?:全年|本月|上半年|下半年|本学期|春节|清明|端午|中秋|国庆|元旦|元宵|五一|六一|七一|八一)(?:期间|前后?)?"
_WHEN = rf"(?:{_DAY}|{_RHYTHM}|[\u4e00-\u9fff]{{2,3}}节(?:期间)?|{_SEASON})"
_COUNTED = re.compile(rf"^[\u4e00-\u9fffA-Za-z]{{1,9}}?({_NUMBER})([\u4e00-\u9fff]{{1,2}})$")
_NO_OBJECT = re.compile(
    r"[不未已剩实请缺率均共余占约]|最|其中|合计|累计|投入|金额|资金|经费|计划|任务|目标|上年|去年|同期|应"
)
_OTHER_SORT = re.compile(
    "计划|任务|目标|上年|去年|同期|应[到签检]|实到|剩余|其余"
)  # not one more of the same
_TERSE = 7  # characters up to which a count may name a deed and still be one of a row: 救援61起
_SERIES = 10  # characters of a count that is told in one row with others by 、
_NOUNS = re.compile(
    r"(?<=[镜椅机伞箱桶床柜架])(?=[\u4e00-\u9fff]{2})"
)  # 老花镜轮椅放大镜: what stands there, unparted
_OPENER = re.compile(
    r"^(?:还有个(?!别)|再有个(?!别)|个(?=[\u4e00-\u9fff]{2,4}[前后]，)|(?:还有|另外|另|再就是|再有|然后|接着|此外)(?:就是)?，?(?!款|书|原|行|外|约?\d|一|有)|[还又也](?=[\u4e00-\u9fff])(?!款|书|原|本|没|未|不|需|要|有|是|在|剩|称|门))"
)
_DOER = re.compile(
    r"[号队组站所院局校馆部园库员长们师生民众者家]$|中心$|公司$|单位$|^(?:每|日|为|向|给|对|由|在|共|累计|合计|已|新|再|今年|全年|本|上|下|社会|第)|每|各"
)


@cache
def _events() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Verb → what it is said of, at the end of a noun (召开 ← 例会)."""
    return tuple((verb, re.compile(f"(?:{ends})$")) for verb, ends in table("clauses")["events"].items())


@cache
def _rules(stage: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(find), put) for find, put in table("clauses")["complete"].get(stage, ()))


@lru_cache(maxsize=2048)
def completed(clause: str, role: str) -> str:
    """`clause` with the verb that a note leaves out: 晨会，通报… → 召开晨会，通报…; 折页6000份 → 发放折页6000份."""
    for stage in (role, "any"):
        for find, put in _rules(stage):
            clause = find.sub(put, clause)
    if clause.startswith("配备"):
        clause = _NOUNS.sub("、", clause)
    return clause if role in ("问题", "打算") else _with_event_verb(_verb_first(clause))


@cache
def _verb_last() -> re.Pattern[str]:
    verbs = "|".join(table("clauses")["verb_first"]["verbs"].split())
    return re.compile(
        rf"^(?P<thing>[\u4e00-\u9fff]{{2,8}}?)(?P<verb>{verbs})(?P<count>{_NUMBER}(?:[\u4e00-\u9fff]{{1,2}}|km|kVA|kV))(?=$|，)"
    )


def _verb_first(clause: str) -> str:
    """矛盾纠纷调解32起 → 调解矛盾纠纷32起; who does something stays before it (公众号推送27篇)."""
    found = _verb_last().match(clause)
    if found is None or has_verb(found["thing"]) or _DOER.search(found["thing"]):
        return clause
    return f"{found['verb']}{found['thing']}{found['count']}{clause[found.end() :]}"


_HEAD = re.compile(
    rf"^(?P<when>{_WHEN})?，?(?P<noun>[\u4e00-\u9fffA-Za-z“”]{{2,16}}?)"
    rf"(?:(?P<rhythm>{_RHYTHM})(?P<often>一次|{_NUMBER}{_TIMES})|(?P<often2>{_NUMBER}(?:{_TIMES}|人次|人)))?"
    r"(?P<rest>(?:[，（“].*)?)$"
)
_DOES = re.compile(
    r"开展|举办|召开|组织|进行|参加|举行|接受|迎接|配合|完成|邀请|赴|承办|协办|参与|通过|获|评|加强|做好|抓好|落实|建立|制定|坚持|实行|推进|启动|改成|改为|率|费|通报|来|被|让|^[进为给向对与和由]"
)


def _with_event_verb(clause: str) -> str:
    found = _HEAD.match(clause)
    if found is None or _DOES.search(found["noun"]):
        return clause
    verb, whole = next(
        ((verb, ends.fullmatch(found["noun"])) for verb, ends in _events() if ends.search(found["noun"])),
        ("", None),
    )
    if not verb or (starts_with_verb(found["noun"]) and not whole):
        return clause
    when = found["when"] or ""
    if found["rhythm"]:
        return f"{when}{found['rhythm']}{verb}{found['noun']}{found['often']}{found['rest']}"
    return f"{when}{verb}{found['noun']}{found['often2'] or ''}{found['rest']}"


# ------------------------------------------------------------------ from clauses to a sentence


def sentence(clauses: Sequence[str], role: str, leaders: str) -> str:
    """The clauses of one breath as one sentence without its full stop. `leaders` frames posts that no verb governs."""
    pieces = [_unopened(completed(clause, role)) for clause in clauses if clause]
    told = posts_told(pieces, leaders) if role in ("组织领导", "主要工作") else None
    pieces = told if told is not None else pieces
    text = _joined(_staffed(pieces, role))
    for find, put in _rules("whole"):
        text = find.sub(put, text)
    return text


def _unopened(clause: str) -> str:
    rest = _OPENER.sub("", clause, count=1)
    return rest if len(rest) >= (2 if clause.startswith(("还有个", "再有个")) else 4) else clause


def _joined(pieces: Sequence[str]) -> str:
    """Clauses joined by ，; counts in one row by 、, and by 其中 where they are the parts of the count before them."""
    pieces = [piece for piece in pieces if piece]
    text, place = "", 0
    while place < len(pieces):
        row = _row(pieces, place)
        if len(row) > 2 and _are_parts(row[0], row[1:], ()):
            text += ("，" if text else "") + f"{row[0]}，其中{'、'.join(row[1:])}"
            place += len(row)
            continue
        if len(row) > 1:
            opening = (
                "其中" if text and _are_parts(pieces[place - 1], row, pieces[place + len(row) :]) else ""
            )
            text += ("，" if text else "") + opening + "、".join(row)
            place += len(row)
            continue
        mark = "、" if text and _adds_one(text, pieces[place]) else "，" if text else ""
        text += mark + pieces[place]
        place += 1
    return text


def _adds_one(text: str, piece: str) -> bool:
    """Whether a short count without verb is one more object of the verb before it: 拆除旧房78间，棚子112个."""
    last = re.split("[，。]", text)[-1]
    found = _COUNTED.match(piece)
    return bool(
        found
        and len(piece) <= _SERIES
        and not has_verb(piece)
        and not _NO_OBJECT.search(piece)
        and starts_with_verb(last)
        and re.search(r"[\u4e00-\u9fff]{2}\d+(?:\.\d+)?[万余]*[\u4e00-\u9fff]{1,2}$", last)
    )


def _row(pieces: Sequence[str], place: int) -> Sequence[str]:
    """The counts from `place` on that are short, have no verb and one unit."""
    row: list[str] = []
    unit = ""
    for piece in pieces[place:]:
        found = _COUNTED.match(piece)
        if found is None or len(piece) > _SERIES or piece.startswith(("其中", "共", "合计", "累计")):
            break
        if (
            (has_verb(piece) and len(piece) > _TERSE)
            or (unit and found[2] != unit)
            or _OTHER_SORT.search(piece)
        ):
            break
        unit = found[2]
        row.append(piece)
    return row


def _are_parts(total: str, row: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the counts of a row add up to the one before them, or what follows says what the rest is."""
    whole = _value(re.split("，", total)[-1])
    parts = [_value(piece) for piece in row]
    if whole is None or any(part is None for part in parts):
        return False
    added = sum(part for part in parts if part is not None)
    return added == whole or (added < whole and bool(after) and after[0].startswith("其余"))


def _value(piece: str) -> float | None:
    spans = [span for span in figures.find(piece) if span.value is not None]
    return spans[0].value if len(spans) == 1 else None


def _staffed(pieces: Sequence[str], role: str) -> list[str]:
    """The first bare count of people among what is said of the organisation takes 现有: 民警19人，辅警34人 → 现有民警19人，辅警34人."""
    result = list(pieces)
    staff = re.compile(table("clauses")["staff"]["counted"])
    if role == "组织领导" and not any("现有" in piece or "共有" in piece for piece in result):
        for place, piece in enumerate(result):
            if any("其中" in before for before in result[:place]):
                break  # a part of those counted before
            if staff.match(piece):
                result[place] = f"{table('clauses')['staff']['have']}{piece}"
                break
    return result
