"""A slip owned up to while another question is asked: the fact is put right, and the question stays."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.conversation import Incoming

BASICS = ("河口社区", "2024年上半年", "半年工作总结", "街道", "好")


@pytest.mark.parametrize("slip", ["26人写错了，是28人", "不是26人是28人", "把26人改成28人"])
def test_the_question_is_asked_again(app: App, slip: str) -> None:
    session, _ = app.assistant.start("me")
    for line in (*BASICS, "书记王强总负责，3月5日开会，26人参加"):
        app.assistant.handle(session, Incoming(line))
    before = app.assistant.session(session).current
    replies = app.assistant.handle(session, Incoming(slip))
    after = app.assistant.session(session)
    assert "改好了" in replies[0].text
    assert "28人" in "".join(fact.text for fact in after.facts)
    assert "26人" not in "".join(fact.text for fact in after.facts)
    assert before is not None
    assert after.current is not None
    assert (after.current.kind, after.current.key) == (before.kind, before.key) == ("topic", "宣传发动")
