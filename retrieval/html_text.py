"""Text of an html page: scripts, styles, menus left out; blocks become lines, headings get #. The only home of beautifulsoup4."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from language.text import shown_size
from retrieval.decoding import decode
from retrieval.errors import ReadingError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

HTML_MAX = 4 << 20  # bytes
TAGS_MAX = 200_000  # a tag takes 1–2 KB of memory in the parsed tree
_META = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "nav",
    "form",
    "button",
    "head",
)
_BLOCKS = re.compile(
    r"p|div|section|article|main|header|footer|blockquote|pre|li|ul|ol|table|tr|d[dtl]|h[1-6]"
)
_HEADING = re.compile(r"h([1-6])")


def text(data: bytes, name: str) -> str:
    """The readable text of html `data`. Raises ReadingError: file_too_large, file_empty, file_binary."""
    if len(data) > HTML_MAX or data.count(b"<") > TAGS_MAX:
        raise ReadingError("file_too_large", name=name, limit=shown_size(HTML_MAX))
    found = _META.search(data[:4096])
    return from_markup(decode(data, name, found[1].decode("ascii") if found else ""), name)


def from_markup(markup: str, name: str) -> str:
    """The readable text of html source."""
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(markup, "html.parser")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    lines = (re.sub(r"[ \t\xa0\u3000]+", " ", line).strip() for line in _pieces(soup).split("\n"))
    plain = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not plain:
        raise ReadingError("file_empty", name=name)
    return plain


def _pieces(soup: BeautifulSoup) -> str:
    """Strings in document order; a block's start and end break the line. No recursion: pages nest deeper than Python does."""
    from bs4 import Comment, Doctype, Tag
    from bs4.element import NavigableString

    out: list[str] = []
    block = None
    for node in soup.descendants:
        if isinstance(node, Tag):
            if _BLOCKS.fullmatch(node.name):
                heading = _HEADING.fullmatch(node.name)
                out.append("\n\n" + ("#" * int(heading[1]) + " " if heading else ""))
            elif node.name == "br":
                out.append("\n")
        elif isinstance(node, NavigableString) and not isinstance(node, (Comment, Doctype)):
            parent = next((p for p in node.parents if _BLOCKS.fullmatch(p.name)), None)
            if parent is not block and out and not out[-1].startswith("\n"):
                out.append("\n\n")
            block = parent
            out.append(re.sub(r"\s*\n\s*", " ", str(node)) if str(node).strip() else " ")
    return "".join(out)
