"""What a person may send: long pastes, corrections, files, and what is declined."""

from __future__ import annotations

import io

import docx
import pytest

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.test_manners import SAYINGS, ask, begun
from tests.telegram_api import Window

pytestmark = pytest.mark.slow


def test_a_paste_cut_by_the_client_is_read_as_one(run: Running, window: Window) -> None:
    begun(window)
    lines = [
        f"{month}月{day}日，走访居民{10 + day + month * 30}户。"
        for month in range(1, 7)
        for day in range(1, 29)
    ]
    before = len(window.from_bot())
    pieces = window.paste("\n".join(lines * 3)[:9000])
    assert len(pieces) == 3
    window.next(20)
    window.settle(2.5, 30)
    answers = window.from_bot()[before:]
    assert len([seen for seen in answers if "记下" in seen.text]) == 1, [seen.text[:80] for seen in answers]
    assert run.telegram.record.refused() == []


def test_facts_longer_than_a_message_come_in_parts(run: Running, window: Window) -> None:
    begun(window)
    ask(
        window,
        "\n".join(
            f"{n % 28 + 1}日走访{100 + n}户，发放宣传单{1000 + n}份，解决问题{n + 3}件。" for n in range(90)
        ),
    )
    before = len(window.from_bot())
    ask(window, "/facts")
    parts = window.from_bot()[before:]
    told = "".join(part.text for part in parts)
    assert "1000" in told
    assert run.telegram.record.refused() == []


def test_an_edited_message_corrects_the_answer(run: Running, window: Window) -> None:
    begun(window)
    said = window.say("发放宣传单3000份")
    window.next(15)
    window.settle(1.3, 10)
    window.edit(said, "发放宣传单3200份")
    window.settle(2.5, 15)
    facts = ask(window, "/facts").text
    assert "3200" in facts
    assert "3000" not in facts


@pytest.mark.parametrize("kind", ["docx", "txt", "md"])
def test_uploads_are_read(run: Running, window: Window, kind: str) -> None:
    begun(window)
    text = "今年上半年发放宣传单4321份。\n举办讲座17场。"
    data = text.encode()
    if kind == "docx":
        document, stream = docx.Document(), io.BytesIO()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(stream)
        data = stream.getvalue()
    window.send_document(data, f"材料.{kind}")
    window.next(20)
    window.settle(1.5, 15)
    assert "4321" in ask(window, "/facts").text, window.shown()


@pytest.mark.parametrize(
    ("name", "size"), [("大.docx", (20 << 20) + 1), ("程序.exe", 10), ("照片.heic", 10), ("没有后缀", 10)]
)
def test_files_it_cannot_read_are_not_fetched(run: Running, window: Window, name: str, size: int) -> None:
    begun(window)
    before = len(run.telegram.record.of("getFile"))
    window.send_document(b"0123456789", name, size=size)
    assert window.next(15).text
    assert len(run.telegram.record.of("getFile")) == before


def test_what_is_no_text_is_declined_in_a_sentence(run: Running, window: Window) -> None:
    begun(window)
    before = len(run.telegram.record.of("getFile"))
    for send in (
        lambda: window.send_photo(b"jpg"),
        lambda: window.send_sticker(),
        lambda: window.send_poll("几点开会", "三点", "四点"),
        lambda: window.send_voice(b"OggS"),
        lambda: window.send_location(39.9, 116.4),
        lambda: window.send_contact("13800000000", "张三"),
    ):
        send()
        said = window.next(15)
        assert 4 < len(said.text) < 200, said.text
        window.settle(1.1, 5)
    assert len(run.telegram.record.of("getFile")) == before
    assert "3000" in ask(window, "发放宣传单3000份").text + ask(window, "/facts").text


def test_replying_to_a_section_changes_that_section(run: Running, window: Window) -> None:
    begun(window, *SAYINGS)
    ask(window, "先到这里")
    window.wait(r"\.docx$", 60)
    window.settle(2, 30)
    section = next(seen for seen in window.from_bot() if "3000" in seen.text and not seen.document)
    section.reply("把3000份改成3600份")
    window.next(30)
    window.settle(3, 40)
    assert "3600" in ask(window, "/facts").text
    assert run.telegram.record.refused() == []
