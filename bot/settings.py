"""Every setting, read once: config/settings.toml, then $ZONGJIE_HOME/settings.toml, then the environment (ZONGJIE_*).

This is the only file that reads the environment. All faults are reported at once, each with its fix.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.errors import SettingsError, SettingsFaults
from bot.setting_rules import faults

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
    embedder_model: str
    model_base_url: str
    model_api_key: str
    model_name: str
    model_timeout_s: float
    answer_max_chars: int
    file_max_bytes: int
    file_max_chars: int = 100_000
    database_pool: int = 8
    chroma_from: int = 2_000
    drafts_at_once: int = 4
    draft_lease_s: float = 15.0
    model_provider: str = "openai"
    model_output: str = "auto"
    model_stall_s: float = 20.0
    model_draft_s: float = 180.0
    model_read_s: float = 8.0
    model_parallel: int = 8
    model_retries: int = 3
    model_temperature: float = 0.3
    model_repair_temperature: float = 0.0
    model_prompt_tokens: int = 3000
    model_reference_tokens: int = 60
    model_thinking_tokens: int = 0
    model_extra: str = ""
    model_daily_tokens: int = 200_000
    model_encoding: str = "o200k_base"
    model_price_in: float = 0.0
    model_price_out: float = 0.0
    export_layout: str = "official"
    export_template: str = ""
    libreoffice: str = ""
    host: str = "127.0.0.1"
    port: int = 8020
    public_url: str = ""
    origins: str = ""
    trusted_proxies: str = ""
    web_threads: int = 6
    token_days: int = 60
    code_minutes: int = 10
    rate_token: int = 120
    rate_address: int = 600
    rate_new: int = 60
    rate_codes: int = 10
    body_max_bytes: int = 262_144
    body_timeout_s: float = 20.0
    sessions_per_person: int = 200
    turns_per_session: int = 2_000
    streams_per_token: int = 8
    stream_poll_s: float = 1.0
    samples_upload: str = "local"
    metrics_public: bool = False
    telegram_token: str = ""
    telegram_name: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    telegram_webhook_secret: str = ""
    telegram_allowed: str = ""
    telegram_admins: str = ""
    telegram_daily: int = 1000
    telegram_poll_s: int = 30
    telegram_paste_s: float = 1.5
    transcription_base_url: str = ""
    transcription_api_key: str = ""
    transcription_model: str = "whisper-1"
    transcription_timeout_s: float = 60.0
    access: str = "local"
    access_code: str = ""
    retention_days: int = 0
    sweep_minutes: int = 60
    data_key: str = ""
    data_key_file: str = ""

    def __repr__(self) -> str:
        return f"Settings(home={self.home}, lang={self.lang})"  # never the keys


def environment_lang() -> str:
    """The language of help asked for by the environment; zh where none is."""
    return os.environ.get("ZONGJIE_LANG", "zh")


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings in force. Raises SettingsFaults naming every one that cannot be used."""
    environ = os.environ if environ is None else environ
    linked = service_links(environ)
    environ = {name: value for name, value in environ.items() if name not in linked}
    found: list[SettingsError] = []
    values = tomllib.loads((data_folder("config") / "settings.toml").read_text("utf-8"))
    defaults = dict(values)
    home = Path(overrides.pop("home", "") or _home(environ)).expanduser()
    own = home / "settings.toml"
    if own.exists():
        values |= _own(own, defaults, found)
    values |= _of_environment(environ, defaults, found)
    values |= overrides
    found += faults(values)
    if found:
        raise SettingsFaults(found)
    return Settings(home=home.resolve(), **values)


