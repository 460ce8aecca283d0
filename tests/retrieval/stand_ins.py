"""Stand-ins for the library's tests: a reader that needs no masking model, an embedder that needs no vectors on disk."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from langchain_core.embeddings import Embeddings

from bot.store.database import open_database
from bot.store.sample_rows import SampleRows
from retrieval.embedding import NamedEmbeddings
from retrieval.errors import ReadingError
from retrieval.library import Library, Words
from retrieval.reader import Report, digest, sample_id
from retrieval.records import OutlineNode, Sample, SampleParagraph, StyleProfile

WORDS = Words(
    unit_types={"community": "社区", "station": "客运站", "bank": "银行"},
    why={
        "join": "；",
        "unit_type": "同为{unit_type}",
        "period": "同为{period}",
        "topic": "主题{topic}",
        "role": "同写{role}",
        "dense": "相近{similarity}",
        "lexical": "提到{words}",
        "lexical_context": "用词相近",
    },
)
ROLES = {"问题": "问题", "打算": "打算", "宣传": "宣传"}


class PlainReader:
    """A file is one report: `key: value` lines, then a line per paragraph; headings begin with 一、 …; digits are masked."""

    def reports(self, path: Path) -> Sequence[Report]:
        files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        return [self._report(file) for file in files]

    def builtin(self, folder: Path) -> Sequence[Report]:
        return self.reports(folder)

    def _report(self, path: Path) -> Report:
        if not path.exists():
            raise ReadingError("file_missing", name=path.name)
        text = path.read_text("utf-8")
        content = digest(text)
        metadata = dict(line.split(": ", 1) for line in text.splitlines() if re.match(r"[a-z_]+: ", line))
        return Report(
            sample_id(content), metadata.get("title", path.stem), content, path.name, text, metadata
        )

    def sample(self, report: Report, **metadata: str) -> Sample:
        values = report.metadata | metadata
        lines = [
            line for line in str(report.parsed).splitlines() if line and not re.match(r"[a-z_]+: ", line)
        ]
        nodes: list[OutlineNode] = []
        paragraphs: list[SampleParagraph] = []
        position, role = 0, ""
        for line in lines:
            if re.match(r"[一二三四五六]、", line):
                role = next((name for word, name in ROLES.items() if word in line), "")
                nodes.append(
                    OutlineNode(
                        level=1,
                        marker=line[:2],
                        text=line[2:],
                        kind="standalone",
                        start=position,
                        masked=line,
                    )
                )
            else:
                masked = re.sub(r"\d+", "〔数量〕", line)
                paragraphs.append(
                    SampleParagraph(
                        text=line, masked=masked, role=role, start=position, end=position + len(line)
                    )
                )
            position += len(line)
        return Sample(
            id=report.id,
            title=report.title,
            masked_title=re.sub(r"\d+", "〔数量〕", report.title),
            unit_type=values.get("unit_type", ""),
            period=values.get("period", ""),
            topic=values.get("topic", ""),
            origin=report.origin,
            content_hash=report.content_hash,
            clean_text="".join(lines),
            paragraphs=tuple(paragraphs),
            outline=tuple(nodes),
            profile=StyleProfile(chars=position),
        )

    def corrected(
        self, sample: Sample, mask: tuple[str, ...], unmask: tuple[str, ...], **metadata: str
    ) -> Sample:
        paragraphs = []
        for paragraph in sample.paragraphs:
            masked = paragraph.masked
            for word in mask:
                masked = masked.replace(word, "〔人名〕")
            paragraphs.append(msgspec.structs.replace(paragraph, masked=masked))
        return msgspec.structs.replace(sample, paragraphs=tuple(paragraphs), **metadata)


class PairEmbeddings(Embeddings):
    """Characters and pairs hashed into 256 dimensions: alike texts lie near. Counts what it embeds; `fails` breaks it."""

    def __init__(self) -> None:
        self.embedded = 0
        self.fails = False

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.fails:
            raise ConnectionError("the endpoint is gone")
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        if self.fails:
            raise ConnectionError("the endpoint is gone")
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        vector = np.zeros(256)
        for i in range(len(text)):
            vector[zlib.crc32(text[i : i + 2].encode()) % 256] += 1
        return [float(x) for x in vector]


def open_library(
    home: Path, embeddings: Embeddings | None = None, name: str = "pairs", chroma_url: str = ""
) -> Library:
    """A library of its own in `home`."""
    store = SampleRows(open_database("", home))
    embedder = NamedEmbeddings(name, lambda: embeddings) if embeddings else None
    return Library(store, home / "index", embedder, PlainReader(), WORDS, chroma_url)


def name_of(n: int) -> str:
    """Three characters no other number has."""
    return "".join(chr(0x4E00 + (n * step + step) % 20000) for step in (7919, 104729, 1299709))


def write_reports(folder: Path, count: int = 6) -> Path:
    """Small reports, each about a matter of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    matters = ["春运安全", "垃圾分类", "反假货币", "防汛排涝", "送药上门", "图书借阅", "燃气巡检", "禁毒讲座"]
    units = ["station", "community", "bank"]
    for n in range(count):
        matter = matters[n % len(matters)] + ("甲" if n < len(matters) else name_of(n))
        (folder / f"r{n:03}.txt").write_text(
            f"title: {matter}工作总结\nunit_type: {units[n % 3]}\nperiod: {'年度' if n % 2 else '半年'}\ntopic: {matter}\n"
            f"今年围绕{matter}开展工作{n + 3}次。\n"
            f"一、宣传发动\n制作{matter}展板{n + 10}块，印发{matter}手册。\n"
            f"二、存在问题\n{matter}人手不足，设备陈旧。\n"
            f"三、下一步打算\n明年继续抓{matter}，补齐短板。\n",
            "utf-8",
        )
    return folder
