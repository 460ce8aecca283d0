"""Tables pasted from a spreadsheet or typed in Markdown, read row by row: 存款余额128640万元，年初119385万元，净增9255万元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model import Value

_TAB = re.compile(r"\t|[ \u3000]*\|[ \u3000]*")
_RULE = re.compile(r"[\s|:：\-—=+]*")
_NUMBER = re.compile(r"[-－+]?[\d,]+(?:\.\d+)?\s?(?:[%％‰]|[万亿]?[\u4e00-\u9fffA-Za-z/³²]{0,4})?")
_BARE = re.compile(r"[-－+]?[\d,]+(?:\.\d+)?\s?[%％]?")
_UNIT = re.compile(r"[(（]([^()（）\d]{1,6})[)）]")
_INDENT = re.compile(r"^(?:其中|　|\s)+[:：]?")
_UNIT_LINE = re.compile(
    r"(?:计量)?单位(?:都)?(?:(?:是|为|[:：])\s*([^\s，,。；;]{1,6})|\s*([万亿千百]?(?:元|人|户|件|次|吨|亩|公里|千瓦时|度|平方米|人次)))(?:的)?\s*$"
)
_LEAST_COLUMNS = 2
_NO_UNIT = frozenset(("", "—", "-", "/", "——", "无", "空"))


class Cell(Value, frozen=True):
    """A cell with its place in the raw text."""

    start: int
    end: int
    text: str


class Row(Value, frozen=True):
    """A line of a table as `pieces`: what each filled cell says, each with its place in the raw text."""

    start: int
    end: int
    pieces: tuple[Cell, ...]


def rows(raw: str, lines: list[tuple[int, int]]) -> dict[int, Row | None]:
    """Start of a line → its row; None for a line of a table that says nothing itself (head, rule, unit)."""
    found: dict[int, Row | None] = {}
    for block in _blocks(raw, lines):
        found |= _read(raw, block)
    return found


def _blocks(raw: str, lines: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines that have cells; a head and a row at least, one of them with numbers."""
    block: list[tuple[int, int]] = []
    for start, end in [*lines, (-1, -1)]:
        if start >= 0 and len(_cells(raw, start, end)) > _LEAST_COLUMNS - 1 and _TAB.search(raw, start, end):
            block.append((start, end))
            continue
        if len(block) >= 2 and any(_numbers(_cells(raw, a, b)) for a, b in block[1:]):
            yield block
        block = []


def _cells(raw: str, start: int, end: int) -> list[Cell]:
    """The cells of a line; of a Markdown row without the rims."""
    edges = [found.span() for found in _TAB.finditer(raw, start, end)]
    starts, ends = [start, *(b for _, b in edges)], [*(a for a, _ in edges), end]
    cells = [Cell(a, b, raw[a:b].strip(" \t")) for a, b in zip(starts, ends, strict=True)]
    if cells and "|" in raw[start:end]:
        cells = cells[1:] if not cells[0].text else cells
        cells = cells[:-1] if cells and not cells[-1].text else cells
    return cells


def _numbers(cells: list[Cell]) -> int:
    return sum(bool(_NUMBER.fullmatch(cell.text)) for cell in cells[1:])


def _read(raw: str, block: list[tuple[int, int]]) -> dict[int, Row | None]:
    head = [cell.text for cell in _cells(raw, *block[0])]
    if any(_BARE.fullmatch(text) for text in head) or not any(head):
        return {}  # rows without a head say nothing sure
    found: dict[int, Row | None] = {block[0][0]: None}
    shared, above = _shared_unit(raw, block[0][0])
    parent = ""
    if shared:
        found[above] = None
    for start, end in block[1:]:
        cells = _cells(raw, start, end)
        if _RULE.fullmatch(raw, start, end):
            found[start] = None
            continue
        label = cells[0].text
        inside = bool(_INDENT.match(raw[start:end]))
        parent = parent if inside else label
        found[start] = _row(cells, head, shared or (_unit_of(parent) if inside else ""), start, end)
    return found


def _row(cells: list[Cell], head: list[str], shared: str, start: int, end: int) -> Row | None:
    label = _INDENT.sub("", cells[0].text).strip()
    unit = _unit_of(label) or shared
    name = _UNIT.sub("", label).strip()
    pieces: list[Cell] = []
    for place, cell in enumerate(cells[1:], start=1):
        column = head[place] if place < len(head) else ""
        if cell.text in _NO_UNIT or not cell.text:
            continue
        said = _said(cell.text, _UNIT.sub("", column).strip(), _unit_of(column) or unit)
        pieces.append(Cell(cell.start, cell.end, said))
    if not name or not pieces:
        return None
    first = Cell(cells[0].start, pieces[0].end, f"{name}{pieces[0].text}")
    return Row(start, end, (first, *pieces[1:]))


def _said(value: str, column: str, unit: str) -> str:
    """年初 + 119385 → 年初119385万元; a rate keeps its own sign; words stand as they are."""
    if not _NUMBER.fullmatch(value):
        return f"{column}{value}" if len(value) <= 12 else value
    bare = re.fullmatch(r"[-－+]?[\d,]+(?:\.\d+)?", value)
    rate = column.endswith(("率", "比", "%", "％"))
    own = "%" if bare and rate and not unit else unit if bare and not rate else ""
    fallen = re.fullmatch(r"[-－](.+)", value)
    if fallen and re.search(r"[增涨]", column):
        return f"{re.sub(r'(?:净)?[增涨](?:[长加幅])?', '减少', column)}{fallen[1]}{own}"
    return f"{column}{value}{own}"


def _unit_of(text: str) -> str:
    found = _UNIT.search(text)
    return found[1].strip() if found and found[1] not in _NO_UNIT else ""


def _shared_unit(raw: str, start: int) -> tuple[str, int]:
    """单位：万元 on the line above the table, and where that line starts."""
    line = raw[: max(0, start - 1)].rsplit("\n", 1)[-1]
    found = _UNIT_LINE.search(line)
    return ((found[1] or found[2]).strip("（）()") if found else ""), start - 1 - len(line)
