"""Files handed to the user: the paper in any format, and its evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation import Document
from bot.model import Draft
from bot.prompts import Words
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.export.evidence import Receipt

MEDIA = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
FORMAT_NAMES = {"": "docx", "word": "docx", "文档": "docx", "文本": "txt", "纯文本": "txt", "markdown": "md"}
# Words for the evidence, and the file that suits each: a table to be sorted, a receipt to be filed with the paper.
EVIDENCE_NAMES = {
    "数据来源表": "xlsx",
    "来源表": "xlsx",
    "证据表": "xlsx",
    "核验单": "docx",
    "交稿回执": "docx",
    "回执": "docx",
}
EVIDENCE_MEDIA = MEDIA | {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
WITH_SOURCES = "带来源"
READ_AS_TEXT = ("txt", "md", "json")


def paper_file(draft: Draft, said: str, settings: Settings) -> tuple[Document, str]:
    """The draft in the format that was said (word, txt, word带来源 …), and that format's name. Raises InputError."""
    from bot.export import render

    sources = WITH_SOURCES in said
    plain = said.replace(WITH_SOURCES, "").strip("的") if sources else said
    fmt = FORMAT_NAMES.get(plain, plain)
    data = render(draft, fmt, settings, with_sources=sources)
    preview = data.decode() if fmt in READ_AS_TEXT else ""
    media = MEDIA.get(fmt, "application/octet-stream")
    return Document(f"{file_name(draft.title)}.{fmt}", media, data, preview), fmt


def evidence_file(given: Receipt, said: str, words: Words, fmt: str = "") -> Document:
    """Receipt and 数据来源表 in one file of the kind that suits the word `said`, or in `fmt`; as text for channels without files."""
    from bot.export.evidence_files import render_evidence

    fmt = fmt or EVIDENCE_NAMES[said]
    name = words.say("handing.evidence_file", title=file_name(given.title), name=said, fmt=fmt)
    preview = render_evidence(given, "md").decode()
    return Document(name, EVIDENCE_MEDIA[fmt], render_evidence(given, fmt), preview)


def file_name(title: str) -> str:
    """A title as a file name on any system."""
    return re.sub(r'[\\/:*?"<>|\s]+', "", title)[:60] or "zongjie"
