"""The model writer against one call that writes the whole, on a server that streams 50 tokens a second: time, first paragraph, prompt tokens."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from bot.conversation import Step, Watch
from bot.drafting.model.means import Limits, Means
from bot.drafting.model.writer import ModelWriter
from bot.drafting.offline import OfflineWriter
from bot.drafting.request import DraftRequest
from bot.endpoint.calls import tokens_of
from bot.endpoint.client import Call, Endpoint, EndpointConfig
from bot.endpoint.templates import filled
from bot.model import Draft, Fact
from bot.tokens import Count, counter
from retrieval.records import StyleProfile, StyleReference
from tests.bench import gate_drafts
from tests.bench.harness import REPOSITORY, Row, Scale
from tests.servers import manners
from tests.servers.scripted import Reply, Script, serving

SPEED = 50.0  # tokens a second of every stream
CHARS = 3000
SAMPLES = 8
PIECE = 4  # characters of a chunk
REAL = "the real page's"
SHARE_OF_WHOLE, FIRST, PROMPT = 0.35, 1.3, 0.4


class Run(msgspec.Struct):
    """One draft: seconds until the first section and until the end; what each call sent and how long it was written at."""

    first: float
    total: float
    sections: list[float]
    prompt: int
    draft: Draft


def run(scale: Scale = "normal") -> list[Row]:
    speed = SPEED * (8 if scale == "quick" else 1)
    with TemporaryDirectory() as home:
        count = counter(Path(home))
        request = long_request()
        base = OfflineWriter().write(request)
        whole = "".join(sentence.text for sentence in base.sentences())
        warm_up(count, speed)
        one = seconds_of_whole(whole, count, speed)
        ours = write(request, count, speed)
    mean = sum(ours.sections) / len(ours.sections)
    note = f"{len(whole)} 字, {len(ours.sections)} calls, {speed:g} tokens/s"
    rows = [
        Row(
            "model",
            "draft / one call",
            ours.total,
            "s",
            one,
            at_most=SHARE_OF_WHOLE,
            of_ratio=True,
            note=note,
        ),
        Row(
            "model",
            "first paragraph / one section",
            ours.first,
            "s",
            mean,
            at_most=FIRST,
            of_ratio=True,
            note=ours.draft.notes[0],
        ),
    ]
    for name, samples in sample_sets().items():
        naive = tokens_of(naive_prompt(base, request.facts, samples), count)
        rows.append(
            Row(
                "model",
                f"prompt tokens / with {name}",
                ours.prompt,
                "tokens",
                naive,
                at_most=PROMPT if name == REAL else None,
                of_ratio=True,
                note="all calls of the draft; own samples are shorter than those the target is about",
            )
        )
    return rows


def long_request() -> DraftRequest:
    """Facts of several scenarios under the first one's unit, until they carry 3,000 字; with a reference for each role."""
    clean = [one for one in gate_drafts.clean_drafts() if one.by == "offline"]
    facts: tuple[Fact, ...] = ()
    for one in clean:
        facts = (*facts, *renumbered(one.ledger, one.name))
        request = DraftRequest(basics=clean[0].basics, facts=facts, references=references())
        if sum(len(s.text) for s in OfflineWriter().write(request).sentences()) >= CHARS:
            return request
    return request


def renumbered(ledger: tuple[Fact, ...], name: str) -> tuple[Fact, ...]:
    """Ids as short as a ledger's own: the scenario's number, then the fact's."""
    prefix = name[:2].lstrip("0")

    def new(key: str) -> str:
        return f"F{prefix}{key[1:].zfill(2)}" if key else ""

    return tuple(
        msgspec.structs.replace(
            fact,
            id=new(fact.id),
            replaces=new(fact.replaces),
            conflict="",
            group=f"{prefix}.{fact.group}" if fact.group else "",
        )
        for fact in ledger
    )


