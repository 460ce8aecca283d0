"""What a request for a change asks for: a pure reading of its words by prompts/revision.toml."""

from __future__ import annotations

import re
from functools import cache

from bot.drafting.request import ONE_PAGE
from bot.model import Value
from bot.wording import table
from language import numerals

# Order of trying: what names a text or a place before what only names a wish.
KINDS = (
    "restore", "compare", "gap", "heading_as", "heading_other", "swap", "merge", "move", "delete", "rewrite", "length",
    "brief", "speech", "report", "upward", "formal", "plain", "shorter", "longer", "add",
)  # fmt: skip
_FILLER = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|给我|替我|能不能|能否|可不可以|可以|把它|再|我想|我要|我觉得|觉得|那|就|嗯|好的?|您|你|[，,])+"
    r"|(?:吧|呢|啊|哈|嘛|可以吗|行吗|行不行|好吗|好不好|谢谢|辛苦了|[，,。！!？?～~])+$"
)
_TAIL = re.compile(
    r"[，,；;]?\s*(?:但|不过)?(?:是)?(?:里面的?|所有)?(?:别动|不要动|不动|保留|别改|不要改|不改|不变)(?:数字|数据|数|事实|名字|人名|材料|和|、)+$"
    r"|[，,；;]\s*(?:但|不过)?(?:是)?(?:数字|数据|事实|名字)(?:别动|不要动|不动|别改|不要改|不变|保留)$"
)


LAST = 999  # the last part, whatever its number


class Ask(Value, frozen=True):
    """`kind` is one of KINDS; `number` or `name` is the part asked about (both empty: the whole; LAST: the last); `text` what was given."""

    kind: str
    number: int = 0
    name: str = ""
    text: str = ""
    a: int = 0
    b: int = 0
    small: bool = False  # of headings, it says 小标题


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words = table("revision")

    def filled(expression: str) -> str:
        for name in ("part", "pair", "little"):
            expression = expression.replace(f"{{{name}}}", words[name])
        return expression

    return [(kind, re.compile(filled(expression))) for kind in KINDS for expression in words["ask"][kind]]


def read_ask(text: str) -> Ask | None:
    """The change asked for in one message; None if it asks for none."""
    plain = _TAIL.sub("", _FILLER.sub("", text.strip()))
    for kind, expression in _patterns():
        found = expression.match(plain)
        if found:
            groups = {key: value for key, value in found.groupdict().items() if value}
            return Ask(
                kind,
                _number(groups.get("n", groups.get("n2", groups.get("last", groups.get("page", ""))))),
                groups.get("name", ""),
                groups.get("text", ""),
                _number(groups.get("a", "")),
                _number(groups.get("b", groups.get("to", ""))),
                "small" in groups,
            )
    return None


def _number(text: str) -> int:
    if text in ("最前", "开头", "前面"):
        return 1
    if text in ("最后", "结尾", "后面", "末尾"):
        return LAST
    if text == "一页":
        return ONE_PAGE
    value = numerals.value(text) if text else None
    return int(value) if value else 0
