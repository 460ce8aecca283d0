"""Persons, their posts, organisations, places and titles: each as the facts of the sentence have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafting.gate.claims import Claim
from bot.drafting.gate.seen import Seen
from bot.model import Finding
from language.name_words import POSTS, TITLES_AFTER

_POSTS = sorted(set(POSTS), key=len, reverse=True)
_MORE = r"(?:[\u4e00-\u9fff]{2,4}[、和与及])"  # another name of a list, before or behind
_BEFORE = re.compile("(" + "|".join(map(re.escape, _POSTS)) + rf")[：:、\s]?{_MORE}*$")
_AFTER = re.compile("(" + "|".join(map(re.escape, sorted(set(TITLES_AFTER), key=len, reverse=True))) + ")")
_TAKES_POST = re.compile(
    r"(?:[、和与及][\u4e00-\u9fff]{2,3}?)*[^，。；、]{0,6}?(?:任|担任|兼任?|当|为|是)(?:[^，。；、]{0,8}?)("
    + "|".join(map(re.escape, _POSTS))
    + ")"
)
_PARTY = frozenset(
    ("党委", "党总支", "党支部", "党工委", "社区", "总支", "支部")
)  # 书记 of a 镇 is its 党委书记
_ANY_POST = re.compile("|".join(map(re.escape, _POSTS)))
_VERBS_BEFORE = re.compile(
    r"^.*?[获到赴转报向请由与和评]"
)  # what the finder of names took along: 白晓峰获县公司
# Forms of address that are no posts, and words that many persons are called at once.
_ADDRESS = frozenset(
    [
        "同志",
        "老师",
        "教师",
        "师傅",
        "先生",
        "女士",
        "奶奶",
        "爷爷",
        "大爷",
        "大妈",
        "阿姨",
        "叔叔",
        "大叔",
        "大姐",
        "大哥",
        "同学",
        "学生",
        "居民",
        "村民",
        "职工",
        "员工",
        "党员",
        "一家",
        "夫妇",
        "老人",
        "志愿者",
        "代表",
        "成员",
        "队员",
        "用户",
        "业主",
        "户主",
        "主讲",
        "带队",
        "主持",
    ]
)


def check(seen: Seen) -> Iterator[Finding]:
    """Findings `name`, `title`, `post`."""
    yield from _persons(seen)
    for claim in seen.claims:
        if claim.kind == "place" and not _place_known(seen, claim):
            yield seen.finding("name", claim.text)
        elif claim.kind == "title" and not _title_known(seen, claim.key):
            yield seen.finding("title", claim.text)


def _persons(seen: Seen) -> Iterator[Finding]:
    words = seen.evidence.words
    found = {claim.text for claim in seen.claims if claim.kind == "person"}
    found |= {name for name in seen.book.named if name in seen.text}
    for name in sorted(found):
        if seen.rules.canonical(name) not in words and name not in words:
            if not seen.rules.bank_has(name):
                yield seen.finding("name", name)
        elif wrong := _wrong_post(seen, name):
            yield seen.finding("post", f"{wrong}{name}", _fact_of(seen, name))


def _place_known(seen: Seen, claim: Claim) -> bool:
    """In the facts as written, or all of it words of theirs (柳河镇中心小学 for 柳河镇 … 小学)."""
    core = _VERBS_BEFORE.sub("", claim.text)
    if len(core) < 3 or core in seen.evidence.words or seen.rules.bank_has(claim.text):
        return True
    if _higher_up(seen, core):
        return False
    return "1" not in seen.open[claim.end - len(core) : claim.end]


def _higher_up(seen: Seen, text: str) -> bool:
    """市教育局 where the facts know only 区教育局: the cut-off first character is the whole difference."""
    return text[0] in "省市区县镇乡国" and bool(
        re.search(rf"[省市区县镇乡国]{re.escape(text[1:])}", seen.evidence.words)
    )


def _title_known(seen: Seen, inner: str) -> bool:
    plain = re.sub(r"[《》〈〉“”\s]", "", inner)
    words = re.sub(r"[《》〈〉“”\s]", "", seen.evidence.words)
    return plain in words or seen.rules.bank_has(plain)


def _wrong_post(seen: Seen, name: str) -> str:
    """The post the sentence gives `name` and the facts do not; "" where they agree or give none."""
    said = posts_of(seen.text, name) - _ADDRESS
    given = frozenset().union(
        *(posts_of(text, name) | _posts_ahead(text, name) for text in _texts(seen) if name in text)
    )
    for post in sorted(said - given):
        if any(post.endswith(known) and post[: -len(known)] in _PARTY for known in given):
            continue
        if not _floats(seen, post):
            return post
    return ""


def _floats(seen: Seen, post: str) -> bool:
    """Whether the facts speak of the post with no name behind it: 副组长两名，…；主任也是她."""
    return (
        re.search(
            rf"(?<!副){re.escape(post)}(?:[，。；：:\s是为由也两一二三四五六\d]|$)", seen.evidence.words, re.M
        )
        is not None
    )


def _texts(seen: Seen) -> Iterator[str]:
    for view in (*seen.evidence.views, *seen.book.whole.views):
        yield from view.words.split("\n")


def posts_of(text: str, name: str) -> frozenset[str]:
    """The posts that stand beside `name` in `text`: 校长王强, 王强校长, 王强任组长."""
    found = set()
    for match in re.finditer(re.escape(name), text):
        before = _BEFORE.search(text[max(0, match.start() - 20) : match.start()])
        after = _AFTER.match(text, match.end())
        takes = _TAKES_POST.match(text, match.end())
        found |= {hit[1] for hit in (before, after, takes) if hit is not None}
    return frozenset(found)


def _posts_ahead(text: str, name: str) -> frozenset[str]:
    """Every post in the clause before `name`: 组长是校长王强. Said of the facts only, where more is no harm."""
    found: set[str] = set()
    for match in re.finditer(re.escape(name), text):
        found |= {hit[0] for hit in _ANY_POST.finditer(re.split("[，。；、和]", text[: match.start()])[-1])}
    return frozenset(found)


def _fact_of(seen: Seen, name: str) -> str:
    return next((view.fact.text for view in seen.evidence.views if name in view.words), "")
