"""Models to play on the scripted server: one that writes what it is given, and ways of spoiling its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.servers.scripted import Reply, Script

Sentences = list[dict[str, Any]]
_DATA = re.compile(r"<事实>\n(.*?)\n</事实>", re.DOTALL)
_CERTAINTY = re.compile(r"^（(?:打算|没说准)）")


def prompt(request: dict[str, Any]) -> str:
    """The first message of the user."""
    return next(str(message["content"]) for message in request["messages"] if message["role"] == "user")


def facts_of(request: dict[str, Any]) -> dict[str, Any]:
    """The facts that were sent as data: point → id → text; for lead and closing id → text."""
    found = _DATA.search(prompt(request))
    return dict(json.loads(found[1])) if found else {}


def is_frame(request: dict[str, Any]) -> bool:
    return "现在的开头" in prompt(request)


def is_repair(request: dict[str, Any]) -> bool:
    return len(request["messages"]) > 2


def faithful(request: dict[str, Any]) -> Sentences:
    """Each fact as one sentence of its point; the lead and closing as they stand."""
    if is_frame(request):
        lead = re.search(r"现在的开头：(.*)", prompt(request))
        closing = re.search(r"现在的结尾：(.*)", prompt(request))
        facts = list(facts_of(request))
        texts = [(1, lead[1] if lead else "", facts), (2, closing[1] if closing else "", [])]
        return [
            {"point": point, "text": text, "facts": ids}
            for point, text, ids in texts
            if text not in ("", "无")
        ]
    return [
        {"point": int(point), "text": f"{_CERTAINTY.sub('', text).rstrip('。，；')}。", "facts": [key]}
        for point, facts in facts_of(request).items()
        for key, text in facts.items()
    ]


def as_json(sentences: Sentences) -> str:
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


def as_lines(sentences: Sentences) -> str:
    return "\n".join(f"{s['point']}|{s['text']}|{','.join(s['facts'])}" for s in sentences)


def good(request: dict[str, Any], number: int) -> Reply:
    return Reply(as_json(faithful(request)))


def spoilt(change: Callable[[Sentences], Sentences], until: int = 10**6) -> Script:
    """A faithful model whose sentences are changed, in its first `until` answers."""

    def script(request: dict[str, Any], number: int) -> Reply:
        sentences = faithful(request)
        return Reply(as_json(change(sentences) if number <= until else sentences))

    return script


def always(reply: Reply) -> Script:
    return lambda request, number: reply


def first(replies: list[Reply], then: Script = good) -> Script:
    """`replies` in turn, then another script."""
    return lambda request, number: replies[number - 1] if number <= len(replies) else then(request, number)


def hallucinating(sentences: Sentences) -> Sentences:
    return [{**s, "text": f"{s['text'][:-1]}，受益群众9876人，走在全省前列。"} for s in sentences]


def adding_story(sentences: Sentences) -> Sentences:
    extra = "李建国局长专程到场调研并给予高度评价，授予全国先进单位称号。"
    return [*sentences, {"point": 1, "text": extra, "facts": sentences[0]["facts"][:1]}]


def wrong_schema(sentences: Sentences) -> str:
    return json.dumps({"paragraphs": [s["text"] for s in sentences]}, ensure_ascii=False)