def references() -> tuple[StyleReference, ...]:
    """A masked text of ordinary length for each role."""
    text = (
        "坚持每周例会，逐项通报进展，把任务落实到班组和个人。组织开展〔数量〕场活动，〔数量〕人参加。建立台账，逐条销号。"
        * 6
    )
    roles = ("组织领导", "宣传", "主要工作", "服务", "教育", "文体活动", "制度", "成效", "问题", "打算")
    return tuple(
        StyleReference(
            sample_id="S",
            title="",
            unit_type="",
            period="",
            topic="",
            role=role,
            masked=text,
            outline=(),
            profile=StyleProfile(),
            score=1.0,
            why="",
        )
        for role in roles
    )


def paced(text: str, count: Count, speed: float) -> Reply:
    """A reply that is written at `speed` tokens a second."""
    per_char = count(text) / max(1, len(text))
    return Reply(text, piece=PIECE, pause=PIECE * per_char / speed)


def seconds_of_whole(text: str, count: Count, speed: float) -> float:
    """How long one call takes that writes all of it as plain text."""
    with serving(lambda asked, number: paced(text, count, speed)) as server:
        began = time.monotonic()
        call = Call((("user", "写"),), max_tokens=100_000, max_chars=1_000_000)
        answer = endpoint(server.url).ask(call, began + 900)
        assert answer.text == text
        return time.monotonic() - began


def write(request: DraftRequest, count: Count, speed: float) -> Run:
    lasting: list[float] = []
    prompts: list[int] = []

    def script(asked: dict[str, Any], number: int) -> Reply:
        text = manners.as_json(manners.merging(asked))
        prompts.append(sum(count(str(message["content"])) + 4 for message in asked["messages"]))
        if not manners.is_frame(asked):
            lasting.append(count(text) / speed)
        return paced(text, count, speed)

    return timed(request, count, script, lasting, prompts)


def timed(
    request: DraftRequest, count: Count, script: Script, lasting: list[float], prompts: list[int]
) -> Run:
    began = time.monotonic()
    shown: list[float] = []

    def progress(step: Step) -> None:
        if step.stage == "section" and step.text and not shown:
            shown.append(time.monotonic() - began)

    with serving(script) as server:
        limits = Limits(draft_s=600, parallel=16)
        draft = ModelWriter(Means(endpoint(server.url), count, limits=limits, watch=Watch(progress))).write(
            request
        )
    return Run(shown[0], time.monotonic() - began, lasting, sum(prompts), draft)


def endpoint(url: str) -> Endpoint:
    return Endpoint(EndpointConfig(url, "k", "scripted", timeout_s=900, stall_s=60))


def warm_up(count: Count, speed: float) -> None:
    """Imports and compiled patterns, once for all that is timed."""
    request = next(
        DraftRequest(basics=one.basics, facts=one.ledger)
        for one in gate_drafts.clean_drafts()
        if one.by == "offline"
    )
    write(request, count, speed * 100)


def sample_sets() -> dict[str, list[str]]:
    """The eight samples a prompt would hold: the project's own, and the real page's where it is there."""
    own = [path.read_text("utf-8") for path in sorted((REPOSITORY / "knowledge").glob("*.md"))]
    sets = {f"{SAMPLES} own samples": sorted(own, key=len)[-SAMPLES:]}
    pages = sorted((REPOSITORY.parent / "shared" / "seeds").glob("*.txt"))
    return sets | ({REAL: [pages[0].read_text("utf-8")]} if pages else {})


def naive_prompt(base: Draft, facts: tuple[Fact, ...], samples: list[str]) -> tuple[tuple[str, str], ...]:
    """Samples and facts in one prompt, with the instructions of a section."""
    told = json.dumps({fact.id: fact.text for fact in facts if not fact.private}, ensure_ascii=False)
    blank = dict.fromkeys(("heading", "self_name", "format", "others"), "")
    return filled("section", title=base.title, reference="\n".join(samples), facts=told, **blank)
