"""Ten spellings of a blank."""

from __future__ import annotations

import pytest

from retrieval import placeholders


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20__年__社区", ["20__", "__"]),
        ("20**年上半年**街道", ["20**", "**"]),
        ("20xx年，xx局", ["20xx", "xx"]),
        ("20XX年XXX村", ["20XX", "XXX"]),
        ("20××年××镇×××同志", ["20××", "××", "×××"]),
        ("8月x日至x日", ["x", "x"]),
        ("x年x月", ["x", "x"]),
        ("○○科、□□路", ["○○", "□□"]),
        ("某某小学", ["某某"]),
        ("‘××××’主题演讲", ["××××"]),
        ("《xx年值班办法》", ["xx"]),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in placeholders.find(text)] == expected


@pytest.mark.parametrize(
    "text", ["更换2×315kVA变压器", "cis品牌、ei工程", "max值", "Excel表", "3*5米", "x光机", "一○一"]
)
def test_not_a_blank(text: str) -> None:
    assert placeholders.find(text) == []
