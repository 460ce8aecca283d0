"""Notes straight to a draft, without an interview: what they do not say becomes gaps."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from bot.app import App
from bot.desk import read_text
from bot.errors import InputError
from bot.events import BasicsGiven, Imported, SampleChosen, Skipped
from bot.interview.folding import apply, apply_all
from bot.interview.hearing import stored
from bot.interview.state import EXTRA, SLOTS, Session
from bot.interview.tools import Said
from bot.model import Draft
from bot.settings import Settings
from bot.wording import table
from language.text import shown_size

STDIN = "-"
EXPECTED = ("问题不足", "下一步打算")  # parts no summary goes without: a gap where the notes have nothing


def read_notes(names: list[str], standard_input: BinaryIO, settings: Settings) -> str:
    """The text of all notes. Raises InputError for the first that cannot be used."""
    texts: list[str] = []
    for name in names:
        texts.append(_read(name, standard_input, settings, sum(map(len, texts))))
    return "\n".join(texts)


def _read(name: str, standard_input: BinaryIO, settings: Settings, before: int) -> str:
    max_bytes = settings.file_max_bytes
    if name == STDIN:
        return read_text(standard_input.read(max_bytes + 1), "stdin.txt", settings, before)
    path = Path(name)
    if not path.is_file():
        raise InputError("file_missing", name=path.name)
    if path.stat().st_size > max_bytes:
        raise InputError("file_too_large", name=path.name, limit=shown_size(max_bytes))
    return read_text(path.read_bytes(), path.name, settings, before)


def headed(text: str) -> tuple[dict[str, str], str]:
    """What the first lines of notes say of the report itself (单位：…, 时间：…), by the names of SLOTS, and the notes without them."""
    words = {word: slot for slot, listed in table("intents")["heads"].items() for word in listed.split()}
    found: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        label, colon, said = line.strip().replace(":", "：", 1).partition("：")
        if line.strip() and (not colon or label.strip() not in words or not said.strip()):
            return found, "".join(lines[number:])
        if line.strip():
            found.setdefault(words[label.strip()], said.strip())
    return found, ""


def draft_from_notes(
    app: App, text: str, given: dict[str, str], *, unit_type: str = "", chars: int = 0, like: str = ""
) -> Draft:
    """The draft. Raises InputError `notes_empty` where the notes state nothing."""
    session = Session()
    for slot in SLOTS:
        session = _with_basics(app, session, slot, given.get(slot, ""))
    if unit_type:
        session = _with_unit_type(session, unit_type)
    if like:
        session = apply(session, SampleChosen(like))
    heard = app.tools.read(session, Said(text, text, 1), EXTRA)
    if not any(not fact.private for fact in heard.read.facts):
        raise InputError("notes_empty")
    session = apply(session, Imported("notes", stored(heard)))
    missing = tuple(topic for topic in EXPECTED if not session.facts_of(topic))
    return app.desk.compose(session, max_chars=chars, missing=missing)


def _with_basics(app: App, session: Session, slot: str, text: str) -> Session:
    if not text:
        return apply(session, Skipped("basics", slot))
    return apply_all(session, (BasicsGiven(slot, text, app.tools.read_basics(slot, text, session.basics)),))


def _with_unit_type(session: Session, unit_type: str) -> Session:
    from msgspec.structs import replace

    return replace(session, basics=replace(session.basics, unit_type=unit_type))
