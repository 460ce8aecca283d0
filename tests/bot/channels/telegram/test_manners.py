"""How the bot behaves in a private chat: commands, buttons, pastes, edits, files, what it declines."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tests.bot.channels.telegram.live import Threaded
from tests.telegram_api import Bot, NothingCame, Telegram, Window

PARAGRAPH = "3月{day}日开展巡查，检查商户{count}家，整改隐患{fixed}处。"


def quiet(chat: Window, seconds: float = 0.35) -> None:
    """Nothing more comes."""
    with pytest.raises(NothingCame):
        chat.next(seconds)


def facts(running: Threaded, chat: Window) -> list[str]:
    """What is in the ledger of the person's last report."""
    info = running.app.assistant.sessions(f"telegram:{chat.person.id}")[0]
    return [fact.text for fact in running.app.assistant.session(info.id).facts]


# ------------------------------------------------------------------ commands and buttons


def test_the_menu_is_set_for_private_chats(running: Threaded, account: Bot, chat: Window) -> None:
    chat.start()
    chat.next()
    for language in ("", "zh"):
        menu = account.commands['{"type": "all_private_chats"}', language]
        assert [entry["command"] for entry in menu][:3] == ["start", "new", "draft"]
        assert all(re.search("[\u4e00-\u9fff]", entry["description"]) for entry in menu)
    assert '{"type": "default"}' not in str(account.commands)


def test_start_asks_the_first_question_and_start_again_resumes(begun: Window) -> None:
    begun.start()
    resumed = begun.next()
    assert "接着上次的来" in resumed.text
    assert "组织领导" in resumed.text
    assert "跳过" in resumed.buttons


def test_a_greeting_before_start_is_no_answer(chat: Window, running: Threaded) -> None:
    chat.say("你好")
    assert "哪个单位" in chat.next().text
    quiet(chat)
    info = running.app.assistant.sessions(f"telegram:{chat.person.id}")[0]
    assert running.app.assistant.session(info.id).basics.unit == ""


def test_a_tap_says_what_the_button_says_and_is_answered_before_the_work(begun: Window) -> None:
    tapped = begun.tap("跳过")
    assert tapped.answer() == ""
    shown = begun.next()
    assert "先空着" in shown.text
    assert tapped.callback.answered_at <= shown.message.versions[0][0]


def test_a_double_tap_happens_once(begun: Window, running: Threaded) -> None:
    question = begun.from_bot()[-1]
    first, second = question.tap("跳过"), question.tap("跳过")
    assert first.answer() == ""
    second.answer()
    assert "第 2/" in begun.next().text
    quiet(begun)
    assert question.tap("跳过").answer() == "这个已经点过了。"
    quiet(begun)


def test_a_button_of_a_past_question_does_nothing(begun: Window) -> None:
    old = begun.from_bot()[-1]
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    assert "前面的题" in old.tap("先到这里").answer()
    quiet(begun)


@pytest.mark.parametrize("data", ["k:ffff-0:0", "skip", "k:1-0:99"])
def test_a_tap_of_unknown_data_is_answered_and_does_nothing(begun: Window, data: str) -> None:
    assert begun.from_bot()[-1].tap_data(data).answer() != ""
    quiet(begun)


def test_undo_takes_back_what_was_said(begun: Window, running: Threaded) -> None:
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    begun.say("/facts")
    assert "42人" in begun.next().text
    begun.say("/undo")
    assert "撤销了上一步" in begun.next().text
    assert facts(running, begun) == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/log 今天组织消防演练，32人参加", "记下了"),
        ("/记 明天检查食堂", "记下了"),
        ("/log", "写在命令后面"),
        ("/versions", "还没有稿子"),
        ("/cancel", "没有正在写"),
        ("/nonsense", "没有「/nonsense」这个命令"),
        ("/help", "/export"),
        ("/new", "从头来"),
    ],
)
def test_a_command_speaks_to_the_assistant(begun: Window, command: str, answer: str) -> None:
    begun.say(command)
    assert answer in begun.next().text


def test_delete_asks_and_deletes(begun: Window, running: Threaded) -> None:
    owner = f"telegram:{begun.person.id}"
    begun.say("/log 今天组织消防演练，32人参加")
    begun.next()
    begun.say("/delete")
    asked = begun.next()
    asked.tap("不删")
    assert "都留着" in begun.next().text
    assert len(running.app.assistant.sessions(owner)) == 1
    asked.tap("全部删除").answer()
    quiet(begun)
    begun.say("/delete")
    begun.next().tap("全部删除")
    assert "都删掉了" in begun.next().text
    assert running.app.assistant.sessions(owner) == ()
    assert running.app.store.notes(owner) == ()
    begun.start()
    assert "哪个单位" in begun.next().text


def test_delete_of_one_report_leaves_the_log(begun: Window, running: Threaded) -> None:
    owner = f"telegram:{begun.person.id}"
    begun.say("/log 今天组织消防演练，32人参加")
    begun.next()
    begun.say("/delete")
    begun.next().tap("只删这一份")
    assert "这一份删掉了" in begun.next().text
    assert running.app.assistant.sessions(owner) == ()
    assert len(running.app.store.notes(owner)) == 1


