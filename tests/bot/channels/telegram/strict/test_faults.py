"""What goes wrong on the way: floods, bad gateways, cut connections, updates that come twice."""

from __future__ import annotations

import time

import pytest

from tests.bot.channels.telegram.strict.running import Running
from tests.bot.channels.telegram.strict.test_manners import ask, begun
from tests.telegram_api import Window
from tests.telegram_api.faults import Kind

pytestmark = pytest.mark.slow


def test_a_flood_holds_its_own_chat_alone(run: Running, window: Window) -> None:
    begun(window)
    other = begun(run.talk("小李"))
    run.telegram.faults.add("flood", "sendMessage", chat=window.person.id, seconds=4)
    window.say("发放宣传单3000份")
    time.sleep(0.3)
    at = time.monotonic()
    other.say("举办讲座17场")
    other.next(10)
    assert time.monotonic() - at < 2.5
    assert window.next(15).text
    assert run.telegram.record.impatient() == []


@pytest.mark.parametrize(("kind", "status"), [("html", 502), ("error", 500), ("html", 503)])
def test_after_a_failure_of_the_server_the_answer_comes_once(
    run: Running, window: Window, kind: Kind, status: int
) -> None:
    begun(window)
    run.telegram.faults.add(kind, "sendMessage", chat=window.person.id, status=status, times=2)
    window.say("发放宣传单3000份")
    answer = window.next(40)
    window.settle(3, 20)
    assert [seen.text for seen in window.from_bot()].count(answer.text) == 1
    assert "3000" in ask(window, "/facts").text


@pytest.mark.parametrize("kind", ["cut after", "cut before"])
def test_a_cut_is_not_blindly_repeated_and_nothing_is_lost(run: Running, window: Window, kind: Kind) -> None:
    begun(window)
    run.telegram.faults.add(kind, "sendMessage", chat=window.person.id)
    window.say("发放宣传单3000份")
    time.sleep(4)
    texts = [seen.text for seen in window.from_bot() if "3000" in seen.text]
    assert len(texts) <= 1
    if kind == "cut after":
        assert len(texts) == 1
    assert "3000" in ask(window, "/facts").text
    assert ask(window, "举办讲座17场").text


def test_refused_entities_come_as_plain_text(run: Running, window: Window) -> None:
    begun(window)
    words = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    run.telegram.faults.add("error", "sendMessage", chat=window.person.id, status=400, description=words)
    window.say("发放宣传单3000份")
    assert window.next(20).text
    last = run.telegram.record.of("sendMessage", chat=window.person.id)[-1]
    assert (last.status, last.texts.get("parse_mode", "")) == (200, "")


def test_an_update_that_comes_twice_counts_once(run: Running, window: Window) -> None:
    begun(window)
    run.bot.duplicate(3)
    before = len(window.from_bot())
    ask(window, "发放宣传单3000份")
    ask(window, "举办讲座17场")
    ask(window, "新建投放点8个")
    answers = [seen.text for seen in window.from_bot()[before:]]
    assert len(answers) == len(set(answers)) == 3, answers
    assert ask(window, "/facts").text.count("3000") == 1


def test_a_text_with_every_special_character(run: Running, window: Window) -> None:
    begun(window)
    ask(window, '发放《<b>分类</b>&amp;"宣传"》*手册*_3000_份 [链](x) `码` ~删~ >引')
    facts = ask(window, "/facts")
    assert "3000" in facts.text
    assert "<b>分类</b>&amp;" in facts.text or "分类" in facts.text
    assert run.telegram.record.refused() == []


def test_who_blocks_the_bot_costs_nothing_more(run: Running, window: Window) -> None:
    begun(window)
    window.say("发放宣传单3000份")
    window.person.block(run.bot)
    time.sleep(2)
    calls = len(run.telegram.record.of("sendMessage", chat=window.person.id))
    time.sleep(2)
    assert len(run.telegram.record.of("sendMessage", chat=window.person.id)) == calls
    window.person.unblock(run.bot)
    assert "3000" in ask(window, "/facts").text
