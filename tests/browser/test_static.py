"""What can be seen without a browser: words in both languages, sizes, nothing inline, no other host."""

from __future__ import annotations

import gzip
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "bot" / "channels" / "web" / "static"
SCRIPTS = sorted(STATIC.rglob("*.js"))
TEXTS = sorted(path for path in STATIC.rglob("*") if path.suffix in (".js", ".css", ".html", ".svg"))
EMBED = [STATIC / "embed.js", *sorted((STATIC / "embed").glob("*.js"))]


def words(language: str) -> dict[str, str]:
    text = (STATIC / "strings" / f"{language}.js").read_text("utf-8")
    return dict(re.findall(r'^\s+"([a-z_.]+)":\s*"(.*)",$', text, re.M))


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_the_page_has_the_same_words_in_both_languages() -> None:
    zh, en = words("zh-CN"), words("en")
    assert len(zh) > 150
    assert list(zh) == list(en)
    assert {key for key in zh if names(zh[key]) != names(en[key])} == set()
    assert not [key for key in zh if not zh[key].strip() or not en[key].strip()]


def test_every_word_asked_for_is_there_and_every_word_there_is_asked_for() -> None:
    code = "".join(path.read_text("utf-8") for path in (STATIC / "page").glob("*.js")) + (
        STATIC / "index.html"
    ).read_text("utf-8")
    plain = set(re.findall(r"\b(?:t|label|head|tell|sure|confirm)\(\s*\"([a-z_]+(?:\.[a-z_]+)?)\"", code))
    plain |= set(re.findall(r'data-t="([a-z_.]+)"', code)) | set(re.findall(r'"([a-z]+\.[a-z_]+)"', code))
    families = {found + "." for found in re.findall(r"\bt\(\s*`([a-z]+)\.\$\{", code)}
    known = set(words("zh-CN"))
    assert {
        key
        for key in plain
        if "." in key and key.split(".")[0] + "." in {k.split(".")[0] + "." for k in known}
    } - known == set()
    spare = {key for key in known - plain if not key.startswith(tuple(families))}
    assert spare <= {"close", "save", "cancel", "brand", "skip"}, spare


def test_the_embed_has_the_same_words_in_both_languages() -> None:
    text = (STATIC / "embed" / "words.js").read_text("utf-8")
    zh, en = text.split("  en: {")
    keys = [re.findall(r"^\s+(\w+): \"", part, re.M) for part in (zh, en)]
    assert len(keys[0]) > 20
    assert keys[0] == keys[1]


def test_the_embed_is_small() -> None:
    """Each file as the server sends it: gzip of its own."""
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in EMBED) <= 15 * 1024


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_scripts_stay_small_and_never_write_markup(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.cssText|setAttribute\(\"style\"|setHTML"
    assert not re.findall(banned, text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_nothing_inline_and_no_other_host(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text)
    if path.suffix == ".html":
        assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_what_a_file_asks_for_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    for name in re.findall(r'(?:src|href)="/static/([^"]+)"', text):
        assert (STATIC / name).is_file(), name
    for name in re.findall(r'(?:from|import\() ?"(\.{1,2}/[^"]+)"', text):
        assert (path.parent / name).is_file(), name


def test_the_wheel_takes_the_page_along() -> None:
    """hatch takes every file of the packages that git does not ignore."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "bot" in wheel["packages"]
    assert not wheel.get("exclude")
