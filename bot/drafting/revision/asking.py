"""What a request for a change asks for: a pure reading of its words by prompts/revision.toml."""

from __future__ import annotations

import re
from functools import cache

from bot.model import Value
from bot.wording import table
from language import numerals

# Order of trying: what names a text or a place before what only names a wish.
KINDS = (
    "restore", "compare", "gap", "heading_as", "heading_other", "swap", "merge", "move", "delete", "rewrite", "length",
    "brief", "speech", "upward", "formal", "plain", "add", "shorter", "longer",
)  # fmt: skip
_FILLER = re.compile(
    r"^(?:请|麻烦|帮我|给我|能不能|可以|把它|再)+|(?:吧|呢|啊|可以吗|行吗|好吗|谢谢|[。！!？?])+$"
)
_TAIL = re.compile(r"[，,；;]\s*(?:别动|不要动|不动|保留|别改)(?:数字|数据|数|事实|名字)+$")


class Ask(Value, frozen=True):
    """`kind` is one of KINDS; `part` the section asked about: a number from 1, a name, or "" for the whole; `text` what was given."""

    kind: str
    number: int = 0
    name: str = ""
    text: str = ""
    a: int = 0
    b: int = 0


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words = table("revision")
    return [
        (kind, re.compile(expression.replace("{part}", words["part"])))
        for kind in KINDS
        for expression in words["ask"][kind]
    ]


def read_ask(text: str) -> Ask | None:
    """The change asked for in one message; None if it asks for none."""
    plain = _TAIL.sub("", _FILLER.sub("", text.strip()))
    for kind, expression in _patterns():
        found = expression.match(plain)
        if found:
            groups = {key: value for key, value in found.groupdict().items() if value}
            return Ask(
                kind,
                _number(groups.get("n", "")),
                groups.get("name", ""),
                groups.get("text", ""),
                _number(groups.get("a", "")),
                _number(groups.get("b", groups.get("to", ""))),
            )
    return None


def _number(text: str) -> int:
    if text in ("最前", "开头"):
        return 1
    if text in ("最后", "结尾"):
        return 999
    value = numerals.value(text) if text else None
    return int(value) if value else 0