# ------------------------------------------------------------------ what is written in


def test_a_long_paste_that_telegram_cuts_is_one_message(begun: Window, running: Threaded) -> None:
    begun.tap("跳过")
    begun.next()
    lines = [PARAGRAPH.format(day=1 + n % 28, count=200 + n, fixed=900 + n) for n in range(200)]
    text = "\n".join(lines)
    assert len(begun.paste(text)) == 2
    answer = begun.next(30)
    assert "记下" in answer.text
    quiet(begun, 1.0)
    assert (
        len(running.app.assistant.turns(_session(running, begun))) == 8
    )  # start, four basics, 好, 跳过, the paste
    found = "\n".join(facts(running, begun))
    assert all(f"{200 + n}家" in found for n in range(200)), "the paragraph at the cut is whole"


def _session(running: Threaded, chat: Window) -> str:
    return running.app.assistant.sessions(f"telegram:{chat.person.id}")[0].id


def test_two_short_messages_are_two(begun: Window) -> None:
    begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.say("跳过")
    assert "42人" in begun.next().text
    assert "先空着" in begun.next().text


def test_an_edited_answer_is_given_anew(begun: Window, running: Threaded) -> None:
    said = begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    begun.edit(said, "所长任组长，3月5日开动员会，48人参加")
    assert "48人" in begun.next().text
    quiet(begun)
    found = "\n".join(facts(running, begun))
    assert "48人" in found
    assert "42人" not in found


def test_an_earlier_answer_that_is_edited_is_set_anew(begun: Window, running: Threaded) -> None:
    said = begun.say("所长任组长，3月5日开动员会，42人参加")
    begun.next()
    begun.say("挂横幅12条，发宣传单800份")
    begun.next()
    begun.edit(said, "所长任组长，3月6日开动员会，51人参加")
    begun.next()
    quiet(begun)
    found = "\n".join(facts(running, begun))
    assert "51人" in found
    assert "42人" not in found
    assert "12条" in found


def test_an_edit_of_a_basic_sets_it(chat: Window, running: Threaded) -> None:
    chat.start()
    chat.next()
    said = chat.say("石坪镇卫生院")
    chat.next()
    chat.say("2025年上半年")
    chat.next()
    chat.edit(said, "石坪镇中心卫生院")
    assert "石坪镇中心卫生院" in chat.next().text
    assert running.app.assistant.session(_session(running, chat)).basics.unit == "石坪镇中心卫生院"


def test_an_edit_of_a_command_says_nothing(begun: Window) -> None:
    said = begun.say("/help")
    begun.next()
    begun.edit(said, "/help me")
    quiet(begun)


@pytest.mark.parametrize("what", ["photo", "sticker", "poll", "location", "contact"])
def test_what_cannot_be_read_is_declined(begun: Window, what: str) -> None:
    if what == "photo":
        begun.send_photo(b"\xff\xd8\xff")
    elif what == "sticker":
        begun.send_sticker()
    elif what == "poll":
        begun.send_poll("去不去", "去", "不去")
    elif what == "location":
        begun.send_location(30.0, 104.0)
    else:
        begun.send_contact("13800000000", "甲")
    assert "打字" in begun.next().text
    quiet(begun)


def test_the_words_under_a_photo_count(begun: Window, running: Threaded) -> None:
    begun.send_photo(b"\xff\xd8\xff", caption="所长任组长，3月5日开动员会，42人参加")
    answer = begun.next().text
    assert "图片里的字我看不了" in answer
    assert "42人" in answer
    assert "42人" in "\n".join(facts(running, begun))


def test_voice_without_an_endpoint_is_declined(begun: Window) -> None:
    begun.send_voice(b"OggS")
    assert "语音我现在听不了" in begun.next().text


# ------------------------------------------------------------------ files


def word_file(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["docx", "txt", "md"])
def test_an_uploaded_file_is_read(begun: Window, running: Threaded, kind: str) -> None:
    line = "4月8日组织义诊，服务群众126人次。"
    data = word_file(line) if kind == "docx" else line.encode()
    begun.send_document(data, f"材料.{kind}")
    assert f"从材料.{kind}里读到" in begun.next().text
    assert "126人次" in "\n".join(facts(running, begun))


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("表.xlsx", None, "读不了"),
        ("旧.doc", None, "旧版 doc"),
        ("大.docx", 21 << 20, "超过 20 MB"),
        ("无名", None, "读不了"),
    ],
)
def test_a_file_that_cannot_be_used_is_not_fetched(
    begun: Window, telegram: Telegram, name: str, size: int | None, said: str
) -> None:
    before = len(telegram.record.of("getFile"))
    begun.send_document(b"PK", name, size=size)
    assert said in begun.next().text
    assert len(telegram.record.of("getFile")) == before


def test_a_file_that_is_broken_is_said_so(begun: Window) -> None:
    begun.send_document(b"no docx at all", "坏.docx")
    assert "坏.docx" in begun.next().text


def test_only_admins_add_samples(begun: Window) -> None:
    begun.send_document("一、工作情况\n今年做了许多工作。".encode(), "总结.txt", caption="范文")
    assert "只有管理员" in begun.next().text
