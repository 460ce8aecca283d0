"""Punctuation of official prose put in order (GB/T 15834-2011, GB/T 15835-2011): pure, and applying it twice changes nothing.

What carries meaning in its own form is never touched: URLs, mail addresses, file names, standard numbers (GB/T 9704-2012), clock times
(9:30), ratios (3:2), figures (1,234.56), ISO dates, telephone numbers. Words are never changed here; see `language.proofing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from language.markers import match as marker_at

_H = r"\u4e00-\u9fff\u3400-\u4dbf〇"
_CLOSERS = "”’》〉）】〕"
_OPENERS = "“‘《〈（【〔"
_FULL = "，。！？；：、…—～"
_BESIDE = rf"[{_H}{_FULL}{_CLOSERS}{_OPENERS}]"

# ------------------------------------------------------------------ what stays as it is

_ADDRESSES = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*://[^\s，。；、！？（）《》“”【】\u4e00-\u9fff]+"
    r"|(?<![A-Za-z0-9])www\.[A-Za-z0-9./_%#?=&-]+"
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # mail
    r"|[A-Za-z0-9_-]+\.(?:docx?|xlsx?|pptx?|pdf|txt|md|csv|jpe?g|png|mp4|zip|rar|com|cn|gov|org|net)(?:\.cn)?(?![A-Za-z])"
)
_FIGURES = re.compile(
    r"(?<![A-Za-z])(?:GB|DB\d*|GA|JGJ|CJJ|YY|WS|ISO|IEC|Q|T)(?:/[A-Z]+)* ?\d+(?:\.\d+)*(?:[:：—-]\d{4})?(?!\d)"  # standard
    r"|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)"  # ISO date
    r"|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)400-\d{3,4}-\d{3,4}(?!\d)"  # telephone
    r"|(?<![\d:])\d+:\d+(?::\d+)?(?![\d:])"  # clock, ratio
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 1,234.56
    r"|(?<![A-Za-z0-9])v?\d+(?:\.\d+)+"  # 96.4, v1.2.3
)
_PASSES = 8  # a rule may open the way for an earlier one; two passes settle nearly all text
SEAM = "\ufdd0"  # a noncharacter that may stand between the sentences of a paragraph, so that they are read as one text
_STASH_FIRST = 0xF0000  # a plane of private characters, none of which is in a text after `_folded`


def normalise(text: str) -> str:
    """`text`, one paragraph per line, with its punctuation in order. Idempotent; letters, figures and words stay."""
    previous = _folded(text)
    for _ in range(
        4
    ):  # a rule may open the way for an earlier one; two passes settle all text seen, four any
        current = "\n".join(_line(line) for line in previous.split("\n"))
        if current == previous:
            break
        previous = current
    return previous


def heading(text: str) -> str:
    """`normalise` for a heading that stands alone: no stop at its end."""
    return re.sub(r"[。．.；;，,、：:\s]+$", "", normalise(text).strip())


def _line(line: str) -> str:
    line = _times(_marker(line.strip(" \u3000")))
    stash: list[str] = []

    def hide(found: re.Match[str]) -> str:
        stash.append(found[0])
        return chr(_STASH_FIRST + len(stash) - 1)

    line = _ADDRESSES.sub(hide, line)
    addresses = len(stash)
    line = _FIGURES.sub(hide, line)
    for rule in _RULES:
        line = rule(line)
    line = _restored(line, stash, addresses, len(stash))
    return _restored(_spaces(_ranges(line)), stash, 0, addresses)


def _restored(line: str, stash: list[str], first: int, end: int) -> str:
    for number in reversed(range(first, end)):
        line = line.replace(chr(_STASH_FIRST + number), stash[number])
    return line


# ------------------------------------------------------------------ one rule, one function


def _folded(text: str) -> str:
    """Full-width letters, digits and % made half-width; look-alikes of dashes, dots and waves made one; private characters dropped."""
    text = re.sub(r"[０-９Ａ-Ｚａ-ｚ]", lambda found: chr(ord(found[0]) - 0xFEE0), text)
    text = text.translate(_LOOKALIKES)
    text = re.sub("[\ue000-\uf8ff\U000f0000-\U0010ffff]", "", text)
    return re.sub(r"(?<=\d)．(?=\d)|(?<=^\d)．|(?<=^\d\d)．", ".", text, flags=re.M)


_LOOKALIKES = {
    **str.maketrans(
        "％＋＝／＠＆＃－–─―━〜˜•‧・｡､｢｣＂＇〝〞「」『』\u00a0\t", "%+=/@&#--———～～···。、“”\"'“”“”‘’  "
    ),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None),
}


def _marker(line: str) -> str:
    """The number a paragraph begins with, in the form of GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）."""
    found = marker_at(line)
    if found is None or found.scheme not in ("cn", "cn_paren", "arabic", "arabic_paren"):
        return line
    digits = re.sub(r"[^0-9一二三四五六七八九十百]", "", found.text)
    form = {"cn": "{}、", "cn_paren": "（{}）", "arabic": "{}.", "arabic_paren": "（{}）"}[found.scheme]
    return form.format(digits) + line[found.length :]


def _times(line: str) -> str:
    return re.sub(r"(?<![\d：:])([01]?\d|2[0-4])：([0-5]\d)(?![\d：:])", r"\1:\2", line)


def _brackets(line: str) -> str:
    """Round brackets around or beside 汉字 are full-width, in pairs; 〔2024〕5号 in document numbers; <<>> are 《》."""
    line = re.sub(r"<<([^<>]+)>>", r"《\1》", line)
    line = re.sub(r"[\[［(（【〔](\d{4})[\]］)）】〕](?=第?\d+号)", r"〔\1〕", line)
    opened: list[int] = []
    letters = list(line)
    for position, character in enumerate(line):
        if character in "(（":
            opened.append(position)
        elif character in ")）":
            start = opened.pop() if opened else position
            if _chinese_between(line, start, position):
                letters[start] = "（" if start != position else letters[start]
                letters[position] = "）"
    for position in opened:
        if _beside(line, position):
            letters[position] = "（"
    return "".join(letters)


def _chinese_between(line: str, start: int, end: int) -> bool:
    if start == end:
        return _beside(line, start)
    inside = re.search(rf"[{_H}]", line[start + 1 : end])
    mixed = line[start] == "（" or line[end] == "）"
    return bool(inside) or mixed or _beside(line, start) or _beside(line, end)


def _beside(line: str, position: int) -> bool:
    before, after = line[position - 1 : position] if position else "", line[position + 1 : position + 2]
    return any(character and re.match(_BESIDE, character) for character in (before, after))


_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def _marks(line: str) -> str:
    """Half-width , ; : ? ! beside 汉字 become full-width; . does after 汉字 (or % or a closing mark before 汉字)."""
    for half, full in _HALF.items():
        line = re.sub(rf"(?<={_BESIDE}) *{re.escape(half)}+(?![A-Za-z0-9]*://)", full, line)
        line = re.sub(rf"(?<=[A-Za-z0-9%\U000f0000-\U0010ffff]){re.escape(half)}+(?= *{_BESIDE})", full, line)
    line = re.sub(
        rf"(?<=[{_H}{_CLOSERS}])\.(?![.\w]|[\U000f0000-\U0010ffff])|(?<=[{_H}{_CLOSERS}])\.(?=[{_H}{_OPENERS}])",
        "。",
        line,
    )
    return re.sub(rf"(?<=[%A-Za-z])\.(?=[{_H}{_OPENERS}])|(?<=%)\.(?={SEAM}|$)", "。", line)


def _dots(line: str) -> str:
    """…… for every ellipsis; a stop typed twice once."""
    line = re.sub(rf"(?<={_BESIDE})\.{{3,}}|\.{{3,}}(?={_BESIDE})|。{{3,}}|…+|·{{3,}}", "……", line)
    line = re.sub(r"([，。；：、])\1+", r"\1", line)
    return re.sub(r"([！？])\1{1,}", r"\1", re.sub(r"[，、；]+(?=。)", "", line))


def _dashes(line: str) -> str:
    """—— for the dash of two characters; a single — (地域、时间起止) stays."""
    line = re.sub(rf"(?<=[{_H}{_CLOSERS}{_FULL}]) *-{{2,}} *|-{{2,}}(?=[{_H}{_OPENERS}])", "——", line)
    return re.sub(r"—{2,}", "——", line)


def _quotes(line: str) -> str:
    line = _double_quotes(line)
    if line.count("'") % 2 == 0:
        line = re.sub(rf"'([^'“”]*[{_H}][^'“”]*)'", r"‘\1’", line)
    return line


def _double_quotes(line: str) -> str:
    """Quotes paired: outside “”, inside ‘’. An odd number of them is left as it is (`language.proofing` reports it)."""
    marks = [(position, character) for position, character in enumerate(line) if character in '"“”']
    if len(marks) % 2 or not marks or (not re.search(rf"[{_H}]", line)):
        return line
    letters = list(line)
    depths = _nesting([character for _, character in marks])
    for order, (position, _) in enumerate(marks):
        opens, inner = (order % 2 == 0, False) if depths is None else depths[order]
        letters[position] = ("‘" if inner else "“") if opens else ("’" if inner else "”")
    return "".join(letters)


def _nesting(marks: list[str]) -> list[tuple[bool, bool]] | None:
    """For well-nested curly quotes whether each opens and whether it is an inner one; None where they cannot be trusted."""
    depth = 0
    found: list[tuple[bool, bool]] = []
    for character in marks:
        if character == '"':
            return None
        depth += 1 if character == "“" else -1
        if depth < 0 or depth > 2:
            return None
        opens = character == "“"
        found.append((opens, (depth if opens else depth + 1) == 2))
    return found if depth == 0 else None


_UNIT = "人名次个件台户场项万亿元天周岁篇块张条余千百吨公平米斤克度倍种处辆家位份所座栋层级期批届轮遍趟株亩盏只幅套组%小分字例起"
_NUMBER = r"\d+(?:\.\d+)?"


def _ranges(line: str) -> str:
    """— between times and years, ～ between quantities (GB/T 15834-2011, 4.13.3); a plain - elsewhere stays."""
    line = re.sub(r"(?<![\d-])(\d{4})-(\d{4})(?=学年|年)", r"\1—\2", line)
    line = re.sub(r"(?<=\d[年月日号时点])-(?=\d)|(?<=:\d\d)-(?=\d{1,2}:\d\d)", "—", line)
    line = re.sub(r"(?<![\d.-])(\d{1,2})-(\d{1,2})(?=月|日)", r"\1—\2", line)
    line = re.sub(rf"(?<=\d)~(?={_NUMBER})|(?<=[{_H}%])~(?=\d)|(?<=\d)~(?=[{_H}])", "～", line)
    line = re.sub(rf"(?<=\d%)-(?={_NUMBER}%)", "～", line)
    return re.sub(rf"(?<![\dA-Za-z.:/-])({_NUMBER})-({_NUMBER})(?=[{_UNIT}])", _quantity_range, line)


def _quantity_range(found: re.Match[str]) -> str:
    low, high = float(found[1]), float(found[2])
    return f"{found[1]}～{found[2]}" if low < high else found[0]


def _spaces(line: str) -> str:
    """No space between 汉字 and digits or letters or beside full-width marks; a space after a URL stays, one between 汉字 too."""
    line = re.sub(r" {2,}", " ", line)
    line = re.sub(rf"(?<=[{_H}]) (?=[0-9A-Za-z])", "", line)
    line = re.sub(rf"(?<![A-Za-z0-9./_-])([A-Za-z0-9]+%?) (?=[{_H}])", r"\1", line)
    line = re.sub(rf"(?<=[0-9]) (?=[%℃])|(?<=%) (?=[{_H}])", "", line)
    return re.sub(
        r" *([，。！？；：、）】》”’]) +| +([，。！？；：、）】》”’])|([（【《“‘]) +", r"\1\2\3", line
    )


def _zero_padding(line: str) -> str:
    """2024年07月05日 → 2024年7月5日 (GB/T 9704-2012, 7.3.5.4)."""
    return re.sub(r"(?<=[年月])0([1-9])(?=[月日])", r"\1", line)


_RULES: tuple[Callable[[str], str], ...] = (_brackets, _dots, _dashes, _quotes, _marks, _dots, _zero_padding)
