"""The odd cases, by hand: how parameters may come, what getUpdates confirms, who may poll, what is refused and in which words."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest

from tests.telegram_api import Bot, Telegram, Window
from tests.telegram_api.calling import call


@pytest.fixture
def window(telegram: Telegram, bot: Bot) -> Window:
    window = telegram.talk(bot)
    window.start()
    return window


def texts(answer: dict[str, Any]) -> list[str]:
    return [update["message"]["text"] for update in answer["result"]]


def test_parameters_come_in_four_ways(telegram: Telegram, bot: Bot, window: Window) -> None:
    address, here = f"{telegram.url}/bot{bot.token}/sendMessage", str(window.person.id)
    fields = {"chat_id": here, "text": "一 & 二", "disable_notification": "true"}
    for request in (
        {"method": "GET", "params": fields},
        {"method": "POST", "data": fields},
        {"method": "POST", "json": fields},
        {"method": "POST", "files": {name: (None, value) for name, value in fields.items()}},
    ):
        assert httpx.request(url=address, **request).json()["result"]["text"] == "一 & 二"  # type: ignore[arg-type]
    assert httpx.post(f"{telegram.url}/bot{bot.token}/SENDmessage", data=fields).json()["ok"]
    assert len(window.from_bot()) == 5
    assert telegram.problems() == []


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/", 404, "Not Found"),
        ("/bot{token}/noSuchMethod", 404, "Not Found: method not found"),
        ("/bot1:x/getMe", 401, "Unauthorized"),
        ("/file/bot{token}/documents/none.txt", 404, "Not Found"),
    ],
)
def test_addresses_that_are_none(
    telegram: Telegram, bot: Bot, path: str, code: int, description: str
) -> None:
    response = httpx.get(telegram.url + path.format(token=bot.token))
    assert response.status_code == code
    assert response.json() == {"ok": False, "error_code": code, "description": description}


def test_unknown_parameters_are_told_of(telegram: Telegram, bot: Bot, window: Window) -> None:
    call(telegram, bot, "sendMessage", chat_id=window.person.id, text="a", parse_mod="HTML")
    assert telegram.problems() == ["sendMessage: SendMessage has no ['parse_mod']"]


def test_an_offset_confirms_what_is_before_it(telegram: Telegram, bot: Bot, window: Window) -> None:
    for text in ("一", "二", "三"):
        window.say(text)
    first = call(telegram, bot, "getUpdates", limit=2)
    assert texts(first) == ["/start", "一"]
    numbers = [update["update_id"] for update in first["result"]]
    assert numbers[1] == numbers[0] + 1
    assert texts(call(telegram, bot, "getUpdates", offset=numbers[0])) == ["/start", "一", "二", "三"], (
        "nothing was confirmed"
    )
    assert texts(call(telegram, bot, "getUpdates", offset=numbers[1] + 1)) == ["二", "三"]
    assert texts(call(telegram, bot, "getUpdates")) == ["二", "三"], "what is confirmed is gone"
    assert texts(call(telegram, bot, "getUpdates", offset=-1)) == ["三"]
    assert bot.pending == 1
    telegram.advance(25 * 3600)
    assert texts(call(telegram, bot, "getUpdates")) == [], "kept for 24 hours"


def test_a_long_poll_ends_when_something_comes_or_the_time_is_over(
    telegram: Telegram, bot: Bot, window: Window
) -> None:
    offset = call(telegram, bot, "getUpdates")["result"][-1]["update_id"] + 1
    threading.Timer(0.3, window.say, ("来了",)).start()
    begun = time.monotonic()
    assert texts(call(telegram, bot, "getUpdates", offset=offset, timeout=20)) == ["来了"]
    assert time.monotonic() - begun < 5
    begun = time.monotonic()
    assert texts(call(telegram, bot, "getUpdates", offset=offset + 1, timeout=1)) == []
    assert time.monotonic() - begun >= 1


def test_a_second_poller_ends_the_first(telegram: Telegram, bot: Bot) -> None:
    answers: list[Any] = []
    first = threading.Thread(target=lambda: answers.append(call(telegram, bot, "getUpdates", timeout=20)))
    first.start()
    assert telegram.world.wait_until(lambda: bot.account.poll == 1, 5)
    assert call(telegram, bot, "getUpdates", timeout=1)["ok"]
    first.join(5)
    assert answers[0]["error_code"] == 409
    assert answers[0]["description"].startswith(
        "Conflict: terminated by other getUpdates request; make sure that only one bot"
    )


def test_a_revoked_token_ends_a_long_poll(telegram: Telegram, bot: Bot) -> None:
    threading.Timer(0.2, bot.revoke).start()
    assert call(telegram, bot, "getUpdates", timeout=20)["error_code"] == 401


def test_only_allowed_updates_are_kept(telegram: Telegram, bot: Bot, window: Window) -> None:
    offset = (
        call(telegram, bot, "getUpdates", allowed_updates=["callback_query"])["result"][-1]["update_id"] + 1
    )
    window.say("不要的")
    call(
        telegram,
        bot,
        "sendMessage",
        chat_id=window.person.id,
        text="选",
        reply_markup={"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]},
    )
    window.tap("是")
    assert [set(u) - {"update_id"} for u in call(telegram, bot, "getUpdates", offset=offset)["result"]] == [
        {"callback_query"}
    ]


KEYBOARDS: list[tuple[Any, str]] = [
    ("{", "can't parse reply keyboard markup JSON object"),
    ([], "object expected as reply markup"),
    ({"inline_keyboard": [{}]}, 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"inline_keyboard": [[{"text": "a"}]]}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ({"inline_keyboard": [[{"callback_data": "a"}]]}, "can't parse inline keyboard button: Can't find field \"text\""),
    ({"inline_keyboard": [[{"text": "按", "callback_data": "三" * 22}]]}, "BUTTON_DATA_INVALID"),
    ({"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}, "inline keyboard button text must be non-empty"),
    ({"inline_keyboard": [[{"text": "网", "url": "nothing"}]]}, "inline keyboard button URL 'nothing' is invalid: Wrong HTTP URL"),
    ({"inline_keyboard": [[{"text": str(n), "callback_data": "a"}] for n in range(101)]}, "BUTTON_COUNT_INVALID"),
    ({"inline_keyboard": [[{"text": "长" * 200, "callback_data": "a"}]] * 20}, "reply markup is too long"),
    ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "reason"), KEYBOARDS)
def test_keyboards_that_are_refused(
    telegram: Telegram, bot: Bot, window: Window, markup: Any, reason: str
) -> None:
    answer = call(telegram, bot, "sendMessage", chat_id=window.person.id, text="选", reply_markup=markup)
    assert answer["description"] == f"Bad Request: {reason}"


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": "", "text": "a"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 12, "text": "a"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "a"}, "chat not found"),
    ("sendMessage", {"text": ""}, "message text is empty"),
    ("sendMessage", {"text": "\u200b\n "}, "text must be non-empty"),
    ("sendMessage", {"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
    ("sendMessage", {"text": "a", "parse_mode": "RTF"}, "unsupported parse_mode"),
    ("sendMessage", {"text": "a" * 32769}, "text is too long"),
    ("sendMessage", {"text": "a", "entities": [{"type": "bold"}]}, "can't parse MessageEntity: Can't find field \"offset\""),
    ("sendMessage", {"text": "a", "reply_parameters": {"message_id": 77777}}, "message to be replied not found"),
    ("sendMessage", {"text": "a", "link_preview_options": []}, "object expected as link preview options"),
    ("sendMessageDraft", {"text": "a"}, "RANDOM_ID_INVALID"),
    ("sendMessageDraft", {"draft_id": 1, "text": "a" * 4097}, "message is too long"),
    ("sendChatAction", {"action": "thinking"}, "wrong parameter action in request"),
    ("sendDocument", {}, "there is no document in the request"),
    ("sendDocument", {"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"document": "https://example.com/a.pdf"}, "failed to get HTTP URL content"),
    ("getFile", {}, "file_id not specified"),
    ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
    ("editMessageText", {"text": "a", "message_id": 77777}, "message to edit not found"),
    ("editMessageReplyMarkup", {"message_id": 77777}, "message to edit not found"),
    ("deleteMessage", {"message_id": 77777}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired or query ID is invalid"),
    ("setMyCommands", {"commands": [{"command": "记", "description": "记一笔"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "log", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
    ("setMyCommands", {"commands": [], "scope": {"type": "mine"}}, "can't parse BotCommandScope: Unsupported type specified"),
    ("setMessageReaction", {"message_id": 77777}, "message to react not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "parameters", "reason"), REFUSALS)
def test_what_is_refused(
    telegram: Telegram, bot: Bot, window: Window, method: str, parameters: dict[str, Any], reason: str
) -> None:
    answer = call(telegram, bot, method, **{"chat_id": window.person.id, **parameters})
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {reason}")
    assert window.from_bot() == []


def test_a_tap_must_be_answered_in_time(telegram: Telegram, bot: Bot, window: Window) -> None:
    markup = {"inline_keyboard": [[{"text": "是", "callback_data": "y"}]]}
    call(telegram, bot, "sendMessage", chat_id=window.person.id, text="选", reply_markup=markup)
    first, second = window.tap("是"), window.tap("是")
    assert first.callback.id != second.callback.id
    assert (
        call(telegram, bot, "answerCallbackQuery", callback_query_id=first.callback.id, text="字" * 201)[
            "description"
        ]
        == "Bad Request: MESSAGE_TOO_LONG"
    )
    assert call(telegram, bot, "answerCallbackQuery", callback_query_id=first.callback.id)["ok"]
    telegram.advance(16)
    assert (
        "query is too old"
        in call(telegram, bot, "answerCallbackQuery", callback_query_id=second.callback.id)["description"]
    )


def test_a_file_is_one_bots(telegram: Telegram, bot: Bot, window: Window) -> None:
    other = telegram.bot()
    window.person.open(other).start()
    window.send_document(b"1", "a.txt")
    name = call(telegram, bot, "getUpdates")["result"][-1]["message"]["document"]["file_id"]
    assert call(telegram, bot, "getFile", file_id=name)["ok"]
    assert call(telegram, other, "getFile", file_id=name)["description"] == "Bad Request: invalid file_id"
    assert call(telegram, other, "sendDocument", chat_id=window.person.id, document=name)["error_code"] == 400


def test_drafts_are_seen_until_the_message_comes(telegram: Telegram, bot: Bot, window: Window) -> None:
    here = window.person.id
    for text in ("一、主要", "一、主要工作"):
        assert call(telegram, bot, "sendMessageDraft", chat_id=here, draft_id=9, text=text)["result"] is True
    assert (window.draft, window.drafts, window.from_bot()) == (
        "一、主要工作",
        ["一、主要", "一、主要工作"],
        [],
    )
    call(telegram, bot, "sendMessage", chat_id=here, text="一、主要工作")
    assert window.draft is None
    call(telegram, bot, "sendMessageDraft", chat_id=here, draft_id=10, text="二")
    telegram.advance(31)
    assert window.draft is None


def test_the_limits_of_the_faq(telegram: Telegram, bot: Bot, window: Window) -> None:
    telegram.limits.on = True
    here = window.person.id
    answers = [call(telegram, bot, "sendMessage", chat_id=here, text=str(n)) for n in range(5)]
    assert [a["ok"] for a in answers] == [True] * 3 + [False] * 2
    assert answers[3] == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1},
    }  # fmt: skip
    assert [c.texts["text"] for c in telegram.record.impatient()] == ["4"]
    others = [telegram.talk(bot) for _ in range(40)]
    for other in others:
        other.start()
    sent = [
        call(telegram, bot, "sendMessage", chat_id=other.person.id, text="群发")["ok"] for other in others
    ]
    assert telegram.record.fastest(1.0) <= 30
    assert sum(sent) < 40 or telegram.record.fastest(1.0) < 30


def test_what_is_sent_stays_as_it_was_formatted(telegram: Telegram, bot: Bot, window: Window) -> None:
    result = call(
        telegram,
        bot,
        "sendMessage",
        chat_id=window.person.id,
        text=" \n第一行\r\n第二行\t尾 \n\n",
        reply_parameters={"message_id": window.sent[0].id},
    )["result"]
    assert result["text"] == "第一行\n第二行 尾"
    assert result["reply_to_message"]["text"] == "/start"
    assert "reply_to_message" not in result["reply_to_message"]
