"""What is built like a name, and the common words that are not one."""

from __future__ import annotations

import pytest

from language import names, surnames


@pytest.mark.parametrize(
    "name", ["郭启航", "殷素琴", "欧阳文修", "覃思远", "符国强", "王芳", "夏侯明", "滕飞"]
)
def test_a_name(name: str) -> None:
    assert names.is_name(name)


@pytest.mark.parametrize(
    "word",
    [
        "高度重",
        "安全员",
        "文明",
        "严格",
        "成立了",
        "周密部",
        "任务",
        "万余元",
        "石磨村",
        "党委",
        "管理",
        "a王",
        "王",
        "道德模范",
        "雷锋",
        "方便",
    ],
)
def test_no_name(word: str) -> None:
    assert not names.is_name(word)


def test_the_tables_agree() -> None:
    assert set(surnames.SAFE) <= set(surnames.SINGLE)
    assert all(len(word) >= 2 for word in surnames.COMMON)
    assert all(
        word[0] in surnames.SINGLE or word[:2] in surnames.COMPOUNDS or word for word in surnames.COMMON
    )


@pytest.mark.parametrize(
    ("stem", "vague"),
    [
        ("文明", True),
        ("地方性商业", True),
        ("各", True),
        ("全市", True),
        ("青石", False),
        ("金穗", False),
        ("", True),
    ],
)
def test_vague_stems(stem: str, vague: bool) -> None:
    assert names.is_vague(stem) is vague


@pytest.mark.parametrize(
    ("name", "generic"), [("希望小学", True), ("文明社区", True), ("金穗小学", False), ("青石镇", False)]
)
def test_generic_names(name: str, generic: bool) -> None:
    assert names.is_generic_name(name) is generic
