"""The way from files to samples that the product takes: read, parse, mask, profile. The library knows it as `SampleReader`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from retrieval import masking, masking_tables, tables
from retrieval.importing import ParsedReport, parse_page
from retrieval.profile import profile
from retrieval.reader import Report, digest, sample_id
from retrieval.reading import read_file
from retrieval.records import OutlineNode, Sample, SampleParagraph, Span
from retrieval.sections import flat

SLOT_KINDS = {slot.strip("〔〕"): kind for kind, slot in masking.SLOTS.items()} | {"单位": "UNIT"}
"""人名 → PERSON …: how a human says what a masked word is."""

NAME_KINDS = ("PERSON", "PLACE", "ORG", "UNIT", "DOC", "CAMPAIGN")


class PageReader:
    """Files to samples, by the tables in `config`. Files over `max_bytes` are refused."""

    def __init__(self, config: Path, max_bytes: int) -> None:
        self._config = config
        self._max_bytes = max_bytes

    def reports(self, path: Path) -> Sequence[Report]:
        found = []
        for document in read_file(path, self._max_bytes):
            for parsed in parse_page(document.text, document.name, self._tables):
                content = digest(parsed.clean_text)
                found.append(Report(sample_id(content), parsed.title, content, document.name, parsed))
        return found

    def builtin(self, folder: Path) -> Sequence[Report]:
        """Only hashed here, so that a second start costs nothing; parsed when one is new."""
        found = []
        for path in sorted(folder.glob("*.md")):
            text = path.read_text("utf-8")
            content = digest(text, self._version)
            found.append(Report(sample_id(digest(text)), path.stem, content, path.name, path))
        return found

    def sample(self, report: Report, **metadata: str) -> Sample:
        parsed = report.parsed
        if isinstance(parsed, Path):
            parsed = parse_page(parsed.read_text("utf-8"), parsed.name, self._tables)[0]
        title = "".join(parsed.title.split())
        spans, title_spans = self._spans(title, parsed)
        sample = Sample(
            id=report.id,
            title=parsed.title,
            masked_title=masking.masked(title, title_spans),
            unit_type=parsed.unit_type,
            period=parsed.period,
            topic=_without_names(parsed.topic, (*spans, *title_spans)),
            origin=report.origin,
            content_hash=report.content_hash,
            clean_text=parsed.clean_text,
            flags=parsed.flags,
            paragraphs=parsed.paragraphs,
            outline=parsed.outline,
            spans=spans,
        )
        return self.corrected(sample, (), (), **metadata)

    def corrected(
        self, sample: Sample, mask: tuple[str, ...], unmask: tuple[str, ...], **metadata: str
    ) -> Sample:
        """A word to mask may say what it is: 张三=人名 (人名 地名 单位 文件 活动 数量 日期 时段); else it is a 单位."""
        spans = tuple(
            msgspec.structs.replace(span, masked=False) if span.text in unmask else span
            for span in sample.spans
        )
        title, masked_title = metadata.get("title", sample.title), sample.masked_title
        if title != sample.title:
            masked_title = _masked_words("".join(title.split()), spans)
        for entry in mask:
            word, _, name = entry.partition("=")
            added = tuple(_everywhere(sample.clean_text, word, SLOT_KINDS.get(name, "UNIT")))
            spans = (*spans, *added)
            masked_title = masked_title.replace(word, masking.SLOTS[SLOT_KINDS.get(name, "UNIT")])
        spans = tuple(sorted(spans, key=lambda span: (span.start, -span.end)))
        paragraphs = tuple(_masked_paragraph(sample.clean_text, p, spans) for p in sample.paragraphs)
        outline = tuple(_masked_node(sample.clean_text, node, spans) for node in sample.outline)
        return msgspec.structs.replace(
            sample,
            spans=spans,
            paragraphs=paragraphs,
            outline=outline,
            profile=profile(outline, paragraphs),
            **(metadata | {"masked_title": masked_title}),
        )

    def _spans(self, title: str, parsed: ParsedReport) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Spans of the text and of the title, found together: a name known from one is masked in the other."""
        shift = len(title)
        headings = [(node.start, node.end) for node in flat(parsed.outline) if node.kind == "standalone"]
        blocks = sorted([*headings, *((paragraph.start, paragraph.end) for paragraph in parsed.paragraphs)])
        both = masking.mask(
            title + parsed.clean_text,
            self._masking,
            [(0, shift), *((start + shift, end + shift) for start, end in blocks)],
        )
        body = [
            msgspec.structs.replace(span, start=span.start - shift, end=span.end - shift)
            for span in both
            if span.start >= shift
        ]
        return tuple(body), tuple(span for span in both if span.end <= shift)

    @cached_property
    def _tables(self) -> tables.Tables:
        return tables.load(self._config)

    @cached_property
    def _masking(self) -> masking_tables.MaskingTables:
        return masking_tables.load(self._config)

    @cached_property
    def _version(self) -> str:
        """Changes with the code and the tables that make a sample: those that come with the program are then read anew."""
        import language

        code = [*Path(__file__).parent.glob("*.py"), *Path(str(language.__file__)).parent.glob("*.py")]
        files = sorted([*code, *self._config.glob("*.toml")], key=lambda path: path.name)
        value = hashlib.sha256()
        for path in files:
            value.update(path.read_bytes())
        return value.hexdigest()


def _masked_paragraph(text: str, paragraph: SampleParagraph, spans: Sequence[Span]) -> SampleParagraph:
    inside = _within(spans, paragraph.start, paragraph.end)
    return msgspec.structs.replace(
        paragraph, masked=masking.masked(text, inside, paragraph.start, paragraph.end)
    )


def _masked_node(text: str, node: OutlineNode, spans: Sequence[Span]) -> OutlineNode:
    inside = _within(spans, node.start, node.end)
    return msgspec.structs.replace(
        node,
        masked=masking.masked(text, inside, node.start, node.end) if node.text else "",
        children=tuple(_masked_node(text, child, spans) for child in node.children),
    )


def _within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if span.start < end and span.end > start]


def _everywhere(text: str, word: str, kind: str) -> Iterable[Span]:
    start = text.find(word) if word else -1
    while start >= 0:
        yield Span(start=start, end=start + len(word), kind=kind, text=word)
        start = text.find(word, start + len(word))


def _masked_words(title: str, spans: Iterable[Span]) -> str:
    """A title typed by a human, with what is masked in the text masked in it."""
    for span in sorted(spans, key=lambda span: -len(span.text)):
        if span.masked and len(span.text) > 1:
            title = title.replace(span.text, masking.SLOTS[span.kind])
    return title


def _without_names(topic: str, spans: Iterable[Span]) -> str:
    """A guessed topic less the names in it: it is shown to writers."""
    for span in sorted(spans, key=lambda span: -len(span.text)):
        if span.masked and span.kind in NAME_KINDS:
            topic = topic.replace(span.text, "")
    return topic
