"""Files on Telegram's servers. A file_id is one bot's: another bot cannot use it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import mimetypes
from dataclasses import dataclass, field
from typing import Any

DOWNLOAD_LIMIT = 20 << 20  # bytes a bot may fetch


@dataclass(frozen=True)
class StoredFile:
    """`size` may be larger than the data kept: a test need not make a file of 30 MB to speak of one."""

    number: int
    kind: str
    name: str
    mime: str
    data: bytes
    size: int
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def unique_id(self) -> str:
        return _opaque(f"unique/{self.number}")[:16]

    @property
    def path(self) -> str:
        folder = {"photo": "photos", "voice": "voice", "sticker": "stickers"}.get(self.kind, "documents")
        _, dot, ending = self.name.rpartition(".")
        return f"{folder}/file_{self.number}{dot}{ending if dot else ''}"


def _opaque(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


class Files:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._by_id: dict[str, tuple[int, StoredFile]] = {}

    def add(
        self,
        kind: str,
        data: bytes,
        name: str = "",
        mime: str = "",
        size: int | None = None,
        **fields: Any,
    ) -> StoredFile:
        mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return StoredFile(
            next(self._numbers), kind, name, mime, data, len(data) if size is None else size, fields
        )

    def id_for(self, file: StoredFile, bot: int) -> str:
        """The file_id by which this bot knows the file."""
        name = f"BQAC{_opaque(f'{bot}/{file.number}')}AgAD"
        self._by_id[name] = (bot, file)
        return name

    def find(self, file_id: str, bot: int) -> StoredFile | None:
        owner, file = self._by_id.get(file_id, (0, None))
        return file if owner == bot else None

    def at(self, path: str, bot: int) -> StoredFile | None:
        return next((f for owner, f in self._by_id.values() if owner == bot and f.path == path), None)

    def json(self, file: StoredFile, bot: int) -> dict[str, Any]:
        """What every object of a file carries (file_id, file_unique_id, file_size)."""
        return {
            "file_id": self.id_for(file, bot),
            "file_unique_id": file.unique_id,
            "file_size": file.size,
        }

    def content(self, file: StoredFile, bot: int) -> Any:
        """The object a message carries under the name of the file's kind."""
        ids = self.json(file, bot)
        if file.kind == "photo":
            return [{**ids, "width": 90, "height": 90}, {**ids, "width": 800, "height": 800}]
        if file.kind == "sticker":
            shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {**shape, **file.fields, **ids}
        named = {"file_name": file.name} if file.name and file.kind not in ("voice", "video_note") else {}
        return {**named, "mime_type": file.mime, **file.fields, **ids}
