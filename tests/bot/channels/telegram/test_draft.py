"""A draft in the chat: section by section, as files, changed by a reply to a section, given back as Word, watched and stopped."""

from __future__ import annotations

import io
import json
import time
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from unittest import mock

import docx
import pytest

from bot.channels.telegram.paper import WHOLE_CHARS, about, preview
from bot.channels.telegram.splitting import units
from bot.conversation import Step, Watch
from bot.drafting.request import DraftRequest
from bot.export.text import as_txt
from bot.model import Draft, Paragraph, Section, Sentence
from tests.bot.channels.telegram.live import Threaded
from tests.telegram_api import Bot, Seen, Telegram, Window

SCENARIO = Path(__file__).resolve().parents[3] / "scenarios" / "09-township.json"


@pytest.fixture(scope="module")
def written(telegram: Telegram, account: Bot, running: Threaded) -> tuple[Window, list[Seen]]:
    """A chat with a long draft, and the messages it came in."""
    chat = telegram.talk(account)
    told = json.loads(SCENARIO.read_text("utf-8"))
    chat.start()
    chat.next()
    for text in told["basics_as_typed"].values():
        chat.say(text)
        chat.next()
    chat.say("好")
    chat.next()
    for text in told["answers"].values():
        chat.say(text)
        chat.next()
    chat.say("/draft")
    chat.wait(lambda seen: "重写" in seen.buttons, 60)
    return chat, chat.settle(0.3)


def draft_of(running: Threaded, chat: Window) -> Draft:
    info = running.app.assistant.sessions(f"telegram:{chat.person.id}")[0]
    draft = running.app.assistant.session(info.id).draft
    assert draft is not None
    return draft


def test_a_long_draft_comes_by_section_then_as_files(
    written: tuple[Window, list[Seen]], running: Threaded
) -> None:
    chat, came = written
    draft = draft_of(running, chat)
    assert draft.chars > WHOLE_CHARS
    files = [seen.document.name.rpartition(".")[2] for seen in came if seen.document]
    assert files == ["docx", "md", "txt"]
    pieces = [seen for seen in came if seen.marked("bold")]
    assert len(pieces) >= 4
    shown = "\n".join(seen.text for seen in came if not seen.document)
    for line in as_txt(draft).split("\n"):
        assert line.strip() in shown
    assert all(units(seen.text) <= (1024 if seen.document else 4096) for seen in came)
    assert came[-1].buttons, "the next question stands last"


def test_the_word_file_is_the_draft(written: tuple[Window, list[Seen]], running: Threaded) -> None:
    chat, came = written
    file = next(seen.document for seen in came if seen.document and seen.document.name.endswith(".docx"))
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(file.data)).paragraphs)
    assert draft_of(running, chat).title in text.replace("\n", "")
    assert as_txt(draft_of(running, chat)).encode() in [s.document.data for s in came if s.document]


def test_a_reply_to_a_section_is_about_that_section(
    written: tuple[Window, list[Seen]], running: Threaded
) -> None:
    chat, came = written
    before = draft_of(running, chat)
    section = [seen for seen in came if seen.marked("bold")][2]
    chat.settle(0.3)
    section.reply("标题换一个")
    chat.next()
    after = draft_of(running, chat)
    first, second = ([s.heading for s in d.sections if s.level == 1] for d in (before, after))
    assert first[1] != second[1]
    assert first[:1] + first[2:] == second[:1] + second[2:]


def test_export_by_command_and_by_button(written: tuple[Window, list[Seen]]) -> None:
    chat, _ = written
    chat.settle(0.3)
    chat.say("/export")
    came = chat.settle(0.5)
    assert [seen.document.name[-5:] for seen in came if seen.document] == [".docx"]
    came[-1].tap("数据来源表")
    assert [s.document.name[-5:] for s in chat.settle(4) if s.document] == [".xlsx"]
    came[-1].tap("txt")
    assert [s.document.name[-4:] for s in chat.settle(0.5) if s.document] == [".txt"]
    chat.say("/export md")
    assert [s.document.name[-3:] for s in chat.settle(0.5) if s.document] == [".md"]


