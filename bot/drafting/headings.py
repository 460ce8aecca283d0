"""Headings of one formula within a level, from prompts/phrases/headings.toml; a sample's formula is taken on, its words never."""

from __future__ import annotations

import re
from typing import Any

from bot.drafting.outline import PLAIN, PlannedSection
from bot.wording import table
from retrieval.records import StyleProfile


def formula(profile: StyleProfile | None) -> str:
    """pair (加强X，压实Y), by (以X为抓手，Y) or noun (X情况), as the chosen sample has it; pair where none is chosen."""
    if profile is None or not profile.formulas:
        return "pair"
    first = profile.formulas[0]
    if re.match(r"以.*为", first):
        return "by"
    return "pair" if "，" in first or re.match(r"[\u4e00-\u9fff]{2}[XY]", first) else "noun"


def heading(section: PlannedSection, style: str) -> str:
    """The heading of a section in the given formula."""
    bank = table("phrases/headings")
    text = "".join(statement.text for point in section.points for statement in point.statements)
    roles = [role if role in bank else "其他" for role in section.roles]
    chosen = [_variant(bank[role], text) for role in roles]
    if roles[0] in PLAIN:
        return str(chosen[0]["noun"])
    if len(chosen) > 1 and style == "noun":
        return f"{chosen[0]['short']}和{chosen[1]['short']}情况"
    if len(chosen) > 1:
        first, second = chosen[0]["pair"][0], chosen[1]["pair"][0]
        return f"{first}，{chosen[1]['pair'][1] if first[:2] == second[:2] else second}"
    if style == "by":
        return f"以{chosen[0]['by'][0]}为抓手，{chosen[0]['by'][1]}"
    if style == "noun":
        return str(chosen[0]["noun"])
    return "，".join(chosen[0]["pair"])


def area(role: str, text: str) -> str:
    """How the lead lists a section of this role."""
    bank = table("phrases/headings")
    return str(_variant(bank.get(role, bank["其他"]), text)["short"])


def _variant(variants: list[dict[str, Any]], text: str) -> dict[str, Any]:
    """The variant whose words stand most often in the text, the earlier of two; the last where none does."""
    counts = [len(re.findall(variant["when"], text)) if "when" in variant else 0 for variant in variants]
    return variants[counts.index(max(counts))] if any(counts) else variants[-1]


def alternatives(role: str, text: str = "", like: str = "") -> list[str]:
    """Every heading the bank has for a role that fits `text`: those built as `like` is first, pairs before 以X为抓手 before plain ones."""
    variants = [
        variant
        for variant in table("phrases/headings").get(role, [])
        if not text or "when" not in variant or re.search(variant["when"], text)
    ]
    pairs = ["，".join(part for part in variant["pair"] if part) for variant in variants]
    by = [f"以{variant['by'][0]}为抓手，{variant['by'][1]}" for variant in variants if "by" in variant]
    plain = [str(variant["noun"]) for variant in variants]
    ordered = [*plain, *pairs, *by] if like and "，" not in like else [*pairs, *by, *plain]
    return list(dict.fromkeys(ordered))


def is_own(text: str) -> bool:
    """Whether a heading holds words that are not the bank's: one the user gave."""
    bank = table("phrases/headings").values()
    words = {word for variants in bank for variant in variants for word in _words(variant)}
    plain = text.removesuffix("情况")
    return plain not in words and not all(part in words for part in re.split("[，和]", plain) if part)


def _words(variant: dict[str, Any]) -> list[str]:
    by = variant.get("by", [])
    return [
        *variant["pair"],
        *by,
        *(f"以{word}为抓手" for word in by[:1]),
        variant["short"],
        str(variant["noun"]).removesuffix("情况"),
    ]
