"""The real client against an ill-mannered server on loopback: every fault ends in time, in a draft that passes the gate and one sentence."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.drafting.gate_rules import gate_rules
from bot.drafting.model.means import Limits, Means
from bot.drafting.model.verdict import Court
from bot.drafting.model.writer import ModelWriter
from bot.drafting.offline import OfflineWriter
from bot.drafting.service import compose
from bot.endpoint.client import Answer, Call, Endpoint, EndpointConfig, EndpointError
from bot.model import Draft
from tests.bot.drafting.model.test_writer import lied
from tests.bot.drafting.model.world import PRIVATE, clean_request, count, leaks, request, text_of
from tests.servers import manners
from tests.servers.scripted import Reply, Script, Scripted, serving

pytestmark = pytest.mark.slow

STALL, TIMEOUT, DRAFT = 0.6, 2.0, 6.0  # seconds
HTML = "<html><body>502 Bad Gateway</body></html>"
WHOLE = '{"sentences":[{"point":1,"text":"甲。","facts":["F1"]}]}'
CALL = Call((("user", "你好"),), max_tokens=100, max_chars=400)


@pytest.fixture(scope="module", autouse=True)
def _clients_imported() -> None:
    """The first import takes seconds, which no deadline here is about."""
    import langchain.chat_models  # noqa: F401
    import langchain_openai  # noqa: F401


def endpoint(url: str, **changes: Any) -> Endpoint:
    return Endpoint(
        EndpointConfig(url, "sk-test", "scripted", **{"timeout_s": TIMEOUT, "stall_s": STALL, **changes})
    )


def written(url: str, **changes: Any) -> Draft:
    limits = Limits(draft_s=DRAFT, parallel=4, retries=1)
    made = ModelWriter(Means(endpoint(url), count, limits=limits, library=leaks, **changes))
    return compose(clean_request(), leaks(), made)


def passes(draft: Draft) -> bool:
    return not Court(clean_request(), draft, gate_rules(), leaks()).errors(draft)


def after_good(then: str, **fields: Any) -> Script:
    """A faithful answer that ends badly."""
    return lambda asked, number: Reply(manners.as_json(manners.faithful(asked)), then=then, **fields)


# Script → whether the model's text can be had for all that.
FAULTS: dict[str, tuple[Script, bool]] = {
    "good": (manners.good, True),
    "hallucinates": (manners.spoilt(manners.hallucinating), False),
    "changes figures": (manners.spoilt(lied), True),  # those that are true are kept
    "wrong schema": (lambda asked, number: Reply(manners.wrong_schema(manners.faithful(asked))), False),
    "broken JSON": (manners.always(Reply('{"sentences":[{"point":1,"te')), False),
    "empty": (manners.always(Reply("")), False),
    "429 for ever": (manners.always(Reply(status=429, headers={"retry-after": "30"}, body="{}")), False),
    "429 once": (manners.first([Reply(status=429, headers={"retry-after": "0.2"}, body="{}")]), True),
    "500 for ever": (manners.always(Reply(status=500, body="{}")), False),
    "503 once": (manners.first([Reply(status=503, headers={"retry-after": "0.1"}, body="{}")]), True),
    "401": (manners.always(Reply(status=401, body="{}")), False),
    "400 for every form": (manners.always(Reply(status=400, body="{}")), False),
    "stalls at once": (manners.always(Reply(then="stall")), False),
    "stalls in the middle": (after_good("stall"), False),
    "keep-alives only": (manners.always(Reply(then="keepalive")), False),
    "drips": (manners.always(Reply("好" * 4000, piece=1, pause=0.05)), False),
    "never ends": (manners.always(Reply("工作开展有序。" * 40, then="endless")), False),
    "cuts the stream": (manners.always(Reply(WHOLE[:20], then="cut")), False),
    "cuts a whole answer before its end": (after_good("cut"), True),
    "error in the stream": (manners.always(Reply(WHOLE[:20], then="error")), False),
    "garbage chunk": (manners.always(Reply(WHOLE[:20], then="garbage")), False),
    "HTML with 200": (manners.always(Reply(body=HTML)), False),
    "thinks aloud for longer than silence may last": (
        lambda asked, number: Reply(manners.as_json(manners.faithful(asked)), thinking=9),
        True,
    ),
    "thinks for ever": (manners.always(Reply("", thinking=10_000)), False),
    "no finish reason": (after_good("", finish=""), True),
    "stopped for its length": (after_good("", finish="length"), False),
    "counts usage twice": (after_good("", usage=2), True),
    "counts no usage": (after_good("", usage=0), True),
    "json_schema refused": (
        lambda asked, number: (
            Reply(status=400, body="{}")
            if asked.get("response_format", {}).get("type") == "json_schema"
            else manners.good(asked, number)
        ),
        True,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_time_in_a_gated_draft(fault: str) -> None:
    script, model_writes = FAULTS[fault]
    began = time.monotonic()
    with serving(script) as server:
        draft = written(server.url)
    assert time.monotonic() - began < DRAFT + 4
    assert passes(draft)
    assert len(draft.notes) == 1
    assert draft.notes[0].count("。") == 1
    assert (draft.writer == "model") is model_writes
    if not model_writes and fault != "hallucinates":
        offline = OfflineWriter().write(clean_request())
        kept = [s for s in draft.sentences() if s in offline.sentences()]
        assert len(kept) >= 0.5 * len(offline.sentences())


def test_what_only_one_server_knows_is_added_to_each_request() -> None:
    with serving(manners.always(Reply(WHOLE))) as server:
        extra = '{"thinking": {"type": "disabled"}}'
        answer = endpoint(server.url, extra=extra).ask(CALL, time.monotonic() + 10)
    assert answer.text == WHOLE
    assert server.requests[0]["thinking"] == {"type": "disabled"}
    assert server.requests[0]["max_tokens"] == 100


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        draft = written(f"http://127.0.0.1:{unused.getsockname()[1]}/v1")
    assert passes(draft)
    assert "连接不上" in draft.notes[0]


def test_what_the_server_is_sent() -> None:
    with serving(manners.good) as server:
        made = ModelWriter(Means(endpoint(server.url), count, library=leaks))
        draft = compose(request(), leaks(), made)
        assert not [secret for secret in PRIVATE if secret in server.sent()]
        first = server.requests[0]
    assert "林晓梅" in text_of(draft)
    assert first["stream"] is True
    assert first["stream_options"] == {"include_usage": True}
    assert first["model"] == "scripted"
    assert first["max_tokens"] > 0
    assert first["response_format"]["type"] == "json_schema"
    assert "max_completion_tokens" not in first
    assert {"tools", "functions"}.isdisjoint(first)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(then="stall"), "stalled"),
        (Reply(then="keepalive"), "stalled"),
        (Reply("好" * 4000, piece=1, pause=0.05), "late"),
        (Reply(status=429, headers={"retry-after": "7"}, body="{}"), "busy"),
        (Reply(status=500, body="{}"), "busy"),
        (Reply(status=404, body="{}"), "denied"),
        (Reply(status=422, body="{}"), "refused"),
        (Reply("甲", then="error"), "broken"),
        (Reply("甲", then="garbage"), "broken"),
    ],
)
def test_kinds_of_error(reply: Reply, kind: str) -> None:
    began = time.monotonic()
    with serving(manners.always(reply)) as server, pytest.raises(EndpointError) as caught:
        endpoint(server.url).ask(CALL, time.monotonic() + 60)
    assert caught.value.kind == kind
    assert time.monotonic() - began < TIMEOUT + 1
    assert caught.value.retry_after == (7.0 if reply.headers else None)


def test_usage_is_counted_once_and_text_comes_as_it_is_written() -> None:
    heard: list[str] = []
    with serving(manners.always(Reply("一二三四五六七八九十", usage=2, piece=2))) as server:
        answer = endpoint(server.url).ask(CALL, time.monotonic() + 5, on_text=heard.append)
    assert answer == Answer("一二三四五六七八九十", "stop", 11, 7)
    assert len(heard) == 5


def test_a_stream_that_does_not_end_is_cut_at_its_size() -> None:
    with serving(manners.always(Reply("工作" * 50, then="endless"))) as server:
        answer = endpoint(server.url).ask(CALL, time.monotonic() + 5)
    assert answer.finish == "length"
    assert len(answer.text) < CALL.max_chars + 200


@pytest.mark.parametrize("then", ["think", "stall"])
def test_who_stops_hangs_up_at_once(then: str) -> None:
    """The server is told, whether it has begun to answer or not, and so has no reason to write on."""
    with serving(manners.always(Reply("好" if then == "stall" else "", then=then))) as server:
        with pytest.raises(EndpointError):
            endpoint(server.url, stall_s=30.0, timeout_s=30.0).ask(
                CALL, time.monotonic() + 30, lambda: bool(server.requests)
            )
        ended = time.monotonic()
        while not server.left and time.monotonic() < ended + 5:
            time.sleep(0.01)
        assert server.left
        assert server.left[0] - ended < 0.5


def test_cancel_is_heard_within_a_fraction_of_a_second() -> None:
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    began = time.monotonic()
    with serving(manners.always(Reply(then="stall"))) as server, pytest.raises(EndpointError) as caught:
        endpoint(server.url, stall_s=30.0, timeout_s=30.0).ask(CALL, time.monotonic() + 30, cancelled.is_set)
    assert caught.value.kind == "cancelled"
    assert time.monotonic() - began < 1.5


def test_threads_of_streams_that_were_cut_do_not_pile_up(server_of_comments: Scripted) -> None:
    asked = endpoint(server_of_comments.url, stall_s=0.3)
    before = threading.active_count()
    for _ in range(4):
        with pytest.raises(EndpointError):
            asked.ask(CALL, time.monotonic() + 5)
    until = time.monotonic() + TIMEOUT + 1
    while (
        threading.active_count() > before + 4 and time.monotonic() < until
    ):  # the server has a thread a client
        time.sleep(0.05)
    assert threading.active_count() <= before + 4


@pytest.fixture
def server_of_comments() -> Iterator[Scripted]:
    with serving(manners.always(Reply(then="keepalive"))) as server:
        yield server


@pytest.mark.parametrize(
    ("provider", "package"), [("no_such_provider", ""), ("anthropic", "langchain-anthropic")]
)
def test_other_providers_need_their_package(provider: str, package: str) -> None:
    asked = Endpoint(EndpointConfig("", "k", "some-model", provider=provider))
    with pytest.raises(EndpointError) as caught:
        asked.ask(CALL, time.monotonic() + 5)
    assert (caught.value.kind, caught.value.detail) == ("missing", package)
