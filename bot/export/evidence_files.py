"""The receipt and the evidence table as md, json, docx and xlsx."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bot.errors import InputError
from bot.export import package
from bot.export.evidence import Receipt, Row
from bot.export.layout import TWIPS_PER_MM, EvidenceLayout, Face, Layout, evidence_layout, layout
from bot.export.styles import set_plain_page, swept
from bot.export.wordml import NAMESPACE, Frame, Piece, paragraph
from bot.export.words import listed, word
from bot.export.xlsx import workbook
from bot.model import Finding


def render_evidence(given: Receipt, fmt: str) -> bytes:
    """The receipt with its evidence table as a file. Raises InputError `format_unknown`."""
    if fmt not in EVIDENCE_FORMATS:
        raise InputError("format_unknown", name=fmt, names="、".join(EVIDENCE_FORMATS))
    return EVIDENCE_FORMATS[fmt](given)


def lines(given: Receipt) -> list[tuple[str, list[str]]]:
    """The receipt in words: each line with the points under it."""
    found: list[tuple[str, list[str]]] = [
        (_length(given), []),
        (word("receipt", "framing", share=f"{given.framing_share:.1%}"), []),
    ]
    found.append(_counted("gaps", list(given.gaps)))
    found.append(_counted("findings", [_finding(finding) for finding in given.findings]))
    found.append(_counted("left_out", list(given.left_out)))
    found.append(_counted("slips", [_slip(finding) for finding in given.slips]))
    found.append(_leaks(given))
    if given.likeness.last is not None:
        found.append((word("receipt", "likeness_last", share=f"{given.likeness.last:.1%}"), []))
    if given.likeness.sample_share is not None:
        share, title = f"{given.likeness.sample_share:.1%}", given.likeness.sample
        found.append((word("receipt", "likeness_sample", share=share, title=title), []))
    if given.notes:
        found.append((word("receipt", "notes"), list(given.notes)))
    return found


def table(rows: tuple[Row, ...]) -> list[list[str]]:
    """The evidence table: a row of column names, then one row for each figure, date and name."""
    found = [listed("evidence", "columns")]
    for number, row in enumerate(rows, 1):
        turn = word("evidence", "turn", turn=row.turn) if row.turn else ""
        found.append(
            [str(number), row.kind, row.text, row.sentence, turn, row.quote, row.certainty, row.computed]
        )
    return found


# ------------------------------------------------------------------ one function, one format


def _md(given: Receipt) -> bytes:
    parts = [f"# {word('receipt', 'title')}", word("evidence", "of", title=given.title)]
    told = [
        text for line, points in lines(given) for text in (f"- {line}", *(f"  - {point}" for point in points))
    ]
    parts.append("\n".join(told))
    parts.append(f"## {word('evidence', 'title')}")
    rows = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in table(given.rows)]
    if len(rows) > 1:
        rows.insert(1, ["---"] * len(rows[0]))
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    else:
        parts.append(word("evidence", "empty"))
    return ("\n\n".join(parts) + "\n").encode()


def _json(given: Receipt) -> bytes:
    return msgspec.json.format(msgspec.json.encode(msgspec.to_builtins(given)), indent=2)


def _xlsx(given: Receipt) -> bytes:
    told = [[word("receipt", "title"), ""], [word("evidence", "of", title=given.title), ""]]
    for line, points in lines(given):
        told.append([line, ""])
        told.extend(["", point] for point in points)
    sheets = {word("sheets", "receipt"): told, word("sheets", "evidence"): table(given.rows)}
    widths = [width / 2 for width in evidence_layout().columns_mm]
    return workbook(sheets, {word("sheets", "receipt"): [50, 70], word("sheets", "evidence"): widths})


def _docx(given: Receipt) -> bytes:
    own, chosen = evidence_layout(), layout("official")
    chosen = msgspec.structs.replace(
        chosen, body=own.body, line_twips=own.line_twips, line_rule="auto", spacing_twips=0
    )
    document = package.opened(None)
    body = document.element.body
    for text in _paragraphs(given, own, chosen):
        body.insert(len(body) - 1, package.parsed(text))
    set_plain_page(document, own)
    swept(document, chosen)
    document.core_properties.title, document.core_properties.comments = word("receipt", "title"), ""
    document.core_properties.author = ""
    return package.saved(document)


def _paragraphs(given: Receipt, own: EvidenceLayout, chosen: Layout) -> list[str]:
    def line(text: str, face: Face, align: str = "left", indent: float = 0) -> str:
        return paragraph(Frame(style="Normal", align=align, left_chars=indent), [Piece(text, face)], chosen)

    parts = [line(word("receipt", "title"), own.title, "center")]
    parts.append(line(word("evidence", "of", title=given.title), own.body, "center"))
    for text, points in lines(given):
        parts.append(line(text, own.heading if points else own.body))
        parts.extend(line(point, own.body, indent=2) for point in points)
    parts.append(line(word("evidence", "title"), own.title, "center"))
    parts.append(
        _table(table(given.rows), own, chosen) if given.rows else line(word("evidence", "empty"), own.body)
    )
    return parts


def _table(rows: list[list[str]], own: EvidenceLayout, chosen: Layout) -> str:
    widths = [round(width * TWIPS_PER_MM) for width in own.columns_mm]
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(
        _row(row, widths, own.head_cell if n == 0 else own.cell, chosen, n == 0) for n, row in enumerate(rows)
    )
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'
    )


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(cells: list[str], widths: list[int], face: Face, chosen: Layout, head: bool) -> str:
    """The head row is repeated on every page; no row is torn between pages."""
    repeated = "<w:tblHeader/>" if head else ""
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        + paragraph(Frame(style="Normal", align="center" if head else "left"), [Piece(cell, face)], chosen)
        + "</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{shown}</w:tr>"


# ------------------------------------------------------------------ words


def _length(given: Receipt) -> str:
    if given.asked_chars:
        return word("receipt", "length_asked", chars=given.chars, asked=given.asked_chars)
    return word("receipt", "length", chars=given.chars)


def _counted(name: str, points: list[str]) -> tuple[str, list[str]]:
    line = word("receipt", name, count=len(points)) if points else word("receipt", f"{name}_none")
    return line, points


def _finding(finding: Finding) -> str:
    where = f"“{finding.sentence}”：" if finding.sentence else ""
    return f"【{word('receipt', finding.severity)}】{where}{finding.message}"


def _slip(finding: Finding) -> str:
    text, _, suggestion = finding.message.partition("→")
    return word("receipt", finding.rule, text=text, suggestion=suggestion)


def _leaks(given: Receipt) -> tuple[str, list[str]]:
    leakage = given.leakage
    if leakage is None:
        return word("receipt", "leaks_unchecked"), []
    values: dict[str, Any] = {"samples": leakage.samples, "figures": leakage.figures, "names": leakage.names}
    points = [word("receipt", "leaks_run", text=leakage.run_text)] if leakage.run_text else []
    if leakage.found:
        points.append(word("receipt", "leaks_found", found="、".join(leakage.found)))
    if leakage.limit and not leakage.run_chars:
        return word("receipt", "leaks_no_run", limit=leakage.limit, **values), points
    return word("receipt", "leaks", run=leakage.run_chars, **values), points


EVIDENCE_FORMATS: Mapping[str, Callable[[Receipt], bytes]] = {
    "md": _md,
    "json": _json,
    "docx": _docx,
    "xlsx": _xlsx,
}
