"""Titles and quotes."""

from __future__ import annotations

import pytest

from language import titles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学习《安全生产法》和“三会一课”", [("《安全生产法》", "document"), ("“三会一课”", "quote")]),
        (
            "《关于印发“净街”方案的通知》下发",
            [("《关于印发“净街”方案的通知》", "document"), ("“净街”", "quote")],
        ),
        (
            "《《值班制度》补充规定》",
            [("《《值班制度》补充规定》", "document"), ("《值班制度》", "document")],
        ),
        ('喊出"服务到家"口号', [('"服务到家"', "quote")]),
        ("没有书名", []),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.text, span.kind) for span in titles.find(text)] == expected


def test_lost_closing_mark_ends_at_the_sentence() -> None:
    (span,) = titles.find("制定《值班管理办法，加强巡查。下一句。")
    assert (span.closed, span.text) == (False, "《值班管理办法，加强巡查")
    assert span.inner == "值班管理办法，加强巡查"


def test_inner_is_without_marks() -> None:
    assert titles.find("《值班表》")[0].inner == "值班表"
