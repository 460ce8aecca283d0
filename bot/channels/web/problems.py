"""Problem details (RFC 9457): every refusal in one form, in Chinese or English, with a number that finds a fault in the log."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.errors import InputError, NotFoundError, SequenceConflict, StoreError, UserError
from bot.prompts import words
from retrieval.errors import ReadingError

MEDIA_TYPE = "application/problem+json"
LOG = logging.getLogger("zongjie.web")

# Codes and their status; whatever else a UserError is called is a fault of what was sent: 422.
STATUS = {
    "bad_request": 400, "unauthorized": 401, "access_code": 403, "origin_refused": 403, "samples_closed": 403, "not_found": 404,
    "session_missing": 404, "turn_missing": 404, "fact_missing": 404, "part_missing": 404, "version_missing": 404,
    "code_wrong": 404, "method": 405, "too_slow": 408, "conflict": 409, "forgotten": 410, "draft_moved": 409, "no_draft": 409,
    "sessions_full": 409, "session_full": 409, "too_large": 413, "media_type": 415, "host_refused": 421,
    "invalid": 422, "rate_limited": 429, "bug": 500, "unavailable": 503,
}  # fmt: skip


class Problem(Exception):
    """A refusal on its way out. `code` is a key of prompts/web.*.toml; `values` fill its words."""

    def __init__(
        self, code: str, status: int = 0, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or STATUS.get(code, 422)
        self.headers = dict(headers or {})
        self.values = values
        self.errors: tuple[tuple[str, str], ...] = ()


def of_error(error: Exception) -> Problem:
    """Any exception as a problem. A bug is logged with its trace and a number, but without the message: that may hold users' words."""
    match error:
        case Problem():
            return error
        case UserError():
            # what is not there is 404; a draft wanted for a change and not there yet is a conflict
            status = STATUS.get(error.key, 404 if isinstance(error, NotFoundError) else 422)
            return Problem(error.key, status, None, **error.values)
        case ReadingError():
            return of_error(InputError(error.key, **error.values))
        case SequenceConflict():
            return Problem("conflict")
        case StoreError():
            LOG.warning("store: %s", type(error).__name__)
            return Problem("unavailable", headers={"Retry-After": "5"})
    number = secrets.token_hex(3)
    frames = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("%s %s\n%s", number, type(error).__name__, frames)
    return Problem("bug", id=number)


def body(problem: Problem, lang: str) -> bytes:
    """The problem as JSON in `lang` (zh or en)."""
    web, messages = words(f"web.{lang}"), words(f"messages.{lang}")
    title, detail, error = f"title.{problem.code}", f"detail.{problem.code}", f"error.{problem.code}"
    shown: dict[str, Any] = {
        "type": f"urn:zongjie:problem:{problem.code}",
        "title": web.say(title if web.has(title) else "title.invalid"),
        "status": problem.status,
        "code": problem.code,
    }
    if web.has(detail):
        shown["detail"] = web.say_known(detail, **problem.values)
    elif messages.has(error):
        shown["detail"] = messages.say_known(error, **problem.values)
    if "id" in problem.values and problem.code == "bug":
        shown["id"] = problem.values["id"]
    if problem.errors:
        shown["errors"] = [{"field": field, "message": message} for field, message in problem.errors]
    return msgspec.json.encode(shown)


def language(accept: str) -> str:
    """zh or en, as an Accept-Language header prefers; zh where it says nothing of them."""
    best, weight = "zh", 0.0
    for part in accept.split(",")[:10]:
        tag, _, quality = part.strip().partition(";q=")
        known = tag.strip().lower()[:2]
        try:
            share = float(quality) if quality else 1.0
        except ValueError:
            continue
        if known in ("zh", "en") and share > weight:
            best, weight = known, share
    return best
