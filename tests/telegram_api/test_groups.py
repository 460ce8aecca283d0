"""Groups: what a bot hears there, what it may do, and who hears of its coming and going."""

from __future__ import annotations

from tests.telegram_api import Bot, Telegram
from tests.telegram_api.calling import call


def heard(bot: Bot) -> list[str]:
    return [update["message"]["text"] for update in bot.updates if "text" in update.get("message", {})]


def test_privacy_mode_lets_through_what_is_meant_for_the_bot(telegram: Telegram) -> None:
    bot, other = telegram.bot("report_bot"), telegram.bot("other_bot")
    founder, clerk = telegram.user("所长"), telegram.user("小周")
    group = telegram.group("材料群", founder, clerk, bot, other)
    window = group.window(clerk)
    for text in (
        "大家好",
        "/start@report_bot",
        "/new@other_bot",
        "/help",
        "@Report_Bot 在吗",
        "@other_bot 在吗",
    ):
        window.say(text)
    assert heard(bot) == ["/start@report_bot", "@Report_Bot 在吗"]
    assert heard(other) == ["/new@other_bot", "@other_bot 在吗"]
    sent = call(telegram, bot, "sendMessage", chat_id=group.id, text="在的")["result"]
    assert sent["chat"] == {"id": group.id, "title": "材料群", "type": "supergroup"}
    window.say("/help")
    window.wait("在的").reply("写到哪了")
    window.say("随便聊聊")
    assert heard(bot)[2:] == ["/help", "写到哪了"]
    group.promote(bot)
    window.say("都看得见了")
    assert heard(bot)[-1] == "都看得见了"
    assert telegram.problems() == []


def test_coming_and_going(telegram: Telegram) -> None:
    bot = telegram.bot()
    founder = telegram.user()
    group = telegram.group("材料群", founder, bot, kind="group")
    joined = bot.updates[0]["my_chat_member"]
    assert (joined["old_chat_member"]["status"], joined["new_chat_member"]["status"]) == ("left", "member")
    assert bot.updates[1]["message"]["new_chat_members"][0]["id"] == bot.id
    assert (
        call(telegram, bot, "getChatMember", chat_id=group.id, user_id=founder.id)["result"]["status"]
        == "creator"
    )
    assert call(telegram, bot, "getChatMemberCount", chat_id=group.id)["result"] == 2
    group.remove(bot)
    assert bot.updates[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = call(telegram, bot, "sendMessage", chat_id=group.id, text="再见")
    assert (answer["error_code"], answer["description"]) == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )
    assert telegram.problems() == []


def test_a_member_who_never_opened_the_bot_cannot_be_written_to(telegram: Telegram) -> None:
    bot = telegram.bot()
    clerk = telegram.user()
    telegram.group("材料群", clerk, bot)
    answer = call(telegram, bot, "sendMessage", chat_id=clerk.id, text="悄悄话")
    assert (answer["error_code"], answer["description"]) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


def test_blocking_and_coming_back(telegram: Telegram) -> None:
    bot = telegram.bot()
    window = telegram.talk(bot)
    window.start()
    window.person.block(bot)
    assert bot.updates[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    for method, more in (
        ("sendMessage", {"text": "a"}),
        ("sendChatAction", {"action": "typing"}),
        ("sendMessageDraft", {"draft_id": 1}),
    ):
        answer = call(telegram, bot, method, chat_id=window.person.id, **more)
        assert (answer["error_code"], answer["description"]) == (
            403,
            "Forbidden: bot was blocked by the user",
        )
    window.person.unblock(bot)
    assert call(telegram, bot, "sendMessage", chat_id=window.person.id, text="a")["ok"]
    assert telegram.problems() == []


def test_no_more_than_twenty_a_minute(telegram: Telegram) -> None:
    telegram.limits.on = True
    telegram.limits.burst = 100
    bot = telegram.bot()
    group = telegram.group("材料群", telegram.user(), bot)
    answers = [call(telegram, bot, "sendMessage", chat_id=group.id, text=str(n)) for n in range(21)]
    assert [a["ok"] for a in answers].count(False) == 1
    assert answers[-1]["parameters"]["retry_after"] > 50


def test_an_administrator_may_write_in_the_name_of_the_group(telegram: Telegram) -> None:
    bot = telegram.bot("report_bot")
    founder = telegram.user("所长")
    group = telegram.group("材料群", founder, bot)
    group.window(founder).say("/help@report_bot", anonymous=True)
    message = bot.updates[-1]["message"]
    assert (message["from"]["id"], message["from"]["username"]) == (1087968824, "GroupAnonymousBot")
    assert message["sender_chat"] == message["chat"]
