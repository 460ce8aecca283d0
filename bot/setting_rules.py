"""What each setting may be. Pure: values in, faults out, each naming the setting, what stands there and what may."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingsError

CHOICES: dict[str, tuple[str, ...]] = {
    "lang": ("zh", "en"),
    "embedder": ("use", "endpoint", "none"),
    "model_output": ("auto", "json_schema", "json_object", "text"),
    "model_encoding": ("o200k_base", "cl100k_base"),
    "export_layout": ("official", "internal"),
    "samples_upload": ("nobody", "local", "everybody"),
    "access": ("local", "code", "everybody"),
}
# Numbers: the least and the most. What is not named here may be anything from 0.
BOUNDS: dict[str, tuple[float, float]] = {
    "port": (0, 65_535),
    "database_pool": (1, 1_000),
    "drafts_at_once": (1, 10_000),
    "draft_lease_s": (2, 3_600),
    "answer_max_chars": (100, 10_000_000),
    "file_max_bytes": (1_024, 1 << 32),
    "file_max_chars": (1_000, 10_000_000),
    "body_max_bytes": (1_024, 1 << 30),
    "body_timeout_s": (0.1, 3_600),
    "web_threads": (1, 256),
    "token_days": (1, 3_650),
    "code_minutes": (1, 1_440),
    "rate_token": (1, 1_000_000),
    "rate_address": (1, 1_000_000),
    "rate_new": (1, 1_000_000),
    "rate_codes": (1, 1_000_000),
    "sessions_per_person": (1, 1_000_000),
    "turns_per_session": (1, 1_000_000),
    "streams_per_token": (1, 10_000),
    "stream_poll_s": (0.05, 60),
    "model_timeout_s": (0.1, 86_400),
    "model_stall_s": (0.1, 86_400),
    "model_draft_s": (0.1, 86_400),
    "model_parallel": (1, 256),
    "model_retries": (0, 20),
    "model_temperature": (-1, 2),
    "model_repair_temperature": (-1, 2),
    "model_prompt_tokens": (200, 10_000_000),
    "retention_days": (0, 36_500),
    "sweep_minutes": (1, 10_080),
}
ADDRESSES = ("model_base_url", "chroma_url", "public_url")
CODE_LEAST = 8  # characters
WEAK = re.compile(r"(.)\1*|(?:0?123456789?0?|abcdefgh|password|changeme|zongjie)\d{0,4}", re.IGNORECASE)


def faults(values: Mapping[str, Any]) -> Iterator[SettingsError]:
    """Every setting that cannot be used; `values` are of the right kinds."""
    for name, choices in CHOICES.items():
        if name in values and values[name] not in choices:
            known = "、".join(choices)
            yield SettingsError("setting_choice", name=name, value=values[name], choices=known)
    for name, value in values.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            least, most = BOUNDS.get(name, (0, float("inf")))
            if not least <= value <= most:
                yield _out_of_bounds(name, value, least, most)
    for name in ADDRESSES:
        if values.get(name) and not _is_address(values[name]):
            yield SettingsError("setting_address", name=name, value=values[name])
    if values.get("model_extra") and not _is_object(values["model_extra"]):
        yield SettingsError("setting_json", name="model_extra", value=values["model_extra"])
    if values.get("access") == "code" and _weak(values.get("access_code", "")):
        yield SettingsError("access_code_weak", least=CODE_LEAST)
    if values.get("embedder") == "endpoint" and not (
        values.get("model_base_url") and values.get("embedder_model")
    ):
        yield SettingsError("embedder_endpoint_missing")


def _is_object(text: str) -> bool:
    """Whether `text` is a JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except json.JSONDecodeError:
        return False


def _out_of_bounds(name: str, value: float, least: float, most: float) -> SettingsError:
    if most == float("inf"):
        return SettingsError("setting_too_small", name=name, value=value, least=f"{least:g}")
    return SettingsError("setting_bounds", name=name, value=value, least=f"{least:.12g}", most=f"{most:.12g}")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _weak(code: str) -> bool:
    """Whether a code is short or among what everybody tries first."""
    return len(code) < CODE_LEAST or WEAK.fullmatch(code) is not None
