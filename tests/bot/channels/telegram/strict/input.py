"""What a person may send: long pastes, corrections, files, and what is declined."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.together import check, checks, fetched, nothing_refused
from tests.bot.channels.telegram.strict.typing import SAYINGS, ask, facts, tell
from tests.telegram_api import Seen, Window


@check
def a_paste_cut_by_the_client_is_read_as_one(run: Running, clerk: Window) -> None:
    lines = [
        f"{month}月{day}日，走访居民{10 + day + month * 30}户。"
        for month in range(1, 7)
        for day in range(1, 29)
    ]
    before = len(clerk.from_bot())
    pieces = clerk.paste("\n".join(lines * 4)[:9000])
    assert len(pieces) == 3
    clerk.next(60)
    clerk.settle(2.5, 30)
    answers = clerk.from_bot()[before:]
    assert len([seen for seen in answers if "记下" in seen.text]) == 1, [seen.text[:80] for seen in answers]
    nothing_refused(run, clerk)


@check
def facts_longer_than_a_message_come_in_parts(run: Running, clerk: Window) -> None:
    ask(
        clerk,
        "\n".join(
            f"{n % 28 + 1}日走访{100 + n}户，发放宣传单{1000 + n}份，解决问题{n + 3}件。" for n in range(90)
        ),
    )
    before = len(clerk.from_bot())
    ask(clerk, "/facts")
    parts = clerk.from_bot()[before:]
    told = "".join(part.text for part in parts)
    assert "1000" in told
    nothing_refused(run, clerk)


@check
def an_edited_message_corrects_the_answer(run: Running, clerk: Window) -> None:
    said = clerk.say("发放宣传单3000份")
    clerk.next(60)
    clerk.settle(1.3, 10)
    clerk.edit(said, "发放宣传单3200份")
    clerk.settle(2.5, 15)
    noted = facts(clerk)
    assert "3200" in noted
    assert "3000" not in noted


@checks(("docx",), ("txt",), ("md",))
def uploads_are_read(kind: str, run: Running, clerk: Window) -> None:
    text = "今年上半年发放宣传单4321份。\n举办讲座17场。"
    data = text.encode()
    if kind == "docx":
        document, stream = docx.Document(), io.BytesIO()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(stream)
        data = stream.getvalue()
    clerk.send_document(data, f"材料.{kind}")
    clerk.next(60)
    clerk.settle(1.5, 15)
    assert "4321" in facts(clerk), clerk.shown()


@checks(("大.docx", (20 << 20) + 1), ("程序.exe", 10), ("照片.heic", 10), ("没有后缀", 10))
def files_it_cannot_read_are_not_fetched(name: str, size: int, run: Running, clerk: Window) -> None:
    sent = clerk.send_document(b"0123456789", name, size=size)
    assert clerk.next(60).text
    assert not fetched(run, sent.document)


@check
def what_is_no_text_is_declined_in_a_sentence(run: Running, clerk: Window) -> None:
    sends: tuple[Callable[[], Seen], ...] = (
        lambda: clerk.send_photo(b"jpg"),
        lambda: clerk.send_sticker(),
        lambda: clerk.send_poll("几点开会", "三点", "四点"),
        lambda: clerk.send_voice(b"OggS"),
        lambda: clerk.send_location(39.9, 116.4),
        lambda: clerk.send_contact("13800000000", "张三"),
    )
    for send in sends:
        sent = send()
        said = clerk.next(60)
        assert 4 < len(said.text) < 200, said.text
        assert sent.document is None or not fetched(run, sent.document)
        clerk.settle(1.1, 5)
    assert "3000" in ask(clerk, "发放宣传单3000份").text + facts(clerk)


@check
def replying_to_a_section_changes_that_section(run: Running, clerk: Window) -> None:
    tell(clerk, *SAYINGS)
    ask(clerk, "先到这里")
    clerk.wait(r"\.docx$", 60)
    clerk.settle(2, 30)
    section = next(seen for seen in clerk.from_bot() if "3000" in seen.text and not seen.document)
    section.reply("把3000份改成3600份")
    clerk.next(60)
    clerk.settle(3, 40)
    assert "3600" in facts(clerk)
    nothing_refused(run, clerk)
