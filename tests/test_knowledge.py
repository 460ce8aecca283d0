"""The built-in sample reports: what a clerk would imitate must be whole, concrete, varied, and ours."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from bot.settings import data_folder

FILES = sorted(data_folder("knowledge").glob("*.md"))
SCENARIOS = Path(__file__).parent / "scenarios"
PERIODS = {"年度", "半年", "月度", "季度", "专项", "学期"}
LEAK_RUN = 13  # characters: as retrieval.leaks
FIGURE = re.compile(r"\d+(?:\.\d+)?(?:万|亿)?(?:%|个百分点|[一-龥])")
TOP_LEVEL = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部?分?[　 ，]+|\d+\.)\S")
PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
    "福建省", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西",
    "甘肃", "青海", "内蒙古", "广西", "西藏", "宁夏", "新疆",
)  # fmt: skip


def parts(path: Path) -> tuple[dict[str, str], str]:
    """(front matter, body) of a sample."""
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.splitlines()), body


def packed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def runs(text: str, length: int = LEAK_RUN) -> set[str]:
    return set(_slices(packed(text), length))


def _slices(text: str, length: int) -> Iterator[str]:
    return (text[start : start + length] for start in range(len(text) - length + 1))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> tuple[dict[str, str], str]:
    return parts(request.param)


def test_there_are_enough_of_different_kinds() -> None:
    heads = [parts(path)[0] for path in FILES]
    assert len(heads) >= 12
    assert len({head["unit_type"] for head in heads}) == len(heads)
    assert {head["period"] for head in heads} == PERIODS
    assert len({head["topic"] for head in heads}) == len(heads)


def test_front_matter(sample: tuple[dict[str, str], str]) -> None:
    head, body = sample
    assert list(head) == ["title", "unit_type", "period", "topic"]
    assert all(value.strip() == value and value for value in head.values())
    assert head["period"] in PERIODS
    assert body.startswith(f"# {head['title']}\n")
    known = tomllib.loads((data_folder("config") / "unit_types.toml").read_text("utf-8"))
    assert head["unit_type"] in known


def test_only_the_title_is_markdown(sample: tuple[dict[str, str], str]) -> None:
    """Headings carry Chinese or Arabic numbers and stand in the text as in a real report."""
    lines = sample[1].splitlines()
    assert not [line for line in lines[1:] if line.startswith(("#", "-", "*", ">", "|"))]
    assert not re.search(r"\*\*|__|\[.*\]\(", sample[1])


def test_length(sample: tuple[dict[str, str], str]) -> None:
    assert 800 <= len(packed(sample[1])) <= 3000


def test_it_is_concrete(sample: tuple[dict[str, str], str]) -> None:
    """At least one figure for every 40 characters: there is something to learn, and to mask."""
    text = packed(sample[1])
    assert len(FIGURE.findall(text)) >= len(text) / 40


def test_it_has_problems_and_next_steps(sample: tuple[dict[str, str], str]) -> None:
    text = packed(sample[1])
    assert re.search(r"问题|不足|短板|做得不够|没有做好", text)
    last = text[-len(text) // 3 :]
    assert re.search(r"打算|安排|计划|措施|怎么干|想做的事|重点", last)


def test_no_placeholder_and_no_half_width_punctuation(sample: tuple[dict[str, str], str]) -> None:
    body = sample[1]
    assert not re.search(r"×{2,}|(?i:\bx{2,}\b)|\?\?|【", body)
    assert not re.search(r"[一-龥][,;:?!][一-龥]", body)
    assert body.count("“") == body.count("”")
    assert body.count("《") == body.count("》")
    assert body.count("（") == body.count("）")
    assert "。。" not in body


def test_no_real_province_or_city_is_named(sample: tuple[dict[str, str], str]) -> None:
    assert not [name for name in PROVINCES if name in sample[1]]


def test_structures_differ() -> None:
    """The opening marks of the lines, level by level: no more than three samples share a structure."""
    shapes = [tuple(dict.fromkeys(marks(parts(path)[1]))) for path in FILES]
    assert len(set(shapes)) >= 6
    assert max(shapes.count(shape) for shape in shapes) <= 4


def marks(body: str) -> Iterator[str]:
    for line in body.splitlines()[1:]:
        for name, form in (
            ("部分", r"第[一二三四五]部分"),
            ("一、", r"[一二三四五六七八九十]+、"),
            ("（一）", r"（[一二三四五六七八九十]+）"),
            ("1.", r"\d+\."),
            ("一是", r"[一二三四五六]是"),
            ("第一，", r"第[一二三四五]，"),
        ):
            if re.match(form, line):
                yield name


def test_they_share_no_run_of_words() -> None:
    for one, other in combinations(FILES, 2):
        shared = runs(parts(one)[1]) & runs(parts(other)[1])
        assert not shared, (one.stem, other.stem, shared)


def test_they_share_no_run_with_the_scenarios() -> None:
    """Else a draft of the scenario's own words would look like a leak of the sample."""
    typed = set[str]()
    for path in SCENARIOS.glob("*.json"):
        scenario = json.loads(path.read_text("utf-8"))
        typed |= runs("".join(scenario["answers"].values()))
        typed |= {run for fact in scenario["facts"] for run in runs(fact["text"])}
    for path in FILES:
        assert not runs(parts(path)[1]) & typed, path.stem


def test_nothing_of_the_real_material(shared: Path) -> None:
    """No run of 13 characters and no identity of the seed page or the gold."""
    sources = [*(shared / "seeds").glob("*.txt"), *(shared / "gold").glob("*.txt")]
    real = set[str]().union(*(runs(path.read_text("utf-8")) for path in sources))
    gold = json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))
    names = gold["forbidden_everywhere"]["seed_identity"]
    for path in FILES:
        body = parts(path)[1]
        assert not runs(body) & real, path.stem
        assert not [name for name in names if name in body], path.stem
