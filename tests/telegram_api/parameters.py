"""A request's parameters. Telegram takes them from the query, as a form, as multipart or as JSON; inside, all are strings, as with Telegram."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qsl

from tests.telegram_api.refusals import Refused, bad_request

REQUEST_LIMIT = 50 << 20  # bytes a bot may upload
_NUMBER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class Upload:
    """A file of a multipart request."""

    name: str
    data: bytes
    mime: str = "application/octet-stream"


class Parameters:
    """`texts` are the parameters by name, `files` the uploads by the name of their part."""

    def __init__(self, texts: dict[str, str], files: dict[str, Upload] | None = None) -> None:
        self.texts = texts
        self.files = files or {}

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def required(self, name: str) -> str:
        if not self.text(name):
            raise bad_request(f'Parameter "{name}" is required')
        return self.text(name)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def integer(self, name: str, default: int = 0, low: int = -(1 << 31), high: int = (1 << 31) - 1) -> int:
        """The number the value begins with, held within the bounds; what begins with none is 0."""
        value = self.text(name)
        if not value:
            return min(max(default, low), high)
        match = _NUMBER.match(value)
        return min(max(int(match[0]) if match else 0, low), high)

    def data(self, name: str, what: str) -> Any:
        """The JSON of a parameter, None where it is not given; `what` names it in the refusal."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file of a parameter: a part of that name, or one the value names as attach://PART."""
        if name in self.files:
            return self.files[name]
        return self.attached(self.text(name))

    def attached(self, value: str) -> Upload | None:
        return self.files.get(value.removeprefix("attach://")) if value.startswith("attach://") else None


def parse(query: str, content_type: str, body: bytes) -> Parameters:
    """Raises Refused (400, 413) for what cannot be read."""
    if len(body) > REQUEST_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    texts = dict(parse_qsl(query, keep_blank_values=True))
    files: dict[str, Upload] = {}
    headers = Headers()
    headers["Content-Type"] = content_type
    kind = headers.get_content_type() if content_type else ""
    if kind == "application/json" and body:
        texts |= _json(body)
    elif kind == "multipart/form-data":
        more, files = _multipart(body, str(headers.get_param("boundary") or ""))
        texts |= more
    elif kind == "application/x-www-form-urlencoded":
        texts |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Parameters(texts, files)


def _json(body: bytes) -> dict[str, str]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("JSON object expected")
    return {
        name: part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
        for name, part in value.items()
    }


_DISPOSITION = re.compile(r'(?P<key>[\w*]+)="(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<key2>[\w*]+)=(?P<bare>[^;\s]+)')


def _multipart(body: bytes, boundary: str) -> tuple[dict[str, str], dict[str, Upload]]:
    if not boundary:
        raise bad_request("boundary not found")
    texts: dict[str, str] = {}
    files: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise bad_request("unexpected end of request content")
    for part in parts[1:-1]:
        head, blank, content = part.partition(b"\r\n\r\n")
        if not blank:
            raise bad_request("can't parse form data headers")
        headers = _headers(head)
        fields = _fields(headers.get("content-disposition", ""))
        if "name" not in fields:
            raise bad_request("field name in multipart/form-data not found")
        if "filename" in fields:
            mime = headers.get("content-type", "application/octet-stream")
            files[fields["name"]] = Upload(fields["filename"], content, mime)
        else:
            texts[fields["name"]] = content.decode("utf-8", "replace")
    return texts, files


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").strip().splitlines()
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _fields(disposition: str) -> dict[str, str]:
    return {
        match["key"] or match["key2"]: re.sub(r"\\(.)", r"\1", match["quoted"])
        if match["key"]
        else match["bare"]
        for match in _DISPOSITION.finditer(disposition)
    }
