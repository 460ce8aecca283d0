"""Body lines of a report into true headings and paragraphs: markup undone, page breaks joined where a sentence runs on.

Every block's text is in form N: no white space, typos and placeholders as they are. What was lost at a page break is
flagged (`head_lost`, `tail_lost`), never guessed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language import markers
from language.markers import Marker
from retrieval.splitting import is_boilerplate
from retrieval.tables import Tables, any_of

HEADING_MAX = 45  # characters of a heading line, marker not counted
LIST_TITLE_MAX = 30  # of a heading below the chapters, which is more easily taken for a list item
TAIL_MIN = 40  # of a paragraph whose lost end is worth a flag; shorter ones are items and signatures
BROKEN_MIN = 30  # characters of the two halves of a sentence that a page break parts
SENTENCE_MAX = 800  # of a sentence
EDGE_LINE_MAX = 80  # of a line of a web site's furniture at a report's beginning or end
_END = "。！？!?…"
_STOP = "。！？!?；;"
_CLOSERS = "”’」』》）)】〕"
_UNFINISHED = "，、,（(《“‘的和与及或在把对将为向从以并而且被使让由于其该各"
_TOP = ("chapter", "cn", "cn_paren")
_RULE = re.compile(r"^(?:[-*_=—~]\s*){3,}$")
_BOLD = re.compile(r"(?<![\d\\*])(?P<m>\*\*|__)(?=\S)(?P<t>[^*_\n]{4,}?)(?P=m)(?![*_])")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,500}\)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_WORDS_BY_CHANCE = re.compile(r"真抓|力争|实行|实施|实践|面向|面对|分类|分组|时间|效能|效率|入学|入户|步行")
_SIGNATURE = re.compile(r"^.{0,25}?(?:\d{4}|二[〇○零]..)年.{1,3}月(?:.{1,3}日)?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading line or a true paragraph. `md` = number of # in the source; `joins`: page breaks undone within it;
    `head_lost`/`tail_lost`: text is missing there."""

    text: str
    heading: bool = False
    md: int = 0
    head_lost: bool = False
    tail_lost: bool = False
    joins: int = 0

    @property
    def marker(self) -> Marker | None:
        return markers.match(self.text)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    md: int
    indented: bool
    gap: bool  # a blank line stands before it


def blocks(lines: Sequence[str], tables: Tables) -> tuple[Block, ...]:
    """Headings and paragraphs in order. Their texts joined are the report's form N."""
    cleaned = _unwrapped(_without_furniture(_cleaned(lines), tables))
    found: list[Block] = []
    for at, line in enumerate(cleaned):
        following = cleaned[at + 1].text if at + 1 < len(cleaned) else ""
        heading = _is_heading(line, following, tables) and not (found and _continues_list(found[-1], line))
        block = Block(line.text, heading, line.md)
        if found and runs_on(found[-1], block, tables):
            last = found[-1]
            found[-1] = replace(last, text=last.text + block.text, joins=last.joins + 1)
        else:
            found.append(block)
    return _flagged(found, tables)


def runs_on(first: Block, second: Block, tables: Tables) -> bool:
    """Whether one sentence runs from the end of `first` into `second`, over however many blank lines."""
    if first.heading or second.heading or second.marker is not None:
        return False
    if any_of(tables.fresh_starts).match(second.text) or _SIGNATURE.match(second.text):
        return False
    if not _finished(first.text):
        return _is_page_break(first.text, second.text)
    if first.text.endswith(("；", ";")):
        return first.marker is None and len(first.text) >= 80 and second.text[-1:] in _END
    return _inside_quote(first.text, second.text)


def _is_page_break(first: str, second: str) -> bool:
    """A page breaks full paragraphs; short lines without full stops are a list, and a sentence that never ends is none."""
    if len(first) + len(second) < BROKEN_MIN and first[-1] not in _UNFINISHED:
        return False
    tail = first[-SENTENCE_MAX:]
    return len(tail) < SENTENCE_MAX or any(c in tail for c in _STOP)


def undo_markup(line: str) -> str:
    """A line without markdown and html leftovers; escaped characters become themselves; white space is kept."""
    text = _INVISIBLE.sub("", html.unescape(line))
    text = _LINK.sub(r"\1", text)
    text = _BOLD.sub(_unbold, text)
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!~>|])", r"\1", text)


