"""The page layouts of config/layouts.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from bot.errors import SettingsError
from bot.wording import table

TWIPS_PER_MM = 1440 / 25.4
_NO_LAYOUT = ("evidence", "fallbacks")


class Face(msgspec.Struct, frozen=True):
    """A font by its Chinese name, its size in points, and whether it is bold."""

    font: str
    points: float
    bold: bool = False


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One layout; config/layouts.toml says what each number is and where it comes from."""

    page_mm: tuple[float, float]
    top_mm: float
    left_mm: float
    text_mm: tuple[float, float]
    lines: int
    chars: int
    line_twips: int
    line_rule: Literal["exact", "auto"]
    spacing_twips: int
    indent_chars: int
    title_gap_lines: int
    signature_gap_lines: int
    page_number_gap_mm: float
    page_number_indent_chars: int
    page_number_sides: bool
    page_number_dash: str
    title: Face
    subtitle: Face
    levels: tuple[Face, ...]
    body: Face
    page_number: Face

    @property
    def right_mm(self) -> float:
        return self.page_mm[0] - self.left_mm - self.text_mm[0]

    @property
    def bottom_mm(self) -> float:
        return self.page_mm[1] - self.top_mm - self.text_mm[1]

    @property
    def title_chars(self) -> int:
        """Characters of the title that fit in one line."""
        return int(self.text_mm[0] / 25.4 * 72 / self.title.points)

    def level(self, number: int) -> Face:
        return self.levels[min(number, len(self.levels)) - 1]


class EvidenceLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The page of the evidence table; widths of its columns in millimetres."""

    page_mm: tuple[float, float]
    margin_mm: float
    line_twips: int
    title: Face
    heading: Face
    body: Face
    cell: Face
    head_cell: Face
    columns_mm: tuple[float, ...]


def layout(name: str) -> Layout:
    """The layout `official` or `internal`. Raises SettingsError for any other name."""
    known = _file()
    if name not in known or name in _NO_LAYOUT:
        names = "、".join(key for key in known if key not in _NO_LAYOUT)
        raise SettingsError("layout_unknown", name=name, names=names)
    return msgspec.convert(known[name], Layout)


def evidence_layout() -> EvidenceLayout:
    return msgspec.convert(_file()["evidence"], EvidenceLayout)


def fallbacks() -> Mapping[str, str]:
    """Font name → the names a machine may use in its place, separated by ;."""
    return msgspec.convert(_file()["fallbacks"], dict[str, str])


def _file() -> dict[str, dict[str, object]]:
    return table("layouts", "config")
