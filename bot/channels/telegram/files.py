"""Files that users send: looked at before they are fetched, fetched with patience, and voice messages made text by an endpoint."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import Any, Protocol

import httpx

from bot.channels.telegram.reading import Attached
from bot.channels.telegram.transport import NotSent, Refused, Uncertain
from bot.conversation import Upload
from bot.model import Value
from bot.settings import Settings

READABLE = ("docx", "txt", "md", "markdown", "pdf")
TRIES = 4
PAUSE_S = 1.0  # before the second try, twice as long before each further one
NAME_CHARS = 60
VOICE_BYTES = 20 << 20  # what getFile hands out at most


class Line(Protocol):
    async def call(self, method: str, parameters: dict[str, Any]) -> Any: ...
    async def download(self, file_path: str) -> bytes: ...


class Fetched(Value, frozen=True):
    """Files that came, and for each that did not the key of what is said (prompts/telegram.*.toml) with its name; the words of a voice message."""

    uploads: tuple[Upload, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    words: str = ""


def fault(file: Attached, max_bytes: int) -> str:
    """Why a file is not fetched at all: the key of what is said, or ""."""
    kind = PurePosixPath(file.name.lower()).suffix.lstrip(".")
    if kind == "doc":
        return "file.doc_old"
    if kind not in READABLE:
        return "file.kind"
    return "file.too_large" if file.size > max_bytes else ""


async def fetch(line: Line, files: tuple[Attached, ...], max_bytes: int) -> Fetched:
    """Every file that can be read, one after the other."""
    uploads: list[Upload] = []
    faults: list[tuple[str, str]] = []
    for file in files:
        name = bare_name(file.name)
        if wrong := fault(file, max_bytes):
            faults.append((wrong, name))
            continue
        data = await fetched(line, file)
        if data is None:
            faults.append(("file.not_fetched", name))
        elif len(data) > max_bytes:
            faults.append(("file.too_large", name))
        else:
            uploads.append(Upload(name, data))
    return Fetched(tuple(uploads), tuple(faults))


async def listen(line: Line, file: Attached, settings: Settings) -> Fetched:
    """A voice message as words, by the endpoint of the settings."""
    if not settings.transcription_base_url:
        return Fetched(faults=(("voice.off", ""),))
    if file.size > VOICE_BYTES:
        return Fetched(faults=(("voice.too_large", ""),))
    data = await fetched(line, file)
    said = await asyncio.to_thread(transcribed, data, settings) if data else None
    if said is None:
        return Fetched(faults=(("voice.failed", ""),))
    return Fetched(words=said) if said else Fetched(faults=(("voice.nothing", ""),))


async def fetched(line: Line, file: Attached) -> bytes | None:
    """A file's bytes; None where it cannot be had. Fetching twice does no harm, so every doubt is tried again. Raises Fatal."""
    pause = PAUSE_S
    for attempt in range(TRIES):
        try:
            found = await line.call("getFile", {"file_id": file.id})
            path = found.get("file_path", "") if isinstance(found, dict) else ""
            return await line.download(path) if path else None
        except Refused:
            return None
        except (NotSent, Uncertain) as error:
            if attempt == TRIES - 1:
                return None
            wait = error.wait if isinstance(error, NotSent) else 0.0
            await asyncio.sleep(max(wait, pause))
            pause *= 2
    return None


def bare_name(name: str) -> str:
    """The bare name, whatever path or control character came with it; "文件" where there is none."""
    bare = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).lstrip(".")
    return bare[-NAME_CHARS:] or "文件"


def transcribed(data: bytes, settings: Settings) -> str | None:
    """What a voice message says, by an OpenAI-compatible endpoint (`/audio/transcriptions`); None where it fails. Blocks."""
    headers = (
        {"Authorization": f"Bearer {settings.transcription_api_key}"}
        if settings.transcription_api_key
        else {}
    )
    try:
        answer = httpx.post(
            f"{settings.transcription_base_url.rstrip('/')}/audio/transcriptions",
            headers=headers,
            data={"model": settings.transcription_model, "language": "zh", "response_format": "json"},
            files={"file": ("speech.ogg", data, "audio/ogg")},
            timeout=settings.transcription_timeout_s,
        )
        answer.raise_for_status()
        text = answer.json()["text"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None
    return text.strip() if isinstance(text, str) else None
