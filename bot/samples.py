"""The style library as the product opens it: by the settings, in the words of prompts/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import SettingsError
from bot.settings import Settings, data_folder, data_keys
from bot.wording import table
from retrieval import unit_names

if TYPE_CHECKING:
    from bot.store.database import Database
    from retrieval.library import Library

INDEX_FOLDER = "index"
LABELS = "zh"


def open_library(settings: Settings, database: Database | None = None) -> Library:
    """The library over `database`, or over the one of the settings. Close it when done. Raises SettingsError, StoreError."""
    from bot.store.database import open_database
    from bot.store.sample_rows import SampleRows
    from retrieval.library import Library, Words
    from retrieval.page_reader import PageReader

    words = Words(unit_types=unit_type_labels(), why=table(f"samples.{settings.lang}")["why"])
    if database is None:
        keys = data_keys(settings)
        database = open_database(settings.database_url, settings.home, settings.database_pool, keys)
    store = SampleRows(database)
    reader = PageReader(data_folder("config"), settings.file_max_bytes)
    folder = settings.home / INDEX_FOLDER
    return Library(
        store, folder, _embedder(settings), reader, words, settings.chroma_url, settings.chroma_from
    )


def unit_type_labels() -> dict[str, str]:
    """Key of config/unit_types.toml → its Chinese name."""
    types: dict[str, Any] = table("unit_types", "config")
    return {key: str(entry[LABELS]) for key, entry in types.items()}


def unit_type_key(name: str) -> str | None:
    """The key of a unit type given by key, by Chinese name or by the name of a unit of its kind (城东客运站 → station)."""
    types: dict[str, Any] = table("unit_types", "config")
    if name in types:
        return name
    labelled = next((key for key, label in unit_type_labels().items() if label == name), None)
    return labelled or unit_names.best(name, {key: e.get("names", ()) for key, e in types.items()})[0] or None


def _embedder(settings: Settings) -> Any:
    if settings.embedder == "none":
        return None
    if settings.embedder not in ("use", "endpoint"):
        raise SettingsError("settings_bad_value", name="embedder", value=settings.embedder)
    if settings.embedder == "endpoint" and not (settings.model_base_url and settings.embedder_model):
        raise SettingsError("embedder_endpoint_missing")
    from retrieval.embedding import open_embedder

    return open_embedder(
        settings.embedder, settings.model_base_url, settings.model_api_key, settings.embedder_model
    )
