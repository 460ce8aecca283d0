"""Help: quick, in both languages, and nothing heavy imported for it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from bot.settings import data_folder

HEAVY = (
    "sqlalchemy",
    "chromadb",
    "langchain",
    "numpy",
    "docx",
    "openai",
    "telegram",
    "bs4",
    "pypdf",
    "onnxruntime",
    "rich",
)
SHOW = "import sys; from bot.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"


def messages(lang: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((data_folder("prompts") / f"messages.{lang}.toml").read_text("utf-8"))


def test_help_imports_nothing_heavy() -> None:
    shown = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, text=True, check=True).stdout
    modules = shown.splitlines()[-1]
    assert [name for name in HEAVY if f"'{name}'" in modules] == []


@pytest.mark.slow
def test_help_takes_at_most_three_tenths_of_a_second() -> None:
    command = [str(Path(sys.executable).parent / "zongjie"), "--help"]
    taken = []
    for _ in range(7):
        begun = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        taken.append(time.perf_counter() - begun)
    assert min(taken) <= 0.3, taken


@pytest.mark.parametrize(("lang", "word"), [("zh", "总结助手"), ("en", "work summary")])
def test_help_speaks_both_languages(lang: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.__main__ import main

    for arguments in (["--help"], ["replay", "--help"], ["samples", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(["--lang", lang, *arguments])
        assert left.value.code == 0
        shown = capsys.readouterr().out
        assert word in shown or arguments != ["--help"]
        assert lang == "zh" or not re.search(r"[\u4e00-\u9fff]", shown)


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    zh, en = messages("zh"), messages("en")
    assert {group: set(keys) for group, keys in zh.items()} == {
        group: set(keys) for group, keys in en.items()
    }
    for group, keys in zh.items():
        for key, text in keys.items():
            assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", en[group][key])), key


def test_every_error_key_raised_has_its_words() -> None:
    source = "\n".join(
        path.read_text("utf-8") for folder in ("bot", "retrieval") for path in Path(folder).rglob("*.py")
    )
    raised = set(re.findall(r'(?:InputError|SettingsError|NotFoundError|ReadingError)\(\s*"(\w+)"', source))
    assert raised - set(messages("zh")["error"]) == set()
