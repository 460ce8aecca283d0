"""Rendered pages measured: every line of text with its place in millimetres, fonts, and what GB/T 9704-2012 wants of them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import msgspec
from defusedxml.ElementTree import fromstring

MM = 72 / 25.4
X = "{http://www.w3.org/1999/xhtml}"


class Line(msgspec.Struct):
    """A line of text; left, right, top, bottom in millimetres from the page's top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Page(msgspec.Struct):
    width: float
    height: float
    lines: list[Line]

    @property
    def body(self) -> list[Line]:
        """The lines of the text area."""
        return [line for line in self.lines if line.middle < 262.5]

    @property
    def number(self) -> list[Line]:
        return [line for line in self.lines if line.middle >= 262.5]


def pages(pdf: Path) -> list[Page]:
    """Lines as they stand on the page: words of the same height are one line."""
    text = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    root = fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", text))
    found = []
    for page in root.iter(f"{X}page"):
        rows: dict[int, list[Line]] = {}
        for word in page.iter(f"{X}word"):
            box = [float(word.get(k, 0)) / MM for k in ("xMin", "xMax", "yMin", "yMax")]
            line = Line(word.text or "", *box)
            key = next((k for k in rows if abs(k - line.middle * 10) < 25), round(line.middle * 10))
            rows.setdefault(key, []).append(line)
        lines = [_joined(sorted(words, key=lambda w: w.left)) for _, words in sorted(rows.items())]
        found.append(Page(float(page.get("width", 0)) / MM, float(page.get("height", 0)) / MM, lines))
    return found


def fonts(pdf: Path) -> set[str]:
    rows = subprocess.run(
        ["pdffonts", str(pdf)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    return {row.split()[0].split("+")[-1] for row in rows}


def faults(found: list[Page]) -> list[str]:
    """What is wrong with the pages, `code: where`."""
    wrong = []
    for number, page in enumerate(found, 1):
        if abs(page.width - 210) > 0.5 or abs(page.height - 297) > 0.5:
            wrong.append(f"page_size: {page.width:.0f} x {page.height:.0f}")
        wrong.extend(_area(number, page))
        wrong.extend(_number(number, page))
        if len(page.body) > 22:
            wrong.append(f"lines: {len(page.body)} on page {number}")
    last = found[-1].body
    if len(found) > 1 and len(last) < 3:
        wrong.append("signature_alone")
    return wrong


def _area(number: int, page: Page) -> list[str]:
    wrong = []
    for line in page.body:
        if (
            line.left < 27.5 or line.right > 184.5 + 6
        ):  # LibreOffice hangs a mark (one character) into the margin
            wrong.append(f"margin: page {number} {line.left:.1f}–{line.right:.1f} {line.text[:8]}")
        if line.top < 36.5 or line.bottom > 263:
            wrong.append(f"height: page {number} {line.top:.1f}–{line.bottom:.1f} {line.text[:8]}")
    return wrong


def _number(number: int, page: Page) -> list[str]:
    if len(page.number) != 1 or re.sub(r"\s", "", page.number[0].text) != f"—{number}—":
        return [f"page_number: page {number} {[line.text for line in page.number]}"]
    line = page.number[0]
    wrong = []
    blank = 14 / MM
    aside = 184 - line.right if number % 2 else line.left - 28
    if abs(aside - blank) > 1:
        wrong.append(f"page_number_side: page {number}, {aside:.1f} mm from the edge")
    if abs(line.middle - 262 - 7) > 1.5:
        wrong.append(f"page_number_place: {line.middle - 262:.1f} mm under the text")
    return wrong


def _joined(words: list[Line]) -> Line:
    tops, bottoms = min(w.top for w in words), max(w.bottom for w in words)
    return Line(" ".join(w.text for w in words), words[0].left, words[-1].right, tops, bottoms)
