"""The home of python-docx: a Word package opened, its XML parsed, its parts reached, the package saved."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.errors import InputError


def opened(template: Path | bytes | None) -> Any:
    """A new document, one of our own in bytes, or the user's template. Raises InputError `template_unreadable` where that is no docx."""
    from docx import Document

    if template is None:
        return Document()
    if isinstance(template, bytes):
        return Document(BytesIO(template))
    try:
        return Document(str(template))
    except (
        Exception
    ) as error:  # a bad file raises KeyError, BadZipFile, PackageNotFoundError, XMLSyntaxError …
        raise InputError("template_unreadable", name=template.name) from error


def parsed(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def runs(document: Any, paragraph: Any) -> list[Any]:
    """The runs of a paragraph element."""
    from docx.text.paragraph import Paragraph

    return list(Paragraph(paragraph, document._body).runs)


def rewrite_part(document: Any, kind: str, change: Callable[[bytes], bytes]) -> None:
    """Changes the bytes of a part that python-docx does not model; `kind` is the last word of its relationship type."""
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] == kind:
            relation.target_part._blob = change(relation.target_part.blob)


def drop_parts(document: Any, kinds: set[str]) -> None:
    """Removes parts of the default template that do not belong to a paper (a thumbnail of another document)."""
    for owner in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in owner.items() if relation.reltype.rsplit("/", 1)[-1] in kinds]:
            del owner[key]


def saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
