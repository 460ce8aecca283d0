"""What changed between two versions, sentence by sentence, readable as text."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal

from bot.model import Draft, Value


class Change(Value, frozen=True):
    kind: Literal["added", "removed", "changed", "moved"]
    before: str = ""
    after: str = ""


def lines(draft: Draft) -> list[str]:
    """Title, headings and sentences in reading order."""
    body: list[str] = [draft.title, *(sentence.text for sentence in draft.lead)]
    for section in draft.sections:
        body.append(section.heading)
        body.extend(sentence.text for paragraph in section.paragraphs for sentence in paragraph.sentences)
    return [*body, *(sentence.text for sentence in draft.closing), draft.signature, draft.date]


def changes(before: Draft, after: Draft) -> tuple[Change, ...]:
    """The changes from `before` to `after`, in reading order."""
    old, new = lines(before), lines(after)
    found: list[Change] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        removed, added = old[i:j], new[k:m]
        while removed and added:
            found.append(Change("changed", removed.pop(0), added.pop(0)))
        found += [Change("removed", text) for text in removed]
        found += [Change("added", after=text) for text in added]
    gone = {change.before for change in found if change.kind == "removed"}
    moved = {change.after for change in found if change.kind == "added" and change.after in gone}
    kept = [change for change in found if not (change.kind == "removed" and change.before in moved)]
    return tuple(
        Change("moved", change.after, change.after)
        if change.after in moved and change.kind == "added"
        else change
        for change in kept
    )


def readable(before: Draft, after: Draft) -> str:
    """The changes as lines: － old, ＋ new, ↕ moved; "" if there are none."""
    shown: list[str] = []
    for change in changes(before, after):
        if change.kind == "moved":
            shown.append(f"↕ {change.after}")
            continue
        if change.before:
            shown.append(f"－ {change.before}")
        if change.after:
            shown.append(f"＋ {change.after}")
    return "\n".join(shown)