def tidy(text: str) -> str:
    """Text fit to be shown: empty brackets and lone quotes taken out. Never applied to form N, whose offsets must hold."""
    text = re.sub(r"[（(]\s*[）)]|【\s*】|“\s*”|《\s*》", "", text)
    for opening, closing in ("“”", "‘’", "《》", "（）"):
        text = _balanced(text, opening, closing)
    return text


# ------------------------------------------------------------------ lines


def _cleaned(lines: Sequence[str]) -> list[_Line]:
    found: list[_Line] = []
    gap = True
    for raw in lines:
        if not raw.strip() or _RULE.match(raw.strip()):
            gap = True
            continue
        hashes = re.match(r"\s*(#{1,6})\s+", raw)
        text = re.sub(r"\s", "", undo_markup(raw[hashes.end() :] if hashes else raw))
        text = re.sub(r"^>+", "", text)
        if re.match(r"\s*[*+]\s", raw):
            text = (
                "-" + text[1:]
            )  # one sign for markdown's three bullets, so that it is known without its space
        if text:
            indented = raw.startswith(("\u3000", "  ", "\t", "&nbsp;", "\u00a0"))
            found.append(_Line(text, len(hashes[1]) if hashes else 0, indented, gap))
            gap = False
    return found


def _without_furniture(lines: list[_Line], tables: Tables) -> list[_Line]:
    """Without what the web site wrote. Amid the report only an outright 小编 is taken for that: units ask to scan codes too."""
    found = []
    for at, line in enumerate(lines):
        edge = at < 2 or at >= len(lines) - 3
        short = len(line.text) <= EDGE_LINE_MAX and markers.match(line.text) is None
        if "小编" in line.text or (edge and short and is_boilerplate(line.text, tables)):
            continue
        found.append(line)
    return found


def _unbold(found: re.Match[str]) -> str:
    """Bold is undone where it marks a title: the whole line, or a marked or punctuated stretch. In **市**区 it is a placeholder."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    whole = not before.strip() and not after.strip()
    titled = whole or markers.match(found["t"]) is not None or found["t"][-1] in "。：:，"
    return found["t"] if titled else found[0]


def _unwrapped(lines: list[_Line]) -> list[_Line]:
    """Hard-wrapped text (pdf, old txt): lines as wide as the page run on into the next. Other text comes back as it is."""
    width = _wrap_width(lines)
    if not width:
        return lines
    indents = sum(line.indented for line in lines) > len(lines) * 0.05
    found: list[_Line] = []
    last = 0
    for line in lines:
        new = line.gap or line.indented or line.md or (not indents and markers.match(line.text))
        if found and not new and _wraps(found[-1].text, last, width, indents):
            found[-1] = replace(found[-1], text=found[-1].text + line.text)
        else:
            found.append(line)
        last = len(line.text)
    return found


def _wraps(text: str, last: int, width: int, indents: bool) -> bool:
    """Whether a line of `last` characters that ends `text` was broken by the page's width and not by its author."""
    if last >= width - 2:
        return indents or text[-1] not in _END
    return last >= width - 6 and not _finished(text)


def _wrap_width(lines: list[_Line]) -> int:
    """The page width of hard-wrapped text in characters; 0 where the text is not wrapped."""
    tight = [len(line.text) for line in lines if not line.gap]
    if len(tight) < 6 or len(tight) < len(lines) * 0.5:
        return 0
    width = sorted(tight)[int(len(tight) * 0.9)]
    near = sum(width - 3 <= n <= width + 3 for n in tight)
    return width if 15 <= width <= 60 and near >= len(tight) * 0.4 else 0


# ------------------------------------------------------------------ headings


def _is_heading(line: _Line, following: str, tables: Tables) -> bool:
    text = line.text
    marker = markers.match(text)
    title = text[marker.length :] if marker else text
    body = title.rstrip("。：:")
    if not body or len(body) > HEADING_MAX or any(c in body for c in _STOP):
        return False
    if line.md:
        return True
    if marker is not None:
        return _is_marked_heading(text, marker, body, following)
    return _is_plain_heading(text, body, following, tables)