def test_the_edited_word_file_comes_back_as_a_version(
    written: tuple[Window, list[Seen]], running: Threaded
) -> None:
    chat, _ = written
    chat.settle(0.3)
    chat.say("导出word")
    file = next(seen.document for seen in chat.settle(0.5) if seen.document)
    document = docx.Document(io.BytesIO(file.data))
    paragraph = next(p for p in document.paragraphs if "。" in p.text and len(p.text) > 30)
    paragraph.add_run("这一句是领导加的。")
    held = io.BytesIO()
    document.save(held)
    version = draft_of(running, chat).version
    chat.send_document(held.getvalue(), file.name)
    assert f"存成第 {version + 1} 版" in chat.next().text
    assert "这一句是领导加的。" in as_txt(draft_of(running, chat))


# ------------------------------------------------------------------ as it is written


def slowly(running: Threaded, parts: int, pause: float) -> AbstractContextManager[object]:
    """The desk writes in `parts` steps with a pause before each; it stops when it is told to."""
    write = running.app.desk._compose

    def compose(request: DraftRequest, watch: Watch | None = None) -> Draft:
        watch = watch or Watch()
        watch.step(Step("planned", 0, parts))
        for number in range(1, parts + 1):
            if watch.stopping.wait(pause):
                break
            watch.step(Step("section", number, parts, f"第{number}节", f"第{number}节的话。"))
        return write(request, watch)

    return mock.patch.object(running.app.desk, "_compose", compose)


def test_progress_is_streamed_and_typing_is_shown(begun: Window, running: Threaded) -> None:
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    with slowly(running, 3, 1.2):
        begun.say("/draft")
        assert "写好了" in begun.next(20).text
    assert any("1/3" in text or "2/3" in text for text in begun.drafts)
    assert any("第1节的话。" in text for text in begun.drafts)
    assert any(action == "typing" for _, action in begun.actions)
    assert begun.draft is None, "the message has taken its place"


def test_cancel_stops_at_once_and_the_draft_is_kept(begun: Window, running: Threaded) -> None:
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    with slowly(running, 2, 30.0):
        begun.say("/draft")
        time.sleep(0.5)
        at = time.monotonic()
        begun.say("/cancel")
        assert "写好了" in begun.next(20).text
        assert time.monotonic() - at < 10
    begun.wait("停下了")
    assert draft_of(running, begun).chars > 20


def test_a_server_without_drafts_gets_one_message_that_is_edited(
    begun: Window, running: Threaded, telegram: Telegram
) -> None:
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    fault = telegram.faults.add("error", "sendMessageDraft", chat=begun.person.id, times=99, status=404)
    with slowly(running, 5, 1.6):
        begun.say("/draft")
        begun.wait("写好了，全文", 30)
    telegram.faults.waiting.remove(fault)
    edited = [seen for seen in begun.from_bot() if seen.edits]
    assert len(edited) == 1
    times = [at for at, _ in edited[0].message.versions][:-1]  # the last one says that it is done
    assert all(b - a >= 2.9 for a, b in pairwise(times)), "three seconds between edits"
    assert "马上发给您" in edited[0].text


# ------------------------------------------------------------------ pure


def _draft(sections: int) -> Draft:
    def text(number: int) -> Sentence:
        return Sentence(f"第{number}件事办了{number}次。" + "做法周到，记录齐全。" * 12, "fact")

    parts = tuple(Section(1, f"做好第{n}项", (Paragraph((text(n),)),)) for n in range(1, sections + 1))
    end = (Sentence("以上是工作情况。", "framing"),)
    return Draft("某所总结", (Sentence("开头的话。", "framing"),), parts, end, "某所", "2025年7月1日")


def test_the_preview_holds_every_line_once() -> None:
    draft = _draft(8)
    parts = preview(draft)
    lines = [line for part in parts for line in part.text.split("\n") if line.strip()]
    assert [line.strip() for line in lines] == [s.strip() for s in as_txt(draft).split("\n") if s.strip()]
    assert [part.section for part in parts] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 0]
    assert all(part.text.startswith(part.bold) for part in parts)


def test_a_short_draft_is_one_message() -> None:
    assert [part.section for part in preview(_draft(1))] == [0]


@pytest.mark.parametrize(
    ("section", "text", "asked"),
    [
        (2, "精简一点", "第二部分精简一点"),
        (2, "标题换一个", "第二部分标题换一个"),
        (3, "删掉", "第三部分删掉"),
        (2, "第三部分精简一点", "第三部分精简一点"),
        (2, "把84人改成86人", "把84人改成86人"),
        (0, "精简一点", "精简一点"),
    ],
)
def test_a_reply_names_its_section(section: int, text: str, asked: str) -> None:
    assert about(section, text) == asked
