"""Templates name what is missing and refuse what is unknown; every word the program asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.prompts import TemplateError, Words, words

ROOT = Path(__file__).resolve().parents[2]
SPEAKS_OTHERWISE = (
    "samples.py",
    "sample_sheet.py",
    "drafting",
    "export",
    "telegram",
)  # words of their own files
LINES = Words({"a": {"b": "记下 {count} 条{figures}"}, "plain": "好"}, "test")


def test_a_template_is_filled() -> None:
    assert LINES.say("a.b", count=2, figures="。") == "记下 2 条。"
    assert LINES.say_known("a.b", count=2, figures="", other=1) == "记下 2 条"
    assert LINES.fields("a.b") == {"count", "figures"}


def test_braces_in_a_value_are_left_alone() -> None:
    assert LINES.say("a.b", count="{figures}", figures="{0}") == "记下 {figures} 条{0}"


@pytest.mark.parametrize(
    ("key", "values", "named"),
    [
        ("a.b", {"count": 1}, "missing figures"),
        ("a.b", {"count": 1, "figures": "", "x": 1}, "unknown x"),
        ("c", {}, "no template c"),
    ],
)
def test_faults_are_named(key: str, values: dict[str, object], named: str) -> None:
    with pytest.raises(TemplateError, match=named):
        LINES.say(key, **values)


def test_every_key_used_in_code_is_in_the_file() -> None:
    known = words("interview").keys()
    source = _source()
    used = set(re.findall(r'"((?:say|drafted|review|plan|frame|sheet|probe|carry)\.[a-z_]+)"', source))
    assert used - known == set()
    assert len(used) > 40


def test_no_line_of_the_file_is_unused() -> None:
    source = _source()
    lines = [
        key for key in sorted(words("interview").keys()) if key.startswith(("say.", "drafted.", "review."))
    ]
    assert [key for key in lines if f'"{key}"' not in source] == []


def _source() -> str:
    files = (ROOT / "bot").rglob("*.py")
    return "\n".join(
        f.read_text("utf-8") for f in files if not set(SPEAKS_OTHERWISE) & set(f.relative_to(ROOT).parts)
    )
