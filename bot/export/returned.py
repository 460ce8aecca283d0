"""An exported Word file that comes back edited: what changed, what to ask about it, and the draft as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from bot.export.blocks import Block, blocks
from bot.export.docx import as_docx
from bot.export.matching import pairs
from bot.export.rebuilt import Edit, Seen, rebuilt, recognised, resentenced
from bot.export.tidy import tidy
from bot.export.word_file import Comment, Line, Revision, WordFile, read
from bot.export.words import word
from bot.model import Draft
from language import dates, figures
from language.figures import NOT_FACTS

ChangeKind = Literal["changed", "added", "removed", "moved", "format", "outside"]
Part = Literal["title", "heading", "body", "signature", "date", "outside"]


class Change(msgspec.Struct, frozen=True):
    """One edit. `detail` names the look (加粗 …) or what stands outside the text (页眉 …)."""

    kind: ChangeKind
    part: Part
    before: str = ""
    after: str = ""
    detail: str = ""
    facts: tuple[str, ...] = ()

    def shown(self) -> str:
        name = "foreign" if self.kind == "outside" else self.kind
        return word(
            "changes",
            name,
            before=self.before,
            after=self.after,
            detail=f"{self.detail}{self.after}" if name == "foreign" else self.detail,
        )


class Returned(msgspec.Struct, frozen=True):
    """`draft` is the next version; `questions` ask about figures changed by hand; `todos` are comments of others."""

    draft: Draft
    changes: tuple[Change, ...]
    revisions: tuple[Revision, ...]
    todos: tuple[Comment, ...]
    questions: tuple[str, ...]


def compared(
    draft: Draft, data: bytes, layout_name: str = "official", template: Path | None = None
) -> Returned:
    """What an edited file says against the draft it was exported from. An unedited file has no changes and gives the same draft.

    Raises InputError `docx_unreadable`.
    """
    base = tidy(draft)
    file = read(data)
    original = read(as_docx(base, layout_name, template))
    old = blocks(base)
    lines = [line for line in file.lines if line.text.strip() and not line.in_table]
    matched, moved = pairs([part.text for part in old], [_plain(line) for line in lines])
    seen = [
        Seen(_plain(line), old[matched[i]] if i in matched else None, line.level, line.align)
        for i, line in enumerate(lines)
    ]
    changes = [
        *_carried(list(_text_changes(old, seen, matched, moved))),
        *_looks(original, lines, matched),
        *_outside(original, file),
    ]
    touched = any(change.kind not in ("format", "outside") for change in changes)
    return Returned(
        draft=rebuilt(base, recognised(seen, base)) if touched else base,
        changes=tuple(changes),
        revisions=file.revisions,
        todos=tuple(comment for comment in file.comments if comment.author != word("sources", "author")),
        questions=tuple(question for change in changes for question in _questions(base, change)),
    )


def _plain(line: Line) -> str:
    """A line break inside a title is layout, not text."""
    return line.text.replace("\n", "").strip(" \u3000\t")


def _text_changes(
    old: tuple[Block, ...], seen: list[Seen], matched: dict[int, int], moved: set[int]
) -> Iterator[Change]:
    for position, one in enumerate(seen):
        if one.was is None:
            yield Change("added", "body", after=one.text)
            continue
        if position in moved:
            yield Change("moved", one.was.kind, before=one.was.text, after=one.text)
        if one.text != one.was.text:
            yield from (
                Change(_kind(edit), one.was.kind, edit.before, edit.after, facts=edit.facts)
                for edit in _edits(one.was, one.text)
            )
    kept = set(matched.values())
    for index, part in enumerate(old):
        if index not in kept:
            facts = tuple(fact for sentence in part.sentences for fact in sentence.facts)
            yield Change("removed", part.kind, before=part.text, facts=facts)


def _carried(changes: list[Change]) -> list[Change]:
    """What was taken from one paragraph and stands in another (split, joined) is moved, not removed and added."""
    gone = {change.before: change for change in changes if change.kind == "removed"}
    come = {change.after for change in changes if change.kind == "added"}
    found = []
    for change in changes:
        if change.kind == "added" and change.after in gone:
            found.append(
                Change("moved", change.part, change.after, change.after, facts=gone[change.after].facts)
            )
        elif not (change.kind == "removed" and change.before in come):
            found.append(change)
    return found


def _edits(was: Block, text: str) -> list[Edit]:
    """What changed inside a paragraph, by sentences; its heading words count as one."""
    if not was.sentences:
        return [Edit(was.text, text)]
    rest = text.removeprefix(was.head)
    if was.head and rest == text:
        head, stop, rest = text.partition("。")
        edits = [Edit(was.head, head + stop)] if head + stop != was.head else []
        return edits + resentenced(rest, was.sentences)[1] if rest else [Edit(was.text, text)]
    edits = resentenced(rest, was.sentences)[1]
    return edits or [Edit(was.text, text)]


def _kind(edit: Edit) -> ChangeKind:
    if not edit.before:
        return "added"
    return "changed" if edit.after else "removed"


# ------------------------------------------------------------------ looks and what lies outside


def _looks(original: WordFile, lines: list[Line], matched: dict[int, int]) -> Iterator[Change]:
    """Words that look different from the export: in paragraphs whose text was kept."""
    drawn = [line for line in original.lines if line.text.strip()]
    for position, line in enumerate(lines):
        index = matched.get(position, len(drawn))
        if index >= len(drawn) or _plain(drawn[index]) != _plain(line):
            continue
        if drawn[index].align != line.align:
            yield Change("format", "body", after=line.text[:20], detail=word("changes", "align"))
        yield from _restyled(drawn[index], line)


def _restyled(before: Line, after: Line) -> Iterator[Change]:
    old, new = _by_character(before), _by_character(after)
    found: dict[str, str] = {}
    for character, was, now in zip(_plain(after), old, new, strict=False):
        for name in dict(set(now) ^ set(was)):
            found[name] = found.get(name, "") + character
    for name, text in sorted(found.items()):
        yield Change("format", "body", after=text, detail=word("changes", name))


def _by_character(line: Line) -> list[tuple[tuple[str, str], ...]]:
    characters = [(character, stretch.look) for stretch in line.stretches for character in stretch.text]
    while characters and characters[0][0] in " \u3000\t":
        characters.pop(0)
    return [look for character, look in characters if character != "\n"]


def _outside(original: WordFile, file: WordFile) -> Iterator[Change]:
    """Tables, pictures, headers, footers, notes, page breaks and page set-up that the export did not have."""
    had, has = Counter(original.outside), Counter(file.outside)
    for (name, text), _ in sorted((has - had).items()):
        yield Change("outside", "outside", after=text, detail=word("changes", name))
    for (name, text), _ in sorted((had - has).items()):
        if not any(name == other for other, _ in has):
            yield Change("outside", "outside", before=text, detail=word("changes", name))


# ------------------------------------------------------------------ questions


def _questions(draft: Draft, change: Change) -> Iterator[str]:
    """A figure or date changed by hand is asked about; one that is new, too."""
    if change.kind not in ("changed", "added"):
        return
    quotes = [fact.source.quote for fact in draft.facts if fact.id in change.facts]
    for old, text in swaps(change):
        if old and quotes:
            quote = "；".join(dict.fromkeys(quotes))
            yield word("changes", "figure_question", before=old, after=text, quote=quote)
        else:
            yield word("changes", "figure_new", after=text)


def swaps(change: Change) -> list[tuple[str, str]]:
    """(figure or date before, the one now) of a changed sentence; "" before where it is new."""
    before, after = _numbers(change.before), _numbers(change.after)
    gone = [text for text in before if text not in after]
    come = [text for text in after if text not in before]
    return list(zip(gone + [""] * len(come), come, strict=False))


def _numbers(text: str) -> list[str]:
    found = [span.text for span in figures.find(text) if span.kind not in NOT_FACTS]
    return found + [date.text for date in dates.find(text) if date.iso]
