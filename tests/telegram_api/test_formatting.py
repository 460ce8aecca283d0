"""HTML, MarkdownV2 and Markdown: what comes out of them, and what they refuse in which words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telegram_api.formatting.entities import utf16
from tests.telegram_api.formatting.reading import read
from tests.telegram_api.refusals import Refused

GOOD: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("HTML", "<b>粗<i>斜</i></b>平", "粗斜平", [("bold", "粗斜"), ("italic", "斜")]),
    ("HTML", "1 &lt; 2 &amp;&quot; &#39; &#x4e2d; &nbsp; &copy", "1 < 2 &\" ' 中 &nbsp; &copy", []),
    ("HTML", "<U>下</U><s>删</s><tg-spoiler>藏</tg-spoiler>", "下删藏", [("underline", "下"), ("strikethrough", "删"), ("spoiler", "藏")]),
    ("HTML", '<span class="tg-spoiler">藏</span>', "藏", [("spoiler", "藏")]),
    ("HTML", '<a href="https://t.me/x?a=1&amp;b=2">链</a>', "链", [("text_link", "链")]),
    ("HTML", '<a href="nothing">不是链接</a>', "不是链接", []),
    ("HTML", '<pre><code class="language-py">x = 1</code></pre>', "x = 1", [("pre", "x = 1")]),
    ("HTML", "<code>/start</code> /start", "/start /start", [("code", "/start"), ("bot_command", "/start")]),
    ("HTML", "<blockquote>引</blockquote>😀<b>粗</b>", "引😀粗", [("blockquote", "引"), ("bold", "粗")]),
    ("HTML", "<blockquote expandable>引</blockquote>", "引", [("expandable_blockquote", "引")]),
    ("HTML", "<b></b>空", "空", []),
    ("HTML", "<b>粗 </b>", "粗", [("bold", "粗")]),
    ("MarkdownV2", r"*粗 _斜_* __下__ ~删~ ||藏|| `码\\` [链](http://a.cn/\)) 1\.", "粗 斜 下 删 藏 码\\ 链 1.",
     [("bold", "粗 斜"), ("italic", "斜"), ("underline", "下"), ("strikethrough", "删"), ("spoiler", "藏"), ("code", "码\\"), ("text_link", "链")]),
    ("MarkdownV2", "```py\na.b\n```", "a.b", [("pre", "a.b")]),
    ("MarkdownV2", ">引一\n>引二\n外", "引一\n引二\n外", [("blockquote", "引一\n引二\n")]),
    ("MarkdownV2", "**>引||\n外", "引\n外", [("expandable_blockquote", "引\n")]),
    ("Markdown", "*粗* _斜_ `码` [链](http://a.cn) \\_", "粗 斜 码 链 _", [("bold", "粗"), ("italic", "斜"), ("code", "码"), ("text_link", "链")]),
    ("", "<b>*原样*</b> @some_bot #年终总结 a@b.cn www.example.com/x", "<b>*原样*</b> @some_bot #年终总结 a@b.cn www.example.com/x",
     [("mention", "@some_bot"), ("hashtag", "#年终总结"), ("email", "a@b.cn"), ("url", "www.example.com/x")]),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "source", "text", "marks"), GOOD)
def test_what_comes_out(mode: str, source: str, text: str, marks: list[tuple[str, str]]) -> None:
    formatted = read(source, mode, None)
    assert formatted.text == text
    assert [(entity.type, formatted.of(entity)) for entity in formatted.entities] == marks


BAD = [
    ("HTML", "三 < 五", 'Unsupported start tag "" at byte offset 4'),
    ("HTML", "三 <5 人", 'Unsupported start tag "5" at byte offset 4'),
    ("HTML", "<p>段</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("HTML", "换行<br>", 'Unsupported start tag "br" at byte offset 6'),
    ("HTML", "换行<br/>", 'Unsupported start tag "br/" at byte offset 6'),
    ("HTML", "<b>粗", 'Can\'t find end tag corresponding to start tag "b"'),
    ("HTML", "粗</b>", "Unexpected end tag at byte offset 3"),
    ("HTML", "<b><i>粗</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
    ("HTML", "<b", "Unclosed start tag at byte offset 0"),
    ("HTML", "<b>粗</b", "Unclosed end tag at byte offset 6"),
    ("HTML", '<a href="x', "Unclosed start tag at byte offset 0"),
    ("HTML", "<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("HTML", "<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ("HTML", '<a "x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("MarkdownV2", "1. 一", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
    ("MarkdownV2", "一*粗", "Can't find end of Bold entity at byte offset 3"),
    ("MarkdownV2", "_斜 *粗_*", "Can't find end of Bold entity at byte offset 10"),
    ("MarkdownV2", "[链](http://a.cn", "Can't find end of a URL at byte offset 6"),
    ("MarkdownV2", "`码", "Can't find end of Code entity at byte offset 0"),
    ("Markdown", "一_斜", "Can't find end of the entity starting at byte offset 3"),
]


@pytest.mark.parametrize(("mode", "source", "reason"), BAD)
def test_what_is_refused(mode: str, source: str, reason: str) -> None:
    with pytest.raises(
        Refused, match=f"^{re.escape(f'Bad Request: can{chr(39)}t parse entities: {reason}')}$"
    ):
        read(source, mode, None)


def test_crossing_entities_are_cut_and_code_holds_none() -> None:
    given = [{"type": "bold", "offset": 0, "length": 4}, {"type": "italic", "offset": 2, "length": 4}]
    formatted = read("一二三四五六", "", given)
    assert [(e.type, formatted.of(e)) for e in formatted.entities] == [
        ("bold", "一二三四"),
        ("italic", "三四"),
        ("italic", "五六"),
    ]
    given = [{"type": "code", "offset": 0, "length": 4}, {"type": "bold", "offset": 1, "length": 2}]
    assert [e.type for e in read("一二三四", "", given).entities] == ["code"]


@given(st.text(), st.sampled_from(["HTML", "MarkdownV2", "Markdown", ""]))
def test_any_text_is_read_or_refused(source: str, mode: str) -> None:
    try:
        formatted = read(source, mode, None, may_be_empty=True)
    except Refused:
        return
    assert all(0 <= e.offset < e.end <= formatted.length for e in formatted.entities)
    assert formatted.length == utf16(formatted.text)


@given(st.text(alphabet="一二<>&\"'_*[]()~`>#+-=|{}.!\\ \n😀ab"))
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    plain = read(text, "", None, may_be_empty=True).text
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(html, "HTML", None, may_be_empty=True).text == plain
    assert (
        read(
            re.sub(r"([_*\[\]()~`>#+\-=|{}.!\\])", r"\\\1", text), "MarkdownV2", None, may_be_empty=True
        ).text
        == plain
    )
