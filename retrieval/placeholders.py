"""Blanks that stand for a name or number in half-anonymised reports: 20__, __, 20**, **, 20xx, xx, ××, ×××, x日, ○○, □□, 某某."""

from __future__ import annotations

import re

# A year with its last two figures blanked counts as one; otherwise the run of blanks alone.
_YEAR = r"(?:19|20|２０)(?:[_＿]{1,4}|[*＊]{1,4}|[xX×ｘＸ]{1,4}|[○〇□]{1,4})(?![A-Za-z])"
_RUNS = r"[_＿]+|[*＊]{2,}|×+|[○□◯]{2,}|某某(?:某)?|(?<![A-Za-z0-9])[xXｘＸ]{2,6}(?![A-Za-z0-9])"
_SINGLE = (
    r"(?<![A-Za-z0-9])[xXｘＸ](?=[年月日号时点省市县区镇乡村路街人名个次万元%％])"
    r"|(?<=[月年第省市县区镇乡])[xXｘＸ](?![A-Za-z0-9])|(?<![\d*])[*＊](?=[年月日市县区镇村])"
)
_PLACEHOLDER = re.compile(f"{_YEAR}|{_SINGLE}|{_RUNS}")
_PRODUCT = re.compile(r"\d\s?[×xX*]\s?\d")


def find(text: str) -> list[tuple[int, int]]:
    """Spans of every placeholder; a × between two numbers (2×315kVA) is none."""
    products = {position for match in _PRODUCT.finditer(text) for position in range(*match.span())}
    return [match.span() for match in _PLACEHOLDER.finditer(text) if match.start() not in products]
