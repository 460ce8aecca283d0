"""A draft in a chat: shown section by section, so that a reply to one is about that section."""

from __future__ import annotations

from bot.drafting.revision.asking import read_ask
from bot.export.blocks import Block, blocks
from bot.export.text import INDENT, as_txt
from bot.model import Draft, Value
from language import numerals

WHOLE_CHARS = 700  # a draft up to this length is one message


class Part(Value, frozen=True):
    """A piece of the preview: its text, the heading to be set in bold, and the number of the section from 1 (0: none)."""

    text: str
    bold: str = ""
    section: int = 0


def preview(draft: Draft) -> tuple[Part, ...]:
    """Title and lead, each top-level section, closing and signature. A short draft is one piece."""
    if draft.chars <= WHOLE_CHARS:
        return (Part(as_txt(draft).strip("\n"), draft.title.split("\n")[0]),)
    found: list[tuple[int, list[str], str]] = [(0, [], draft.title.split("\n")[0])]
    section = 0
    for block in blocks(draft):
        if _opens(block):
            section += 1
            found.append((section, [], INDENT + block.head))
        elif found[-1][0] and _ends(block, draft):
            found.append((0, [], ""))
        found[-1][1].append(_line(block))
    return tuple(Part("\n".join(lines), bold, number) for number, lines, bold in found if lines)


def _opens(block: Block) -> bool:
    """Whether a block begins a top-level section."""
    return block.level == 1 and bool(block.heading) and block.kind in ("heading", "body")


def _ends(block: Block, draft: Draft) -> bool:
    """Whether a block belongs to the end of the paper: closing words, signature, date."""
    closing = bool(draft.closing) and block.sentences is draft.closing
    return closing or block.kind in ("signature", "date")


def _line(block: Block) -> str:
    return INDENT + block.text if block.kind in ("heading", "body") else block.text


def about(section: int, text: str) -> str:
    """What a reply to a section's message asks for: the same words, with the section named where they name none."""
    if section < 1:
        return text
    named = f"第{numerals.written(section)}部分{text.strip()}"
    found = read_ask(named)
    if found is not None and found.number == section and read_ask(text) != found:
        return named
    return text
