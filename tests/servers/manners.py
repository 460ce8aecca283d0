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
    """The facts that were sent as data: point → number → text; for lead and closing number → text."""
    found = _DATA.search(prompt(request))
    facts: dict[str, Any] = {}
    point = facts
    for line in found[1].splitlines() if found else ():
        if head := re.fullmatch(r"点(\d+)(?:（\d+字）)?", line):
            point = facts[head[1]] = {}
        elif line:
            number, _, text = line.partition(" ")
            point[number] = text
    return facts


def present_of(request: dict[str, Any]) -> dict[str, str]:
    """The present text that was sent to be put otherwise: point → text."""
    found = re.search(r"<现文>\n(.*?)\n</现文>", prompt(request), re.DOTALL)
    return dict(re.findall(r"点(\d+)：(.*)", found[1])) if found else {}


def is_frame(request: dict[str, Any]) -> bool:
    return "现在的开头" in prompt(request)


def is_repair(request: dict[str, Any]) -> bool:
    return len(request["messages"]) > 2


def faithful(request: dict[str, Any]) -> Sentences:
    """Each fact as one sentence of its point; the lead and closing as they stand."""
    if is_frame(request):
        return [*_framing(request, 1, "现在的开头"), *_framing(request, 2, "现在的结尾")]
    return [
        {"point": int(point), "text": f"{_CERTAINTY.sub('', text).rstrip('。，；')}。", "facts": [int(key)]}
        for point, facts in facts_of(request).items()
        for key, text in facts.items()
    ]


def _framing(request: dict[str, Any], point: int, label: str) -> Sentences:
    """The sentences of the lead or closing, with the facts whose figures they have."""
    found = re.search(rf"{label}：(.*)", prompt(request))
    texts = [] if found is None or found[1] == "无" else re.findall(r"[^。：]+[。：]", found[1])
    return [{"point": point, "text": text, "facts": _carried(text, facts_of(request))} for text in texts]


def _carried(text: str, facts: dict[str, str]) -> list[int]:
    return [
        int(key)
        for key, fact in facts.items()
        if set(re.findall(r"\d+", fact)) & set(re.findall(r"\d+", text))
    ]


def merging(request: dict[str, Any], longest: int = 45) -> Sentences:
    """Like `faithful`, with short facts of a point told in one sentence, as people write."""
    merged: Sentences = []
    for one in faithful(request):
        last = merged[-1] if merged else None
        if (
            last
            and not is_frame(request)
            and last["point"] == one["point"]
            and len(last["text"]) + len(one["text"]) <= longest
        ):
            last |= {"text": f"{last['text'][:-1]}，{one['text']}", "facts": [*last["facts"], *one["facts"]]}
        else:
            merged.append(one)
    return merged


def as_json(sentences: Sentences) -> str:
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


def as_lines(sentences: Sentences) -> str:
    return "\n".join(f"{s['point']}|{s['text']}|{','.join(map(str, s['facts']))}" for s in sentences)


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


def copying(request: dict[str, Any], number: int) -> Reply:
    """A model that invents figures and takes over the words of the samples it was shown, whatever it is asked."""
    told = prompt(request)
    taken = "".join(re.findall(r"[^。\n]{16,}。", _shown_samples(told))[:2])
    if _DATA.search(told) is None:
        material = told.rpartition("材料：")[2]
        said = "".join(
            f"{line.rstrip('。')}，受益群众9876人。\n" for line in material.splitlines() if line.strip()
        )
        return Reply(f"工作总结\n{taken}\n{said}")
    sentences = faithful(request)
    if is_frame(request):
        return Reply(as_json(sentences))
    return Reply(
        as_json([{**one, "text": f"{taken}{one['text'][:-1]}，受益群众9876人。"} for one in sentences])
    )


def _shown_samples(told: str) -> str:
    """What stands between the head of the samples and what follows them, in any of the prompts."""
    before = _DATA.sub("", told).rpartition("材料：")[0] or _DATA.sub("", told)
    return before.partition("范")[2]
