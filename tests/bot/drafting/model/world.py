"""A small ledger of a library's half-year, and an endpoint in memory that plays the scripts of tests/servers without a socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from bot.conversation import Step, Watch
from bot.drafting.model.means import Limits, Means
from bot.drafting.model.section import Options
from bot.drafting.model.writer import ModelWriter
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import Forms
from bot.endpoint.client import Answer, Call, EndpointError
from bot.model import Basics, Certainty, Draft, Fact, Source
from retrieval.leaks import LeakIndex
from retrieval.records import Sample, StyleProfile, StyleReference
from tests.servers.scripted import Reply, Script

SAMPLE = "全馆干部职工心往一处想、劲往一处使，昼夜奋战在整理书架的第一线，赢得广大读者交口称赞。"
PRIVATE = ("林晓梅", "王秀兰", "周建国", "13912345678", "13700001111", "云岭图书馆")

_TOLD: list[tuple[str, str, str, tuple[str, ...], Certainty, bool]] = [
    ("F1", "组织领导", "成立读者服务工作组，馆长林晓梅任组长，下设4个小组", ("林晓梅",), "exact", False),
    ("F2", "宣传发动", "发放借阅宣传册1200份", (), "exact", False),
    ("F3", "宣传发动", "张贴办证海报85张", (), "exact", False),
    ("F4", "主要工作", "新购图书3500册，全部完成编目", (), "exact", False),
    ("F5", "主要工作", "6月3日完成阅览室座椅更换，共更换座椅140把", (), "exact", False),
    ("F6", "服务群众", "送书上门36次，由馆员王秀兰负责，联系电话13700001111", ("王秀兰",), "exact", False),
    ("F7", "服务群众", "受理读者咨询约860人次", (), "approximate", False),
    ("F8", "活动开展", "举办读书会18场，参加420人次", (), "exact", False),
    ("F9", "成效数据", "到馆读者5.6万人次", (), "exact", False),
    ("F10", "问题不足", "夜间值班人手不足", (), "exact", False),
    ("F11", "下一步打算", "明年准备建2个分馆", (), "planned", False),
    ("F12", "服务群众", "读者周建国来电13912345678投诉占座", ("周建国",), "exact", True),
]  # fmt: skip


def fact(
    key: str,
    topic: str,
    text: str,
    names: tuple[str, ...] = (),
    certainty: Certainty = "exact",
    private: bool = False,
) -> Fact:
    return Fact(key, text, topic, Source(5, text), names=names, certainty=certainty, private=private)


def request(**changes: Any) -> DraftRequest:
    # telephone numbers are no matter for a report: the reader of answers marks them private, here one was missed on purpose
    facts = tuple(
        fact(key, topic, text, names, certainty, private)
        for key, topic, text, names, certainty, private in _TOLD
    )
    basics = Basics(
        unit="云岭图书馆", unit_type="library", period="2024年上半年", topic="读者服务", audience="县文化局"
    )
    return DraftRequest(**{"basics": basics, "facts": facts, **changes})


def clean_request(**changes: Any) -> DraftRequest:
    """Without the telephone number that no draft may show, so that the offline draft passes the gate."""
    told = request(**changes)
    facts = tuple(
        fact("F6", "服务群众", "送书上门36次，由馆员王秀兰负责", ("王秀兰",)) if one.id == "F6" else one
        for one in told.facts
    )
    return DraftRequest(**{"basics": told.basics, "references": told.references, "facts": facts, **changes})


def leaks() -> LeakIndex:
    return LeakIndex.build([Sample(id="S1", title="范文", clean_text=SAMPLE)])


def reference(role: str, masked: str, score: float = 1.0) -> StyleReference:
    return StyleReference(
        sample_id="S1", title="", unit_type="", period="", topic="", role=role, masked=masked, outline=(),
        profile=StyleProfile(), score=score, why="",
    )  # fmt: skip


class Played:
    """An endpoint without a network: a script's replies as answers, its faults as errors. `calls` are all that was asked."""

    def __init__(self, script: Script, seconds: float = 0.0) -> None:
        self._script = script
        self._seconds = seconds
        self._lock = threading.Lock()
        self.calls: list[Call] = []
        self.times: list[float] = []

    def ask(
        self,
        call: Call,
        deadline: float,
        cancelled: Callable[[], bool] = lambda: False,
        on_text: Callable[[str], None] = lambda text: None,
    ) -> Answer:
        with self._lock:
            self.calls.append(call)
            self.times.append(time.monotonic())
            number = len(self.calls)
        until = time.monotonic() + self._seconds
        while time.monotonic() < until:
            if cancelled():
                raise EndpointError("cancelled")
            time.sleep(0.005)
        return _answer(self._script(as_request(call), number), call)

    def sent(self) -> str:
        return json.dumps([call.messages for call in self.calls], ensure_ascii=False)


def as_request(call: Call) -> dict[str, Any]:
    return {
        "messages": [{"role": role, "content": text} for role, text in call.messages],
        "response_format": call.response_format,
    }


def _answer(reply: Reply, call: Call) -> Answer:
    if reply.status == 429 or reply.status >= 500:
        after = reply.headers.get("retry-after")
        raise EndpointError("busy", retry_after=float(after) if after else None, status=reply.status)
    if reply.status != 200:
        raise EndpointError("denied" if reply.status in (401, 403, 404) else "refused", status=reply.status)
    faults = {"stall": "stalled", "keepalive": "stalled", "error": "broken", "garbage": "broken"}
    if reply.then in faults:
        raise EndpointError(faults[reply.then])  # type: ignore[arg-type]
    if reply.then == "endless":
        return Answer(reply.text * 100, "length")
    finish = "" if reply.then == "cut" else reply.finish
    return Answer(reply.text, finish, reply.prompt_tokens, reply.completion_tokens)


def count(text: str) -> int:
    """A token a character: near enough, and quick."""
    return len(text)


def writer(endpoint: Played, **changes: Any) -> ModelWriter:
    settings: dict[str, Any] = {
        "limits": Limits(draft_s=5, parallel=4, retries=2),
        "forms": Forms(),
        "options": Options(),
        "library": leaks,
    }
    return ModelWriter(Means(endpoint, count, **{**settings, **changes}))


class Watched(Watch):
    """Remembers the steps."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []

    def step(self, step: Step) -> None:
        self.steps.append(step)


def text_of(draft: Draft) -> str:
    return "".join(sentence.text for sentence in draft.sentences())
