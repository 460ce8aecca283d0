"""The value of a written numeral: Arabic, full-width, Chinese and mixed (4万, 三百二, 1.34万, 二〇二四, 壹仟)."""

from __future__ import annotations

import re
import unicodedata

ARABIC_PATTERN = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"

_DIGITS = "零一二三四五六七八九"
_DIGIT = {character: value for value, character in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_SCALE = (("亿", 1e8), ("万", 1e4), ("千", 1e3), ("百", 1e2), ("十", 10.0))
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億○俩仨", "一二二三三四五六六七八九十百千万亿〇二三")
_ARABIC = re.compile(ARABIC_PATTERN + r"\Z")
_ODD_TENS = (("廿", "二十"), ("卅", "三十"))


LONGEST = 40  # signs; nobody writes a longer numeral


def written(number: int) -> str:
    """`number` as headings and counts are written: 3 → 三, 12 → 十二, 40 → 四十; from 100 on in Arabic digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def value(text: str) -> float | None:
    """The number `text` writes as a whole, or None where it is no numeral (or two at once: 三四)."""
    if len(text) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").translate(_FORMAL)
    for sign, tens in _ODD_TENS:
        plain = plain.replace(sign, tens)
    if plain == "半":
        return 0.5
    if not plain or plain.startswith(("点", ".")):
        return None
    whole, point, decimals = plain.partition("点")
    if point:
        return _with_decimals(whole, decimals)
    return _read(plain, 0)


def _with_decimals(whole: str, decimals: str) -> float | None:
    """三点五 → 3.5; 一点二万 → 12000."""
    scale = 1.0
    while decimals and decimals[-1] in "万亿":
        scale *= dict(_SCALE)[decimals[-1]]
        decimals = decimals[:-1]
    base = _read(whole, 0)
    if base is None or not decimals or any(character not in _DIGIT for character in decimals):
        return None
    return (base + float("0." + "".join(str(_DIGIT[character]) for character in decimals))) * scale


def _read(text: str, level: int) -> float | None:
    if _ARABIC.match(text):
        return float(text.replace(",", ""))
    if len(text) == 1 and text in _DIGIT:
        return float(_DIGIT[text])
    if text and all(character in _DIGIT for character in text):
        return _positional(text)
    for index in range(level, len(_SCALE)):
        sign, scale = _SCALE[index]
        head, found, tail = text.rpartition(sign)
        if found:
            return _scaled(head, tail, index, scale)
    return None


def _positional(text: str) -> float | None:
    """二〇二四 → 2024; a bare pair such as 三四 is a range, not a number."""
    if len(text) < 3 and not set(text) & set("零〇"):
        return None
    return float("".join(str(_DIGIT[character]) for character in text))


def _scaled(head: str, tail: str, index: int, scale: float) -> float | None:
    many = _read(head, index) if head else 1.0
    rest = _rest(tail, index, scale)
    if many is None or rest is None:
        return None
    return round(many * scale + rest, 6)


def _rest(tail: str, index: int, scale: float) -> float | None:
    """What follows a scale: 三百零五 → 5, 三百二 → 20, 3万2 → 2000."""
    if not tail:
        return 0.0
    if len(tail) == 1 and scale >= 100 and (tail in _DIGIT or tail.isdigit()):
        return float(_DIGIT.get(tail, 0) or (int(tail) if tail.isdigit() else 0)) * scale / 10
    if _ARABIC.match(tail):
        return float(tail.replace(",", ""))
    return _read(tail.lstrip("零〇"), index + 1)
