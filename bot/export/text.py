"""The plain formats: txt, Markdown and JSON, and a draft read back from its JSON."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec

from bot.errors import InputError
from bot.export.blocks import Block, blocks
from bot.model import Draft, Sentence

INDENT = "　　"
LINE_COLUMNS = 56  # 28 characters of two columns (GB/T 9704-2012, 5.2.3)
_MARKDOWN_SIGNS = re.compile(r"([\\`*_<>\[\]|~#])")
_LIST_SIGN = re.compile(r"^(\d*)([-+=.])(?=\s)")  # what Markdown would take for a list
_COMPUTED = ("lead", "closing", "lead_sentences", "closing_sentences", "chars", "framing_share")


def as_txt(draft: Draft) -> str:
    """The paper as plain text: title, an empty line, paragraphs indented by two characters, signature and date to the right."""
    parts = blocks(draft)
    lines = [part.text for part in parts if part.kind == "title"]
    lines.append("")
    for part in parts:
        if part.kind in ("heading", "body"):
            lines.extend(INDENT + line for line in part.text.splitlines() if line.strip())
    lines.extend(("", *_signed(parts)))
    return "\n".join(lines).strip("\n") + "\n"


def as_md(draft: Draft) -> str:
    """The paper as Markdown: `#` title, `##` and deeper for headings that stand alone, bold for run-in ones."""
    paragraphs = []
    titles = [_escaped(part.text) for part in blocks(draft) if part.kind == "title"]
    if titles:
        paragraphs.append("# " + "<br>".join(titles))
    paragraphs.extend(_markdown(part) for part in blocks(draft) if part.kind != "title")
    return "\n\n".join(paragraphs) + "\n"


def as_json(draft: Draft) -> str:
    """The draft with everything it carries. `lead` and `closing` are plain text; their sentences stand in `lead_sentences`, `closing_sentences`."""
    values = _plain(draft)
    values["lead_sentences"], values["closing_sentences"] = values["lead"], values["closing"]
    values["lead"], values["closing"] = _joined(draft.lead), _joined(draft.closing)
    values["chars"] = draft.chars
    values["framing_share"] = round(draft.framing_share, 4)
    return msgspec.json.format(msgspec.json.encode(values), indent=2).decode()


def from_json(text: str | bytes, name: str = "json") -> Draft:
    """The draft that `as_json` wrote, equal in every field. Where `lead` or `closing` was edited, the edited words win, locked.

    Raises InputError `draft_broken` with the file's `name` where the text is no draft.
    """
    try:
        values = msgspec.json.decode(text, type=dict[str, Any])
        edited = {name: _sentences(values, name) for name in ("lead", "closing")}
        kept = {name: value for name, value in values.items() if name not in _COMPUTED}
        return msgspec.convert(kept | edited, Draft)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise InputError("draft_broken", name=name, reason=str(error).splitlines()[0]) from error


def right_blanks(signature: str, date: str) -> tuple[float, float]:
    """Characters left free to the right of signature and date (GB/T 9704-2012, 7.3.5.2).

    The signature ends two characters before the margin; the date starts two characters to the right of the signature's
    start; where the date would then come nearer to the margin than two characters, it ends there and the signature moves left.
    """
    signature_width, date_width = columns(signature) / 2, columns(date) / 2
    if not signature or not date:
        return 2.0, 2.0
    if date_width + 2.0 > signature_width:
        return 2.0 + date_width + 2.0 - signature_width, 2.0
    return 2.0, signature_width - date_width


def columns(text: str) -> int:
    """Columns of a text in a terminal: a 汉字 takes two, a digit one."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _signed(parts: tuple[Block, ...]) -> list[str]:
    signatures = [part.text for part in parts if part.kind == "signature"]
    dates = [part.text for part in parts if part.kind == "date"]
    blanks = right_blanks(signatures[-1] if signatures else "", dates[0] if dates else "")
    return [_right(text, blanks[0]) for text in signatures] + [_right(text, blanks[1]) for text in dates]


def _right(text: str, blank: float) -> str:
    return " " * max(0, LINE_COLUMNS - int(blank * 2) - columns(text)) + text


def _markdown(part: Block) -> str:
    if part.kind == "heading":
        return f"{'#' * min(part.level + 1, 6)} {_escaped(part.text)}"
    if part.kind == "body":
        words = _escaped(part.text[len(part.head) :])
        return f"**{_escaped(part.head)}**{words}" if part.head else _LIST_SIGN.sub(r"\1\\\2", words)
    return _escaped(part.text)


def _escaped(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", text)


def _joined(sentences: tuple[Sentence, ...]) -> str:
    return "".join(sentence.text for sentence in sentences)


def _plain(value: Any) -> Any:
    """Builtins of a value with every field present, defaults too."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _sentences(values: dict[str, Any], name: str) -> tuple[Sentence, ...]:
    """The sentences of `lead` or `closing`: those whose words still stand in the plain text, what is new as locked ones."""
    kept = msgspec.convert(values.get(f"{name}_sentences") or [], tuple[Sentence, ...])
    if name not in values:
        return kept
    rest = msgspec.convert(values[name], str)
    if rest == _joined(kept):
        return kept
    found: list[Sentence] = []
    for sentence in kept:
        before, match, after = rest.partition(sentence.text)
        if match and sentence.text:
            found.extend((*_edited(before), sentence))
            rest = after
    return (*found, *_edited(rest))


def _edited(text: str) -> tuple[Sentence, ...]:
    if not text.strip():
        return ()
    return (Sentence(text, "gap" if text.startswith("【待补充") else "fact", locked=True),)
