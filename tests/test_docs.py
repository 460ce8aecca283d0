"""What the docs say is so: settings, commands, the printed dialogue, links, folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings
from tests import docs_tables
from tests.docs_example import BLOCK, READMES, REPOSITORY, example


@pytest.mark.slow
def test_the_printed_dialogue_is_what_the_assistant_says(tmp_path: Path) -> None:
    block = example(tmp_path)
    for name in READMES:
        found = BLOCK.search((REPOSITORY / name).read_text("utf-8"))
        assert found
        assert block in found[0], f"{name} is stale: python -m tests.docs_example"


@pytest.mark.slow
def test_the_score_card_of_the_readmes_is_the_present_one() -> None:
    played = docs_tables.scores()
    for name, lang in docs_tables.READMES.items():
        shown = docs_tables.block((REPOSITORY / name).read_text("utf-8"), "quality")
        assert shown == docs_tables.quality(played, lang), f"{name} is stale: python -m tests.docs_tables"


def test_the_figures_of_the_docs_are_those_kept() -> None:
    figures = docs_tables.kept()
    for name in docs_tables.READMES:
        shown = docs_tables.block((REPOSITORY / name).read_text("utf-8"), "bench")
        assert shown == docs_tables.bench(figures), f"{name} is stale: python -m tests.docs_tables"
    full = (REPOSITORY / "docs" / "figures.md").read_text("utf-8")
    assert docs_tables.block(full, "figures") == docs_tables.bench(figures, everything=True)
    named = {(row.bench, row.name) for row in figures.rows}
    assert [name for name in docs_tables.SHOWN if name not in named] == []


def test_every_setting_is_in_the_settings_file_with_a_comment() -> None:
    text = (REPOSITORY / "config" / "settings.toml").read_text("utf-8")
    for name in Settings.__struct_fields__:
        if name != "home":
            line = next((line for line in text.splitlines() if re.match(rf"{name}\s*=", line)), "")
            assert "#" in line, name


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme(readme: str) -> None:
    from bot.cli.parser import build

    text = (REPOSITORY / readme).read_text("utf-8")
    help_text = build("zh").format_help()
    commands = re.findall(r"^    ([a-z]+)  ", help_text, re.MULTILINE)
    assert commands
    for command in commands:
        assert f"zongjie {command}" in text, command


@pytest.mark.parametrize("readme", READMES)
def test_every_top_folder_is_in_the_readme(readme: str) -> None:
    text = (REPOSITORY / readme).read_text("utf-8")
    for folder in ("bot", "config", "knowledge", "language", "prompts", "retrieval", "tests"):
        assert f"`{folder}/`" in text


@pytest.mark.parametrize(
    "path",
    [
        *READMES,
        "CONTRIBUTING.md",
        *(str(p.relative_to(REPOSITORY)) for p in (REPOSITORY / "docs").glob("*.md")),
    ],
)
def test_links_lead_somewhere(path: str) -> None:
    source = REPOSITORY / path
    for target in re.findall(r"\]\(([^)#]+)\)", source.read_text("utf-8")):
        if "://" not in target:
            assert (source.parent / target).exists(), target