def _is_marked_heading(text: str, marker: Marker, body: str, following: str) -> bool:
    """A marked line alone is a heading when something hangs below it; among its like it is an item of a list."""
    if text.endswith(("，", "、", "；", ";")):
        return False
    below = markers.match(following) if following else None
    if marker.scheme in _TOP:
        sibling = below is not None and below.scheme == marker.scheme
        return bool(following) and not (sibling and text.endswith("。") and len(body) > 20)
    if marker.scheme == "bullet" or not following or len(body) > LIST_TITLE_MAX:
        return False
    if below is not None and (below.scheme == marker.scheme or markers.rank(below) < markers.rank(marker)):
        return False
    return "了" not in body and not re.search(r"\d", body)


def _continues_list(before: Block, line: _Line) -> bool:
    """Whether the line is the next item of a list of one-sentence items: (7)…； (8)…。"""
    marker, last = markers.match(line.text), before.marker
    if marker is None or last is None or before.heading or line.md or marker.scheme in _TOP:
        return False
    return marker.scheme == last.scheme and not any(c in before.text[:-1] for c in "。！？")


def _is_plain_heading(text: str, body: str, following: str, tables: Tables) -> bool:
    """下一步工作打算： / 存在的问题 — a short line that ends in a heading's noun and says nothing."""
    if not following or len(body) > 20 or "，" in body or re.search(tables.lead_in, body):
        return False
    if text[-1] not in "：:" and (text[-1] in _END or text[-1] in _UNFINISHED):
        return False
    return re.search(rf"(?:{any_of(tables.heading_nouns).pattern})$", body) is not None


# ------------------------------------------------------------------ sentences


def _finished(text: str) -> bool:
    """Whether a line's end may be a paragraph's end."""
    bare = text.rstrip(_CLOSERS)
    if bare != text and bare[-1:] in _END:
        return True
    return text[-1] in _END or text[-1] in "；;：:"


def _inside_quote(first: str, second: str) -> bool:
    """A quotation opened shortly before the end of `first` that `second` closes before it opens one."""
    opened = first.rfind("“")
    if opened < 0 or opened < first.rfind("”") or len(first) - opened > 60:
        return False
    closing, opening = second.find("”"), second.find("“")
    return 0 <= closing <= 60 and (opening < 0 or closing < opening)


def _flagged(found: list[Block], tables: Tables) -> tuple[Block, ...]:
    out = []
    for block in found:
        if block.heading:
            out.append(block)
            continue
        tail = not _finished(block.text) and len(block.text) >= TAIL_MIN and not _SIGNATURE.match(block.text)
        after_marker = block.marker is not None
        out.append(
            replace(block, head_lost=not after_marker and head_lost(block.text, tables), tail_lost=tail)
        )
    return tuple(out)


def head_lost(text: str, tables: Tables) -> bool:
    """Whether a paragraph begins in mid-sentence: a phrase without its first character (一步…, 续…), a bound word, a bare …的，."""
    if text[0] in "，、。；：”）》的了着过地得们":
        return True
    verbs = any_of(tables.title_verbs).pattern
    for phrase in tables.cut_phrases:
        rest = phrase[1:]
        if text.startswith(rest) and _is_cut(text, rest, verbs, tables):
            return True
    first = re.split(r"[，。；]", text, maxsplit=1)[0]
    nominal = first.endswith("的") and text[len(first) :][:1] == "，" and len(first) <= 12
    return nominal and not re.match(r"[对凡如若有遇发经未已是在被最更可令值]", first)


def _is_cut(text: str, rest: str, verbs: str, tables: Tables) -> bool:
    """续完善, 一步落实: what is left of a cut phrase stands before a verb or adverb, where a whole word would not begin so."""
    following = text[len(rest) :]
    adverbs = any_of(tables.title_adverbs).pattern
    if _WORDS_BY_CHANCE.match(text) or (len(rest) == 1 and re.match(rf"{rest}(?:{verbs})", text) is None):
        return False
    if len(rest) >= 3:
        return True
    return re.match(rf"(?:{verbs}|{adverbs})", following) is not None


def _balanced(text: str, opening: str, closing: str) -> str:
    """`text` without opening and closing signs that have no partner."""
    drop: set[int] = set()
    open_at: list[int] = []
    for at, c in enumerate(text):
        if c == opening:
            open_at.append(at)
        elif c == closing:
            if open_at:
                open_at.pop()
            else:
                drop.add(at)
    drop.update(open_at)
    return "".join(c for at, c in enumerate(text) if at not in drop)
