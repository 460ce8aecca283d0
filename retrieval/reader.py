"""What the library asks of reading: files to reports (cheap), a report to a sample (masking takes a second), corrections to a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from retrieval.records import Sample


class Report(msgspec.Struct, frozen=True):
    """A report found in a file, not yet masked. `parsed` is what the reader wants back to make the sample."""

    id: str
    title: str
    content_hash: str
    origin: str
    parsed: Any = None
    metadata: dict[str, str] = msgspec.field(default_factory=dict)


class SampleReader(Protocol):
    """The way from files to samples, as the library needs it."""

    def reports(self, path: Path) -> Sequence[Report]:
        """Every report in a file, folder or zip. Raises ReadingError."""

    def builtin(self, folder: Path) -> Sequence[Report]:
        """One report per sample file with front matter. The hash also covers the code and tables that read it."""

    def sample(self, report: Report, **metadata: str) -> Sample:
        """The report cleaned, outlined, masked and profiled; `metadata` overrides what was guessed."""

    def corrected(
        self, sample: Sample, mask: tuple[str, ...], unmask: tuple[str, ...], **metadata: str
    ) -> Sample:
        """The sample with words masked (or not) wherever they stand, and other metadata."""


def digest(*parts: str) -> str:
    """SHA-256 of the parts, white space left out: a copy with other line ends is the same report."""
    value = hashlib.sha256()
    for part in parts:
        value.update("".join(part.split()).encode())
        value.update(b"\0")
    return value.hexdigest()


def sample_id(content_hash: str) -> str:
    """Short enough to be typed, long enough never to meet a twin."""
    return content_hash[:10]
