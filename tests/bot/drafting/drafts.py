"""Drafts for tests: from a scenario's answers read one by one, without the conversation around them."""

from __future__ import annotations

from typing import Any

from bot.drafting.request import DraftRequest
from bot.drafting.service import compose
from bot.facts.basics import read_basics
from bot.facts.reader import read
from bot.facts.reading import Directive, ReadContext
from bot.facts.totals import computed
from bot.model import Basics, Draft, Fact

SCHOOL = {
    "单位": "桐花路小学",
    "时间段": "2025到2026学年上学期",
    "主题": "书香校园建设工作总结",
    "给谁看": "区教育局",
}


def request_of(basics_as_typed: dict[str, str], answers: dict[str, str]) -> DraftRequest:
    """The request that reading the answers in order would lead to."""
    basics = Basics()
    for slot, text in basics_as_typed.items():
        basics = read_basics(slot, text, basics)
    facts: list[Fact] = []
    wishes: list[Directive] = []
    for turn, (topic, text) in enumerate(answers.items(), start=5):
        asked = "补充" if topic.startswith("追问") else topic
        context = ReadContext(asked, turn, basics, tuple(facts), len(facts) + 1)
        reading = read(text, context)
        facts += reading.facts
        wishes += reading.directives
    facts += computed(tuple(facts), len(facts) + 1)
    return DraftRequest(basics, tuple(facts), tuple(wishes))


def draft_of(answers: dict[str, str], **basics: str) -> Draft:
    return compose(request_of({**SCHOOL, **basics}, answers))


def scenario_draft(scenario: dict[str, Any]) -> Draft:
    return compose(request_of(scenario["basics_as_typed"], scenario["answers"]))
