"""A draft as a file: txt, Markdown, JSON, Word, PDF, clipboard HTML (`formats`), the evidence with it, and an edited file read back."""

from bot.export.formats import FORMATS, render
from bot.export.tidy import tidy

__all__ = ["FORMATS", "render", "tidy"]
