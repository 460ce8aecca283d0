"""What goes wrong on the way: floods, bad gateways, cut connections, updates that come twice."""

from __future__ import annotations

import time

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.together import check, checks, nothing_refused
from tests.bot.channels.telegram.strict.typing import ask, begin, facts
from tests.telegram_api import Window
from tests.telegram_api.faults import Kind


@check
def a_flood_holds_its_own_chat_alone(run: Running, clerk: Window) -> None:
    other = begin(run.talk("小李"))
    run.telegram.faults.add("flood", "sendMessage", chat=clerk.person.id, seconds=8)
    clerk.say("发放宣传单3000份")
    time.sleep(0.3)
    at = time.monotonic()
    other.say("举办讲座17场")
    other.next(60)
    assert time.monotonic() - at < 5
    assert clerk.next(60).text
    assert time.monotonic() - at > 6


@checks(("html", 502), ("error", 500), ("html", 503))
def after_a_failure_of_the_server_the_answer_comes_once(
    kind: Kind, status: int, run: Running, clerk: Window
) -> None:
    run.telegram.faults.add(kind, "sendMessage", chat=clerk.person.id, status=status, times=2)
    clerk.say("发放宣传单3000份")
    answer = clerk.next(40)
    clerk.settle(3, 20)
    assert [seen.text for seen in clerk.from_bot()].count(answer.text) == 1
    assert "3000" in facts(clerk)


@checks(("cut after",), ("cut before",))
def a_cut_is_not_blindly_repeated_and_nothing_is_lost(kind: Kind, run: Running, clerk: Window) -> None:
    """Whether the answer arrived, nobody knows: it is not sent again unless asked for."""
    before = len(clerk.from_bot())
    run.telegram.faults.add(kind, "sendMessage", chat=clerk.person.id)
    clerk.say("发放宣传单3000份")
    told = clerk.wait(lambda seen: "再发" in "".join(seen.buttons), 40)
    answers = [seen.text for seen in clerk.from_bot()[before:] if "3000" in seen.text]
    assert len(answers) == (kind == "cut after")
    told.tap("再发").answer(20)
    answer = clerk.wait(lambda seen: "3000" in seen.text and seen.id > told.id, 20)
    assert answer.buttons, "the question is as it was"
    clerk.settle(1.5, 20)
    assert "3000" in facts(clerk)
    assert ask(clerk, "举办讲座17场").text


@check
def refused_entities_come_as_plain_text(run: Running, clerk: Window) -> None:
    words = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    run.telegram.faults.add("error", "sendMessage", chat=clerk.person.id, status=400, description=words)
    clerk.say("发放宣传单3000份")
    assert clerk.next(60).text
    last = run.telegram.record.of("sendMessage", chat=clerk.person.id)[-1]
    assert (last.status, last.texts.get("parse_mode", "")) == (200, "")


@check
def an_update_that_comes_twice_counts_once(run: Running, clerk: Window) -> None:
    run.bot.duplicate(3)
    before = len(clerk.from_bot())
    ask(clerk, "发放宣传单3000份")
    ask(clerk, "举办讲座17场")
    ask(clerk, "新建投放点8个")
    answers = [seen.text for seen in clerk.from_bot()[before:]]
    assert len(answers) == len(set(answers)) == 3, answers
    assert facts(clerk).count("3000") == 1


@check
def a_text_with_every_special_character(run: Running, clerk: Window) -> None:
    ask(clerk, '发放《<b>分类</b>&amp;"宣传"》*手册*_3000_份 [链](x) `码` ~删~ >引')
    facts = ask(clerk, "/facts")
    assert "3000" in facts.text
    assert "<b>分类</b>&amp;" in facts.text or "分类" in facts.text
    nothing_refused(run, clerk)


@check
def who_blocks_the_bot_costs_nothing_more(run: Running, clerk: Window) -> None:
    clerk.say("发放宣传单3000份")
    clerk.person.block(run.bot)
    time.sleep(2)
    calls = len(run.telegram.record.of("sendMessage", chat=clerk.person.id))
    time.sleep(2)
    assert len(run.telegram.record.of("sendMessage", chat=clerk.person.id)) == calls
    clerk.person.unblock(run.bot)
    assert "3000" in facts(clerk)
