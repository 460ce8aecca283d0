"""One page or file into its reports: …篇一 / …篇二, or titles that repeat. Front matter and page furniture fall away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from language import markers
from retrieval.tables import Tables, any_of

BODY_MIN = 80  # characters: a shorter "report" between two titles is a page's list of contents
OTHER_TITLE_BODY_MIN = 200  # where titles differ, each must head this much text to count as a report's
_HASHES = re.compile(r"^#{1,6}\s*")
_CN = "一二三四五六七八九十"
_SERIES = re.compile(
    rf"^(?P<stem>.{{0,60}}?)\s*(?:第\s*)?(?:[【\[(（]?\s*(?:篇|范文|例文|样本|模板)\s*(?P<a>[{_CN}]{{1,3}}|\d{{1,2}})\s*[】\])）]?)(?:[：:\s、].{{0,60}})?$"
)
_ORDERED = re.compile(rf"^第\s*(?P<a>[{_CN}]{{1,3}}|\d{{1,2}})\s*篇(?:[：:\s、].{{0,60}})?$")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(?P<body>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^(?P<key>[A-Za-z_]\w*|[\u4e00-\u9fff]{2,4})\s*[:：]\s*(?P<value>.*?)\s*$", re.MULTILINE)
_SENTENCE = re.compile(r"[。；！？，]")


@dataclass(frozen=True, slots=True)
class RawReport:
    """A report as it stands on its page: its title line without # and its body lines as they are. `front` = its front matter."""

    title: str
    lines: tuple[str, ...]
    front: dict[str, str] = field(default_factory=dict)


def split(raw_text: str, tables: Tables) -> tuple[RawReport, ...]:
    """The reports of a page in order; a page without any recognisable title is one report without title."""
    front, body = front_matter(raw_text)
    lines = body.split("\n")
    starts = _series(lines) or _repeated(lines, tables)
    if starts:
        return _cut(lines, starts, front, tables)
    title_at = _own_title(lines, tables)
    title = "" if title_at is None else bare(lines[title_at])
    rest = lines if title_at is None else lines[title_at + 1 :]
    return (RawReport(front.get("title", title), tuple(rest), front),)


def front_matter(raw_text: str) -> tuple[dict[str, str], str]:
    """`key: value` lines between two `---` at the head of a file, and the text below them."""
    found = _FRONT.match(raw_text)
    if found is None:
        return {}, raw_text
    pairs = {m["key"]: m["value"].strip("\"'") for m in _PAIR.finditer(found["body"])}
    return (pairs, raw_text[found.end() :]) if pairs else ({}, raw_text)


def bare(line: str) -> str:
    """A line without its markdown #, bold marks and escapes."""
    text = _HASHES.sub("", line.strip())
    return re.sub(r"\\([_*#\-.()\[\]])", r"\1", text).strip().strip("*").strip()


def is_boilerplate(line: str, tables: Tables) -> bool:
    """Whether a web site wrote this line. Long body paragraphs are looked at only where they are plainly an introduction."""
    text = bare(line)
    return len(text) <= 220 and any_of(tables.boilerplate).search(text) is not None


def _series(lines: list[str]) -> list[int]:
    """Lines …篇一, …篇二 …, counted up from the first without turning back."""
    starts: list[int] = []
    numbers: list[int] = []
    for at, line in enumerate(lines):
        number = _series_number(bare(line))
        if number and (not numbers or numbers[-1] < number <= numbers[-1] + 2):
            starts.append(at)
            numbers.append(number)
    return starts if numbers and (len(numbers) > 1 or lines[starts[0]].startswith("#")) else []


def _series_number(text: str) -> int:
    if not text or len(text) > 90 or "。" in text:
        return 0
    found = _ORDERED.match(text) or _SERIES.match(text)
    if found is None:
        return 0
    numeral = found["a"]
    marker = markers.match(f"{numeral}、")
    return 0 if marker is None else marker.number


def _repeated(lines: list[str], tables: Tables) -> list[int]:
    """Lines that read as a report's title, each with a body: the same title again, or several with much text each."""
    titles = [at for at, line in enumerate(lines) if _is_title(line, tables)]
    if not titles:
        return []
    bodies = [
        sum(len(line.strip()) for line in lines[at + 1 : end])
        for at, end in zip(titles, [*titles[1:], len(lines)], strict=True)
    ]
    cores = [_core(bare(lines[at])) for at in titles]
    kept = [
        at
        for at, chars, core in zip(titles, bodies, cores, strict=True)
        if chars >= (BODY_MIN if cores.count(core) > 1 else OTHER_TITLE_BODY_MIN)
    ]
    return kept if len(kept) > 1 else []


def _core(title: str) -> str:
    """A title without year, numerals and white space, so that 2022年… and 2023年… are the same."""
    return re.sub(rf"[\s\d{_CN}xX×_*年第（）()]", "", title)


def _is_title(line: str, tables: Tables) -> bool:
    text = bare(line)
    if not 4 <= len(text) <= 45 or _SENTENCE.search(text) or markers.match(text):
        return False
    return re.search(rf"{tables.title_end}(?:[（(].{{1,12}}[）)]|\s*[{_CN}\d]{{1,2}})?$", text) is not None


def _own_title(lines: list[str], tables: Tables) -> int | None:
    """The title among the first lines of a single report: 关于…的总结, or the first # heading without a marker."""
    filled = [at for at, line in enumerate(lines) if line.strip()][:4]
    for at in filled:
        if _is_title(lines[at], tables):
            return at
    if filled and lines[filled[0]].startswith("# ") and markers.match(bare(lines[filled[0]])) is None:
        return filled[0]
    return None


def _cut(lines: list[str], starts: list[int], front: dict[str, str], tables: Tables) -> tuple[RawReport, ...]:
    reports = []
    before = [line for line in lines[: starts[0]] if line.strip()]
    own = [line for line in before if not _is_title(line, tables) and not is_boilerplate(line, tables)]
    if sum(len(line) for line in own) >= 2 * OTHER_TITLE_BODY_MIN:
        reports.append(RawReport("", tuple(lines[: starts[0]]), front))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        reports.append(RawReport(bare(lines[start]), tuple(lines[start + 1 : end]), front))
    return tuple(reports)
