"""Wishes about the report that people drop into their answers: 一页以内, 店名就别点了, 这个别往外说."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.facts.reading import Directive, DirectiveKind
from bot.facts.splitting import Clause
from bot.wording import table
from language import numerals

_BRACKETED = re.compile(r"[(（]([^()（）]{2,16})[)）]")


class Directives:
    """Collects the wishes found in the clauses of one answer."""

    def __init__(self) -> None:
        self.found: list[Directive] = []

    def take(self, text: str, before: Sequence[Clause]) -> bool:
        """Whether the whole clause is a wish; if so it is kept. 这个别写 hides the clause before it."""
        if length := _length(text):
            self.found.append(length)
            return True
        for kind in ("hide_names", "hide_shops"):
            if _matches(kind, text):
                self.found.append(Directive(kind=_KINDS[kind]))
                return True
        if _whole("hide", text):
            if before:
                self.found.append(Directive(kind="hide", value=before[-1].text))
            return True
        inner = _BRACKETED.search(text)
        if inner and _whole("hide", inner[1]):
            self.found.append(Directive(kind="hide", value=_BRACKETED.sub("", text).strip()))
        elif (tail := _tail("hide", text)) is not None:
            self.found.append(Directive(kind="hide", value=text))
            return not tail
        return False


_KINDS: dict[str, DirectiveKind] = {"hide_names": "hide_names", "hide_shops": "hide_shops"}


def _length(text: str) -> Directive | None:
    """A wished length: 一页以内, 不超过1500字."""
    directives = table("facts")["directives"]
    for expression in directives["max_chars"]:
        found = re.search(expression, text)
        value = numerals.value(found["n"]) if found else None
        if value and 100 <= value <= 20000 and len(text) <= 24:
            return Directive(kind="max_chars", value=str(int(value)))
    if (
        any(re.search(expression, text) for expression in directives["one_page"])
        and len(text) <= 16
        and "页" in text
    ):
        return Directive(kind="one_page")
    return None


def length_of(text: str) -> Directive | None:
    """The length asked for anywhere in a short answer such as 领导看，一页纸以内; None if none is."""
    for piece in re.split(r"[，,。；;\s]", text):
        if found := _length(piece):
            return found
    return None


def _matches(key: str, text: str) -> bool:
    return any(re.search(expression, text) for expression in table("facts")["directives"][key])


def _whole(key: str, text: str) -> bool:
    plain = re.sub(r"[了吧哈啊哦呀!！。~～]+$", "", text)
    return any(re.fullmatch(expression, plain) for expression in table("facts")["directives"][key])


def _tail(key: str, text: str) -> str | None:
    """For a clause that ends in a wish to hide it (老王那事别往外说): ""; None if it does not."""
    plain = re.sub(r"[了吧哈啊哦呀!！。~～]+$", "", text)
    for expression in table("facts")["directives"][key]:
        if re.search(f"(?:{expression})$", plain):
            return ""
    return None