def service_links(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """Variables that Kubernetes puts in for a service whose name begins with ours (ZONGJIE_PORT=tcp://10.0.0.1:80): no settings of anybody's."""
    environ = os.environ if environ is None else environ
    return frozenset(
        name
        for name, value in environ.items()
        if _LINK.fullmatch(name) or (_LINK_PORT.fullmatch(name) and _LINK_ADDRESS.match(value))
    )


def _of_environment(
    environ: Mapping[str, str], defaults: Mapping[str, Any], found: list[SettingsError]
) -> dict[str, Any]:
    values = {}
    for key, default in defaults.items():
        name = f"ZONGJIE_{key.upper()}"
        text = environ.get(name, environ.get(_PLAIN_NAMES.get(key, ""), None))
        if text is None:
            continue
        try:
            values[key] = _SWITCH[text.strip().lower()] if isinstance(default, bool) else type(default)(text)
        except (KeyError, ValueError):
            found.append(SettingsError("setting_kind", name=name, value=text, kind=_kind(default)))
    known = {f"ZONGJIE_{key.upper()}" for key in defaults} | _NO_SETTINGS
    unknown = sorted(name for name in environ if name.startswith("ZONGJIE_") and name not in known)
    if unknown:
        found.append(SettingsError("settings_unknown", names="、".join(unknown)))
    return values


def _own(path: Path, defaults: Mapping[str, Any], found: list[SettingsError]) -> dict[str, Any]:
    """What the user has set, without what cannot be used."""
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found.append(SettingsError("settings_encoding", path=path, line=line))
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        found.append(SettingsError("settings_broken", path=path, reason=str(error)))
        return {}
    unknown = sorted(set(values) - set(defaults))
    if unknown:
        found.append(SettingsError("settings_unknown", names="、".join(unknown)))
    for key in set(values) & set(defaults):
        default, value = defaults[key], values[key]
        if type(value) is not type(default) and not (isinstance(default, float) and type(value) is int):
            found.append(SettingsError("setting_kind", name=key, value=value, kind=_kind(default)))
            del values[key]
    return {key: value for key, value in values.items() if key in defaults}


def _kind(default: object) -> str:
    """What belongs there, as an example."""
    kinds = {bool: "true / false", int: "120", float: "1.5"}
    return kinds.get(type(default), '"…"')


def data_keys(settings: Settings) -> tuple[str, ...]:
    """The keys that seal users' words, the one in use first; none where nothing is sealed. Raises SettingsError."""
    text = settings.data_key
    if settings.data_key_file:
        try:
            text = Path(settings.data_key_file).expanduser().read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError("data_key_file", path=settings.data_key_file, reason=str(error)) from None
        if not text.strip():
            raise SettingsError("data_key_file", path=settings.data_key_file, reason="0 B")
    return tuple(part for part in text.replace(",", " ").split() if part)


def publish(variable: str, value: str) -> None:
    """Set a variable of the environment that a library reads and offers no argument for."""
    os.environ[variable] = value


_PLAIN_NAMES = {
    "model_api_key": "OPENAI_API_KEY",
    "model_base_url": "OPENAI_BASE_URL",
    "database_url": "DATABASE_URL",
    "chroma_url": "CHROMA_URL",
    "telegram_token": "TELEGRAM_BOT_TOKEN",
    "telegram_api_url": "TELEGRAM_API_URL",
}


_LINK = re.compile(
    r"ZONGJIE_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)"
)
_LINK_PORT = re.compile(r"ZONGJIE_(?:\w+_)?PORT")
_LINK_ADDRESS = re.compile(r"(?:tcp|udp|sctp)://")
_NO_SETTINGS = frozenset({"ZONGJIE_HOME"})
_SWITCH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


def home() -> Path:
    """The folder of everything the program writes, known whatever the settings say."""
    return Path(_home(os.environ)).expanduser().resolve()


def _home(environ: Mapping[str, str]) -> str:
    return environ.get("ZONGJIE_HOME", "") or _default_home()


def _default_home() -> str:
    if in_checkout():
        return str(PACKAGE.parent / "var")
    from platformdirs import user_data_dir

    return user_data_dir("zongjie")
