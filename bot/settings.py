"""Every setting, read once: config/settings.toml, then $ZONGJIE_HOME/settings.toml, then the environment (ZONGJIE_*).

This is the only file that reads the environment. All faults are reported at once, each with its fix.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.errors import SettingsError

PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder(name: str) -> Path:
    """`config`, `prompts` or `knowledge`: beside the package in a checkout, inside it in a wheel."""
    checkout = PACKAGE.parent / name
    return checkout if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE / "_data" / name


def in_checkout() -> bool:
    return (PACKAGE.parent / "pyproject.toml").exists()


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One field per key of config/settings.toml, which says unit and meaning of each."""

    home: Path
    lang: str
    database_url: str
    chroma_url: str
    embedder: str
    model_base_url: str
    model_api_key: str
    model_name: str
    model_timeout_s: float
    answer_max_chars: int
    file_max_bytes: int
    framing_share_max: float
    leak_run_chars: int
    export_layout: str = "official"
    export_template: str = ""
    libreoffice: str = ""

    def __repr__(self) -> str:
        return f"Settings(home={self.home}, lang={self.lang})"  # never the keys


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings in force. Raises SettingsError listing every faulty one."""
    environ = os.environ if environ is None else environ
    values = tomllib.loads((data_folder("config") / "settings.toml").read_text("utf-8"))
    home = Path(overrides.pop("home", "") or environ.get("ZONGJIE_HOME", "") or _default_home()).expanduser()
    own = home / "settings.toml"
    if own.exists():
        values |= tomllib.loads(own.read_text("utf-8"))
    for key, default in list(values.items()):
        text = environ.get(f"ZONGJIE_{key.upper()}", environ.get(_PLAIN_NAMES.get(key, ""), None))
        if text is not None:
            values[key] = _converted(key, text, type(default))
    values |= overrides
    unknown = sorted(set(values) - set(Settings.__struct_fields__))
    if unknown:
        raise SettingsError("settings_unknown", names="、".join(unknown))
    return Settings(home=home.resolve(), **values)


_PLAIN_NAMES = {
    "model_api_key": "OPENAI_API_KEY",
    "model_base_url": "OPENAI_BASE_URL",
    "database_url": "DATABASE_URL",
    "chroma_url": "CHROMA_URL",
}


def _converted(key: str, text: str, kind: type) -> object:
    try:
        return kind(text)
    except ValueError:
        raise SettingsError("settings_bad_value", name=f"ZONGJIE_{key.upper()}", value=text) from None


def _default_home() -> str:
    if in_checkout():
        return str(PACKAGE.parent / "var")
    from platformdirs import user_data_dir

    return user_data_dir("zongjie")
